/** MAP_FIXED: exactly there, whatever is there; what it covers is gone, and nothing else is. */
import {
  type Address,
  type Case,
  type MmapArguments,
  type OneOrMore,
  type Size,
  type Step,
  suite,
} from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Errno, MapFlag } from '../vocabulary.ts';

const anonymous = ['PRIVATE', 'ANONYMOUS', 'FIXED'] as const;

/** What a mapping is made of, and what its first page holds then. */
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

/** Five pages at arena+2p, before something is mapped over a part of them. */
const olds: readonly { id: string; what: string; steps: readonly Step[]; perms: string }[] = [
  {
    id: 'private-anonymous',
    what: 'private anonymous memory',
    steps: [
      { mmap: { addr: 'arena+2p', length: '5p', prot: 'rw', flags: anonymous } },
      { fill: { addr: 'arena+2p', length: '5p', value: 7 } },
    ],
    perms: 'rw-p',
  },
  {
    id: 'shared-anonymous',
    what: 'shared anonymous memory',
    steps: [
      { mmap: { addr: 'arena+2p', length: '5p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
      { fill: { addr: 'arena+2p', length: '5p', value: 7 } },
    ],
    perms: 'rw-s',
  },
];

interface Overlap {
  id: string;
  where: string;
  addr: Address;
  length: Size;
  /** What is left of the five pages at arena+2p, and the file offset at which it begins, should they be a file's. */
  kept: readonly { addr: Address; length: Size; offset: Size }[];
}

const overlaps: readonly Overlap[] = [
  { id: 'whole', where: 'all of it', addr: 'arena+2p', length: '5p', kept: [] },
  { id: 'beyond-both-ends', where: 'more than all of it', addr: 'arena+1p', length: '7p', kept: [] },
  {
    id: 'first-page',
    where: 'its first page',
    addr: 'arena+2p',
    length: '1p',
    kept: [{ addr: 'arena+3p', length: '4p', offset: '1p' }],
  },
  {
    id: 'last-page',
    where: 'its last page',
    addr: 'arena+6p',
    length: '1p',
    kept: [{ addr: 'arena+2p', length: '4p', offset: 0 }],
  },
  {
    id: 'middle',
    where: 'a page in its middle',
    addr: 'arena+4p',
    length: '1p',
    kept: [
      { addr: 'arena+2p', length: '2p', offset: 0 },
      { addr: 'arena+5p', length: '2p', offset: '3p' },
    ],
  },
  {
    id: 'all-but-the-ends',
    where: 'all but its first and last page',
    addr: 'arena+3p',
    length: '3p',
    kept: [
      { addr: 'arena+2p', length: '1p', offset: 0 },
      { addr: 'arena+6p', length: '1p', offset: '4p' },
    ],
  },
  {
    id: 'left',
    where: 'its first two pages and one before it',
    addr: 'arena+1p',
    length: '3p',
    kept: [{ addr: 'arena+4p', length: '3p', offset: '2p' }],
  },
  {
    id: 'right',
    where: 'its last two pages and one behind it',
    addr: 'arena+5p',
    length: '3p',
    kept: [{ addr: 'arena+2p', length: '3p', offset: 0 }],
  },
];

/** Put over a page that is full of 7. */
const replacements: readonly { id: string; title: string; steps: readonly Step[] }[] = [
  {
    id: 'by-none',
    title: 'PROT_NONE memory fixed over writable memory cannot be touched',
    steps: [
      { mmap: { addr: 'a+1p', length: '1p', prot: 'none', flags: anonymous } },
      { load: 'a+1p', faults: 'SIGSEGV' },
      { store: 'a+2p-1', value: 1, faults: 'SIGSEGV' },
    ],
  },
  {
    id: 'by-read-only',
    title: 'Read-only memory fixed over writable memory reads as zero and takes no store',
    steps: [
      { mmap: { addr: 'a+1p', length: '1p', prot: 'r', flags: anonymous } },
      { store: 'a+1p', value: 1, faults: 'SIGSEGV' },
      { contents: { addr: 'a+1p', length: '1p', value: 0 } },
    ],
  },
  {
    id: 'by-private-file',
    title: 'A private file mapping fixed over memory shows the file, whose copy it takes stores into',
    steps: [
      { file: 'f', size: '2p', content: 'pattern' },
      {
        mmap: { addr: 'a+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f', offset: '1p' },
      },
      { contents: { addr: 'a+1p', length: '1p', pattern: '1p' } },
      { fill: { addr: 'a+1p', length: '1p', value: 9 } },
      { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
    ],
  },
  {
    id: 'by-shared-file',
    title: 'A shared file mapping fixed over memory shows the file, which its stores reach',
    steps: [
      { file: 'f', size: '2p', content: 'pattern' },
      { mmap: { addr: 'a+1p', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f', offset: '1p' } },
      { contents: { addr: 'a+1p', length: '1p', pattern: '1p' } },
      { fill: { addr: 'a+1p', length: '1p', value: 9 } },
      { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
      { pread: 'f', offset: '1p', length: '1p', content: { value: 9 } },
    ],
  },
  {
    id: 'by-short-file',
    title:
      'A file that ends in the first of two pages, fixed over memory, lets nothing of that memory show behind its end',
    steps: [
      { file: 'f', size: 100, content: 'pattern' },
      { mmap: { addr: 'a+1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
      { contents: { addr: 'a+1p', length: 100, pattern: 0 } },
      { contents: { addr: 'a+1p+100', length: '1p-100', value: 0 } },
      { load: 'a+2p', faults: 'SIGBUS' },
    ],
  },
  {
    id: 'by-shared-anonymous',
    title: 'Shared anonymous memory fixed over private memory is shared with a child',
    steps: [
      { mmap: { addr: 'a+1p', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
      { contents: { addr: 'a+1p', length: '1p', value: 0 } },
      { fork: [{ fill: { addr: 'a', length: '2p', value: 9 } }] },
      { contents: { addr: 'a', length: '1p', value: 7 } },
      { contents: { addr: 'a+1p', length: '1p', value: 9 } },
    ],
  },
  {
    id: 'three-times',
    title: 'Of three mappings fixed at the same address one after the other, the last is there',
    steps: [
      { file: 'f', size: '1p', content: 'pattern' },
      { mmap: { addr: 'a+1p', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { contents: { addr: 'a+1p', length: '1p', pattern: 0 } },
      { mmap: { addr: 'a+1p', length: '1p', prot: 'rw', flags: anonymous } },
      { fill: { addr: 'a+1p', length: '1p', value: 9 } },
      { mmap: { addr: 'a+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
      { contents: { addr: 'a+1p', length: '1p', pattern: 0 } },
      { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
    ],
  },
];

const unaligned: readonly { id: string; what: string; addr: Address }[] = [
  { id: 'one-byte', what: 'one byte above a page boundary', addr: 'arena+2p+1' },
  { id: 'eight-bytes', what: 'eight bytes above a page boundary', addr: 'arena+2p+8' },
  { id: '512-bytes', what: '512 bytes above a page boundary', addr: 'arena+2p+512' },
  { id: '2048-bytes', what: '2048 bytes above a page boundary', addr: 'arena+2p+2048' },
  { id: 'one-byte-short', what: 'one byte below a page boundary', addr: 'arena+3p-1' },
];

const unusable: readonly {
  id: string;
  what: string;
  addr: Address;
  length: Size;
  errno: OneOrMore<Errno>;
  errnoOfFile: OneOrMore<Errno>;
}[] = [
  {
    id: 'last-page',
    what: 'the last page of all',
    addr: '0-1p',
    length: '1p',
    errno: 'ENOMEM',
    errnoOfFile: 'ENOMEM',
  },
  {
    id: 'kernel-half',
    what: 'a page at 2^63',
    addr: '8E',
    length: '1p',
    errno: 'ENOMEM',
    errnoOfFile: 'ENOMEM',
  },
  {
    id: 'wrapping',
    what: 'the last page and the first',
    addr: '0-1p',
    length: '2p',
    errno: 'ENOMEM',
    errnoOfFile: 'ENOMEM',
  },
  {
    id: 'wrapping-far',
    what: 'a range that wraps around to its own start',
    addr: 'arena+2p',
    length: '0-1p',
    errno: ['ENOMEM', 'EINVAL'],
    errnoOfFile: ['ENOMEM', 'EINVAL', 'EOVERFLOW'],
  },
  {
    id: 'past-the-end',
    what: 'a range that begins below and ends above all that can be mapped',
    addr: 'arena+2p',
    length: '1E',
    errno: ['ENOMEM', 'EINVAL'],
    errnoOfFile: ['ENOMEM', 'EINVAL'],
  },
];

/** Each is tried over two pages full of 7, which must be there afterwards. */
const failures: readonly {
  id: string;
  why: string;
  fixtures?: readonly Step[];
  call: Omit<MmapArguments, 'addr'>;
  errno: OneOrMore<Errno>;
  clauses: readonly ClauseId[];
  since?: string;
}[] = [
  {
    id: 'einval-length',
    why: 'length is 0',
    call: { length: 0, prot: 'rw', flags: anonymous },
    errno: 'EINVAL',
    clauses: ['mmap.length.zero_einval'],
  },
  {
    id: 'einval-type',
    why: 'flags names no type',
    call: { length: '2p', prot: 'rw', flags: ['ANONYMOUS', 'FIXED'] },
    errno: 'EINVAL',
    clauses: ['mmap.flags.type.required'],
  },
  {
    id: 'einval-offset',
    why: 'offset is not a multiple of the page size',
    fixtures: [{ file: 'f', size: '2p' }],
    call: { length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f', offset: 1 },
    errno: 'EINVAL',
    clauses: ['mmap.offset.page_multiple'],
  },
  {
    id: 'ebadf',
    why: 'fd is not open',
    call: { length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'] },
    errno: 'EBADF',
    clauses: ['mmap.fd.ebadf'],
  },
  {
    id: 'eacces-write-only',
    why: 'fd is not open for reading',
    fixtures: [{ file: 'f', size: '2p', mode: 'wronly' }],
    call: { length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' },
    errno: 'EACCES',
    clauses: ['mmap.errors.eacces.not_readable'],
  },
  {
    id: 'eacces-read-only',
    why: 'fd is not open for writing',
    fixtures: [{ file: 'f', size: '2p', mode: 'rdonly' }],
    call: { length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' },
    errno: 'EACCES',
    clauses: ['mmap.errors.eacces.shared_write_rdonly'],
  },
  {
    id: 'enodev',
    why: 'fd is a pipe',
    fixtures: [{ pipe: ['f', 'g'] }],
    call: { length: '2p', prot: 'r', flags: ['PRIVATE', 'FIXED'], fd: 'f' },
    errno: 'ENODEV',
    clauses: ['mmap.errors.enodev.pipe_fifo'],
  },
  {
    id: 'eoverflow',
    why: 'offset plus length is more than any file can hold',
    fixtures: [{ file: 'f', size: '2p' }],
    call: { length: '2p', prot: 'r', flags: ['PRIVATE', 'FIXED'], fd: 'f', offset: '8E-1p' },
    errno: 'EOVERFLOW',
    clauses: ['mmap.errors.eoverflow.file_max'],
    since: '4.17',
  },
  {
    id: 'length-overflow',
    why: 'length cannot be rounded up',
    call: { length: '0-1', prot: 'rw', flags: anonymous },
    errno: ['ENOMEM', 'EINVAL'],
    clauses: [],
  },
  {
    id: 'enomem-address-space-limit',
    why: 'the free pages behind that mapping are too many for RLIMIT_AS',
    fixtures: [{ munmap: { addr: 'a+2p', length: '62p' } }, { rlimit: 'AS', room: '8p' }],
    call: { length: '64p', prot: 'rw', flags: anonymous },
    errno: 'ENOMEM',
    clauses: ['mmap.errors.enomem.rlimit_as'],
  },
  {
    id: 'eagain-locked-limit',
    why: 'MAP_LOCKED asks for more than RLIMIT_MEMLOCK',
    fixtures: [{ drop: 'IPC_LOCK' }, { rlimit: 'MEMLOCK', soft: '1p' }],
    call: { length: '2p', prot: 'rw', flags: [...anonymous, 'LOCKED'] },
    errno: 'EAGAIN',
    clauses: ['mmap.errors.eagain.too_much_locked'],
  },
  {
    id: 'eperm-sealed',
    why: 'the memfd is sealed against writing',
    fixtures: [
      { memfd: 'f', size: '2p', flags: ['ALLOW_SEALING'] },
      { seal: 'f', add: ['WRITE'] },
    ],
    call: { length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' },
    errno: 'EPERM',
    clauses: ['mmap.errors.eperm.seal_write'],
  },
];

export const fixed = suite({
  name: 'flags/fixed',
  title: 'MAP_FIXED: placement, and what becomes of what was there',
  cases: [
    ...kinds.flatMap(({ id, what, fixtures, flags, fd, perms, firstPage }): Case[] => [
      {
        id: `flags/fixed/exact-over-reservation-${id}`,
        title: `MAP_FIXED puts one page of ${what} exactly there inside a reservation, and touches nothing beside it`,
        clauses: [
          'mmap.flags.fixed.exact',
          'mmap.flags.fixed.safe_use_reservation',
          'mmap.flags.fixed.overlap_only_overlap',
        ],
        steps: [
          ...fixtures,
          { mmap: { addr: 'arena+3p', length: '1p', prot: 'rw', flags: [...flags, 'FIXED'], fd } },
          { maps: 'arena+3p', perms },
          firstPage,
          { store: 'arena+4p-1', value: 1 },
          { load: 'arena+4p-1', is: 1 },
          { load: 'arena+3p-1', faults: 'SIGSEGV' },
          { load: 'arena+4p', faults: 'SIGSEGV' },
          { maps: 'arena', length: '3p', perms: '---p' },
          { maps: 'arena+4p', length: '4p', perms: '---p' },
        ],
      },
      {
        id: `flags/fixed/exact-in-hole-${id}`,
        title: `MAP_FIXED puts one page of ${what} exactly there where nothing is mapped, and nothing beside it`,
        clauses: ['mmap.flags.fixed.exact'],
        steps: [
          ...fixtures,
          { munmap: { addr: 'arena+2p', length: '3p' } },
          { mmap: { addr: 'arena+3p', length: '1p', prot: 'rw', flags: [...flags, 'FIXED'], fd } },
          { maps: 'arena+3p', perms },
          firstPage,
          { store: 'arena+4p-1', value: 1 },
          { load: 'arena+3p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
          { load: 'arena+4p', faults: 'SIGSEGV/SEGV_MAPERR' },
        ],
      },
    ]),
    {
      id: 'flags/fixed/reservation',
      title:
        'Mappings fixed at the first, a middle and the last page of a reservation leave the rest of it reserved',
      clauses: ['mmap.flags.fixed.safe_use_reservation', 'mmap.flags.fixed.overlap_only_overlap'],
      steps: [
        { mmap: { length: '1G', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] }, as: 'a' },
        { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: anonymous } },
        { mmap: { addr: 'a+512M', length: '1p', prot: 'rw', flags: anonymous } },
        { mmap: { addr: 'a+1G-1p', length: '1p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'a', length: '1p', value: 1 } },
        { fill: { addr: 'a+512M', length: '1p', value: 2 } },
        { fill: { addr: 'a+1G-1p', length: '1p', value: 3 } },
        { maps: 'a+1p', length: '512M-1p', perms: '---p' },
        { load: 'a+512M-1', faults: 'SIGSEGV' },
        { maps: 'a+512M+1p', length: '512M-2p', perms: '---p' },
        { contents: { addr: 'a', length: '1p', value: 1 } },
        { contents: { addr: 'a+512M', length: '1p', value: 2 } },
      ],
    },
    ...olds.flatMap((old) =>
      overlaps.map(
        ({ id, where, addr, length, kept }): Case => ({
          id: `flags/fixed/over-${old.id}-${id}`,
          title: `A mapping fixed over ${old.what} discards ${where}, and keeps the rest as it was`,
          clauses: [
            'mmap.flags.fixed.overlap_discarded',
            'mmap.flags.fixed.overlap_only_overlap',
            'mmap.flags.fixed.exact',
          ],
          steps: [
            ...old.steps,
            { mmap: { addr, length, prot: 'rw', flags: anonymous }, as: 'a' },
            { contents: { addr: 'a', length, value: 0 } },
            { maps: 'a', length, perms: 'rw-p' },
            { fill: { addr: 'a', length, value: 9 } },
            ...kept.flatMap((rest): Step[] => [
              { contents: { addr: rest.addr, length: rest.length, value: 7 } },
              { maps: rest.addr, length: rest.length, perms: old.perms },
              { fill: { addr: rest.addr, length: rest.length, value: 8 } },
            ]),
            { contents: { addr: 'a', length, value: 9 } },
            { load: 'arena+1p-1', faults: 'SIGSEGV' },
            { load: 'arena+8p', faults: 'SIGSEGV' },
          ],
        }),
      ),
    ),
    ...overlaps.map(
      ({ id, where, addr, length, kept }): Case => ({
        id: `flags/fixed/over-shared-file-${id}`,
        title: `A mapping fixed over ${where}, where that is a shared file mapping, changes neither the file nor what the rest shows of it`,
        clauses: [
          'mmap.flags.fixed.overlap_discarded',
          'mmap.flags.fixed.overlap_only_overlap',
          'munmap.shared_not_lost',
        ],
        steps: [
          { file: 'f', size: '5p', content: 'pattern' },
          { mmap: { addr: 'arena+2p', length: '5p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
          { contents: { addr: 'arena+2p', length: '5p', pattern: 0 } },
          { mmap: { addr, length, prot: 'rw', flags: anonymous }, as: 'a' },
          { contents: { addr: 'a', length, value: 0 } },
          { fill: { addr: 'a', length, value: 9 } },
          ...kept.flatMap((rest): Step[] => [
            { contents: { addr: rest.addr, length: rest.length, pattern: rest.offset } },
            { maps: rest.addr, length: rest.length, perms: 'rw-s', offset: rest.offset },
          ]),
          { pread: 'f', offset: 0, length: '5p', content: { pattern: 0 } },
          ...kept.flatMap((rest): Step[] => [
            { fill: { addr: rest.addr, length: 16, value: 0x5a } },
            { pread: 'f', offset: rest.offset, length: 16, content: { value: 0x5a } },
          ]),
        ],
      }),
    ),
    {
      id: 'flags/fixed/over-shared-file-keeps-stores',
      title:
        'Stores through a shared file mapping are in the file after another mapping was fixed over them, without msync',
      clauses: ['mmap.flags.fixed.overlap_discarded', 'munmap.shared_not_lost'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena+2p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { fill: { addr: 'arena+2p', length: '2p', value: 0x5a } },
        { mmap: { addr: 'arena+2p', length: '2p', prot: 'rw', flags: anonymous } },
        { contents: { addr: 'arena+2p', length: '2p', value: 0 } },
        { pread: 'f', offset: 0, length: '2p', content: { value: 0x5a } },
      ],
    },
    {
      id: 'flags/fixed/over-private-file-drops-stores',
      title:
        'Stores into a private file mapping are gone after the same part of the file was fixed over them',
      clauses: ['mmap.flags.fixed.overlap_discarded', 'munmap.private_changes_discarded'],
      steps: [
        { file: 'f', size: '3p', content: 'pattern' },
        { mmap: { addr: 'arena+2p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
        { fill: { addr: 'arena+2p', length: '3p', value: 7 } },
        {
          mmap: {
            addr: 'arena+3p',
            length: '1p',
            prot: 'rw',
            flags: ['PRIVATE', 'FIXED'],
            fd: 'f',
            offset: '1p',
          },
        },
        { contents: { addr: 'arena+2p', length: '1p', value: 7 } },
        { contents: { addr: 'arena+3p', length: '1p', pattern: '1p' } },
        { contents: { addr: 'arena+4p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'flags/fixed/across-mappings-and-hole',
      title:
        'A mapping fixed over the end of one mapping, a hole and the start of another discards just these',
      clauses: ['mmap.flags.fixed.overlap_discarded', 'mmap.flags.fixed.overlap_only_overlap'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'arena+1p', length: '2p', value: 7 } },
        { munmap: { addr: 'arena+3p', length: '1p' } },
        { mmap: { addr: 'arena+4p', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mmap: { addr: 'arena+2p', length: '3p', prot: 'rw', flags: anonymous }, as: 'a' },
        { contents: { addr: 'a', length: '3p', value: 0 } },
        { maps: 'a', length: '3p', perms: 'rw-p' },
        { fill: { addr: 'a', length: '3p', value: 9 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
        { contents: { addr: 'arena+5p', length: '1p', pattern: '1p' } },
        { store: 'arena+5p', value: 1, faults: 'SIGSEGV' },
        { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
      ],
    },
    {
      id: 'flags/fixed/across-many-mappings',
      title: 'A mapping fixed over four mappings of different access replaces them all, and no neighbour',
      clauses: ['mmap.flags.fixed.overlap_discarded', 'mmap.flags.fixed.overlap_only_overlap'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '6p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'arena+1p', length: '6p', value: 7 } },
        { mprotect: { addr: 'arena+2p', length: '1p', prot: 'r' } },
        { mprotect: { addr: 'arena+4p', length: '1p', prot: 'none' } },
        { mprotect: { addr: 'arena+6p', length: '1p', prot: 'r' } },
        { mmap: { addr: 'arena+2p', length: '4p', prot: 'rw', flags: anonymous }, as: 'a' },
        { contents: { addr: 'a', length: '4p', value: 0 } },
        { fill: { addr: 'a', length: '4p', value: 9 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
        { contents: { addr: 'arena+6p', length: '1p', value: 7 } },
        { store: 'arena+6p', value: 1, faults: 'SIGSEGV' },
      ],
    },
    {
      id: 'flags/fixed/bridges-hole',
      title:
        'A mapping that fills a hole exactly leaves the mappings that it touches on both sides as they were',
      clauses: ['mmap.flags.fixed.exact', 'mmap.flags.fixed.overlap_only_overlap'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '4p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'arena+1p', length: '4p', value: 7 } },
        { munmap: { addr: 'arena+2p', length: '2p' } },
        { mmap: { addr: 'arena+2p', length: '2p', prot: 'rw', flags: anonymous }, as: 'a' },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { fill: { addr: 'a', length: '2p', value: 9 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
        { contents: { addr: 'arena+4p', length: '1p', value: 7 } },
      ],
    },
    ...replacements.map(
      ({ id, title, steps }): Case => ({
        id: `flags/fixed/replaced-${id}`,
        title,
        clauses: ['mmap.flags.fixed.overlap_discarded', 'mmap.flags.fixed.overlap_only_overlap'],
        steps: [
          { mmap: { addr: 'arena+1p', length: '4p', prot: 'rw', flags: anonymous }, as: 'a' },
          { fill: { addr: 'a', length: '4p', value: 7 } },
          ...steps,
          { contents: { addr: 'a', length: '1p', value: 7 } },
          { contents: { addr: 'a+3p', length: '1p', value: 7 } },
        ],
      }),
    ),
    {
      id: 'flags/fixed/replaced-read-only',
      title: 'Writable memory fixed over read-only memory that was loaded from takes stores',
      clauses: ['mmap.flags.fixed.overlap_discarded'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: anonymous }, as: 'a' },
        { load: 'a', is: 0 },
        { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'a', length: '1p', value: 9 } },
        { contents: { addr: 'a', length: '1p', value: 9 } },
      ],
    },
    {
      id: 'flags/fixed/replaced-code',
      title: 'Code that ran is gone when memory without PROT_EXEC is fixed over it',
      clauses: ['mmap.flags.fixed.overlap_discarded', 'mmap.prot.no_exec_sigsegv'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: anonymous }, as: 'a' },
        { plant: 'a' },
        { mprotect: { addr: 'a', length: '1p', prot: 'rx' } },
        { execute: 'a' },
        { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: anonymous } },
        { execute: 'a', faults: 'SIGSEGV' },
        { contents: { addr: 'a', length: '1p', value: 0 } },
      ],
    },
    {
      id: 'flags/fixed/replaced-dontfork',
      title: 'Memory fixed over a range marked MADV_DONTFORK exists in a child again',
      clauses: ['mmap.flags.fixed.overlap_discarded'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: anonymous }, as: 'a' },
        { madvise: { addr: 'a', length: '2p', advice: 'DONTFORK' }, observed: true },
        { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: anonymous } },
        { store: 'a', value: 9 },
        { fork: [{ load: 'a', is: 9 }] },
      ],
    },
    {
      id: 'flags/fixed/replaced-wipeonfork',
      title: 'Memory fixed over a range marked MADV_WIPEONFORK keeps its contents in a child',
      clauses: ['mmap.flags.fixed.overlap_discarded'],
      since: '4.14',
      steps: [
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: anonymous }, as: 'a' },
        { madvise: { addr: 'a', length: '2p', advice: 'WIPEONFORK' }, observed: true },
        { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: anonymous } },
        { fill: { addr: 'a', length: '2p', value: 9 } },
        { fork: [{ load: 'a', is: 9 }] },
      ],
    },
    {
      id: 'flags/fixed/replaced-in-child',
      title: 'What a child fixes over memory that it inherited is not mapped in the parent',
      clauses: ['mmap.flags.fixed.overlap_discarded', 'fork.maps_independent'],
      steps: [
        {
          mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '2p', value: 7 } },
        {
          fork: [
            { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: anonymous } },
            { contents: { addr: 'a', length: '1p', value: 0 } },
            { fill: { addr: 'a', length: '2p', value: 9 } },
          ],
        },
        { contents: { addr: 'a', length: '1p', value: 7 } },
        { contents: { addr: 'a+1p', length: '1p', value: 9 } },
      ],
    },
    {
      id: 'flags/fixed/length-below-a-page',
      title: 'MAP_FIXED with a length of 100 bytes replaces the whole page, and not the next',
      clauses: ['mmap.flags.fixed.whole_pages', 'mmap.flags.fixed.overlap_only_overlap'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: anonymous }, as: 'a' },
        { fill: { addr: 'a', length: '3p', value: 7 } },
        { mmap: { addr: 'a+1p', length: 100, prot: 'rw', flags: anonymous } },
        { contents: { addr: 'a', length: '1p', value: 7 } },
        { contents: { addr: 'a+1p', length: '1p', value: 0 } },
        { contents: { addr: 'a+2p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'flags/fixed/length-one-byte-over',
      title: 'MAP_FIXED with a length of one page and one byte replaces two whole pages, and not the third',
      clauses: ['mmap.flags.fixed.whole_pages', 'mmap.flags.fixed.overlap_only_overlap'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: anonymous }, as: 'a' },
        { fill: { addr: 'a', length: '3p', value: 7 } },
        { mmap: { addr: 'a', length: '1p+1', prot: 'rw', flags: anonymous } },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { contents: { addr: 'a+2p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'flags/fixed/length-one-byte-short',
      title: 'MAP_FIXED with a length of two pages less one byte replaces two whole pages',
      clauses: ['mmap.flags.fixed.whole_pages', 'mmap.flags.fixed.overlap_only_overlap'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: anonymous }, as: 'a' },
        { fill: { addr: 'a', length: '3p', value: 7 } },
        { mmap: { addr: 'a', length: '2p-1', prot: 'rw', flags: anonymous } },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { contents: { addr: 'a+2p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'flags/fixed/length-of-file',
      title: 'A file mapped by MAP_FIXED with a length of one byte replaces the whole page by the file',
      clauses: ['mmap.flags.fixed.whole_pages', 'mmap.flags.fixed.overlap_only_overlap'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: anonymous }, as: 'a' },
        { fill: { addr: 'a', length: '2p', value: 7 } },
        { mmap: { addr: 'a', length: 1, prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
        { contents: { addr: 'a+1p', length: '1p', value: 7 } },
      ],
    },
    ...unaligned.flatMap(({ id, what, addr }): Case[] => [
      {
        id: `flags/fixed/unaligned-${id}`,
        title: `MAP_FIXED at an address ${what} is refused, and what is mapped there stays`,
        clauses: [
          'mmap.flags.fixed.unaligned_einval',
          'mmap.flags.fixed.failed_call_keeps_old',
          'mmap.errors.einval.generic',
        ],
        steps: [
          { mmap: { addr: 'arena+2p', length: '2p', prot: 'rw', flags: anonymous } },
          { fill: { addr: 'arena+2p', length: '2p', value: 7 } },
          { mmap: { addr, length: '1p', prot: 'rw', flags: anonymous }, fails: 'EINVAL' },
          { contents: { addr: 'arena+2p', length: '2p', value: 7 } },
        ],
      },
      {
        id: `flags/fixed/unaligned-${id}-file`,
        title: `A file cannot be mapped by MAP_FIXED at an address ${what}, where nothing is mapped`,
        clauses: ['mmap.flags.fixed.unaligned_einval'],
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          { munmap: { addr: 'arena+2p', length: '2p' } },
          { mmap: { addr, length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' }, fails: 'EINVAL' },
          { mmap: { addr, length: '1p', prot: 'r', flags: ['PRIVATE', 'FIXED'], fd: 'f' }, fails: 'EINVAL' },
          { maps: 'arena+2p', length: '2p', mapped: false },
        ],
      },
    ]),
    ...unusable.flatMap(({ id, what, addr, length, errno, errnoOfFile }): Case[] => [
      {
        id: `flags/fixed/unusable-${id}`,
        title: `MAP_FIXED over ${what} fails instead of going elsewhere`,
        clauses: ['mmap.flags.fixed.unusable_fails', 'mmap.errors.enomem.addr_beyond_cpu_space'],
        steps: [
          { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: anonymous } },
          { store: 'arena+2p', value: 7 },
          { mmap: { addr, length, prot: 'none', flags: [...anonymous, 'NORESERVE'] }, fails: errno },
          { load: 'arena+2p', is: 7 },
        ],
      },
      {
        id: `flags/fixed/unusable-${id}-file`,
        title: `A file mapped by MAP_FIXED over ${what} fails instead of going elsewhere`,
        clauses: ['mmap.flags.fixed.unusable_fails', 'mmap.errors.enomem.addr_beyond_cpu_space'],
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: anonymous } },
          { store: 'arena+2p', value: 7 },
          { mmap: { addr, length, prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' }, fails: errnoOfFile },
          { load: 'arena+2p', is: 7 },
        ],
      },
    ]),
    {
      id: 'flags/fixed/null',
      title: 'MAP_FIXED with addr NULL maps address 0 itself for a caller that may use it',
      clauses: ['mmap.flags.fixed.null_gives_zero', 'mmap.flags.fixed.exact'],
      needs: ['cap-sys-rawio'],
      steps: [
        { mmap: { addr: 'null', length: '1p', prot: 'rw', flags: anonymous } },
        { contents: { addr: 'null', length: '1p', value: 0 } },
        { store: 'null', value: 9 },
        { load: 'null', is: 9 },
      ],
    },
    {
      id: 'flags/fixed/null-unprivileged',
      title: 'MAP_FIXED with addr NULL is refused without CAP_SYS_RAWIO, and nothing is mapped elsewhere',
      clauses: [
        'mmap.flags.fixed.null_gives_zero',
        'mmap.errors.eperm.below_min_addr',
        'mmap.flags.fixed.unusable_fails',
      ],
      needs: ['min-addr'],
      since: '2.6.23',
      steps: [
        { drop: 'SYS_RAWIO' },
        { mmap: { addr: 'null', length: '1p', prot: 'rw', flags: anonymous }, fails: 'EPERM' },
        { load: 'null', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    ...failures.map(
      ({ id, why, fixtures, call, errno, clauses, since }): Case => ({
        id: `flags/fixed/failed-${id}`,
        title: `A MAP_FIXED call that fails because ${why} leaves what is mapped at the address as it was`,
        clauses: ['mmap.flags.fixed.failed_call_keeps_old', ...clauses],
        ...(since && { since }),
        steps: [
          { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: anonymous }, as: 'a' },
          { fill: { addr: 'a', length: '2p', value: 7 } },
          ...(fixtures ?? []),
          { mmap: { addr: 'a', ...call }, fails: errno },
          { contents: { addr: 'a', length: '2p', value: 7 } },
          { fill: { addr: 'a', length: '2p', value: 8 } },
        ],
      }),
    ),
  ],
});
