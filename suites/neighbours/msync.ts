/** msync(2): the flags that it takes, and when it fails. That it brings anything to the disk, no program can see. */
import { type Case, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Errno, MsyncFlag } from '../vocabulary.ts';

const sets: readonly { id: string; name: string; flags: readonly MsyncFlag[] }[] = [
  { id: 'sync', name: 'MS_SYNC', flags: ['SYNC'] },
  { id: 'async', name: 'MS_ASYNC', flags: ['ASYNC'] },
  { id: 'sync-invalidate', name: 'MS_SYNC and MS_INVALIDATE', flags: ['SYNC', 'INVALIDATE'] },
  { id: 'async-invalidate', name: 'MS_ASYNC and MS_INVALIDATE', flags: ['ASYNC', 'INVALIDATE'] },
  { id: 'invalidate', name: 'MS_INVALIDATE alone', flags: ['INVALIDATE'] },
  { id: 'none', name: 'no flag', flags: [] },
];

const accepted = sets.map(
  ({ id, name, flags }): Case => ({
    id: `neighbours/msync/${id}`,
    title: `A shared file mapping can be synced with ${name}, and what was stored stays, in it and in the file`,
    clauses: ['msync.flags'],
    steps: [
      { file: 'f', size: '2p', content: 'pattern' },
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { fill: { addr: 'arena+1p', length: 16, value: 0xff } },
      { msync: { addr: 'arena', length: '2p', flags } },
      { contents: { addr: 'arena', length: '1p', pattern: 0 } },
      { contents: { addr: 'arena+1p', length: 16, value: 0xff } },
      { pread: 'f', offset: '1p', length: 16, content: { value: 0xff } },
    ],
  }),
);

const anonymous = (['PRIVATE', 'SHARED'] as const).map(
  (type): Case => ({
    id: `neighbours/msync/anonymous-${type.toLowerCase()}`,
    title: `Syncing anonymous memory made with MAP_${type} succeeds and changes nothing`,
    clauses: ['msync.anon_ok'],
    steps: [
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: [type, 'ANONYMOUS', 'FIXED'] } },
      { store: 'arena', value: 1 },
      { msync: { addr: 'arena', length: '2p', flags: ['SYNC'] } },
      { msync: { addr: 'arena', length: '2p', flags: ['ASYNC', 'INVALIDATE'] } },
      { load: 'arena', is: 1 },
      { load: 'arena+1p', is: 0 },
    ],
  }),
);

type Call = Extract<Step, { msync: unknown }>['msync'];

interface Refusal {
  id: string;
  title: string;
  /** The arguments; what is not told is all four pages. */
  call: Partial<Call>;
  fails: Errno;
  clauses: readonly ClauseId[];
}

/** Of four shared pages the third is unmapped. */
const withHole: readonly Step[] = [
  { memfd: 'f', size: '4p', content: 'pattern' },
  { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
  { munmap: { addr: 'arena+2p', length: '1p' } },
];

const refusals: readonly Refusal[] = [
  {
    id: 'both',
    title: 'MS_SYNC and MS_ASYNC together are refused',
    call: { flags: ['SYNC', 'ASYNC'] },
    fails: 'EINVAL',
    clauses: ['msync.einval'],
  },
  {
    id: 'all-flags',
    title: 'All three flags together are refused',
    call: { flags: ['SYNC', 'ASYNC', 'INVALIDATE'] },
    fails: 'EINVAL',
    clauses: ['msync.einval'],
  },
  {
    id: 'flag-8',
    title: 'The first flag bit without a meaning is refused',
    call: { flags: ['SYNC', '0x8'] },
    fails: 'EINVAL',
    clauses: ['msync.einval'],
  },
  {
    id: 'flag-highest',
    title: 'The highest flag bit, which has no meaning, is refused',
    call: { flags: ['0x80000000'] },
    fails: 'EINVAL',
    clauses: ['msync.einval'],
  },
  {
    id: 'unaligned',
    title: 'An address that is no multiple of the page size is refused',
    call: { addr: 'arena+1', length: '1p', flags: ['SYNC'] },
    fails: 'EINVAL',
    clauses: ['msync.einval'],
  },
  {
    id: 'unaligned-length-zero',
    title: 'An address within a page is refused, also for length 0',
    call: { addr: 'arena+2048', length: 0, flags: ['SYNC'] },
    fails: 'EINVAL',
    clauses: ['msync.einval'],
  },
  {
    id: 'not-mapped',
    title: 'Syncing a range where nothing is mapped gives ENOMEM',
    call: { addr: 'arena+2p', length: '1p', flags: ['SYNC'] },
    fails: 'ENOMEM',
    clauses: ['msync.enomem'],
  },
  {
    id: 'not-mapped-async',
    title: 'Syncing a range where nothing is mapped gives ENOMEM, also with MS_ASYNC',
    call: { addr: 'arena+2p', length: '1p', flags: ['ASYNC'] },
    fails: 'ENOMEM',
    clauses: ['msync.enomem'],
  },
  {
    id: 'hole-inside',
    title: 'Syncing a range with a hole in its middle gives ENOMEM',
    call: { flags: ['SYNC'] },
    fails: 'ENOMEM',
    clauses: ['msync.enomem'],
  },
  {
    id: 'hole-at-end',
    title: 'Syncing a range of which only the last page is not mapped gives ENOMEM',
    call: { length: '3p', flags: ['ASYNC'] },
    fails: 'ENOMEM',
    clauses: ['msync.enomem'],
  },
  {
    id: 'hole-by-byte',
    title: 'Syncing one byte more than is mapped gives ENOMEM',
    call: { length: '2p+1', flags: ['SYNC'] },
    fails: 'ENOMEM',
    clauses: ['msync.enomem'],
  },
  {
    id: 'hole-at-start',
    title: 'Syncing a range of which only the first page is not mapped gives ENOMEM',
    call: { addr: 'arena+2p', length: '2p', flags: ['SYNC'] },
    fails: 'ENOMEM',
    clauses: ['msync.enomem'],
  },
  {
    id: 'wrapping',
    title: 'Syncing a range that wraps round the end of the number space gives ENOMEM',
    call: { length: '0-1p', flags: ['SYNC'] },
    fails: 'ENOMEM',
    clauses: ['msync.enomem'],
  },
];

const whole: Call = { addr: 'arena', length: '4p', flags: [] };

const refused = refusals.map(
  ({ id, title, call, fails, clauses }): Case => ({
    id: `neighbours/msync/${id}`,
    title: `${title}, and what was stored stays`,
    clauses,
    steps: [
      ...withHole,
      { store: 'arena', value: 0xff },
      { store: 'arena+3p', value: 0xfe },
      { msync: { ...whole, ...call }, fails },
      { load: 'arena', is: 0xff },
      { load: 'arena+3p', is: 0xfe },
      { pread: 'f', offset: '3p', length: 1, content: { value: 0xfe } },
    ],
  }),
);

const busy: readonly { id: string; title: string; lock: Step }[] = [
  { id: 'all', title: 'locked memory', lock: { mlock: { addr: 'arena', length: '3p' } } },
  {
    id: 'last',
    title: 'a range of which only the last page is locked',
    lock: { mlock: { addr: 'arena+2p', length: 1 } },
  },
  {
    id: 'first',
    title: 'a range of which only the first page is locked',
    lock: { mlock: { addr: 'arena', length: 1 } },
  },
];

export const msync = suite({
  name: 'neighbours/msync',
  title: 'msync(2)',
  cases: [
    ...accepted,
    ...anonymous,
    ...refused,
    ...busy.map(
      ({ id, title, lock }): Case => ({
        id: `neighbours/msync/busy-${id}`,
        title: `MS_INVALIDATE on ${title} gives EBUSY, while MS_SYNC alone succeeds, as both do once it is unlocked`,
        clauses: ['msync.ebusy'],
        steps: [
          { memfd: 'f', size: '3p', content: 'pattern' },
          { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
          lock,
          { msync: { addr: 'arena', length: '3p', flags: ['SYNC', 'INVALIDATE'] }, fails: 'EBUSY' },
          { msync: { addr: 'arena', length: '3p', flags: ['ASYNC', 'INVALIDATE'] }, fails: 'EBUSY' },
          { msync: { addr: 'arena', length: '3p', flags: ['SYNC'] } },
          { munlock: { addr: 'arena', length: '3p' } },
          { msync: { addr: 'arena', length: '3p', flags: ['SYNC', 'INVALIDATE'] } },
          { contents: { addr: 'arena', length: '3p', pattern: 0 } },
        ],
      }),
    ),
    {
      id: 'neighbours/msync/busy-beside',
      title: 'MS_INVALIDATE beside locked memory succeeds',
      clauses: ['msync.ebusy'],
      steps: [
        { memfd: 'f', size: '3p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mlock: { addr: 'arena+1p', length: '1p' } },
        { msync: { addr: 'arena', length: '1p', flags: ['SYNC', 'INVALIDATE'] } },
        { msync: { addr: 'arena+2p', length: '1p', flags: ['SYNC', 'INVALIDATE'] } },
      ],
    },
    {
      id: 'neighbours/msync/length-zero',
      title: 'Length 0 succeeds, also where nothing is mapped',
      clauses: ['msync.anon_ok'],
      steps: [
        ...withHole,
        { msync: { addr: 'arena', length: 0, flags: ['SYNC'] } },
        { msync: { addr: 'arena+2p', length: 0, flags: ['SYNC'] } },
      ],
    },
    {
      id: 'neighbours/msync/private-file',
      title: 'Syncing a private mapping of a file writes none of its stores to the file, and keeps them',
      clauses: ['msync.flags', 'mmap.flags.private.not_visible'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
        { fill: { addr: 'arena', length: 16, value: 0xff } },
        { msync: { addr: 'arena', length: '2p', flags: ['SYNC', 'INVALIDATE'] } },
        { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
        { contents: { addr: 'arena', length: 16, value: 0xff } },
      ],
    },
    {
      id: 'neighbours/msync/read-only',
      title: 'A read-only mapping and a PROT_NONE one can be synced',
      clauses: ['msync.flags'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'none', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { msync: { addr: 'arena', length: '2p', flags: ['SYNC'] } },
        { msync: { addr: 'arena', length: '2p', flags: ['ASYNC'] } },
        { contents: { addr: 'arena', length: '1p', pattern: 0 } },
      ],
    },
    {
      id: 'neighbours/msync/several',
      title: 'One call syncs several mappings of different files and kinds side by side',
      clauses: ['msync.flags'],
      steps: [
        { file: 'f', size: '1p' },
        { memfd: 'g', size: '1p' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'g' } },
        { fill: { addr: 'arena', length: '3p', value: 0xff } },
        { msync: { addr: 'arena', length: '3p', flags: ['SYNC'] } },
        { pread: 'f', offset: 0, length: '1p', content: { value: 0xff } },
        { pread: 'g', offset: 0, length: '1p', content: { value: 0xff } },
      ],
    },
    {
      id: 'neighbours/msync/size-kept',
      title: 'Syncing a page that holds stores behind the end of the file does not make the file longer',
      clauses: ['mmap.eof.tail_not_written'],
      steps: [
        { file: 'f', size: 100, content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { store: 'arena+200', value: 0xff },
        { msync: { addr: 'arena', length: '1p', flags: ['SYNC'] } },
        { fileSize: 'f', is: 100 },
      ],
    },
    {
      id: 'neighbours/msync/async-starts-nothing',
      title: 'MS_ASYNC starts no writing: the page is as dirty behind it as before',
      clauses: ['msync.async_noop'],
      steps: [
        { file: 'f', size: '1p' },
        { fsync: 'f' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { store: 'arena', value: 1 },
        { msync: { addr: 'arena', length: '1p', flags: ['ASYNC'] } },
        { smaps: 'arena', privateDirty: '1p' },
      ],
    },
    {
      id: 'neighbours/msync/invalidate-fresh',
      title:
        'After MS_INVALIDATE another mapping of the file, and the synced one, show what was written last',
      clauses: ['msync.invalidate_others'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { load: 'arena+1p' },
        { store: 'arena', value: 0xff },
        { pwrite: 'f', offset: 1, length: 1, content: { value: 0xfe } },
        { msync: { addr: 'arena', length: '1p', flags: ['SYNC', 'INVALIDATE'] } },
        { load: 'arena+1', is: 0xfe },
        { load: 'arena+1p', is: 0xff },
        { load: 'arena+1p+1', is: 0xfe },
      ],
    },
  ],
});
