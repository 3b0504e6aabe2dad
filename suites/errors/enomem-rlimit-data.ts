/*
 * RLIMIT_DATA, a part of errors/enomem: since Linux 4.7 what counts as data is private memory that is writable and no stack, whatever is
 * behind it.
 */
import type { Case, MmapArguments, Step } from '../case.ts';

type Kind = Omit<MmapArguments, 'length'>;
type Row = readonly [id: string, shown: string, kind: Kind, first?: readonly Step[], since?: string];

const file: readonly Step[] = [{ file: 'f', size: '1p' }];
const devZero: readonly Step[] = [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }];

const DATA: readonly Row[] = [
  ['anonymous-rw', 'private anonymous memory with prot rw', { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }],
  ['anonymous-w', 'private anonymous memory with prot w', { prot: 'w', flags: ['PRIVATE', 'ANONYMOUS'] }],
  [
    'anonymous-rwx',
    'private anonymous memory with prot rwx',
    { prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS'] },
  ],
  ['noreserve', 'memory without reservation', { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] }],
  ['stack-flag', 'memory with MAP_STACK', { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'STACK'] }],
  ['private-file', 'a private writable file mapping', { prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, file],
  ['dev-zero', 'a private mapping of /dev/zero', { prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, devZero],
  ['droppable', 'droppable memory', { prot: 'rw', flags: ['DROPPABLE', 'ANONYMOUS'] }, [], '6.11'],
];

const counted = DATA.map(
  ([id, shown, kind, first = [], since = '4.7']): Case => ({
    id: `errors/enomem/rlimit-data-${id}`,
    title: `RLIMIT_DATA with room for 16 pages allows 16 pages of ${shown}, not 17, and what was unmapped again`,
    clauses: ['mmap.errors.enomem.rlimit_data'],
    since,
    steps: [
      ...first,
      { rlimit: 'DATA', room: '16p' },
      { mmap: { length: '17p', ...kind }, fails: 'ENOMEM' },
      { mmap: { length: '16p', ...kind }, as: 'a' },
      { mmap: { length: 1, ...kind }, fails: 'ENOMEM' },
      { munmap: { addr: 'a+15p', length: '1p' } },
      { mmap: { length: '1p', ...kind } },
    ],
  }),
);

const NO_DATA: readonly Row[] = [
  ['anonymous-r', 'Private anonymous memory with prot r', { prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] }],
  ['anonymous-rx', 'Private anonymous memory with prot rx', { prot: 'rx', flags: ['PRIVATE', 'ANONYMOUS'] }],
  ['anonymous-none', 'Memory without any access', { prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }],
  ['private-file-r', 'A private read-only file mapping', { prot: 'r', flags: ['PRIVATE'], fd: 'f' }, file],
  ['shared-anonymous', 'Shared anonymous memory', { prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }],
  ['shared-file', 'A shared writable file mapping', { prot: 'rw', flags: ['SHARED'], fd: 'f' }, file],
  ['dev-zero-shared', 'A shared mapping of /dev/zero', { prot: 'rw', flags: ['SHARED'], fd: 'f' }, devZero],
  ['growsdown', 'Memory that grows down', { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'GROWSDOWN'] }],
];

const notCounted = NO_DATA.map(
  ([id, shown, kind, first = []]): Case => ({
    id: `errors/enomem/rlimit-data-not-${id}`,
    title: `${shown} does not count against RLIMIT_DATA, and takes no room from what does`,
    clauses: ['mmap.errors.enomem.rlimit_data_scope'],
    since: '4.7',
    steps: [
      ...first,
      { rlimit: 'DATA', room: '16p' },
      { mmap: { length: '64p', ...kind } },
      { mmap: { length: '17p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
      { mmap: { length: '16p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] } },
    ],
  }),
);

export const rlimitData: readonly Case[] = [
  ...counted,
  ...notCounted,
  {
    id: 'errors/enomem/rlimit-data-mprotect',
    title: 'Memory that mprotect makes writable counts from then on, and no more once it is read-only again',
    clauses: ['mprotect.enomem_rlimit_data', 'mmap.errors.enomem.rlimit_data'],
    since: '4.7',
    steps: [
      { mmap: { length: '17p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { rlimit: 'DATA', room: '16p' },
      { mprotect: { addr: 'a', length: '17p', prot: 'rw' }, fails: 'ENOMEM' },
      { maps: 'a', length: '17p', perms: 'r--p' },
      { mprotect: { addr: 'a', length: '16p', prot: 'rw' } },
      { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
      { mprotect: { addr: 'a', length: '1p', prot: 'r' } },
      { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] } },
    ],
  },
  {
    id: 'errors/enomem/rlimit-data-soft-zero',
    title: 'A soft limit of 0 is not in force while the hard limit has room',
    clauses: ['mmap.errors.enomem.rlimit_data_zero_soft'],
    since: '4.7',
    steps: [
      { rlimit: 'DATA', soft: 0 },
      { mmap: { length: '64p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { store: 'a+63p', value: 0x5a },
    ],
  },
  {
    id: 'errors/enomem/rlimit-data-hard-zero',
    title: 'With a hard limit of 0 no page of data can be had, and everything else can',
    clauses: ['mmap.errors.enomem.rlimit_data_zero_soft', 'mmap.errors.enomem.rlimit_data_scope'],
    since: '4.7',
    steps: [
      { rlimit: 'DATA', soft: 0, hard: 0 },
      { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
      { mmap: { length: '64p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] } },
      { mmap: { length: '64p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] } },
    ],
  },
  {
    id: 'errors/enomem/rlimit-data-keeps',
    title: 'A call that RLIMIT_DATA refuses leaves the mapping that it was to replace, contents included',
    clauses: ['mmap.errors.enomem.rlimit_data', 'mmap.flags.fixed.failed_call_keeps_old'],
    since: '4.7',
    steps: [
      { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] }, as: 'a' },
      { fill: { addr: 'a', length: '4p', value: 0x5a } },
      { munmap: { addr: 'a+1p', length: '3p' } },
      { rlimit: 'DATA', room: 0 },
      {
        mmap: { addr: 'a', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        fails: 'ENOMEM',
      },
      { contents: { addr: 'a', length: '1p', value: 0x5a } },
      { maps: 'a+1p', length: '3p', mapped: false },
    ],
  },
  {
    id: 'errors/enomem/rlimit-data-over-reservation',
    title: 'Whether data that replaces a reservation by MAP_FIXED counts is told nowhere',
    clauses: ['mmap.errors.enomem.rlimit_data'],
    since: '4.7',
    steps: [
      { rlimit: 'DATA', room: 0 },
      {
        mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        observed: true,
        mayChange: true,
      },
    ],
  },
];
