/**
 * The time of the last modification of a file: a store through a shared mapping marks it, at the latest when msync comes back. When exactly is the
 * file system's business, so that nothing is said of the time between the two.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { MsyncFlag } from '../vocabulary.ts';

/** Where the file lies: each file system has code of its own for the first store to a page. */
const places: readonly { id: string; on: string; file: Step; leaves: string; afterLoad: Step }[] = [
  {
    id: 'scratch',
    on: "on the disk's file system",
    file: { file: 'f', size: '2p', content: 'pattern' },
    // The directory for files may be on tmpfs, too.
    leaves: 'may leave',
    afterLoad: { times: 'f', mtime: 'new', observed: true },
  },
  {
    id: 'tmpfs',
    on: 'on tmpfs',
    file: { file: 'f', size: '2p', content: 'pattern', on: 'tmpfs' },
    leaves: 'may leave',
    afterLoad: {
      times: 'f',
      mtime: 'old',
      // Who does what is documented is not wrong.
      observed: true,
      historical: { documented: 'marked as modified between the store and the end of the next msync' },
    },
  },
];

const shared: Step = { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' };
const synchronized: Step = { msync: { addr: 'a', length: '2p', flags: ['SYNC'] } };

/** Ways to change the file's bytes. */
const changes: readonly { id: string; what: string; step: Step }[] = [
  { id: 'first-byte', what: 'A store to the first byte', step: { store: 'a', value: 1 } },
  { id: 'last-byte', what: 'A store to the last byte', step: { store: 'a+2p-1', value: 1 } },
  { id: 'every-byte', what: 'A store to every byte', step: { fill: { addr: 'a', length: '2p', value: 1 } } },
  {
    id: 'by-read',
    what: 'A read(2) into the mapping',
    step: { read: 'g', into: 'a', length: 16, is: 16 },
  },
];

const flags: readonly { id: string; flags: readonly MsyncFlag[]; said: string }[] = [
  { id: 'sync', flags: ['SYNC'], said: 'MS_SYNC' },
  { id: 'async', flags: ['ASYNC'], said: 'MS_ASYNC' },
  { id: 'sync-invalidate', flags: ['SYNC', 'INVALIDATE'], said: 'MS_SYNC|MS_INVALIDATE' },
];

/** What does not change the file, and so must not mark it. */
const harmless: readonly { id: string; what: string; steps: readonly Step[] }[] = [
  {
    id: 'private-store',
    what: 'stores through a private mapping',
    steps: [
      { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { fill: { addr: 'a', length: '2p', value: 1 } },
    ],
  },
  {
    id: 'private-populate',
    what: 'MAP_POPULATE of a private writable mapping',
    steps: [
      { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'POPULATE'], fd: 'f' }, as: 'a' },
      { store: 'a', value: 1 },
    ],
  },
  {
    id: 'shared-load',
    what: 'loads through a shared writable mapping',
    steps: [shared, { contents: { addr: 'a', length: '2p', pattern: 0 } }],
  },
  { id: 'shared-only-mapped', what: 'a shared writable mapping that nobody touches', steps: [shared] },
  {
    id: 'read-only',
    what: 'a shared mapping for reading',
    steps: [
      { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { contents: { addr: 'a', length: '2p', pattern: 0 } },
    ],
  },
  {
    id: 'refused-store',
    what: 'a store to a shared mapping for reading, which faults,',
    steps: [
      { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { store: 'a', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
    ],
  },
];

export const modification = suite({
  name: 'times/modification',
  title: 'the time of the last modification',
  cases: places.flatMap(({ id: place, on, file, leaves, afterLoad }): Case[] => [
    ...changes.map(
      ({ id, what, step }): Case => ({
        id: `times/modification/${place}-${id}`,
        title: `${what} of a shared mapping of a file ${on} has marked it as modified when msync comes back`,
        clauses: ['mmap.time.mtime_after_store'],
        steps: [
          { open: 'g', of: '/dev/zero', mode: 'rdonly' },
          file,
          shared,
          { age: 'f' },
          step,
          synchronized,
          { times: 'f', mtime: 'new' },
        ],
      }),
    ),
    ...flags.map(
      ({ id, flags, said }): Case => ({
        id: `times/modification/${place}-msync-${id}`,
        title: `After a store the file ${on} is marked as modified when msync with ${said} comes back`,
        clauses: ['mmap.time.mtime_after_store'],
        steps: [
          file,
          shared,
          { age: 'f' },
          { store: 'a+1p', value: 1 },
          { msync: { addr: 'a+1p', length: '1p', flags } },
          { times: 'f', mtime: 'new' },
        ],
      }),
    ),
    {
      id: `times/modification/${place}-after-load`,
      title: `A store to a page of a file ${on} that was read through the mapping before ${leaves} it unmarked`,
      clauses: ['mmap.time.mtime_after_store', 'mmap.time.mtime_every_interval'],
      steps: [file, shared, { load: 'a' }, { age: 'f' }, { store: 'a', value: 1 }, synchronized, afterLoad],
    },
    {
      id: `times/modification/${place}-populated`,
      title: `A store to a shared mapping of a file ${on} that was made with MAP_POPULATE ${leaves} it unmarked`,
      clauses: ['mmap.time.mtime_after_store', 'mmap.time.mtime_every_interval'],
      steps: [
        file,
        { age: 'f' },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'POPULATE'], fd: 'f' }, as: 'a' },
        { store: 'a', value: 1 },
        synchronized,
        afterLoad,
      ],
    },
    {
      id: `times/modification/${place}-made-writable`,
      title: `A store to a page of a file ${on} that was read before mprotect made it writable ${leaves} it unmarked`,
      clauses: ['mmap.time.mtime_after_store', 'mmap.time.mtime_every_interval'],
      steps: [
        file,
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { load: 'a' },
        { age: 'f' },
        { mprotect: { addr: 'a', length: '2p', prot: 'rw' } },
        { store: 'a', value: 1 },
        synchronized,
        afterLoad,
      ],
    },
    {
      id: `times/modification/${place}-in-child`,
      title: `A store by a child to a shared mapping of a file ${on} marks it as modified`,
      clauses: ['mmap.time.mtime_after_store', 'fork.sharing_type'],
      steps: [
        file,
        shared,
        { age: 'f' },
        { fork: [{ store: 'a', value: 1 }, synchronized] },
        { times: 'f', mtime: 'new' },
      ],
    },
    {
      id: `times/modification/${place}-closed`,
      title: `A store to a shared mapping of a file ${on} whose descriptor was closed marks it as modified`,
      clauses: ['mmap.time.mtime_after_store', 'mmap.fd.close_keeps_mapping'],
      steps: [
        file,
        shared,
        { age: 'f' },
        { open: 'g', of: 'f', mode: 'rdonly' },
        { close: 'f' },
        { store: 'a', value: 1 },
        synchronized,
        { times: 'g', mtime: 'new' },
      ],
    },
    {
      id: `times/modification/${place}-before-msync`,
      title: `Whether a store has marked a file ${on} as modified before msync is the file system's business`,
      clauses: ['mmap.time.mtime_after_store'],
      steps: [
        file,
        shared,
        { age: 'f' },
        { store: 'a', value: 1 },
        { times: 'f', mtime: 'new', observed: true },
      ],
    },
    {
      id: `times/modification/${place}-store-again`,
      title: `A second store to a page of a file ${on} that is still dirty does not mark it as modified once more`,
      clauses: ['mmap.time.mtime_every_interval'],
      steps: [
        file,
        shared,
        { store: 'a', value: 1 },
        { age: 'f' },
        { store: 'a', value: 2 },
        synchronized,
        {
          times: 'f',
          mtime: 'old',
          // Who does what is documented is not wrong.
          observed: true,
          historical: { documented: 'every store between two calls of msync marks the file as modified' },
        },
      ],
    },
    ...harmless.map(
      ({ id, what, steps }): Case => ({
        id: `times/modification/${place}-not-by-${id}`,
        title: `A file ${on} is not marked as modified by ${what} and msync`,
        clauses: ['mmap.time.private_no_mtime'],
        steps: [file, { age: 'f' }, ...steps, synchronized, { times: 'f', mtime: 'old' }],
      }),
    ),
    {
      id: `times/modification/${place}-private-beside-shared`,
      title: `A private store beside a shared mapping of a file ${on} does not mark it as modified, a shared one does`,
      clauses: ['mmap.time.private_no_mtime', 'mmap.time.mtime_after_store'],
      steps: [
        file,
        shared,
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'b' },
        { age: 'f' },
        { fill: { addr: 'b', length: '2p', value: 1 } },
        synchronized,
        { times: 'f', mtime: 'old' },
        { store: 'a', value: 1 },
        synchronized,
        { times: 'f', mtime: 'new' },
      ],
    },
  ]),
});
