/** What a fresh mapping of a file shows: the file's bytes, all of them, each where it belongs. */
import { suite } from '../case.ts';
import { diskAndMemory, fileSystems } from './file-systems.ts';

const types = [
  { name: 'private', type: 'PRIVATE' },
  { name: 'shared', type: 'SHARED' },
] as const;

export const contents = suite({
  name: 'file/contents',
  title: 'the contents of fresh mappings',
  cases: [
    ...fileSystems.flatMap((system) =>
      types.map(
        ({ name, type }) =>
          ({
            id: `file/contents/${system.name}-${name}-whole`,
            title: `MAP_${type} shows all bytes of ${system.a}`,
            clauses: ['mmap.offset.initial_contents'],
            steps: [
              system.file('3p'),
              { mmap: { length: '3p', prot: 'r', flags: [type], fd: 'f' }, as: 'a' },
              { contents: { addr: 'a', length: '3p', pattern: 0 } },
              { pread: 'f', offset: 0, length: '3p', content: { pattern: 0 } },
            ],
          }) as const,
      ),
    ),
    ...diskAndMemory.map(
      (system) =>
        ({
          id: `file/contents/${system.name}-many-pages`,
          title: `A mapping shows all bytes of 40 pages of ${system.a}, backwards and forwards`,
          clauses: ['mmap.offset.initial_contents'],
          steps: [
            system.file('40p'),
            { mmap: { length: '40p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
            { contents: { addr: 'a+39p', length: '1p', pattern: '39p' } },
            { contents: { addr: 'a+17p', length: '1p', pattern: '17p' } },
            { contents: { addr: 'a', length: '40p', pattern: 0 } },
          ],
        }) as const,
    ),
    {
      id: 'file/contents/scratch-from-disk',
      title: 'A mapping shows all bytes of a file that is not in the page cache',
      clauses: ['mmap.offset.initial_contents'],
      steps: [
        { file: 'f', size: '20p+100', content: 'pattern' },
        { evict: 'f' },
        { mmap: { length: '20p+100', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a+20p', length: 100, pattern: '20p' } },
        { store: 'a+9p', value: 0 },
        { contents: { addr: 'a', length: '9p', pattern: 0 } },
        { load: 'a+9p', is: 0 },
        { contents: { addr: 'a+9p+1', length: '11p+99', pattern: '9p+1' } },
      ],
    },
    {
      id: 'file/contents/read-only-descriptor',
      title: 'A descriptor that may only be read shows all bytes of the file',
      clauses: ['mmap.offset.initial_contents'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern', mode: 'rdonly' },
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '2p', pattern: 0 } },
      ],
    },
    {
      id: 'file/contents/position-does-not-matter',
      title: "The descriptor's position has no part in where a mapping begins, and stays where it was",
      clauses: ['mmap.offset.initial_contents'],
      steps: [
        { file: 'f', size: '3p', content: 'pattern' },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'b' },
        { read: 'f', into: 'b', length: 100, is: 100 },
        { mmap: { length: '3p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '3p', pattern: 0 } },
        { read: 'f', into: 'b', length: '1p', is: '1p' },
        { contents: { addr: 'b', length: '1p', pattern: 100 } },
      ],
    },
    {
      id: 'file/contents/part-of-the-file',
      title: 'A mapping that is shorter than the file shows its pages only',
      clauses: ['mmap.offset.initial_contents', 'mmap.length.rounded_up'],
      steps: [
        { file: 'f', size: '4p', content: 'pattern' },
        { mmap: { addr: 'arena+10p', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { contents: { addr: 'arena+10p', length: '2p', pattern: 0 } },
        { load: 'arena+12p', faults: 'SIGSEGV' },
      ],
    },
    {
      id: 'file/contents/partial-last-page-of-the-range',
      title: "Where the length ends within a page the rest of that page shows the file's bytes, not zeros",
      clauses: ['mmap.eof.partial_page_of_offset'],
      steps: [
        { file: 'f', size: '3p', content: 'pattern' },
        { mmap: { length: '1p+1', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '2p', pattern: 0 } },
      ],
    },
    {
      id: 'file/contents/replaces-memory',
      title: 'A file that is mapped over memory in use shows its own bytes',
      clauses: ['mmap.offset.initial_contents', 'mmap.flags.fixed.overlap_discarded'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena+10p', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena+10p', length: '4p', value: 0 } },
        { mmap: { addr: 'arena+11p', length: '2p', prot: 'r', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
        { contents: { addr: 'arena+10p', length: '1p', value: 0 } },
        { contents: { addr: 'arena+11p', length: '2p', pattern: 0 } },
        { contents: { addr: 'arena+13p', length: '1p', value: 0 } },
      ],
    },
    {
      id: 'file/contents/two-files',
      title: 'Neighbouring mappings of two files each show their own',
      clauses: ['mmap.offset.initial_contents'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { file: 'g', size: '2p' },
        { mmap: { addr: 'arena+10p', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        {
          mmap: {
            addr: 'arena+11p',
            length: '1p',
            prot: 'rw',
            flags: ['SHARED', 'FIXED'],
            fd: 'g',
            offset: '1p',
          },
        },
        { contents: { addr: 'arena+10p', length: '1p', pattern: 0 } },
        { contents: { addr: 'arena+11p', length: '1p', value: 0 } },
        { store: 'arena+11p', value: 0x5a },
        { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
        { pread: 'g', offset: '1p', length: 1, content: { value: 0x5a } },
      ],
    },
  ],
});
