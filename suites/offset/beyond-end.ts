/** Offsets at and beyond the end of the file: mapping works, touching raises SIGBUS, until the file has grown. */

import type { Size } from '../case.ts';
import { suite } from '../case.ts';
import { fileSystems } from '../file/file-systems.ts';

const offsets: readonly { name: string; offset: Size; is: string }[] = [
  { name: 'at-end', offset: '2p', is: 'at the end' },
  { name: 'page-beyond', offset: '3p', is: 'a page beyond the end' },
  { name: 'mebibyte', offset: '1M', is: 'far beyond the end' },
  { name: '2-40', offset: '1T', is: '2^40 bytes beyond the start' },
];

export const beyondEnd = suite({
  name: 'offset/beyond-end',
  title: 'offsets beyond the end of the file',
  cases: [
    ...fileSystems.flatMap((system) =>
      offsets.map(
        ({ name, offset, is }) =>
          ({
            id: `offset/beyond-end/${system.name}-${name}`,
            title: `A mapping ${is} of ${system.a} is made, and raises SIGBUS when it is touched`,
            clauses: ['mmap.offset.beyond_eof_accepted', 'mmap.signal.sigbus.beyond_eof'],
            steps: [
              system.file('2p'),
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset }, as: 'a' },
              { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f', offset }, as: 'b' },
              { maps: 'a', length: '2p', perms: 'rw-s', offset },
              { load: 'a', faults: 'SIGBUS' },
              { store: 'a+2p-1', value: 1, faults: 'SIGBUS' },
              { load: 'b', faults: 'SIGBUS' },
              { store: 'b', value: 1, faults: 'SIGBUS' },
              { fileSize: 'f', is: '2p' },
            ],
          }) as const,
      ),
    ),
    {
      id: 'offset/beyond-end/within-last-page',
      title:
        'At the offset of a partial last page its bytes are there, then zeros, and the next page raises SIGBUS',
      clauses: ['mmap.eof.tail_zeroed', 'mmap.offset.initial_contents', 'mmap.signal.sigbus.beyond_eof'],
      steps: [
        { file: 'f', size: '1p+100', content: 'pattern' },
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: '1p' }, as: 'a' },
        { contents: { addr: 'a', length: 100, pattern: '1p' } },
        { contents: { addr: 'a+100', length: '1p-100', value: 0 } },
        { load: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
    {
      id: 'offset/beyond-end/length-runs-beyond',
      title: 'Where only the last page of the file is within the mapping, only that page can be touched',
      clauses: ['mmap.offset.initial_contents', 'mmap.signal.sigbus.beyond_eof'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { length: '3p', prot: 'r', flags: ['PRIVATE'], fd: 'f', offset: '1p' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', pattern: '1p' } },
        { load: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
        { load: 'a+3p-1', faults: 'SIGBUS/BUS_ADRERR' },
        { contents: { addr: 'a', length: '1p', pattern: '1p' } },
      ],
    },
    {
      id: 'offset/beyond-end/empty-file',
      title: 'An empty file is mapped at any offset',
      clauses: ['mmap.offset.beyond_eof_accepted', 'mmap.object.empty_file'],
      steps: [
        { file: 'f', size: 0 },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: '1p' }, as: 'a' },
        { store: 'a', value: 1, faults: 'SIGBUS' },
        { fileSize: 'f', is: 0 },
      ],
    },
    {
      id: 'offset/beyond-end/grows',
      title: 'A mapping beyond the end shows what is written there later',
      clauses: ['mmap.offset.beyond_eof_accepted', 'mmap.eof.extend_gives_access'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: '3p' }, as: 'a' },
        { load: 'a', faults: 'SIGBUS' },
        { pwrite: 'f', offset: '3p', length: '1p', content: { value: 0x5a } },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
        { load: 'a+1p', faults: 'SIGBUS' },
      ],
    },
  ],
});
