/**
 * What becomes of the object behind a mapping: stores in shared mappings are not lost with it, those in private ones are; the mapping's
 * hold on the object ends with it, and with nothing else than it or its process.
 */
import { type Case, type Step, suite } from '../case.ts';

const objects: readonly { id: string; name: string; object: Step }[] = [
  { id: 'file', name: 'a file', object: { file: 'f', size: '2p', content: 'pattern' } },
  {
    id: 'tmpfs',
    name: 'a file on tmpfs',
    object: { file: 'f', size: '2p', content: 'pattern', on: 'tmpfs' },
  },
  { id: 'memfd', name: 'a memfd', object: { memfd: 'f', size: '2p', content: 'pattern' } },
];

const stores = objects.flatMap(({ id, name, object }): readonly Case[] => [
  {
    id: `munmap/files/shared-read-${id}`,
    title: `What was stored in a shared mapping of ${name} is read from it after munmap, without msync`,
    clauses: ['munmap.shared_not_lost'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { fill: { addr: 'arena+1p', length: 16, value: 0xff } },
      { munmap: { addr: 'arena', length: '2p' } },
      { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
      { pread: 'f', offset: '1p', length: 16, content: { value: 0xff } },
    ],
  },
  {
    id: `munmap/files/shared-mapped-anew-${id}`,
    title: `What was stored in a shared mapping of ${name} is there when it is mapped anew, shared or private`,
    clauses: ['munmap.shared_not_lost'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { store: 'arena+2p-1', value: 0xff },
      { munmap: { addr: 'arena', length: '2p' } },
      { mmap: { addr: 'arena', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { mmap: { addr: 'arena+4p', length: '2p', prot: 'r', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
      { load: 'arena+2p-1', is: 0xff },
      { load: 'arena+6p-1', is: 0xff },
    ],
  },
  {
    id: `munmap/files/private-discarded-${id}`,
    title: `What was stored in a private mapping of ${name} is gone when it is mapped anew, and was never in it`,
    clauses: ['munmap.private_changes_discarded'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
      { fill: { addr: 'arena', length: 16, value: 0xff } },
      { munmap: { addr: 'arena', length: '2p' } },
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
      { contents: { addr: 'arena', length: '2p', pattern: 0 } },
      { pread: 'f', offset: 0, length: 16, content: { pattern: 0 } },
    ],
  },
  {
    id: `munmap/files/close-${id}`,
    title: `Closing every descriptor of ${name} leaves it mapped: contents stay, and stores still reach it`,
    clauses: ['munmap.close_does_not_unmap', 'mmap.fd.close_keeps_mapping'],
    steps: [
      object,
      { open: 'g', of: 'f', mode: 'rdwr' },
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { mmap: { addr: 'arena+2p', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'g' } },
      { close: 'f' },
      { close: 'g' },
      { contents: { addr: 'arena', length: '2p', pattern: 0 } },
      { store: 'arena', value: 0xff },
      { load: 'arena+2p', is: 0xff },
    ],
  },
  {
    id: `munmap/files/other-mapping-${id}`,
    title: `Unmapping one of two mappings of ${name} leaves the other as it was`,
    clauses: ['munmap.removes_mapping'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { mmap: { addr: 'arena+2p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { store: 'arena', value: 0xff },
      { munmap: { addr: 'arena', length: '2p' } },
      { load: 'arena+2p', is: 0xff },
      { contents: { addr: 'arena+3p', length: '1p', pattern: '1p' } },
      { store: 'arena+4p-1', value: 0xfe },
    ],
  },
]);

const sealable: Step = { memfd: 'f', size: '2p', content: 'pattern', flags: ['ALLOW_SEALING'] };
const shared: Step = {
  mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' },
};

export const files = suite({
  name: 'munmap/files',
  title: 'what becomes of the object behind a mapping',
  cases: [
    ...stores,
    {
      id: 'munmap/files/seal-after-unmap',
      title:
        'A memfd can be sealed against writing as soon as its last shared writable mapping is unmapped, not before',
      clauses: ['mmap.object.seal_write_ebusy', 'munmap.removes_mapping'],
      steps: [
        sealable,
        shared,
        { seal: 'f', add: ['WRITE'], fails: 'EBUSY' },
        { munmap: { addr: 'arena', length: '1p' } },
        { seal: 'f', add: ['WRITE'], fails: 'EBUSY' },
        { munmap: { addr: 'arena+1p', length: '1p' } },
        { seal: 'f', add: ['WRITE'] },
      ],
    },
    {
      id: 'munmap/files/seal-after-split',
      title: 'A mapping whose middle was unmapped holds its memfd until both ends are unmapped',
      clauses: ['mmap.object.seal_write_ebusy', 'munmap.middle_splits'],
      steps: [
        { memfd: 'f', size: '3p', flags: ['ALLOW_SEALING'] },
        { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { munmap: { addr: 'arena+1p', length: '1p' } },
        { munmap: { addr: 'arena', length: '1p' } },
        { seal: 'f', add: ['WRITE'], fails: 'EBUSY' },
        { munmap: { addr: 'arena+2p', length: '1p' } },
        { seal: 'f', add: ['WRITE'] },
      ],
    },
    {
      id: 'munmap/files/seal-after-exit',
      title: "A child's mapping keeps a memfd from being sealed while the child lives, and no longer",
      clauses: ['munmap.exit_unmaps'],
      steps: [
        sealable,
        {
          fork: [shared, { store: 'arena', value: 1 }],
          meanwhile: [{ seal: 'f', add: ['WRITE'], fails: 'EBUSY' }],
        },
        { seal: 'f', add: ['WRITE'] },
        { pread: 'f', offset: 0, length: 1, content: { value: 1 } },
      ],
    },
    {
      id: 'munmap/files/seal-inherited-mapping',
      title:
        'An inherited mapping keeps a memfd from being sealed, after its parent has unmapped it, until the child ends',
      clauses: ['munmap.exit_unmaps', 'fork.mappings_preserved'],
      steps: [
        sealable,
        shared,
        {
          fork: [],
          meanwhile: [
            { munmap: { addr: 'arena', length: '2p' } },
            { seal: 'f', add: ['WRITE'], fails: 'EBUSY' },
          ],
          after: [{ store: 'arena', value: 0xff }],
        },
        { seal: 'f', add: ['WRITE'] },
        { pread: 'f', offset: 0, length: 1, content: { value: 0xff } },
      ],
    },
    {
      id: 'munmap/files/exit-keeps-stores',
      title:
        'What a process stored in a shared file mapping is in the file when the process has ended without munmap',
      clauses: ['munmap.exit_unmaps', 'munmap.shared_not_lost'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { fork: [shared, { fill: { addr: 'arena+1p', length: 16, value: 0xff } }] },
        { pread: 'f', offset: '1p', length: 16, content: { value: 0xff } },
      ],
    },
    {
      id: 'munmap/files/space-freed',
      title:
        'The space of an unlinked and closed file is free again when its last mapping is unmapped, not before',
      clauses: ['mmap.fd.reference_dropped_at_unmap', 'mmap.fd.unlink_keeps_file'],
      steps: [
        { mount: 'tmpfs', options: ['size=256k'] },
        { file: 'f', size: '256k', content: 'pattern', on: 'mount' },
        { mmap: { length: '256k', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { unlink: 'f' },
        { close: 'f' },
        { file: 'g', size: '64k', content: 'pattern', on: 'mount', fails: 'ENOSPC' },
        { contents: { addr: 'a', length: '256k', pattern: 0 } },
        { munmap: { addr: 'a', length: '256k' } },
        { file: 'h', size: '256k', content: 'pattern', on: 'mount' },
      ],
    },
    {
      id: 'munmap/files/space-counted',
      title:
        "A file system's free blocks are as many as before when the last mapping of an unlinked file is gone, and fewer until then",
      clauses: ['mmap.fd.reference_dropped_at_unmap'],
      steps: [
        { mount: 'tmpfs', options: ['size=256k'] },
        { freeBlocks: 'mount', as: 'd' },
        { file: 'f', size: '128k', content: 'pattern', on: 'mount' },
        { mmap: { length: '128k', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { unlink: 'f' },
        { close: 'f' },
        { freeBlocks: 'mount', lessThan: 'd' },
        { munmap: { addr: 'a', length: '128k' } },
        { freeBlocks: 'mount', is: 'd' },
      ],
    },
    {
      id: 'munmap/files/beyond-eof',
      title: "Pages beyond the file's end, which cannot be touched, are unmapped like any other",
      clauses: ['munmap.removes_mapping'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { load: 'arena+2p', faults: 'SIGBUS' },
        { munmap: { addr: 'arena+1p', length: '2p' } },
        { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { contents: { addr: 'arena', length: '1p', pattern: 0 } },
      ],
    },
    {
      id: 'munmap/files/size-kept',
      title: 'Unmapping, also of stores behind its end, does not change the size of a file',
      clauses: ['munmap.shared_not_lost', 'mmap.eof.tail_not_written'],
      steps: [
        { file: 'f', size: 100, content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { store: 'arena+99', value: 0xff },
        { store: 'arena+200', value: 0xff },
        { munmap: { addr: 'arena', length: '1p' } },
        { fileSize: 'f', is: 100 },
        { pread: 'f', offset: 99, length: 1, content: { value: 0xff } },
      ],
    },
  ],
});
