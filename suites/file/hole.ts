/** Holes: parts of a file that were never written, or punched out of it. They read as zeros, and stores fill them. */
import { suite } from '../case.ts';
import { fileSystems, memoryFileSystems } from './file-systems.ts';

const types = [
  { name: 'private', type: 'PRIVATE' },
  { name: 'shared', type: 'SHARED' },
] as const;

export const hole = suite({
  name: 'file/hole',
  title: 'holes in files',
  cases: [
    ...fileSystems.flatMap(
      (system) =>
        [
          ...types.map(
            ({ name, type }) =>
              ({
                id: `file/hole/${system.name}-${name}-zero`,
                title: `MAP_${type} shows a hole in ${system.a} as zeros, and what lies before and behind it as it is`,
                clauses: ['mmap.offset.initial_contents'],
                steps: [
                  system.file('1p+100'),
                  { ftruncate: 'f', to: '5p' },
                  { pwrite: 'f', offset: '4p', length: '1p', content: { value: 0x5a } },
                  { mmap: { length: '5p', prot: 'r', flags: [type], fd: 'f' }, as: 'a' },
                  { contents: { addr: 'a', length: '1p+100', pattern: 0 } },
                  { contents: { addr: 'a+1p+100', length: '3p-100', value: 0 } },
                  { contents: { addr: 'a+4p', length: '1p', value: 0x5a } },
                ],
              }) as const,
          ),
          {
            id: `file/hole/${system.name}-store`,
            title: `A store into a hole of ${system.a} reaches the file, which keeps its size`,
            clauses: ['mmap.flags.shared.reaches_file'],
            steps: [
              system.file(0),
              { ftruncate: 'f', to: '4p' },
              { mmap: { length: '4p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { load: 'a+1p', is: 0 },
              { store: 'a+1p', value: 1 },
              { store: 'a+4p-1', value: 2 },
              { pread: 'f', offset: 0, length: '1p', content: { value: 0 } },
              { pread: 'f', offset: '1p', length: 1, content: { value: 1 } },
              { pread: 'f', offset: '1p+1', length: '3p-2', content: { value: 0 } },
              { pread: 'f', offset: '4p-1', length: 1, content: { value: 2 } },
              { fileSize: 'f', is: '4p' },
            ],
          },
          {
            id: `file/hole/${system.name}-write-after-load`,
            title: `A page of a hole in ${system.a} that has been read as zeros shows what is written there later`,
            clauses: ['mmap.flags.shared.sees_write2'],
            steps: [
              system.file(0),
              { ftruncate: 'f', to: '2p' },
              { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { contents: { addr: 'a', length: '2p', value: 0 } },
              { pwrite: 'f', offset: 0, length: '2p', content: { value: 0x5a } },
              { contents: { addr: 'a', length: '2p', value: 0x5a } },
            ],
          },
          {
            id: `file/hole/${system.name}-private-store`,
            title: `A private store into a hole of ${system.a} leaves the hole empty`,
            clauses: ['mmap.flags.private.not_visible', 'mmap.flags.private.cow'],
            steps: [
              system.file(0),
              { ftruncate: 'f', to: '2p' },
              { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
              { load: 'a', is: 0 },
              { fill: { addr: 'a', length: '2p', value: 0x5a } },
              { pread: 'f', offset: 0, length: '2p', content: { value: 0 } },
              { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'b' },
              { contents: { addr: 'b', length: '2p', value: 0 } },
              { contents: { addr: 'a', length: '2p', value: 0x5a } },
            ],
          },
          {
            id: `file/hole/${system.name}-punched`,
            title: `A hole punched into ${system.a} empties its pages in a shared mapping, and no others`,
            clauses: ['mmap.eof.punch_hole_zero'],
            steps: [
              system.file('4p'),
              { mmap: { length: '4p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { contents: { addr: 'a', length: '4p', pattern: 0 } },
              { store: 'a+1p', value: 0x5a },
              { punch: 'f', offset: '1p', length: '2p' },
              { contents: { addr: 'a', length: '1p', pattern: 0 } },
              { contents: { addr: 'a+1p', length: '2p', value: 0 } },
              { contents: { addr: 'a+3p', length: '1p', pattern: '3p' } },
              { pread: 'f', offset: '1p', length: '2p', content: { value: 0 } },
              { fileSize: 'f', is: '4p' },
            ],
          },
        ] as const,
    ),
    {
      id: 'file/hole/file-system-full',
      title:
        'A store into a hole that the file system has no room for raises SIGBUS, and works when there is room again',
      clauses: ['mmap.signal.sigbus.enospc'],
      steps: [
        { mount: 'tmpfs', options: ['size=64k'] },
        { file: 'f', size: '64k', on: 'mount' },
        { file: 'g', size: '64k', content: 'pattern', on: 'mount' },
        { mmap: { length: '64k', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { store: 'a', value: 1, faults: 'SIGBUS/BUS_ADRERR' },
        { ftruncate: 'g', to: 0 },
        { store: 'a', value: 2 },
        { load: 'a', is: 2 },
        { pread: 'f', offset: 0, length: 1, content: { value: 2 } },
      ],
    },
    ...memoryFileSystems.flatMap(
      (system) =>
        [
          {
            id: `file/hole/${system.name}-punched-within-page`,
            title: `A hole punched into part of a page of ${system.a} empties that part`,
            clauses: ['mmap.eof.punch_hole_zero'],
            steps: [
              system.file('2p'),
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { contents: { addr: 'a', length: '2p', pattern: 0 } },
              { punch: 'f', offset: 100, length: '1p' },
              { contents: { addr: 'a', length: 100, pattern: 0 } },
              { contents: { addr: 'a+100', length: '1p', value: 0 } },
              { contents: { addr: 'a+1p+100', length: '1p-100', pattern: '1p+100' } },
            ],
          },
          {
            id: `file/hole/${system.name}-punched-and-filled`,
            title: `A store into a page that was punched out of ${system.a} reaches the file`,
            clauses: ['mmap.eof.punch_hole_zero', 'mmap.flags.shared.reaches_file'],
            steps: [
              system.file('2p'),
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { store: 'a', value: 1 },
              { punch: 'f', offset: 0, length: '1p' },
              { store: 'a', value: 2 },
              { load: 'a', is: 2 },
              { pread: 'f', offset: 0, length: 1, content: { value: 2 } },
              { pread: 'f', offset: 1, length: '1p-1', content: { value: 0 } },
              { pread: 'f', offset: '1p', length: '1p', content: { pattern: '1p' } },
            ],
          },
          {
            id: `file/hole/${system.name}-punched-private-copy`,
            title: `A private copy of a page stays when that page is punched out of ${system.a}`,
            clauses: ['mmap.flags.private.later_file_changes_unspecified', 'mmap.flags.private.cow'],
            steps: [
              system.file('2p'),
              { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
              { load: 'a+1p' },
              { store: 'a', value: 0x5a },
              { punch: 'f', offset: 0, length: '2p' },
              { load: 'a', is: 0x5a },
              { contents: { addr: 'a+1', length: '1p-1', pattern: 1 } },
              { load: 'a+1p', is: 0, observed: true },
            ],
          },
        ] as const,
    ),
  ],
});
