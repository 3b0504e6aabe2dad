/**
 * Offsets that 32 bits cannot hold: mmap2 takes them in units of 4096 bytes. That a C library refuses what cannot be said so is a promise
 * of its own, which `libc/programs` checks; the executor has none.
 */
import { type Case, type Size, suite } from '../case.ts';

/** What lies at the offset modulo 2^31 or 2^32 differs from what lies at the offset itself. */
const offsets: readonly { name: string; offset: Size; end: Size; is: string }[] = [
  { name: '2-31', offset: '2G', end: '2G+1p', is: '2^31, where a signed number of bytes ends,' },
  { name: '2-32-less-page', offset: '4G-1p', end: '4G', is: '2^32 less a page' },
  { name: '2-32-and-page', offset: '4G+1p', end: '4G+2p', is: '2^32 and a page' },
  { name: '2-43', offset: '8T', end: '8T+1p', is: '2^43, where a signed number of pages ends,' },
  { name: '2-43-and-page', offset: '8T+1p', end: '8T+2p', is: '2^43 and a page' },
  // The very last page of 2^44 bytes is none that a file can have where the kernel itself has 32 bits.
  { name: '2-44', offset: '16T-2p', end: '16T-1p', is: '2^44 less two pages' },
];

export const mmap2 = suite({
  name: 'i386/mmap2',
  title: 'offsets beyond 32 bits',
  cases: [
    ...offsets.map(
      ({ name, offset, end, is }): Case => ({
        id: `i386/mmap2/${name}`,
        title: `In a program of 32 bits a mapping at offset ${is} shows the file from there on`,
        clauses: ['mmap.libc.mmap2_offset_pages', 'mmap.offset.initial_contents'],
        needs: ['i386'],
        steps: [
          { memfd: 'f', size: '2p', content: 'pattern' },
          { ftruncate: 'f', to: end },
          { pwrite: 'f', offset, length: '1p', content: { value: 0x5a } },
          { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset }, as: 'a' },
          { contents: { addr: 'a', length: '1p', value: 0x5a } },
          { maps: 'a', perms: 'rw-s', offset },
          { store: 'a', value: 0xa5 },
          { pread: 'f', offset, length: 1, content: { value: 0xa5 } },
          { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
        ],
      }),
    ),
    {
      id: 'i386/mmap2/anonymous',
      title: 'In a program of 32 bits the offset of anonymous memory is ignored beyond 2^32, too',
      clauses: ['mmap.offset.anon_ignored'],
      needs: ['i386'],
      steps: [
        {
          mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'], offset: '16T-2p' },
          as: 'a',
        },
        { contents: { addr: 'a', length: '1p', value: 0 } },
      ],
    },
  ],
});
