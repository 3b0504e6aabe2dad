/**
 * Which objects can be mapped: regular files, files on tmpfs, memfds, and the device of zeros, whose mappings are anonymous memory.
 */
import { suite } from '../case.ts';
import { fileSystems } from './file-systems.ts';

const types = [
  { type: 'PRIVATE', perms: 'rw-p', name: 'private', inFile: { pattern: 0 } },
  { type: 'SHARED', perms: 'rw-s', name: 'shared', inFile: { value: 0x5a } },
] as const;

export const objects = suite({
  name: 'file/objects',
  title: 'what can be mapped',
  cases: [
    ...fileSystems.flatMap((system) =>
      types.map(
        ({ type, perms, name, inFile }) =>
          ({
            id: `file/objects/${system.name}-${name}`,
            title: `MAP_${type} maps ${system.a} for reading and writing`,
            clauses: ['mmap.object.regular_and_shm'],
            steps: [
              system.file('2p'),
              { mmap: { length: '2p', prot: 'rw', flags: [type], fd: 'f' }, as: 'a' },
              { maps: 'a', length: '2p', perms, offset: 0, backing: ['file', 'memfd'] },
              { contents: { addr: 'a', length: '2p', pattern: 0 } },
              { store: 'a', value: 0x5a },
              { load: 'a', is: 0x5a },
              { pread: 'f', offset: 0, length: 1, content: inFile },
              { pread: 'f', offset: 1, length: '2p-1', content: { pattern: 1 } },
            ],
          }) as const,
      ),
    ),
    {
      id: 'file/objects/memfd-is-named',
      title: 'A mapping of a memfd is told from one of a file by its name in /proc/self/maps',
      clauses: ['proc.maps.fields'],
      steps: [
        { memfd: 'f', size: '2p', content: 'pattern' },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: '1p' }, as: 'a' },
        { maps: 'a', perms: 'r--s', offset: '1p', backing: 'memfd' },
      ],
    },
    {
      id: 'file/objects/file-is-named',
      title: 'A mapping of a file shows its path and its offset in /proc/self/maps',
      clauses: ['proc.maps.fields'],
      steps: [
        { file: 'f', size: '3p', content: 'pattern' },
        { mmap: { length: '2p', prot: 'r', flags: ['PRIVATE'], fd: 'f', offset: '1p' }, as: 'a' },
        { maps: 'a', length: '2p', perms: 'r--p', offset: '1p', backing: 'file' },
        { maps: 'a+1p', perms: 'r--p', offset: '2p', backing: 'file' },
      ],
    },
    {
      id: 'file/objects/dev-zero-private-zeroed',
      title: 'A private mapping of /dev/zero is memory full of zeros, as far as it reaches',
      clauses: ['mmap.object.dev_zero_private'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { length: '3p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '3p', value: 0 } },
        { store: 'a', value: 0x5a },
        { store: 'a+3p-1', value: 0xa5 },
        { load: 'a', is: 0x5a },
        { load: 'a+3p-1', is: 0xa5 },
        { contents: { addr: 'a+1', length: '3p-2', value: 0 } },
      ],
    },
    {
      id: 'file/objects/dev-zero-private-separate',
      title: 'Stores into one private mapping of /dev/zero show in no other, nor in what is read from it',
      clauses: ['mmap.object.dev_zero_private'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'b' },
        { fill: { addr: 'a', length: '1p', value: 0x5a } },
        { contents: { addr: 'b', length: '1p', value: 0 } },
        { pread: 'f', offset: 0, length: '1p', content: { value: 0 } },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'c' },
        { contents: { addr: 'c', length: '1p', value: 0 } },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
      ],
    },
    {
      id: 'file/objects/dev-zero-private-read-only-descriptor',
      title: 'A private mapping of /dev/zero may be written to though the descriptor may not',
      clauses: ['mmap.object.dev_zero_private', 'mmap.prot.private_write_rdonly_ok'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdonly' },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { store: 'a', value: 0x5a },
        { load: 'a', is: 0x5a },
      ],
    },
    {
      id: 'file/objects/dev-zero-private-fork',
      title: 'A child stores into its own copy of a private mapping of /dev/zero',
      clauses: ['mmap.object.dev_zero_private', 'fork.sharing_type'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { store: 'a', value: 1 },
        {
          fork: [
            { load: 'a', is: 1 },
            { store: 'a', value: 2 },
          ],
        },
        { load: 'a', is: 1 },
      ],
    },
    {
      id: 'file/objects/dev-zero-shared-zeroed',
      title: 'A shared mapping of /dev/zero is memory full of zeros, as far as it reaches',
      clauses: ['mmap.object.dev_zero_shared'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { maps: 'a', length: '3p', perms: 'rw-s', backing: 'dev-zero' },
        { contents: { addr: 'a', length: '3p', value: 0 } },
        { store: 'a+3p-1', value: 0xa5 },
        { load: 'a+3p-1', is: 0xa5 },
        { contents: { addr: 'a', length: '3p-1', value: 0 } },
      ],
    },
    {
      id: 'file/objects/dev-zero-shared-fork',
      title: 'A shared mapping of /dev/zero is shared with children, in both directions',
      clauses: ['mmap.object.dev_zero_shared', 'fork.sharing_type'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        {
          fork: [{ store: 'a', value: 42 }],
          meanwhile: [
            { load: 'a', is: 42 },
            { store: 'a+1p', value: 43 },
          ],
          after: [{ load: 'a+1p', is: 43 }],
        },
        { load: 'a', is: 42 },
      ],
    },
    {
      id: 'file/objects/dev-zero-shared-distinct',
      title: 'Two shared mappings of /dev/zero are two objects, and neither is what is read from it',
      clauses: ['mmap.object.dev_zero_shared'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'b' },
        { fill: { addr: 'a', length: '1p', value: 0x5a } },
        { contents: { addr: 'b', length: '1p', value: 0 } },
        { pread: 'f', offset: 0, length: '1p', content: { value: 0 } },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
      ],
    },
    {
      id: 'file/objects/dev-zero-closed',
      title: 'Mappings of /dev/zero stay when its descriptor is closed',
      clauses: ['mmap.fd.close_keeps_mapping', 'mmap.object.dev_zero_private', 'mmap.object.dev_zero_shared'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'b' },
        { close: 'f' },
        { contents: { addr: 'a', length: '1p', value: 0 } },
        { contents: { addr: 'b', length: '1p', value: 0 } },
        { store: 'a', value: 1 },
        { store: 'b', value: 2 },
        { load: 'a', is: 1 },
        { load: 'b', is: 2 },
      ],
    },
  ],
});
