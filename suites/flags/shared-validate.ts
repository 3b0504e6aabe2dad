/** MAP_SHARED_VALIDATE: MAP_SHARED for files that refuses flags which the kernel does not know. */
import { type Case, type Step, suite } from '../case.ts';
import type { NeedName } from '../needs.ts';
import type { MapFlag, RawBits } from '../vocabulary.ts';
import { files } from './files.ts';

/** The bits of an int that are no flag on any of the architectures that the agent is built for, unless they need something. */
const unknownBits: readonly { bit: number; needs?: readonly NeedName[] }[] = [
  { bit: 9 },
  { bit: 10, needs: ['free-flag-bit-10'] },
  { bit: 21 },
  { bit: 22 },
  { bit: 23 },
  { bit: 24 },
  { bit: 25 },
  { bit: 31 },
];

/** In C flags is an int: these bits only reach a kernel that is called without a C library. */
const bitsBeyondInt = [32, 48, 63] as const;

const knownFlags: readonly { id: string; flag: MapFlag; since?: string }[] = [
  { id: 'fixed', flag: 'FIXED' },
  { id: 'denywrite', flag: 'DENYWRITE' },
  { id: 'executable', flag: 'EXECUTABLE' },
  { id: 'locked', flag: 'LOCKED' },
  { id: 'noreserve', flag: 'NORESERVE' },
  { id: 'populate', flag: 'POPULATE' },
  { id: 'nonblock', flag: 'NONBLOCK' },
  { id: 'stack', flag: 'STACK' },
  { id: 'uninitialized', flag: 'UNINITIALIZED' },
  { id: '32bit', flag: '32BIT' },
  { id: 'above4g', flag: 'ABOVE4G', since: '6.6' },
];

/** Known, but refused with a file for a reason of their own. */
const refusedFlags: readonly { id: string; flag: MapFlag }[] = [
  { id: 'growsdown', flag: 'GROWSDOWN' },
  { id: 'hugetlb', flag: 'HUGETLB' },
];

const sizeCodes: readonly MapFlag[] = [
  'HUGE_16KB',
  'HUGE_64KB',
  'HUGE_512KB',
  'HUGE_1MB',
  'HUGE_2MB',
  'HUGE_8MB',
  'HUGE_16MB',
  'HUGE_32MB',
  'HUGE_256MB',
  'HUGE_512MB',
  'HUGE_1GB',
  'HUGE_2GB',
];

/** Size codes that need bit 31. */
const highSizeCodes: readonly { id: string; flag: MapFlag | RawBits }[] = [
  { id: 'lowest', flag: '32<<26' },
  { id: '16gb', flag: 'HUGE_16GB' },
  { id: 'highest', flag: '63<<26' },
];

const objects: readonly { id: string; what: string; fixture: Step }[] = [
  ...files,
  { id: 'dev-zero', what: '/dev/zero', fixture: { open: 'f', of: '/dev/zero', mode: 'rdwr' } },
];

export const sharedValidate = suite({
  name: 'flags/shared-validate',
  title: 'MAP_SHARED_VALIDATE',
  cases: [
    ...files.flatMap(({ id, what, fixture }): Case[] => [
      {
        id: `flags/shared-validate/${id}-reaches-file`,
        title: `A store through MAP_SHARED_VALIDATE of ${what} changes those bytes of the file, and is seen through MAP_SHARED`,
        clauses: ['mmap.flags.shared_validate.like_shared', 'mmap.flags.shared_validate.old_kernel'],
        since: '4.15',
        steps: [
          fixture,
          {
            mmap: { length: '3p', prot: 'rw', flags: ['SHARED_VALIDATE'], fd: 'f' },
            as: 'a',
            historical: {
              documented: 'EINVAL, as for MAP_SHARED|MAP_PRIVATE',
              before: '4.15',
            },
          },
          { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'b' },
          { maps: 'a', length: '3p', perms: 'rw-s', offset: 0 },
          { contents: { addr: 'a', length: '3p', pattern: 0 } },
          { fill: { addr: 'a+1p+100', length: 16, value: 0x5a } },
          { contents: { addr: 'b+1p+100', length: 16, value: 0x5a } },
          { pread: 'f', offset: 0, length: '1p+100', content: { pattern: 0 } },
          { pread: 'f', offset: '1p+100', length: 16, content: { value: 0x5a } },
          { pread: 'f', offset: '1p+116', length: '2p-116', content: { pattern: '1p+116' } },
          { fill: { addr: 'b', length: 16, value: 0xa5 } },
          { contents: { addr: 'a', length: 16, value: 0xa5 } },
        ],
      },
      {
        id: `flags/shared-validate/${id}-sees-write`,
        title: `A mapping of ${what} by MAP_SHARED_VALIDATE shows what is written to the file`,
        clauses: ['mmap.flags.shared_validate.like_shared'],
        since: '4.15',
        steps: [
          fixture,
          { mmap: { length: '1p', prot: 'r', flags: ['SHARED_VALIDATE'], fd: 'f', offset: '1p' }, as: 'a' },
          { contents: { addr: 'a', length: '1p', pattern: '1p' } },
          { pwrite: 'f', offset: '1p', length: 16, content: { value: 0x5a } },
          { contents: { addr: 'a', length: 16, value: 0x5a } },
        ],
      },
      {
        id: `flags/shared-validate/${id}-child`,
        title: `Parent and child share ${what} mapped by MAP_SHARED_VALIDATE before fork`,
        clauses: ['mmap.flags.shared_validate.like_shared', 'fork.sharing_type'],
        since: '4.15',
        steps: [
          fixture,
          { mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE'], fd: 'f' }, as: 'a' },
          {
            fork: [{ fill: { addr: 'a', length: 16, value: 0x11 } }],
            meanwhile: [
              { contents: { addr: 'a', length: 16, value: 0x11 } },
              { fill: { addr: 'a', length: 16, value: 0x22 } },
            ],
            after: [{ contents: { addr: 'a', length: 16, value: 0x22 } }],
          },
        ],
      },
    ]),
    {
      id: 'flags/shared-validate/read-only-descriptor',
      title: 'MAP_SHARED_VALIDATE of a read-only descriptor can be read from but not be asked to be writable',
      clauses: ['mmap.flags.shared_validate.like_shared', 'mmap.errors.eacces.shared_write_rdonly'],
      since: '4.15',
      steps: [
        { file: 'f', size: '1p', content: 'pattern', mode: 'rdonly' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE'], fd: 'f' }, fails: 'EACCES' },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED_VALIDATE'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
        { mprotect: { addr: 'a', length: '1p', prot: 'rw' }, fails: 'EACCES' },
      ],
    },
    {
      id: 'flags/shared-validate/fixed-replaces',
      title: 'MAP_SHARED_VALIDATE with MAP_FIXED replaces the page at the address and no other',
      clauses: [
        'mmap.flags.shared_validate.like_shared',
        'mmap.flags.fixed.overlap_discarded',
        'mmap.flags.fixed.overlap_only_overlap',
      ],
      since: '4.15',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '3p', value: 7 } },
        { mmap: { addr: 'a+1p', length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', 'FIXED'], fd: 'f' } },
        { contents: { addr: 'a', length: '1p', value: 7 } },
        { contents: { addr: 'a+1p', length: '1p', pattern: 0 } },
        { contents: { addr: 'a+2p', length: '1p', value: 7 } },
        { fill: { addr: 'a+1p', length: 16, value: 0x5a } },
        { pread: 'f', offset: 0, length: 16, content: { value: 0x5a } },
      ],
    },
    {
      id: 'flags/shared-validate/fixed-noreplace',
      title:
        'MAP_FIXED_NOREPLACE is not among the flags that MAP_SHARED_VALIDATE knows, even where the range is free',
      clauses: [
        'mmap.flags.fixed_noreplace.with_shared_validate_file',
        'mmap.flags.shared_validate.known_mask',
      ],
      since: '4.17',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { munmap: { addr: 'arena+1p', length: '1p' } },
        {
          mmap: {
            addr: 'arena+1p',
            length: '1p',
            prot: 'r',
            flags: ['SHARED_VALIDATE', 'FIXED_NOREPLACE'],
            fd: 'f',
          },
          fails: 'EOPNOTSUPP',
          historical: {
            documented: 'both flags, without a word that they cannot be combined',
            since: '4.17',
            instead: {},
          },
        },
        {
          mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED_NOREPLACE'], fd: 'f' },
        },
        { contents: { addr: 'arena+1p', length: '1p', pattern: 0 } },
      ],
    },
    {
      id: 'flags/shared-validate/anonymous',
      title: 'MAP_SHARED_VALIDATE is no type of anonymous memory',
      clauses: ['mmap.flags.shared_validate.anon_einval'],
      since: '4.15',
      steps: [
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', 'ANONYMOUS'] }, fails: 'EINVAL' },
      ],
    },
    {
      id: 'flags/shared-validate/anonymous-unknown-bit',
      title:
        'For anonymous memory MAP_SHARED_VALIDATE with an unknown bit is refused as a type, not for the bit',
      clauses: ['mmap.flags.shared_validate.anon_einval'],
      since: '4.15',
      steps: [
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', 'ANONYMOUS', '0x200000'] },
          fails: 'EINVAL',
        },
      ],
    },
    {
      id: 'flags/shared-validate/anonymous-descriptor',
      title:
        'MAP_SHARED_VALIDATE with MAP_ANONYMOUS is refused also when the descriptor of a file is passed along',
      clauses: ['mmap.flags.shared_validate.anon_einval', 'mmap.fd.anon_ignored'],
      since: '4.15',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', 'ANONYMOUS'], fd: 'f' },
          fails: 'EINVAL',
        },
      ],
    },
    ...knownFlags.map(
      ({ id, flag, since }): Case => ({
        id: `flags/shared-validate/known-${id}`,
        title: `MAP_SHARED_VALIDATE accepts MAP_${flag}, and stores still reach the file`,
        clauses: ['mmap.flags.shared_validate.known_mask', 'mmap.flags.shared_validate.like_shared'],
        since: since ?? '4.15',
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          {
            mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', flag], fd: 'f' },
            as: 'a',
          },
          { contents: { addr: 'a', length: '1p', pattern: 0 } },
          { fill: { addr: 'a', length: 16, value: 0x5a } },
          { pread: 'f', offset: 0, length: 16, content: { value: 0x5a } },
        ],
      }),
    ),
    {
      id: 'flags/shared-validate/known-all',
      title: 'MAP_SHARED_VALIDATE accepts flags that it knows all together',
      clauses: ['mmap.flags.shared_validate.known_mask'],
      since: '4.15',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          mmap: {
            addr: 'arena+1p',
            length: '1p',
            prot: 'rw',
            flags: [
              'SHARED_VALIDATE',
              'FIXED',
              'DENYWRITE',
              'EXECUTABLE',
              'NORESERVE',
              'POPULATE',
              'NONBLOCK',
              'STACK',
            ],
            fd: 'f',
          },
        },
        { fill: { addr: 'arena+1p', length: 16, value: 0x5a } },
        { pread: 'f', offset: 0, length: 16, content: { value: 0x5a } },
      ],
    },
    ...refusedFlags.map(
      ({ id, flag }): Case => ({
        id: `flags/shared-validate/known-but-refused-${id}`,
        title: `MAP_SHARED_VALIDATE knows MAP_${flag}: what a regular file answers is EINVAL, as with MAP_SHARED`,
        clauses: ['mmap.flags.shared_validate.known_mask', 'mmap.flags.shared_validate.like_shared'],
        since: '4.15',
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          { mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', flag], fd: 'f' }, fails: 'EINVAL' },
          { mmap: { length: '1p', prot: 'rw', flags: ['SHARED', flag], fd: 'f' }, fails: 'EINVAL' },
        ],
      }),
    ),
    ...sizeCodes.map(
      (flag): Case => ({
        id: `flags/shared-validate/size-code-${flag.slice(5).toLowerCase()}`,
        title: `MAP_SHARED_VALIDATE accepts MAP_${flag} without MAP_HUGETLB`,
        clauses: ['mmap.flags.shared_validate.huge_bits_accepted', 'mmap.flags.shared_validate.known_mask'],
        since: '4.15',
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          { mmap: { length: '1p', prot: 'r', flags: ['SHARED_VALIDATE', flag], fd: 'f' }, as: 'a' },
          { contents: { addr: 'a', length: '1p', pattern: 0 } },
        ],
      }),
    ),
    ...highSizeCodes.map(
      ({ id, flag }): Case => ({
        id: `flags/shared-validate/size-code-with-bit-31-${id}`,
        title: `MAP_SHARED_VALIDATE refuses ${flag}, a size of huge pages that takes bit 31`,
        clauses: ['mmap.flags.shared_validate.huge_bits_accepted'],
        since: '4.15',
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          {
            mmap: { length: '1p', prot: 'r', flags: ['SHARED_VALIDATE', flag], fd: 'f' },
            fails: 'EOPNOTSUPP',
          },
        ],
      }),
    ),
    ...unknownBits.map(
      ({ bit, needs = [] }): Case => ({
        id: `flags/shared-validate/unknown-bit-${bit}`,
        title: `MAP_SHARED_VALIDATE refuses the unknown flag bit ${bit}`,
        clauses: ['mmap.flags.shared_validate.unknown_eopnotsupp', 'mmap.flags.shared_validate.known_mask'],
        needs,
        since: '4.15',
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          {
            mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', `1<<${bit}`], fd: 'f' },
            fails: 'EOPNOTSUPP',
          },
        ],
      }),
    ),
    ...bitsBeyondInt.map(
      (bit): Case => ({
        id: `flags/shared-validate/unknown-bit-${bit}`,
        title: `What MAP_SHARED_VALIDATE makes of flag bit ${bit}, which no int holds, is compared with the reference`,
        clauses: ['mmap.flags.shared_validate.unknown_eopnotsupp'],
        since: '4.15',
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          {
            mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', `1<<${bit}`], fd: 'f' },
            observed: true,
          },
        ],
      }),
    ),
    ...objects.map(
      ({ id, what, fixture }): Case => ({
        id: `flags/shared-validate/unknown-bit-of-${id}`,
        title: `MAP_SHARED_VALIDATE of ${what} refuses an unknown flag bit, alone and among flags that it knows`,
        clauses: ['mmap.flags.shared_validate.unknown_eopnotsupp'],
        since: '4.15',
        steps: [
          fixture,
          {
            mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', '0x200000'], fd: 'f' },
            fails: 'EOPNOTSUPP',
          },
          {
            mmap: {
              length: '1p',
              prot: 'rw',
              flags: ['SHARED_VALIDATE', 'POPULATE', 'NORESERVE', '0x200000'],
              fd: 'f',
            },
            fails: 'EOPNOTSUPP',
          },
          {
            mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', 'POPULATE', 'NORESERVE'], fd: 'f' },
          },
        ],
      }),
    ),
    {
      id: 'flags/shared-validate/unknown-bit-read-only',
      title: 'MAP_SHARED_VALIDATE refuses an unknown flag bit also for a mapping that only reads',
      clauses: ['mmap.flags.shared_validate.unknown_eopnotsupp'],
      since: '4.15',
      steps: [
        { file: 'f', size: '1p', content: 'pattern', mode: 'rdonly' },
        {
          mmap: { length: '1p', prot: 'r', flags: ['SHARED_VALIDATE', '0x200000'], fd: 'f' },
          fails: 'EOPNOTSUPP',
        },
        {
          mmap: { length: '1p', prot: 'none', flags: ['SHARED_VALIDATE', '0x200000'], fd: 'f' },
          fails: 'EOPNOTSUPP',
        },
      ],
    },
    {
      id: 'flags/shared-validate/unknown-bit-fixed',
      title:
        'MAP_SHARED_VALIDATE|MAP_FIXED with an unknown flag bit fails before it discards what is mapped there',
      clauses: ['mmap.flags.shared_validate.unknown_eopnotsupp', 'mmap.flags.fixed.failed_call_keeps_old'],
      since: '4.15',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '1p', value: 7 } },
        {
          mmap: {
            addr: 'a',
            length: '1p',
            prot: 'rw',
            flags: ['SHARED_VALIDATE', 'FIXED', '0x200000'],
            fd: 'f',
          },
          fails: 'EOPNOTSUPP',
        },
        { contents: { addr: 'a', length: '1p', value: 7 } },
      ],
    },
  ],
});
