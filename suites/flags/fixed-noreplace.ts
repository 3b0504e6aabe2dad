/** MAP_FIXED_NOREPLACE: exactly there, or not at all if a single page is taken. */
import { type Address, type Case, type Size, type Step, suite } from '../case.ts';
import type { MapFlag, Prot } from '../vocabulary.ts';

const since = '4.17';
const anonymous = ['PRIVATE', 'ANONYMOUS', 'FIXED'] as const;
const noreplace = ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] as const;

/** What is asked for, and what its first page holds then. */
const kinds: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  flags: readonly MapFlag[];
  fd: 'f' | -1;
  perms: string;
  firstPage: Step;
}[] = [
  {
    id: 'private-anonymous',
    what: 'private anonymous memory',
    fixtures: [],
    flags: ['PRIVATE', 'ANONYMOUS'],
    fd: -1,
    perms: 'rw-p',
    firstPage: { contents: { addr: 'arena+3p', length: '1p', value: 0 } },
  },
  {
    id: 'shared-anonymous',
    what: 'shared anonymous memory',
    fixtures: [],
    flags: ['SHARED', 'ANONYMOUS'],
    fd: -1,
    perms: 'rw-s',
    firstPage: { contents: { addr: 'arena+3p', length: '1p', value: 0 } },
  },
  {
    id: 'private-file',
    what: 'a file by MAP_PRIVATE',
    fixtures: [{ file: 'f', size: '1p', content: 'pattern' }],
    flags: ['PRIVATE'],
    fd: 'f',
    perms: 'rw-p',
    firstPage: { contents: { addr: 'arena+3p', length: '1p', pattern: 0 } },
  },
  {
    id: 'shared-file',
    what: 'a file by MAP_SHARED',
    fixtures: [{ file: 'f', size: '1p', content: 'pattern' }],
    flags: ['SHARED'],
    fd: 'f',
    perms: 'rw-s',
    firstPage: { contents: { addr: 'arena+3p', length: '1p', pattern: 0 } },
  },
];

/** Calls in a hole of ten pages at arena, of which arena+4p and arena+5p are taken. */
const collisions: readonly { id: string; what: string; addr: Address; length: Size }[] = [
  { id: 'same-range', what: 'exactly the range of a mapping', addr: 'arena+4p', length: '2p' },
  { id: 'enclosing', what: 'a mapping with free pages on both sides', addr: 'arena+3p', length: '4p' },
  {
    id: 'first-page',
    what: 'the first page of a mapping, at the end of the range',
    addr: 'arena+2p',
    length: '3p',
  },
  {
    id: 'last-page',
    what: 'the last page of a mapping, at the start of the range',
    addr: 'arena+5p',
    length: '3p',
  },
  { id: 'one-page-inside', what: 'one page of a mapping', addr: 'arena+5p', length: '1p' },
  { id: 'one-byte-over', what: 'a mapping by a single byte of length', addr: 'arena+3p', length: '1p+1' },
  { id: 'one-byte-long', what: 'a mapping, with a length of one byte', addr: 'arena+4p', length: 1 },
];

/** Two pages at arena+4p, each kind of which counts. */
const obstacles: readonly { id: string; what: string; make: readonly Step[]; still: readonly Step[] }[] = [
  {
    id: 'private-anonymous',
    what: 'private anonymous memory',
    make: [
      { mmap: { addr: 'arena+4p', length: '2p', prot: 'rw', flags: anonymous } },
      { fill: { addr: 'arena+4p', length: '2p', value: 7 } },
    ],
    still: [{ contents: { addr: 'arena+4p', length: '2p', value: 7 } }],
  },
  {
    id: 'untouched',
    what: 'memory that was never touched',
    make: [{ mmap: { addr: 'arena+4p', length: '2p', prot: 'rw', flags: anonymous } }],
    still: [{ contents: { addr: 'arena+4p', length: '2p', value: 0 } }],
  },
  {
    id: 'shared-anonymous',
    what: 'shared anonymous memory',
    make: [
      { mmap: { addr: 'arena+4p', length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
      { fill: { addr: 'arena+4p', length: '2p', value: 7 } },
    ],
    still: [{ contents: { addr: 'arena+4p', length: '2p', value: 7 } }],
  },
  {
    id: 'read-only',
    what: 'read-only memory',
    make: [{ mmap: { addr: 'arena+4p', length: '2p', prot: 'r', flags: anonymous } }],
    still: [
      { contents: { addr: 'arena+4p', length: '2p', value: 0 } },
      { store: 'arena+4p', value: 1, faults: 'SIGSEGV' },
    ],
  },
  {
    id: 'private-file',
    what: 'a private file mapping',
    make: [
      { file: 'g', size: '2p', content: 'pattern' },
      { mmap: { addr: 'arena+4p', length: '2p', prot: 'r', flags: ['PRIVATE', 'FIXED'], fd: 'g' } },
    ],
    still: [{ contents: { addr: 'arena+4p', length: '2p', pattern: 0 } }],
  },
  {
    id: 'shared-file',
    what: 'a shared file mapping',
    make: [
      { file: 'g', size: '2p', content: 'pattern' },
      { mmap: { addr: 'arena+4p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'g' } },
    ],
    still: [
      { contents: { addr: 'arena+4p', length: '2p', pattern: 0 } },
      { pread: 'g', offset: 0, length: '2p', content: { pattern: 0 } },
    ],
  },
  {
    id: 'beyond-file',
    what: 'a file mapping that lies beyond the end of the file',
    make: [
      { file: 'g', size: 0 },
      { mmap: { addr: 'arena+4p', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'g' } },
    ],
    still: [{ load: 'arena+4p', faults: 'SIGBUS' }],
  },
];

const unaligned: readonly { id: string; what: string; addr: Address }[] = [
  { id: 'one-byte', what: 'one byte above a page boundary', addr: 'arena+2p+1' },
  { id: '512-bytes', what: '512 bytes above a page boundary', addr: 'arena+2p+512' },
  { id: 'one-byte-short', what: 'one byte below a page boundary', addr: 'arena+3p-1' },
];

const unusable: readonly { id: string; what: string; addr: Address; length: Size }[] = [
  { id: 'last-page', what: 'the last page of the number space', addr: '0-1p', length: '1p' },
  { id: 'kernel-half', what: 'the upper half of the number space', addr: '8E', length: '1p' },
  { id: 'wrapping', what: 'a range that wraps around to address 0', addr: '0-1p', length: '2p' },
];

const reservations: readonly { id: string; what: string; prot: Prot; flags: readonly MapFlag[] }[] = [
  { id: 'prot-none', what: 'PROT_NONE memory', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
  {
    id: 'prot-none-noreserve',
    what: 'PROT_NONE memory with MAP_NORESERVE',
    prot: 'none',
    flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', 'NORESERVE'],
  },
  {
    id: 'prot-none-shared',
    what: 'shared PROT_NONE memory',
    prot: 'none',
    flags: ['SHARED', 'ANONYMOUS', 'FIXED'],
  },
];

export const fixedNoreplace = suite({
  name: 'flags/fixed-noreplace',
  title: 'MAP_FIXED_NOREPLACE',
  cases: [
    {
      id: 'flags/fixed-noreplace/overlap-whole',
      title: 'MAP_FIXED_NOREPLACE refuses a range that a mapping fills, and leaves that mapping as it was',
      clauses: ['mmap.flags.fixed_noreplace.overlap', 'mmap.flags.fixed_noreplace.old_kernel_fallback'],
      since,
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { store: 'a', value: 0x5a },
        {
          mmap: { addr: 'a', length: '1p', prot: 'rw', flags: noreplace },
          fails: 'EEXIST',
          historical: { documented: 'a mapping elsewhere', before: since },
        },
        { load: 'a', is: 0x5a },
      ],
    },
    ...kinds.flatMap(({ id, what, fixtures, flags, fd, perms, firstPage }): Case[] => [
      {
        id: `flags/fixed-noreplace/free-${id}`,
        title: `MAP_FIXED_NOREPLACE puts one page of ${what} exactly there where nothing is mapped, and nothing beside it`,
        clauses: ['mmap.flags.fixed_noreplace.exact'],
        since,
        steps: [
          ...fixtures,
          { munmap: { addr: 'arena+2p', length: '3p' } },
          { mmap: { addr: 'arena+3p', length: '1p', prot: 'rw', flags: [...flags, 'FIXED_NOREPLACE'], fd } },
          { maps: 'arena+3p', perms },
          firstPage,
          { store: 'arena+4p-1', value: 1 },
          { load: 'arena+4p-1', is: 1 },
          { load: 'arena+3p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
          { load: 'arena+4p', faults: 'SIGSEGV/SEGV_MAPERR' },
        ],
      },
      {
        id: `flags/fixed-noreplace/taken-${id}`,
        title: `MAP_FIXED_NOREPLACE refuses to put ${what} where a mapping is, and leaves that as it was`,
        clauses: ['mmap.flags.fixed_noreplace.overlap'],
        since,
        steps: [
          ...fixtures,
          { mmap: { addr: 'arena+3p', length: '1p', prot: 'rw', flags: anonymous } },
          { fill: { addr: 'arena+3p', length: '1p', value: 7 } },
          {
            mmap: { addr: 'arena+3p', length: '1p', prot: 'rw', flags: [...flags, 'FIXED_NOREPLACE'], fd },
            fails: 'EEXIST',
          },
          { contents: { addr: 'arena+3p', length: '1p', value: 7 } },
          { fill: { addr: 'arena+3p', length: '1p', value: 8 } },
        ],
      },
    ]),
    ...collisions.map(
      ({ id, what, addr, length }): Case => ({
        id: `flags/fixed-noreplace/overlap-${id}`,
        title: `MAP_FIXED_NOREPLACE is refused where it would cover ${what}, and maps none of the free pages`,
        clauses: ['mmap.flags.fixed_noreplace.overlap'],
        since,
        steps: [
          { mmap: { addr: 'arena+4p', length: '2p', prot: 'rw', flags: anonymous } },
          { fill: { addr: 'arena+4p', length: '2p', value: 7 } },
          { munmap: { addr: 'arena', length: '4p' } },
          { munmap: { addr: 'arena+6p', length: '4p' } },
          { mmap: { addr, length, prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
          { maps: 'arena', length: '4p', mapped: false },
          { contents: { addr: 'arena+4p', length: '2p', value: 7 } },
          { maps: 'arena+6p', length: '4p', mapped: false },
        ],
      }),
    ),
    {
      id: 'flags/fixed-noreplace/overlap-middle',
      title:
        'MAP_FIXED_NOREPLACE is refused where both ends of the range are free but a page in the middle is not',
      clauses: ['mmap.flags.fixed_noreplace.overlap'],
      since,
      steps: [
        { mmap: { addr: 'arena+8p', length: '1p', prot: 'rw', flags: anonymous } },
        { store: 'arena+8p', value: 7 },
        { munmap: { addr: 'arena', length: '8p' } },
        { munmap: { addr: 'arena+9p', length: '8p' } },
        { mmap: { addr: 'arena', length: '17p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
        { load: 'arena+8p', is: 7 },
      ],
    },
    {
      id: 'flags/fixed-noreplace/overlap-two-mappings',
      title: 'MAP_FIXED_NOREPLACE over a hole is refused when it is one page too long on both sides',
      clauses: ['mmap.flags.fixed_noreplace.overlap'],
      since,
      steps: [
        { mmap: { addr: 'arena+1p', length: '4p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'arena+1p', length: '4p', value: 7 } },
        { munmap: { addr: 'arena+2p', length: '2p' } },
        { mmap: { addr: 'arena+1p', length: '4p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
        { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
        { maps: 'arena+2p', length: '2p', mapped: false },
        { contents: { addr: 'arena+4p', length: '1p', value: 7 } },
      ],
    },
    ...obstacles.map(
      ({ id, what, make, still }): Case => ({
        id: `flags/fixed-noreplace/not-over-${id}`,
        title: `MAP_FIXED_NOREPLACE takes no page of ${what}`,
        clauses: ['mmap.flags.fixed_noreplace.overlap'],
        since,
        steps: [
          ...make,
          { mmap: { addr: 'arena+4p', length: '1p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
          { mmap: { addr: 'arena+5p', length: '1p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
          ...still,
        ],
      }),
    ),
    ...reservations.map(
      ({ id, what, prot, flags }): Case => ({
        id: `flags/fixed-noreplace/not-over-${id}`,
        title: `MAP_FIXED_NOREPLACE takes ${what} for taken`,
        clauses: ['mmap.flags.fixed_noreplace.prot_none_counts', 'mmap.flags.fixed_noreplace.overlap'],
        since,
        steps: [
          { mmap: { addr: 'arena+4p', length: '1p', prot, flags } },
          { munmap: { addr: 'arena+3p', length: '1p' } },
          { mmap: { addr: 'arena+4p', length: '1p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
          { mmap: { addr: 'arena+3p', length: '2p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
          { load: 'arena+4p', faults: 'SIGSEGV' },
        ],
      }),
    ),
    {
      id: 'flags/fixed-noreplace/fills-hole',
      title:
        'MAP_FIXED_NOREPLACE fills a hole exactly, and the mappings that it touches on both sides stay as they were',
      clauses: ['mmap.flags.fixed_noreplace.exact'],
      since,
      steps: [
        { mmap: { addr: 'arena+1p', length: '4p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'arena+1p', length: '4p', value: 7 } },
        { munmap: { addr: 'arena+2p', length: '2p' } },
        { mmap: { addr: 'arena+2p', length: '2p', prot: 'rw', flags: noreplace }, as: 'a' },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { fill: { addr: 'a', length: '2p', value: 9 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
        { contents: { addr: 'arena+4p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'flags/fixed-noreplace/fills-hole-one-byte-short',
      title: 'MAP_FIXED_NOREPLACE with a length one byte short of a hole fills it to its last page',
      clauses: ['mmap.flags.fixed_noreplace.exact', 'mmap.length.rounded_up'],
      since,
      steps: [
        { mmap: { addr: 'arena+1p', length: '4p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'arena+1p', length: '4p', value: 7 } },
        { munmap: { addr: 'arena+2p', length: '2p' } },
        { mmap: { addr: 'arena+2p', length: '2p-1', prot: 'rw', flags: noreplace }, as: 'a' },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { store: 'a+2p-1', value: 9 },
        { contents: { addr: 'arena+4p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'flags/fixed-noreplace/touches-below',
      title: 'MAP_FIXED_NOREPLACE that begins where a mapping ends is no collision',
      clauses: ['mmap.flags.fixed_noreplace.exact'],
      since,
      steps: [
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'arena+1p', length: '1p', value: 7 } },
        { munmap: { addr: 'arena+2p', length: '4p' } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: noreplace } },
        { contents: { addr: 'arena+2p', length: '1p', value: 0 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
        { load: 'arena+3p', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'flags/fixed-noreplace/touches-above',
      title: 'MAP_FIXED_NOREPLACE that ends where a mapping begins is no collision',
      clauses: ['mmap.flags.fixed_noreplace.exact'],
      since,
      steps: [
        { mmap: { addr: 'arena+5p', length: '1p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'arena+5p', length: '1p', value: 7 } },
        { munmap: { addr: 'arena+1p', length: '4p' } },
        { mmap: { addr: 'arena+4p', length: '1p', prot: 'rw', flags: noreplace } },
        { contents: { addr: 'arena+4p', length: '1p', value: 0 } },
        { contents: { addr: 'arena+5p', length: '1p', value: 7 } },
        { load: 'arena+4p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'flags/fixed-noreplace/after-munmap',
      title:
        'MAP_FIXED_NOREPLACE is refused until the range is unmapped, succeeds then, and is refused again',
      clauses: ['mmap.flags.fixed_noreplace.exact', 'mmap.flags.fixed_noreplace.overlap'],
      since,
      steps: [
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'arena+2p', length: '1p', value: 7 } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
        { munmap: { addr: 'arena+2p', length: '1p' } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: noreplace } },
        { contents: { addr: 'arena+2p', length: '1p', value: 0 } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
      ],
    },
    {
      id: 'flags/fixed-noreplace/replaced-later',
      title: 'What MAP_FIXED_NOREPLACE mapped is not protected against a later MAP_FIXED',
      clauses: ['mmap.flags.fixed.overlap_discarded'],
      since,
      steps: [
        { munmap: { addr: 'arena+2p', length: '1p' } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: noreplace } },
        { fill: { addr: 'arena+2p', length: '1p', value: 7 } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: anonymous } },
        { contents: { addr: 'arena+2p', length: '1p', value: 0 } },
      ],
    },
    {
      id: 'flags/fixed-noreplace/in-child',
      title:
        'A range that only the child unmapped is free for MAP_FIXED_NOREPLACE in the child, and taken in the parent',
      clauses: [
        'mmap.flags.fixed_noreplace.exact',
        'mmap.flags.fixed_noreplace.overlap',
        'fork.maps_independent',
        'fork.mappings_preserved',
      ],
      since,
      steps: [
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: anonymous } },
        { store: 'arena+2p', value: 7 },
        {
          fork: [
            { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
            { munmap: { addr: 'arena+2p', length: '1p' } },
            { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: noreplace } },
            { load: 'arena+2p', is: 0 },
          ],
        },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
        { load: 'arena+2p', is: 7 },
      ],
    },
    {
      id: 'flags/fixed-noreplace/with-fixed-taken',
      title: 'MAP_FIXED together with MAP_FIXED_NOREPLACE does not replace a mapping either',
      clauses: ['mmap.flags.fixed_noreplace.implies_fixed', 'mmap.flags.fixed_noreplace.overlap'],
      since,
      steps: [
        { mmap: { addr: 'arena+2p', length: '2p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'arena+2p', length: '2p', value: 7 } },
        {
          mmap: { addr: 'arena+3p', length: '1p', prot: 'rw', flags: [...noreplace, 'FIXED'] },
          fails: 'EEXIST',
        },
        { contents: { addr: 'arena+2p', length: '2p', value: 7 } },
      ],
    },
    {
      id: 'flags/fixed-noreplace/with-fixed-free',
      title: 'MAP_FIXED together with MAP_FIXED_NOREPLACE maps a free range',
      clauses: ['mmap.flags.fixed_noreplace.implies_fixed', 'mmap.flags.fixed_noreplace.exact'],
      since,
      steps: [
        { munmap: { addr: 'arena+2p', length: '1p' } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: [...noreplace, 'FIXED'] } },
        { contents: { addr: 'arena+2p', length: '1p', value: 0 } },
      ],
    },
    ...unaligned.flatMap(({ id, what, addr }): Case[] => [
      {
        id: `flags/fixed-noreplace/unaligned-free-${id}`,
        title: `MAP_FIXED_NOREPLACE at an address ${what} is refused, though the pages are free`,
        clauses: ['mmap.flags.fixed_noreplace.unaligned_einval'],
        since,
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          { munmap: { addr: 'arena+2p', length: '3p' } },
          { mmap: { addr, length: '1p', prot: 'rw', flags: noreplace }, fails: 'EINVAL' },
          {
            mmap: { addr, length: '1p', prot: 'r', flags: ['SHARED', 'FIXED_NOREPLACE'], fd: 'f' },
            fails: 'EINVAL',
          },
          { maps: 'arena+2p', length: '3p', mapped: false },
        ],
      },
      {
        id: `flags/fixed-noreplace/unaligned-taken-${id}`,
        title: `MAP_FIXED_NOREPLACE at an address ${what}, inside a mapping, is refused and changes nothing there`,
        clauses: ['mmap.flags.fixed_noreplace.unaligned_einval'],
        since,
        steps: [
          { mmap: { addr: 'arena+2p', length: '2p', prot: 'rw', flags: anonymous } },
          { fill: { addr: 'arena+2p', length: '2p', value: 7 } },
          { mmap: { addr, length: 1, prot: 'rw', flags: noreplace }, fails: ['EINVAL', 'EEXIST'] },
          { contents: { addr: 'arena+2p', length: '2p', value: 7 } },
        ],
      },
    ]),
    ...unusable.map(
      ({ id, what, addr, length }): Case => ({
        id: `flags/fixed-noreplace/unusable-${id}`,
        title: `MAP_FIXED_NOREPLACE over ${what} fails instead of going elsewhere`,
        clauses: ['mmap.flags.fixed.unusable_fails', 'mmap.errors.enomem.addr_beyond_cpu_space'],
        since,
        steps: [
          { mmap: { addr, length, prot: 'none', flags: [...noreplace, 'NORESERVE'] }, fails: 'ENOMEM' },
        ],
      }),
    ),
    {
      id: 'flags/fixed-noreplace/null',
      title:
        'MAP_FIXED_NOREPLACE with addr NULL maps address 0 itself for a caller that may use it, but only once',
      clauses: ['mmap.flags.fixed_noreplace.null_addr'],
      needs: ['cap-sys-rawio'],
      since,
      steps: [
        { mmap: { addr: 'null', length: '1p', prot: 'rw', flags: noreplace } },
        { store: 'null', value: 9 },
        { mmap: { addr: 'null', length: '1p', prot: 'rw', flags: noreplace }, fails: 'EEXIST' },
        { load: 'null', is: 9 },
      ],
    },
    {
      id: 'flags/fixed-noreplace/null-unprivileged',
      title:
        'MAP_FIXED_NOREPLACE with addr NULL is refused without CAP_SYS_RAWIO, and nothing is mapped elsewhere',
      clauses: ['mmap.flags.fixed_noreplace.null_addr', 'mmap.errors.eperm.below_min_addr'],
      needs: ['min-addr'],
      since,
      steps: [
        { drop: 'SYS_RAWIO' },
        { mmap: { addr: 'null', length: '1p', prot: 'rw', flags: noreplace }, fails: 'EPERM' },
        { load: 'null', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'flags/fixed-noreplace/shared-validate-taken',
      title:
        'MAP_FIXED_NOREPLACE with MAP_SHARED_VALIDATE finds the range taken before it is refused as a flag',
      clauses: [
        'mmap.flags.fixed_noreplace.with_shared_validate_file',
        'mmap.order.eexist_before_eopnotsupp',
      ],
      since,
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: anonymous } },
        { store: 'arena+2p', value: 7 },
        {
          mmap: {
            addr: 'arena+2p',
            length: '1p',
            prot: 'r',
            flags: ['SHARED_VALIDATE', 'FIXED_NOREPLACE'],
            fd: 'f',
          },
          fails: 'EEXIST',
        },
        { load: 'arena+2p', is: 7 },
      ],
    },
    {
      id: 'flags/fixed-noreplace/file-not-touched',
      title:
        'A MAP_FIXED_NOREPLACE call of a file that is refused leaves the file, and what else maps it, as they were',
      clauses: ['mmap.flags.fixed_noreplace.overlap'],
      since,
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena+2p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        {
          mmap: { addr: 'arena+3p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED_NOREPLACE'], fd: 'f' },
          fails: 'EEXIST',
        },
        { maps: 'arena+2p', length: '2p', perms: 'rw-s', offset: 0 },
        { contents: { addr: 'arena+2p', length: '2p', pattern: 0 } },
        { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
      ],
    },
  ],
});
