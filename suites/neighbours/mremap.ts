/**
 * mremap(2): shrinking, growing in place, moving, and when it fails. Everything happens inside the arena, so that it is known what lies
 * behind a mapping: the arena's own PROT_NONE pages block it, a hole made by munmap lets it grow.
 */
import {
  type Address,
  type Case,
  type Content,
  type MmapArguments,
  type Size,
  type Step,
  suite,
} from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Errno } from '../vocabulary.ts';

interface Kind {
  id: string;
  name: string;
  /** Four pages. */
  object: readonly Step[];
  how: Pick<MmapArguments, 'flags' | 'fd' | 'offset'>;
  /** What is in the mapping's second page, and what lies behind its second page. */
  second: Content;
  behind: Content;
  perms: string;
  offset: Size;
}

const kinds: readonly Kind[] = [
  {
    id: 'private-anonymous',
    name: 'a private anonymous mapping',
    object: [],
    how: { flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
    second: { value: 0 },
    behind: { value: 0 },
    perms: 'rw-p',
    offset: 0,
  },
  {
    id: 'private-file',
    name: 'a private mapping of a file',
    object: [{ file: 'f', size: '4p', content: 'pattern' }],
    how: { flags: ['PRIVATE', 'FIXED'], fd: 'f', offset: '1p' },
    second: { pattern: '2p' },
    behind: { pattern: '3p' },
    perms: 'rw-p',
    offset: '1p',
  },
  {
    id: 'shared-file',
    name: 'a shared mapping of a file',
    object: [{ file: 'f', size: '4p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f', offset: '1p' },
    second: { pattern: '2p' },
    behind: { pattern: '3p' },
    perms: 'rw-s',
    offset: '1p',
  },
  {
    id: 'shared-memfd',
    name: 'a shared mapping of a memfd',
    object: [{ memfd: 'f', size: '4p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f', offset: '1p' },
    second: { pattern: '2p' },
    behind: { pattern: '3p' },
    perms: 'rw-s',
    offset: '1p',
  },
];

/** Two pages of the kind at the arena's start, 0xff at their start. */
const mapped = (kind: Kind): readonly Step[] => [
  ...kind.object,
  { mmap: { addr: 'arena', length: '2p', prot: 'rw', ...kind.how } },
  { store: 'arena', value: 0xff },
];

const ofKinds = kinds.flatMap((kind): readonly Case[] => [
  {
    id: `neighbours/mremap/shrink-${kind.id}`,
    title: `Shrinking ${kind.name} keeps its address and its first page, and unmaps the second`,
    clauses: ['mremap.shrink'],
    steps: [
      ...mapped(kind),
      { mremap: { addr: 'arena', oldLength: '2p', newLength: '1p' }, at: 'arena' },
      { load: 'arena', is: 0xff },
      { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
      { load: 'arena+2p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
      { maps: 'arena+2p', perms: '---p' },
      { maps: 'arena', perms: kind.perms, offset: kind.offset },
    ],
  },
  {
    id: `neighbours/mremap/grow-${kind.id}`,
    title: `Growing ${kind.name} into free space keeps its address and contents, and what follows is behind them`,
    clauses: ['mremap.grow_in_place', 'mremap.file_grow'],
    steps: [
      { munmap: { addr: 'arena', length: '4p' } },
      ...mapped(kind),
      { mremap: { addr: 'arena', oldLength: '2p', newLength: '3p' }, at: 'arena' },
      { load: 'arena', is: 0xff },
      { contents: { addr: 'arena+1p', length: '1p', ...kind.second } },
      { contents: { addr: 'arena+2p', length: '1p', ...kind.behind } },
      { store: 'arena+3p-1', value: 0xfe },
      { load: 'arena+3p', faults: 'SIGSEGV/SEGV_MAPERR' },
      { maps: 'arena', length: '3p', perms: kind.perms, offset: kind.offset },
    ],
  },
  {
    id: `neighbours/mremap/move-grow-${kind.id}`,
    title: `Where its place is too small, MREMAP_MAYMOVE moves ${kind.name}, with its contents, and it grows there`,
    clauses: ['mremap.maymove', 'mremap.file_grow'],
    steps: [
      ...mapped(kind),
      {
        mremap: { addr: 'arena', oldLength: '2p', newLength: '3p', flags: ['MAYMOVE'] },
        as: 'b',
        notAt: 'arena',
      },
      { load: 'b', is: 0xff },
      { contents: { addr: 'b+1p', length: '1p', ...kind.second } },
      { contents: { addr: 'b+2p', length: '1p', ...kind.behind } },
      { store: 'b+3p-1', value: 0xfe },
      { maps: 'b', length: '3p', perms: kind.perms, offset: kind.offset },
      { load: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
      { load: 'arena+2p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
      { maps: 'arena+2p', perms: '---p' },
    ],
  },
  {
    id: `neighbours/mremap/move-whole-${kind.id}`,
    title: `Where MREMAP_MAYMOVE moves ${kind.name}, what was stored in each of its pages moves with it`,
    clauses: ['mremap.maymove'],
    steps: [
      ...mapped(kind),
      { store: 'arena+1p', value: 0xfe },
      { store: 'arena+2p-1', value: 0xfd },
      {
        mremap: { addr: 'arena', oldLength: '2p', newLength: '3p', flags: ['MAYMOVE'] },
        as: 'b',
        notAt: 'arena',
      },
      { load: 'b', is: 0xff },
      { load: 'b+1p', is: 0xfe },
      { load: 'b+2p-1', is: 0xfd },
    ],
  },
  {
    id: `neighbours/mremap/fixed-${kind.id}`,
    title: `MREMAP_FIXED moves ${kind.name} to the address given, in place of what was mapped there`,
    clauses: ['mremap.fixed'],
    steps: [
      { mmap: { addr: 'arena+7p', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { fill: { addr: 'arena+7p', length: '4p', value: 7 } },
      ...mapped(kind),
      {
        mremap: {
          addr: 'arena',
          oldLength: '2p',
          newLength: '2p',
          flags: ['MAYMOVE', 'FIXED'],
          newAddr: 'arena+8p',
        },
      },
      { load: 'arena+8p', is: 0xff },
      { contents: { addr: 'arena+9p', length: '1p', ...kind.second } },
      { maps: 'arena+8p', length: '2p', perms: kind.perms, offset: kind.offset },
      { contents: { addr: 'arena+7p', length: '1p', value: 7 } },
      { contents: { addr: 'arena+10p', length: '1p', value: 7 } },
      { load: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
      { load: 'arena+2p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
    ],
  },
]);

/** Four private pages at the arena's start, 1, 2, 3, 4 at their starts, and four more at `arena+8p`, all 7. */
const source: readonly Step[] = [
  { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { store: 'arena', value: 1 },
  { store: 'arena+1p', value: 2 },
  { store: 'arena+2p', value: 3 },
  { store: 'arena+3p', value: 4 },
];
const target: readonly Step[] = [
  { mmap: { addr: 'arena+8p', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { fill: { addr: 'arena+8p', length: '4p', value: 7 } },
];
const sourceAsBefore: readonly Step[] = [
  { load: 'arena', is: 1 },
  { load: 'arena+1p', is: 2 },
  { load: 'arena+2p', is: 3 },
  { load: 'arena+3p', is: 4 },
  { maps: 'arena', length: '4p', perms: 'rw-p' },
  { maps: 'arena+4p', length: '4p', perms: '---p' },
];
const targetAsBefore: readonly Step[] = [
  { contents: { addr: 'arena+8p', length: '4p', value: 7 } },
  { maps: 'arena+12p', perms: '---p' },
];

const sizes: readonly { id: string; title: string; from: Size; to: Size; last: Address; gone: Address }[] = [
  {
    id: 'shrink-to-byte',
    title: 'Shrinking to one byte leaves one page',
    from: '4p',
    to: 1,
    last: 'arena+1p-1',
    gone: 'arena+1p',
  },
  {
    id: 'shrink-to-page-and-byte',
    title: 'Shrinking to a page and one byte leaves two pages',
    from: '4p',
    to: '1p+1',
    last: 'arena+2p-1',
    gone: 'arena+2p',
  },
  {
    id: 'shrink-by-page',
    title: 'Shrinking by one page, both lengths one byte short of whole pages, unmaps one page',
    from: '4p-1',
    to: '3p-1',
    last: 'arena+3p-1',
    gone: 'arena+3p',
  },
];

const shrinking = sizes.map(
  ({ id, title, from, to, last, gone }): Case => ({
    id: `neighbours/mremap/${id}`,
    title,
    clauses: ['mremap.shrink'],
    steps: [
      ...source,
      { mremap: { addr: 'arena', oldLength: from, newLength: to }, at: 'arena' },
      { load: 'arena', is: 1 },
      { load: last, is: 0 },
      { load: gone, faults: 'SIGSEGV/SEGV_MAPERR' },
      { load: 'arena+4p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
      { maps: 'arena+4p', perms: '---p' },
    ],
  }),
);

type Call = Extract<Step, { mremap: unknown }>['mremap'];

interface Refusal {
  id: string;
  title: string;
  /** The arguments; what is not told is the whole source. */
  call: Partial<Call>;
  fails: Errno | readonly Errno[];
  clauses: readonly ClauseId[];
  since?: string;
}

const refusals: readonly Refusal[] = [
  {
    id: 'blocked',
    title: 'Without MREMAP_MAYMOVE growing into a mapping that lies behind fails',
    call: { newLength: '5p', flags: [] },
    fails: 'ENOMEM',
    clauses: ['mremap.enomem_blocked'],
  },
  {
    id: 'blocked-by-byte',
    title: 'Without MREMAP_MAYMOVE growing by one byte into the next page, which is mapped, fails',
    call: { newLength: '4p+1', flags: [] },
    fails: 'ENOMEM',
    clauses: ['mremap.enomem_blocked'],
  },
  {
    id: 'blocked-inside',
    title: 'Without MREMAP_MAYMOVE growing the front of a mapping into its own rest fails',
    call: { oldLength: '2p', newLength: '3p', flags: [] },
    fails: 'ENOMEM',
    clauses: ['mremap.enomem_blocked'],
  },
  {
    id: 'fixed-without-maymove',
    title: 'MREMAP_FIXED without MREMAP_MAYMOVE is refused',
    call: { flags: ['FIXED'], newAddr: 'arena+8p' },
    fails: 'EINVAL',
    clauses: ['mremap.fixed_einval'],
  },
  {
    id: 'fixed-unaligned',
    title: 'A new address that is no multiple of the page size is refused',
    call: { flags: ['MAYMOVE', 'FIXED'], newAddr: 'arena+8p+1' },
    fails: 'EINVAL',
    clauses: ['mremap.fixed_einval'],
  },
  {
    id: 'fixed-onto-itself',
    title: 'A new address that is the old one is refused',
    call: { flags: ['MAYMOVE', 'FIXED'], newAddr: 'arena' },
    fails: 'EINVAL',
    clauses: ['mremap.fixed_einval'],
  },
  {
    id: 'fixed-overlap-end',
    title: "A new range that begins in the old one's last page is refused",
    call: { flags: ['MAYMOVE', 'FIXED'], newAddr: 'arena+3p' },
    fails: 'EINVAL',
    clauses: ['mremap.fixed_einval'],
  },
  {
    id: 'fixed-overlap-start',
    title: "A new range that ends in the old one's first page is refused",
    call: {
      addr: 'arena+1p',
      oldLength: '3p',
      newLength: '2p',
      flags: ['MAYMOVE', 'FIXED'],
      newAddr: 'arena',
    },
    fails: 'EINVAL',
    clauses: ['mremap.fixed_einval'],
  },
  {
    id: 'fixed-overlap-inside',
    title: 'A new range that lies within the old one is refused',
    call: { newLength: '1p', flags: ['MAYMOVE', 'FIXED'], newAddr: 'arena+2p' },
    fails: 'EINVAL',
    clauses: ['mremap.fixed_einval'],
  },
  {
    id: 'fixed-overlap-grown',
    title: 'A new range that is long enough to reach the old one is refused',
    call: {
      addr: 'arena+3p',
      oldLength: '1p',
      newLength: '2p',
      flags: ['MAYMOVE', 'FIXED'],
      newAddr: 'arena+2p',
    },
    fails: 'EINVAL',
    clauses: ['mremap.fixed_einval'],
  },
  {
    id: 'fixed-outside',
    title: 'A new address outside the address space is refused',
    call: { flags: ['MAYMOVE', 'FIXED'], newAddr: '8E' },
    fails: 'EINVAL',
    clauses: ['mremap.fixed_einval'],
  },
  {
    id: 'fixed-wrapping',
    title: 'A new range that wraps round the end of the number space is refused',
    call: { flags: ['MAYMOVE', 'FIXED'], newAddr: '0-1p' },
    fails: 'EINVAL',
    clauses: ['mremap.fixed_einval'],
  },
  {
    id: 'new-length-zero',
    title: 'A new length of 0 is refused',
    call: { newLength: 0, flags: [] },
    fails: 'EINVAL',
    clauses: ['mremap.einval_args'],
  },
  {
    id: 'new-length-zero-maymove',
    title: 'A new length of 0 is refused, also with MREMAP_MAYMOVE',
    call: { newLength: 0, flags: ['MAYMOVE'] },
    fails: 'EINVAL',
    clauses: ['mremap.einval_args'],
  },
  {
    id: 'unaligned',
    title: 'An old address that is no multiple of the page size is refused',
    call: { addr: 'arena+1', oldLength: '1p', newLength: '1p', flags: [] },
    fails: 'EINVAL',
    clauses: ['mremap.einval_args'],
  },
  {
    id: 'unaligned-maymove',
    title: 'An old address within a page is refused, also with MREMAP_MAYMOVE',
    call: { addr: 'arena+1p+2048', oldLength: '1p', newLength: '2p', flags: ['MAYMOVE'] },
    fails: 'EINVAL',
    clauses: ['mremap.einval_args'],
  },
  {
    id: 'flag-8',
    title: 'The first flag bit without a meaning is refused',
    call: { newLength: '3p', flags: ['0x8'] },
    fails: 'EINVAL',
    clauses: ['mremap.einval_args'],
  },
  {
    id: 'flag-highest',
    title: 'The highest flag bit, which has no meaning, is refused beside MREMAP_MAYMOVE',
    call: { newLength: '5p', flags: ['MAYMOVE', '0x80000000'] },
    fails: 'EINVAL',
    clauses: ['mremap.einval_args'],
  },
  {
    id: 'new-length-enormous',
    title: 'A new length that no address space holds is refused',
    call: { newLength: '8E', flags: ['MAYMOVE'] },
    fails: ['EINVAL', 'ENOMEM'],
    clauses: ['mremap.einval_args'],
  },
  {
    id: 'old-length-zero-private',
    title: 'An old length of 0 is refused for private memory',
    call: { oldLength: 0, newLength: '1p', flags: ['MAYMOVE'] },
    fails: 'EINVAL',
    clauses: ['mremap.old_size0_private'],
    since: '4.14',
  },
  {
    id: 'dontunmap-without-maymove',
    title: 'MREMAP_DONTUNMAP without MREMAP_MAYMOVE is refused',
    call: { flags: ['DONTUNMAP'] },
    fails: 'EINVAL',
    clauses: ['mremap.dontunmap'],
    since: '5.7',
  },
  {
    id: 'dontunmap-growing',
    title: 'MREMAP_DONTUNMAP with a larger new length is refused',
    call: { newLength: '5p', flags: ['MAYMOVE', 'DONTUNMAP'] },
    fails: 'EINVAL',
    clauses: ['mremap.dontunmap'],
    since: '5.7',
  },
  {
    id: 'dontunmap-shrinking',
    title: 'MREMAP_DONTUNMAP with a smaller new length is refused',
    call: { newLength: '3p', flags: ['MAYMOVE', 'DONTUNMAP'] },
    fails: 'EINVAL',
    clauses: ['mremap.dontunmap'],
    since: '5.7',
  },
];

const whole: Call = { addr: 'arena', oldLength: '4p', newLength: '4p' };

const refused = refusals.map(
  ({ id, title, call, fails, ...row }): Case => ({
    id: `neighbours/mremap/${id}`,
    title: `${title}, and everything stays as it was`,
    ...row,
    steps: [
      ...source,
      ...target,
      { mremap: { ...whole, ...call }, fails },
      ...sourceAsBefore,
      ...targetAsBefore,
    ],
  }),
);

const sharedObjects: readonly { id: string; name: string; object: readonly Step[]; how: Kind['how'] }[] = [
  {
    id: 'anonymous',
    name: 'shared anonymous memory',
    object: [],
    how: { flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
  },
  {
    id: 'memfd',
    name: 'a memfd',
    object: [{ memfd: 'f', size: '2p' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f' },
  },
];

const duplicated = sharedObjects.map(
  ({ id, name, object, how }): Case => ({
    id: `neighbours/mremap/old-length-zero-shared-${id}`,
    title: `An old length of 0 makes a second mapping of the pages of ${name}, and the first one stays`,
    clauses: ['mremap.old_size0_shared'],
    steps: [
      ...object,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', ...how } },
      { store: 'arena+1p', value: 1 },
      {
        mremap: { addr: 'arena', oldLength: 0, newLength: '2p', flags: ['MAYMOVE'] },
        as: 'b',
        notAt: 'arena',
      },
      { load: 'b+1p', is: 1 },
      { store: 'b', value: 2 },
      { load: 'arena', is: 2 },
      { store: 'arena', value: 3 },
      { load: 'b', is: 3 },
    ],
  }),
);

export const mremap = suite({
  name: 'neighbours/mremap',
  title: 'mremap(2)',
  cases: [
    ...ofKinds,
    ...shrinking,
    {
      id: 'neighbours/mremap/shrink-maymove',
      title: 'Shrinking keeps the address also with MREMAP_MAYMOVE',
      clauses: ['mremap.shrink'],
      steps: [
        ...source,
        { mremap: { addr: 'arena', oldLength: '4p', newLength: '2p', flags: ['MAYMOVE'] }, at: 'arena' },
        { load: 'arena+1p', is: 2 },
        { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'neighbours/mremap/shrink-keeps-stores',
      title: 'What was stored in the part of a shared mapping that shrinking unmaps is in the file',
      clauses: ['mremap.shrink'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { fill: { addr: 'arena+1p', length: 16, value: 0xff } },
        { mremap: { addr: 'arena', oldLength: '2p', newLength: '1p' }, at: 'arena' },
        { pread: 'f', offset: '1p', length: 16, content: { value: 0xff } },
      ],
    },
    {
      id: 'neighbours/mremap/shrink-several',
      title: 'Shrinking may span mappings of different protections',
      clauses: ['mremap.move_multiple'],
      steps: [
        ...source,
        { mprotect: { addr: 'arena+2p', length: '1p', prot: 'r' } },
        { mremap: { addr: 'arena', oldLength: '4p', newLength: '1p' }, at: 'arena' },
        { load: 'arena', is: 1 },
        { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { load: 'arena+4p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'neighbours/mremap/same-length',
      title: 'An unchanged length changes nothing, also when both lengths are rounded up to it',
      clauses: ['mremap.shrink'],
      steps: [
        ...source,
        { mremap: { addr: 'arena', oldLength: '4p', newLength: '4p' }, at: 'arena' },
        { mremap: { addr: 'arena', oldLength: '4p-1', newLength: '3p+1' }, at: 'arena' },
        ...sourceAsBefore,
      ],
    },
    {
      id: 'neighbours/mremap/grow-exactly',
      title: 'A mapping grows into a hole of exactly the missing length, and not one page more',
      clauses: ['mremap.grow_in_place', 'mremap.enomem_blocked'],
      steps: [
        { munmap: { addr: 'arena', length: '3p' } },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena', value: 1 },
        { mremap: { addr: 'arena', oldLength: '1p', newLength: '4p' }, fails: 'ENOMEM' },
        { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { mremap: { addr: 'arena', oldLength: '1p', newLength: '3p' }, at: 'arena' },
        { load: 'arena', is: 1 },
        { load: 'arena+3p-1', is: 0 },
        { maps: 'arena+3p', perms: '---p' },
      ],
    },
    {
      id: 'neighbours/mremap/grow-by-byte',
      title: 'Growing by one byte beyond a page adds a whole page',
      clauses: ['mremap.grow_in_place'],
      steps: [
        { munmap: { addr: 'arena', length: '4p' } },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mremap: { addr: 'arena', oldLength: 1, newLength: '1p+1' }, at: 'arena' },
        { store: 'arena+2p-1', value: 1 },
        { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'neighbours/mremap/grow-read-only',
      title: 'The pages that a read-only mapping grows by are read-only, too',
      clauses: ['mremap.grow_in_place'],
      steps: [
        { munmap: { addr: 'arena', length: '4p' } },
        { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mremap: { addr: 'arena', oldLength: '1p', newLength: '2p' }, at: 'arena' },
        { load: 'arena+1p', is: 0 },
        { store: 'arena+1p', value: 1, faults: 'SIGSEGV' },
      ],
    },
    {
      id: 'neighbours/mremap/grow-beyond-eof',
      title: "Pages by which a mapping grows beyond its file's end raise SIGBUS",
      clauses: ['mremap.file_grow'],
      steps: [
        { munmap: { addr: 'arena', length: '4p' } },
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mremap: { addr: 'arena', oldLength: '1p', newLength: '3p' }, at: 'arena' },
        { contents: { addr: 'arena', length: '2p', pattern: 0 } },
        { load: 'arena+2p', faults: 'SIGBUS' },
      ],
    },
    {
      id: 'neighbours/mremap/move-code',
      title: 'Code runs where mremap moved it',
      clauses: ['mremap.fixed'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { plant: 'arena' },
        {
          mremap: {
            addr: 'arena',
            oldLength: '1p',
            newLength: '1p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena+8p',
          },
        },
        { execute: 'arena+8p' },
        { execute: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'neighbours/mremap/move-shared-connected',
      title: 'A shared mapping stays connected to its file when it is moved',
      clauses: ['mremap.fixed'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        {
          mmap: {
            addr: 'arena',
            length: '1p',
            prot: 'rw',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '1p',
          },
        },
        { load: 'arena' },
        {
          mremap: {
            addr: 'arena',
            oldLength: '1p',
            newLength: '1p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena+8p',
          },
        },
        { fill: { addr: 'arena+8p', length: 16, value: 0xff } },
        { pread: 'f', offset: '1p', length: 16, content: { value: 0xff } },
        { pwrite: 'f', offset: '1p', length: 16, content: { value: 0xfe } },
        { contents: { addr: 'arena+8p', length: 16, value: 0xfe } },
      ],
    },
    {
      id: 'neighbours/mremap/move-part',
      title: 'Moving the middle of a mapping leaves a hole there, and both ends as they were',
      clauses: ['mremap.fixed'],
      steps: [
        ...source,
        {
          mremap: {
            addr: 'arena+1p',
            oldLength: '2p',
            newLength: '2p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena+8p',
          },
        },
        { load: 'arena', is: 1 },
        { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { load: 'arena+3p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
        { load: 'arena+3p', is: 4 },
        { load: 'arena+8p', is: 2 },
        { load: 'arena+9p', is: 3 },
      ],
    },
    {
      id: 'neighbours/mremap/fixed-touching',
      title: 'A new range that touches the old one without overlapping it is accepted, on either side',
      clauses: ['mremap.fixed', 'mremap.fixed_einval'],
      steps: [
        ...source,
        {
          mremap: {
            addr: 'arena',
            oldLength: '4p',
            newLength: '4p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena+4p',
          },
        },
        { load: 'arena+4p', is: 1 },
        { load: 'arena+7p', is: 4 },
        { load: 'arena+4p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
        {
          mremap: {
            addr: 'arena+4p',
            oldLength: '4p',
            newLength: '4p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena',
          },
        },
        { load: 'arena', is: 1 },
        { load: 'arena+3p', is: 4 },
        { load: 'arena+4p', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'neighbours/mremap/fixed-shrinking',
      title:
        'MREMAP_FIXED with a smaller length discards no more than that at the new address, and all of the old range',
      clauses: ['mremap.fixed'],
      steps: [
        ...source,
        ...target,
        {
          mremap: {
            addr: 'arena',
            oldLength: '4p',
            newLength: '2p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena+8p',
          },
        },
        { load: 'arena+8p', is: 1 },
        { load: 'arena+9p', is: 2 },
        { contents: { addr: 'arena+10p', length: '2p', value: 7 } },
        { maps: 'arena', length: '4p', mapped: false },
        { load: 'arena+3p', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'neighbours/mremap/fixed-growing',
      title:
        'MREMAP_FIXED with a larger length discards all of that at the new address, and fills it with zeros',
      clauses: ['mremap.fixed'],
      steps: [
        ...source,
        ...target,
        {
          mremap: {
            addr: 'arena+3p',
            oldLength: '1p',
            newLength: '3p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena+8p',
          },
        },
        { load: 'arena+8p', is: 4 },
        { contents: { addr: 'arena+9p', length: '2p', value: 0 } },
        { contents: { addr: 'arena+11p', length: '1p', value: 7 } },
        { load: 'arena+2p', is: 3 },
        { load: 'arena+3p', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'neighbours/mremap/fixed-at-limit',
      title: 'Moving a mapping takes no room from RLIMIT_AS',
      clauses: ['mremap.fixed', 'mremap.enomem_rlimit_as'],
      steps: [
        ...source,
        { rlimit: 'AS', room: 0 },
        {
          mremap: {
            addr: 'arena',
            oldLength: '4p',
            newLength: '4p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena+8p',
          },
        },
        { load: 'arena+8p', is: 1 },
      ],
    },
    ...refused,
    {
      id: 'neighbours/mremap/not-mapped',
      title:
        'An old address where nothing is mapped gives EFAULT, whether the length grows, shrinks or stays',
      clauses: ['mremap.efault_unmapped'],
      steps: [
        { munmap: { addr: 'arena', length: '4p' } },
        { mremap: { addr: 'arena', oldLength: '2p', newLength: '2p' }, fails: 'EFAULT' },
        { mremap: { addr: 'arena', oldLength: '2p', newLength: '3p', flags: ['MAYMOVE'] }, fails: 'EFAULT' },
        { mremap: { addr: 'arena', oldLength: '2p', newLength: '1p' }, fails: 'EFAULT' },
        { maps: 'arena', length: '4p', mapped: false },
      ],
    },
    {
      id: 'neighbours/mremap/end-not-mapped',
      title: 'Growing a range of which the end is not mapped gives EFAULT, with and without MREMAP_MAYMOVE',
      clauses: ['mremap.efault_unmapped'],
      steps: [
        { munmap: { addr: 'arena', length: '4p' } },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena', value: 1 },
        { mremap: { addr: 'arena', oldLength: '2p', newLength: '3p' }, fails: 'EFAULT' },
        { mremap: { addr: 'arena', oldLength: '2p', newLength: '3p', flags: ['MAYMOVE'] }, fails: 'EFAULT' },
        { load: 'arena', is: 1 },
        { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'neighbours/mremap/two-mappings',
      title:
        'Growing a range that spans a writable and a read-only mapping gives EFAULT, and both stay as they were',
      clauses: ['mremap.efault_two_vmas'],
      steps: [
        ...source,
        { mprotect: { addr: 'arena+2p', length: '2p', prot: 'r' } },
        { mremap: { addr: 'arena', oldLength: '4p', newLength: '5p', flags: ['MAYMOVE'] }, fails: 'EFAULT' },
        { mremap: { addr: 'arena', oldLength: '4p', newLength: '5p' }, fails: 'EFAULT' },
        { load: 'arena', is: 1 },
        { load: 'arena+3p', is: 4 },
        { maps: 'arena', length: '2p', perms: 'rw-p' },
        { maps: 'arena+2p', length: '2p', perms: 'r--p' },
      ],
    },
    {
      id: 'neighbours/mremap/move-several',
      title:
        'MREMAP_FIXED without a change of length moves several mappings at once, each with its protection',
      clauses: ['mremap.move_multiple'],
      since: '6.17',
      steps: [
        ...source,
        ...target,
        { mprotect: { addr: 'arena+2p', length: '2p', prot: 'r' } },
        {
          mremap: {
            addr: 'arena',
            oldLength: '4p',
            newLength: '4p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena+8p',
          },
        },
        { load: 'arena+8p', is: 1 },
        { load: 'arena+11p', is: 4 },
        { maps: 'arena+8p', length: '2p', perms: 'rw-p' },
        { maps: 'arena+10p', length: '2p', perms: 'r--p' },
        { maps: 'arena', length: '4p', mapped: false },
      ],
    },
    ...duplicated,
    {
      id: 'neighbours/mremap/old-length-zero-fixed',
      title:
        'With an old length of 0 and MREMAP_FIXED the second mapping is at the address given, in place of the old',
      clauses: ['mremap.old_size0_shared', 'mremap.fixed'],
      steps: [
        ...target,
        { memfd: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        {
          mremap: {
            addr: 'arena+1p',
            oldLength: 0,
            newLength: '1p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena+8p',
          },
        },
        { contents: { addr: 'arena+8p', length: '1p', pattern: '1p' } },
        { contents: { addr: 'arena+9p', length: '3p', value: 7 } },
        { store: 'arena+8p', value: 0xff },
        { load: 'arena+1p', is: 0xff },
      ],
    },
    {
      id: 'neighbours/mremap/old-length-zero-private-file',
      title: 'An old length of 0 is refused for a private mapping of a file',
      clauses: ['mremap.old_size0_private'],
      since: '4.14',
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
        { mremap: { addr: 'arena', oldLength: 0, newLength: '2p', flags: ['MAYMOVE'] }, fails: 'EINVAL' },
        { contents: { addr: 'arena', length: '2p', pattern: 0 } },
      ],
    },
    {
      id: 'neighbours/mremap/old-length-zero-in-place',
      title: 'An old length of 0 is refused without MREMAP_MAYMOVE',
      clauses: ['mremap.old_size0_no_maymove'],
      steps: [
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena', value: 1 },
        {
          mremap: { addr: 'arena', oldLength: 0, newLength: '2p' },
          fails: 'ENOMEM',
          historical: { documented: 'EINVAL', instead: { fails: 'EINVAL' } },
        },
        { load: 'arena', is: 1 },
      ],
    },
    {
      id: 'neighbours/mremap/dontunmap',
      title: 'MREMAP_DONTUNMAP moves the contents and leaves the old range mapped, writable and zero',
      clauses: ['mremap.dontunmap'],
      since: '5.7',
      steps: [
        ...source,
        {
          mremap: { addr: 'arena', oldLength: '4p', newLength: '4p', flags: ['MAYMOVE', 'DONTUNMAP'] },
          as: 'b',
          notAt: 'arena',
        },
        { load: 'b', is: 1 },
        { load: 'b+3p', is: 4 },
        { maps: 'arena', length: '4p', perms: 'rw-p' },
        { contents: { addr: 'arena', length: '4p', value: 0 } },
        { store: 'arena', value: 9 },
        { load: 'b', is: 1 },
      ],
    },
    {
      id: 'neighbours/mremap/dontunmap-fixed',
      title:
        'MREMAP_DONTUNMAP with MREMAP_FIXED moves the contents to the address given, in place of what was there',
      clauses: ['mremap.dontunmap', 'mremap.fixed'],
      since: '5.7',
      steps: [
        ...source,
        ...target,
        {
          mremap: {
            addr: 'arena+1p',
            oldLength: '2p',
            newLength: '2p',
            flags: ['MAYMOVE', 'FIXED', 'DONTUNMAP'],
            newAddr: 'arena+8p',
          },
        },
        { load: 'arena+8p', is: 2 },
        { load: 'arena+9p', is: 3 },
        { contents: { addr: 'arena+10p', length: '2p', value: 7 } },
        { load: 'arena', is: 1 },
        { contents: { addr: 'arena+1p', length: '2p', value: 0 } },
        { load: 'arena+3p', is: 4 },
      ],
    },
    {
      id: 'neighbours/mremap/dontunmap-limit',
      title: 'MREMAP_DONTUNMAP, which leaves two mappings, takes room from RLIMIT_AS',
      clauses: ['mremap.dontunmap', 'mremap.enomem_rlimit_as'],
      since: '5.7',
      steps: [
        ...source,
        { rlimit: 'AS', room: '3p' },
        {
          mremap: { addr: 'arena', oldLength: '4p', newLength: '4p', flags: ['MAYMOVE', 'DONTUNMAP'] },
          fails: 'ENOMEM',
        },
        ...sourceAsBefore,
      ],
    },
    {
      id: 'neighbours/mremap/dontunmap-shared',
      title: 'MREMAP_DONTUNMAP makes a second mapping of the pages of shared memory',
      clauses: ['mremap.dontunmap_shared'],
      since: '5.13',
      steps: [
        { memfd: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        {
          mremap: { addr: 'arena', oldLength: '2p', newLength: '2p', flags: ['MAYMOVE', 'DONTUNMAP'] },
          as: 'b',
          notAt: 'arena',
          historical: {
            documented: 'EINVAL: for private anonymous mappings only',
            since: '5.13',
            instead: { fails: 'EINVAL' },
          },
        },
        { contents: { addr: 'b', length: '2p', pattern: 0 } },
        { maps: 'arena', length: '2p', perms: 'rw-s' },
      ],
    },
    {
      id: 'neighbours/mremap/locked-grows',
      title: 'A locked mapping that grows is locked and present as a whole',
      clauses: ['mremap.lock_kept'],
      steps: [
        { munmap: { addr: 'arena', length: '4p' } },
        {
          mmap: {
            addr: 'arena',
            length: '2p',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED', 'FIXED'],
          },
        },
        { mremap: { addr: 'arena', oldLength: '2p', newLength: '4p' }, at: 'arena' },
        { status: 'VmLck', is: '4p' },
        { smaps: 'arena+3p', vmFlags: { has: ['lo'] } },
        { resident: { addr: 'arena', length: '4p' }, is: 4 },
      ],
    },
    {
      id: 'neighbours/mremap/locked-shrinks',
      title: 'A locked mapping that shrinks stays locked, and the lock of the rest is gone',
      clauses: ['mremap.lock_kept'],
      steps: [
        {
          mmap: {
            addr: 'arena',
            length: '4p',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED', 'FIXED'],
          },
        },
        { mremap: { addr: 'arena', oldLength: '4p', newLength: '1p' }, at: 'arena' },
        { status: 'VmLck', is: '1p' },
        { smaps: 'arena', vmFlags: { has: ['lo'] } },
      ],
    },
    {
      id: 'neighbours/mremap/locked-moves',
      title:
        'A locked mapping that is moved and grows is locked and present at its new place, and counts once',
      clauses: ['mremap.lock_kept'],
      steps: [
        {
          mmap: {
            addr: 'arena',
            length: '2p',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED', 'FIXED'],
          },
        },
        {
          mremap: {
            addr: 'arena',
            oldLength: '2p',
            newLength: '4p',
            flags: ['MAYMOVE', 'FIXED'],
            newAddr: 'arena+8p',
          },
        },
        { status: 'VmLck', is: '4p' },
        { smaps: 'arena+8p', vmFlags: { has: ['lo'] } },
        { resident: { addr: 'arena+8p', length: '4p' }, is: 4 },
      ],
    },
    {
      id: 'neighbours/mremap/locked-limit',
      title: 'A locked mapping grows up to RLIMIT_MEMLOCK, one page more gives EAGAIN and changes nothing',
      clauses: ['mremap.lock_kept'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { munmap: { addr: 'arena', length: '8p' } },
        {
          mmap: {
            addr: 'arena',
            length: '2p',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED', 'FIXED'],
          },
        },
        { store: 'arena', value: 1 },
        { mremap: { addr: 'arena', oldLength: '2p', newLength: '5p' }, fails: 'EAGAIN' },
        { mremap: { addr: 'arena', oldLength: '2p', newLength: '5p', flags: ['MAYMOVE'] }, fails: 'EAGAIN' },
        { status: 'VmLck', is: '2p' },
        { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { mremap: { addr: 'arena', oldLength: '2p', newLength: '4p' }, at: 'arena' },
        { load: 'arena', is: 1 },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'neighbours/mremap/limit-as',
      title: 'Growing up to RLIMIT_AS succeeds, one page more gives ENOMEM and changes nothing',
      clauses: ['mremap.enomem_rlimit_as'],
      steps: [
        { munmap: { addr: 'arena', length: '8p' } },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena', value: 1 },
        { rlimit: 'AS', room: '2p' },
        { mremap: { addr: 'arena', oldLength: '1p', newLength: '4p' }, fails: 'ENOMEM' },
        { mremap: { addr: 'arena', oldLength: '1p', newLength: '4p', flags: ['MAYMOVE'] }, fails: 'ENOMEM' },
        { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { mremap: { addr: 'arena', oldLength: '1p', newLength: '3p' }, at: 'arena' },
        { load: 'arena', is: 1 },
        { store: 'arena+3p-1', value: 2 },
      ],
    },
    {
      id: 'neighbours/mremap/huge-pages',
      title: 'A mapping of huge pages cannot be expanded, in place or elsewhere, and stays as it was',
      clauses: ['mremap.hugetlb_no_expand'],
      needs: ['huge-pages-listed'],
      steps: [
        {
          mmap: { length: '1h', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'HUGETLB', 'NORESERVE'] },
          as: 'a',
        },
        { mremap: { addr: 'a', oldLength: '1h', newLength: '2h' }, fails: 'EINVAL' },
        { mremap: { addr: 'a', oldLength: '1h', newLength: '2h', flags: ['MAYMOVE'] }, fails: 'EINVAL' },
        { maps: 'a', length: '1h', perms: 'rw-p', backing: 'hugepages' },
      ],
    },
  ],
});
