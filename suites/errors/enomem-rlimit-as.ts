/* RLIMIT_AS, a part of errors/enomem: all that is mapped counts, by whole pages, whatever it is and whether it is touched or not. */
import type { Case, MmapArguments, Step } from '../case.ts';

type Kind = Omit<MmapArguments, 'length'>;
type Row = readonly [id: string, shown: string, kind: Kind, first?: readonly Step[], since?: string];

const file: readonly Step[] = [{ file: 'f', size: '1p' }];
const devZero: readonly Step[] = [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }];

const KINDS: readonly Row[] = [
  ['private-anonymous', 'private anonymous memory', { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }],
  ['shared-anonymous', 'shared anonymous memory', { prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }],
  ['private-file', 'a private file mapping', { prot: 'r', flags: ['PRIVATE'], fd: 'f' }, file],
  ['shared-file', 'a shared file mapping', { prot: 'rw', flags: ['SHARED'], fd: 'f' }, file],
  ['dev-zero', 'a mapping of /dev/zero', { prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, devZero],
  ['prot-none', 'memory without any access', { prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }],
  ['noreserve', 'memory without reservation', { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] }],
  ['growsdown', 'memory that grows down', { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'GROWSDOWN'] }],
  ['droppable', 'droppable memory', { prot: 'rw', flags: ['DROPPABLE', 'ANONYMOUS'] }, [], '6.11'],
];

const kinds = KINDS.map(
  ([id, shown, kind, first = [], since]): Case => ({
    id: `errors/enomem/rlimit-as-${id}`,
    title: `RLIMIT_AS with room for 16 pages allows 16 pages of ${shown}, not 17, and what was unmapped again`,
    clauses: ['mmap.errors.enomem.rlimit_as'],
    ...(since && { since }),
    steps: [
      ...first,
      { rlimit: 'AS', room: '16p' },
      { mmap: { length: '17p', ...kind }, fails: 'ENOMEM' },
      { mmap: { length: '16p', ...kind }, as: 'a' },
      { mmap: { length: 1, ...kind }, fails: 'ENOMEM' },
      { munmap: { addr: 'a+15p', length: '1p' } },
      { mmap: { length: '1p', ...kind } },
    ],
  }),
);

export const rlimitAs: readonly Case[] = [
  ...kinds,
  {
    id: 'errors/enomem/rlimit-as-byte-over',
    title: 'One byte more than whole pages counts as a page more',
    clauses: ['mmap.errors.enomem.rlimit_as', 'mmap.length.rounded_up'],
    steps: [
      { rlimit: 'AS', room: '16p' },
      { mmap: { length: '16p+1', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
      { mmap: { length: '16p-1', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] } },
    ],
  },
  {
    id: 'errors/enomem/rlimit-as-replace',
    title: 'A mapping that replaces another of the same size by MAP_FIXED is not counted twice',
    clauses: ['mmap.errors.enomem.rlimit_as_replace'],
    steps: [
      { mmap: { length: '8p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { fill: { addr: 'a', length: '8p', value: 0x5a } },
      { rlimit: 'AS', room: 0 },
      { mmap: { addr: 'a', length: '8p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { contents: { addr: 'a', length: '8p', value: 0 } },
      { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
    ],
  },
  {
    id: 'errors/enomem/rlimit-as-replace-partly',
    title:
      'MAP_FIXED over two mapped and two free pages counts the free ones, and when it fails changes neither',
    clauses: [
      'mmap.errors.enomem.rlimit_as_replace',
      'mmap.errors.enomem.rlimit_as',
      'mmap.flags.fixed.failed_call_keeps_old',
    ],
    steps: [
      {
        mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        as: 'a',
      },
      { fill: { addr: 'a', length: '4p', value: 0x5a } },
      { munmap: { addr: 'a+2p', length: '2p' } },
      { rlimit: 'AS', room: '1p' },
      {
        mmap: { addr: 'a', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        fails: 'ENOMEM',
      },
      { contents: { addr: 'a', length: '2p', value: 0x5a } },
      { maps: 'a+2p', length: '2p', mapped: false },
      { rlimit: 'AS', room: '2p' },
      { mmap: { addr: 'a', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { contents: { addr: 'a', length: '4p', value: 0 } },
    ],
  },
  {
    id: 'errors/enomem/rlimit-as-below-use',
    title: 'A limit far below what is mapped already takes nothing away, and allows no more',
    clauses: ['mmap.errors.enomem.rlimit_as'],
    steps: [
      { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { store: 'a', value: 0x5a },
      { rlimit: 'AS', soft: '1p' },
      { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
      { load: 'a', is: 0x5a },
      { store: 'a+1p', value: 0x5a },
      { munmap: { addr: 'a', length: '2p' } },
      { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
    ],
  },
  {
    id: 'errors/enomem/rlimit-as-mremap',
    title:
      'mremap counts by what it adds: within RLIMIT_AS it grows a mapping, beyond it fails and changes nothing',
    clauses: ['mremap.enomem_rlimit_as'],
    steps: [
      { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { fill: { addr: 'a', length: '1p', value: 0x5a } },
      { rlimit: 'AS', room: '2p' },
      { mremap: { addr: 'a', oldLength: '1p', newLength: '4p', flags: ['MAYMOVE'] }, fails: 'ENOMEM' },
      { contents: { addr: 'a', length: '1p', value: 0x5a } },
      { mremap: { addr: 'a', oldLength: '1p', newLength: '3p', flags: ['MAYMOVE'] }, as: 'b' },
      { contents: { addr: 'b', length: '1p', value: 0x5a } },
      { contents: { addr: 'b+1p', length: '2p', value: 0 } },
    ],
  },
  {
    id: 'errors/enomem/rlimit-as-fork',
    title: 'A child has the limit, and the room below it, of its parent, and both use theirs up on their own',
    clauses: ['getrlimit.inheritance', 'mmap.errors.enomem.rlimit_as'],
    steps: [
      { rlimit: 'AS', room: '16p' },
      {
        fork: [
          { mmap: { length: '17p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
          { mmap: { length: '16p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] } },
        ],
        meanwhile: [
          { mmap: { length: '17p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
          { mmap: { length: '16p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] } },
        ],
      },
    ],
  },
  {
    id: 'errors/enomem/rlimit-as-exec',
    title: 'RLIMIT_AS is kept by execve',
    clauses: ['getrlimit.inheritance'],
    steps: [
      { rlimit: 'AS', room: '16p' },
      {
        exec: [
          {
            mmap: { length: '32T', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] },
            fails: 'ENOMEM',
          },
        ],
      },
    ],
  },
];
