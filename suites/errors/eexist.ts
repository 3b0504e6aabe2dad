/*
 * EEXIST: MAP_FIXED_NOREPLACE, and the range collides with a mapping; here by the kinds of both and by where they overlap. More about the flag in
 * flags/fixed-noreplace.
 */
import { type Address, type Case, type MmapArguments, type Size, type Step, suite } from '../case.ts';

type Kind = Omit<MmapArguments, 'length' | 'addr'>;

/** Two pages of this are in the way. */
const OLD: readonly (readonly [
  id: string,
  shown: string,
  first: readonly Step[],
  kind: Kind,
  since: string,
])[] = [
  [
    'private-anonymous',
    'private anonymous memory',
    [],
    { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] },
    '4.17',
  ],
  ['shared-anonymous', 'shared anonymous memory', [], { prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, '4.17'],
  [
    'prot-none',
    'a PROT_NONE reservation',
    [],
    { prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] },
    '4.17',
  ],
  [
    'private-file',
    'a private file mapping',
    [{ file: 'f', size: '2p' }],
    { prot: 'r', flags: ['PRIVATE'], fd: 'f' },
    '4.17',
  ],
  [
    'shared-file',
    'a shared file mapping',
    [{ file: 'f', size: '2p' }],
    { prot: 'rw', flags: ['SHARED'], fd: 'f' },
    '4.17',
  ],
  [
    'empty-file',
    'a mapping beyond the end of a file',
    [{ file: 'f', size: 0 }],
    { prot: 'r', flags: ['SHARED'], fd: 'f' },
    '4.17',
  ],
  [
    'growsdown',
    'memory that grows down',
    [],
    { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'GROWSDOWN'] },
    '4.17',
  ],
  ['droppable', 'droppable memory', [], { prot: 'rw', flags: ['DROPPABLE', 'ANONYMOUS'] }, '6.11'],
];

const old = OLD.map(
  ([id, shown, first, kind, since]): Case => ({
    id: `errors/eexist/over-${id}`,
    title: `MAP_FIXED_NOREPLACE does not replace ${shown}`,
    clauses: ['mmap.flags.fixed_noreplace.overlap'],
    since,
    steps: [
      ...first,
      { mmap: { addr: 'arena', length: '2p', ...kind, flags: [...kind.flags, 'FIXED'] }, as: 'a' },
      {
        mmap: { addr: 'a+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] },
        fails: 'EEXIST',
      },
    ],
  }),
);

/** This is asked for where a page of anonymous memory is. */
const NEW: readonly (readonly [id: string, shown: string, first: readonly Step[], kind: Kind])[] = [
  ['private-anonymous', 'Private anonymous memory', [], { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }],
  ['shared-anonymous', 'Shared anonymous memory', [], { prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }],
  [
    'prot-none',
    'A PROT_NONE reservation',
    [],
    { prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] },
  ],
  [
    'private-file',
    'A private file mapping',
    [{ file: 'f', size: '1p' }],
    { prot: 'rw', flags: ['PRIVATE'], fd: 'f' },
  ],
  [
    'shared-file',
    'A shared file mapping',
    [{ file: 'f', size: '1p' }],
    { prot: 'rw', flags: ['SHARED'], fd: 'f' },
  ],
  [
    'with-fixed',
    'Memory asked for with MAP_FIXED as well',
    [],
    { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
  ],
  ['growsdown', 'Memory that grows down', [], { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'GROWSDOWN'] }],
];

const asked = NEW.map(
  ([id, shown, first, kind]): Case => ({
    id: `errors/eexist/asked-${id}`,
    title: `${shown}, with MAP_FIXED_NOREPLACE, does not replace what is mapped, contents included`,
    clauses: ['mmap.flags.fixed_noreplace.overlap'],
    since: '4.17',
    steps: [
      ...first,
      {
        mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        as: 'a',
      },
      { fill: { addr: 'a', length: '1p', value: 0x5a } },
      {
        mmap: { addr: 'a', length: '1p', ...kind, flags: [...kind.flags, 'FIXED_NOREPLACE'] },
        fails: 'EEXIST',
      },
      { contents: { addr: 'a', length: '1p', value: 0x5a } },
    ],
  }),
);

/** Eight pages are free but for the two at 'b'. */
const hole: readonly Step[] = [
  { mmap: { addr: 'arena', length: '8p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, as: 'a' },
  { munmap: { addr: 'a', length: '8p' } },
  { mmap: { addr: 'a+3p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, as: 'b' },
  { fill: { addr: 'b', length: '2p', value: 0x5a } },
];

const COLLIDES: readonly (readonly [id: string, title: string, addr: Address, length: Size])[] = [
  ['same', 'exactly the range of a mapping', 'b', '2p'],
  ['last-page', 'the last page of a mapping', 'b+1p', '1p'],
  ['end-into-first-page', 'a range whose last page is the first of a mapping', 'a', '4p'],
  ['one-byte-into-first-page', 'a range whose last byte is the first of a mapping', 'a', '3p+1'],
  ['start-in-last-page', 'a range whose first page is the last of a mapping', 'b+1p', '4p'],
  ['around', 'a range with a mapping in its middle', 'a', '8p'],
];

const collides = COLLIDES.map(
  ([id, range, addr, length]): Case => ({
    id: `errors/eexist/range-${id}`,
    title: `MAP_FIXED_NOREPLACE refuses ${range}, and maps no page of it`,
    clauses: ['mmap.flags.fixed_noreplace.overlap'],
    since: '4.17',
    steps: [
      ...hole,
      {
        mmap: { addr, length, prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] },
        fails: 'EEXIST',
      },
      { contents: { addr: 'b', length: '2p', value: 0x5a } },
      { maps: 'a', length: '3p', mapped: false },
      { maps: 'b+2p', length: '3p', mapped: false },
    ],
  }),
);

const FREE: readonly (readonly [id: string, title: string, addr: Address, length: Size])[] = [
  ['below', 'a range that ends where a mapping begins', 'a', '3p'],
  ['above', 'a range that begins where a mapping ends', 'b+2p', '3p'],
];

const free = FREE.map(
  ([id, range, addr, length]): Case => ({
    id: `errors/eexist/touching-${id}`,
    title: `MAP_FIXED_NOREPLACE takes ${range}`,
    clauses: ['mmap.flags.fixed_noreplace.exact'],
    since: '4.17',
    steps: [
      ...hole,
      { mmap: { addr, length, prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] }, as: 'c' },
      { maps: 'c', length, perms: 'r--p' },
      { contents: { addr: 'b', length: '2p', value: 0x5a } },
    ],
  }),
);

export const eexist = suite({
  name: 'errors/eexist',
  title: 'EEXIST: MAP_FIXED_NOREPLACE, and something is mapped there',
  cases: [
    ...old,
    ...asked,
    ...collides,
    ...free,
    {
      id: 'errors/eexist/after-munmap',
      title: 'The range that gave EEXIST is free for MAP_FIXED_NOREPLACE once it is unmapped',
      clauses: ['mmap.flags.fixed_noreplace.exact'],
      since: '4.17',
      steps: [
        ...hole,
        {
          mmap: { addr: 'a', length: '8p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] },
          fails: 'EEXIST',
        },
        { munmap: { addr: 'b', length: '2p' } },
        {
          mmap: { addr: 'a', length: '8p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] },
          as: 'c',
        },
        { contents: { addr: 'c', length: '8p', value: 0 } },
      ],
    },
  ],
});
