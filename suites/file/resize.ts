/** Files that shrink and grow while they are mapped. */
import { suite } from '../case.ts';
import { diskAndMemory, fileSystems } from './file-systems.ts';

const types = [
  { name: 'private', type: 'PRIVATE' },
  { name: 'shared', type: 'SHARED' },
] as const;

export const resize = suite({
  name: 'file/resize',
  title: 'files that change their size under a mapping',
  cases: [
    ...fileSystems.flatMap((system) =>
      types.flatMap(
        ({ name, type }) =>
          [
            {
              id: `file/resize/${system.name}-${name}-shrinks`,
              title: `When ${system.a} shrinks, pages of a mapping MAP_${type} that had been read raise SIGBUS, those before the end stay`,
              clauses: ['mmap.signal.sigbus.shrink_under_map'],
              steps: [
                system.file('3p'),
                { mmap: { length: '3p', prot: 'rw', flags: [type], fd: 'f' }, as: 'a' },
                { contents: { addr: 'a', length: '3p', pattern: 0 } },
                { ftruncate: 'f', to: '1p' },
                { contents: { addr: 'a', length: '1p', pattern: 0 } },
                { load: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
                { store: 'a+1p', value: 1, faults: 'SIGBUS/BUS_ADRERR' },
                { load: 'a+3p-1', faults: 'SIGBUS/BUS_ADRERR' },
                { maps: 'a', length: '3p' },
                { fileSize: 'f', is: '1p' },
              ],
            },
            {
              id: `file/resize/${system.name}-${name}-grows`,
              title: `When ${system.a} grows by ftruncate, pages of a mapping MAP_${type} that are now within it can be used and are zero`,
              clauses: ['mmap.eof.extend_gives_access'],
              steps: [
                system.file('1p'),
                { mmap: { length: '4p', prot: 'rw', flags: [type], fd: 'f' }, as: 'a' },
                { load: 'a+1p', faults: 'SIGBUS' },
                { ftruncate: 'f', to: '2p+1' },
                { contents: { addr: 'a', length: '1p', pattern: 0 } },
                { contents: { addr: 'a+1p', length: '2p', value: 0 } },
                { store: 'a+2p', value: 0x5a },
                { load: 'a+2p', is: 0x5a },
                { load: 'a+3p', faults: 'SIGBUS' },
              ],
            },
            {
              id: `file/resize/${system.name}-${name}-grows-by-write`,
              title: `When ${system.a} grows by a write, a mapping MAP_${type} shows what was written`,
              clauses: ['mmap.eof.extend_gives_access'],
              steps: [
                system.file('1p'),
                { mmap: { length: '3p', prot: 'rw', flags: [type], fd: 'f' }, as: 'a' },
                { load: 'a+1p', faults: 'SIGBUS' },
                { pwrite: 'f', offset: '1p', length: 100, content: { value: 0x5a } },
                { contents: { addr: 'a+1p', length: 100, value: 0x5a } },
                { contents: { addr: 'a+1p+100', length: '1p-100', value: 0 } },
                { load: 'a+2p', faults: 'SIGBUS' },
              ],
            },
          ] as const,
      ),
    ),
    ...fileSystems.flatMap(
      (system) =>
        [
          {
            id: `file/resize/${system.name}-grown-page-reaches-the-file`,
            title: `What is stored into a page that ${system.a} has grown by reaches the file`,
            clauses: ['mmap.eof.extend_gives_access', 'mmap.flags.shared.reaches_file'],
            steps: [
              system.file('1p'),
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { ftruncate: 'f', to: '2p' },
              { fill: { addr: 'a+1p', length: '1p', value: 0x5a } },
              { pread: 'f', offset: '1p', length: '1p', content: { value: 0x5a } },
              { munmap: { addr: 'a', length: '2p' } },
              { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
              { pread: 'f', offset: '1p', length: '1p', content: { value: 0x5a } },
            ],
          },
          {
            id: `file/resize/${system.name}-shrinks-dirty`,
            title: `What was stored into pages that ${system.a} then lost is gone when it grows again, from the mapping and from the file`,
            clauses: ['mmap.signal.sigbus.shrink_under_map', 'mmap.eof.extend_gives_access'],
            steps: [
              system.file('3p'),
              { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { fill: { addr: 'a', length: '3p', value: 0x5a } },
              { ftruncate: 'f', to: '1p' },
              { load: 'a+1p', faults: 'SIGBUS' },
              { load: 'a+2p', faults: 'SIGBUS' },
              { ftruncate: 'f', to: '3p' },
              { contents: { addr: 'a', length: '1p', value: 0x5a } },
              { contents: { addr: 'a+1p', length: '2p', value: 0 } },
              { pread: 'f', offset: '1p', length: '2p', content: { value: 0 } },
            ],
          },
          {
            id: `file/resize/${system.name}-shrinks-into-page`,
            title: `When ${system.a} shrinks to the middle of a page, the rest of that page is zero in a new mapping and in the old one`,
            clauses: [
              'mmap.eof.tail_zeroed',
              'mmap.flags.shared.two_mappings_alias',
              'mmap.signal.sigbus.shrink_under_map',
            ],
            steps: [
              system.file('3p'),
              { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { store: 'a+1p+200', value: 0x5a },
              { ftruncate: 'f', to: '1p+100' },
              { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'b' },
              { contents: { addr: 'b', length: '1p+100', pattern: 0 } },
              { contents: { addr: 'b+1p+100', length: '1p-100', value: 0 } },
              { contents: { addr: 'a', length: '1p+100', pattern: 0 } },
              { contents: { addr: 'a+1p+100', length: '1p-100', value: 0 } },
              { load: 'a+2p', faults: 'SIGBUS' },
            ],
          },
          {
            id: `file/resize/${system.name}-shrinks-into-page-and-grows`,
            title: `What ${system.a} lost of a page when it shrank is zero when it grows again`,
            clauses: ['mmap.eof.extend_gives_access', 'mmap.flags.shared.sees_write2'],
            steps: [
              system.file('2p'),
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { contents: { addr: 'a', length: '2p', pattern: 0 } },
              { ftruncate: 'f', to: '1p+100' },
              { ftruncate: 'f', to: '2p' },
              { pread: 'f', offset: '1p+100', length: '1p-100', content: { value: 0 } },
              { contents: { addr: 'a', length: '1p+100', pattern: 0 } },
              { contents: { addr: 'a+1p+100', length: '1p-100', value: 0 } },
            ],
          },
          {
            id: `file/resize/${system.name}-many-pages-shrink`,
            title: `When ${system.a} of many pages shrinks to an odd number of them, the old mapping and a new one end there`,
            clauses: ['mmap.signal.sigbus.shrink_under_map', 'mmap.signal.sigbus.beyond_eof'],
            steps: [
              system.file('64p'),
              { mmap: { length: '64p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { touch: { addr: 'a', length: '64p', access: 'load' } },
              { ftruncate: 'f', to: '33p' },
              { mmap: { length: '64p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'b' },
              { contents: { addr: 'a+32p', length: '1p', pattern: '32p' } },
              { contents: { addr: 'b+32p', length: '1p', pattern: '32p' } },
              { load: 'a+33p', faults: 'SIGBUS' },
              { load: 'b+33p', faults: 'SIGBUS' },
              { load: 'b+64p-1', faults: 'SIGBUS' },
            ],
          },
          {
            id: `file/resize/${system.name}-shrinks-to-nothing`,
            title: `When ${system.a} loses all its bytes, every page of its mappings raises SIGBUS`,
            clauses: ['mmap.signal.sigbus.shrink_under_map'],
            steps: [
              system.file('2p'),
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { store: 'a', value: 1 },
              { load: 'a+1p' },
              { ftruncate: 'f', to: 0 },
              { load: 'a', faults: 'SIGBUS' },
              { store: 'a', value: 1, faults: 'SIGBUS' },
              { load: 'a+2p-1', faults: 'SIGBUS' },
              { fileSize: 'f', is: 0 },
            ],
          },
          {
            id: `file/resize/${system.name}-private-copy-shrinks`,
            title: `What becomes of a private copy when ${system.a} loses its page is left open; copies before the end stay`,
            clauses: [
              'mmap.signal.sigbus.shrink_under_map',
              'mmap.flags.private.later_file_changes_unspecified',
            ],
            steps: [
              system.file('3p'),
              { mmap: { length: '3p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
              { fill: { addr: 'a', length: '1p', value: 0x5a } },
              { fill: { addr: 'a+1p', length: '1p', value: 0x5b } },
              { ftruncate: 'f', to: '1p' },
              { load: 'a+1p', is: 0x5b, observed: true },
              { load: 'a+2p', faults: 'SIGBUS' },
              { contents: { addr: 'a', length: '1p', value: 0x5a } },
              { ftruncate: 'f', to: '3p' },
              { load: 'a+1p', is: 0, observed: true },
              { contents: { addr: 'a', length: '1p', value: 0x5a } },
            ],
          },
          {
            id: `file/resize/${system.name}-private-copy-shrinks-into-page`,
            title: `What becomes of a private copy behind the new end of ${system.a}, within its page, is left open; before the end it stays`,
            clauses: ['mmap.flags.private.later_file_changes_unspecified'],
            steps: [
              system.file('1p'),
              { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
              { fill: { addr: 'a', length: '1p', value: 0x5a } },
              { ftruncate: 'f', to: 100 },
              { contents: { addr: 'a', length: 100, value: 0x5a } },
              { load: 'a+200', is: 0x5a, observed: true },
            ],
          },
        ] as const,
    ),
    ...diskAndMemory.flatMap(
      (system) =>
        [
          {
            id: `file/resize/${system.name}-truncated-by-open`,
            title: `Opening ${system.a} once more with O_TRUNC takes the pages from its mappings`,
            clauses: ['mmap.signal.sigbus.shrink_under_map'],
            steps: [
              system.file('2p'),
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { contents: { addr: 'a', length: '2p', pattern: 0 } },
              { open: 'g', of: 'f', mode: 'rdwr', with: ['TRUNC'] },
              { load: 'a', faults: 'SIGBUS' },
              { pwrite: 'g', offset: 0, length: 1, content: { value: 0x5a } },
              { load: 'a', is: 0x5a },
              { load: 'a+1p', faults: 'SIGBUS' },
            ],
          },
          {
            id: `file/resize/${system.name}-truncated-by-child`,
            title: `When another process makes ${system.a} shorter the mapping loses its pages`,
            clauses: ['mmap.signal.sigbus.shrink_under_map'],
            steps: [
              system.file('2p'),
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { contents: { addr: 'a', length: '2p', pattern: 0 } },
              {
                fork: [{ ftruncate: 'f', to: '1p' }],
                meanwhile: [{ load: 'a+1p', faults: 'SIGBUS' }],
                after: [{ load: 'a+1p', faults: 'SIGBUS' }],
              },
              { contents: { addr: 'a', length: '1p', pattern: 0 } },
            ],
          },
          {
            id: `file/resize/${system.name}-grows-by-one-byte`,
            title: `When ${system.a} grows by its first byte of a page, all of that page can be used`,
            clauses: ['mmap.eof.extend_gives_access', 'mmap.eof.tail_zeroed'],
            steps: [
              system.file('1p'),
              { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { ftruncate: 'f', to: '1p+1' },
              { contents: { addr: 'a+1p', length: '1p', value: 0 } },
              { store: 'a+1p', value: 0x5a },
              { pread: 'f', offset: '1p', length: 1, content: { value: 0x5a } },
              { load: 'a+2p', faults: 'SIGBUS' },
            ],
          },
        ] as const,
    ),
  ],
});
