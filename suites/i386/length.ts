/** Lengths that a C library calls too long for any object (PTRDIFF_MAX is 2 GiB less a byte), and mmap does not. */
import { type Case, type Size, suite } from '../case.ts';

const lengths: readonly { name: string; length: Size; is: string }[] = [
  { name: 'ptrdiff-max', length: '2G-1', is: 'PTRDIFF_MAX' },
  { name: 'ptrdiff-max-and-one', length: '2G', is: 'one byte more than PTRDIFF_MAX' },
  { name: 'ptrdiff-max-and-page', length: '2G+1p', is: 'more than PTRDIFF_MAX by a page' },
];
const RESERVED = ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] as const;

export const length = suite({
  name: 'i386/length',
  title: 'lengths beyond PTRDIFF_MAX',
  cases: [
    ...lengths.map(
      ({ name, length, is }): Case => ({
        id: `i386/length/${name}`,
        title: `In a program of 32 bits a mapping may be as long as ${is}`,
        clauses: ['mmap.length.over_ptrdiff_max'],
        needs: ['i386'],
        steps: [
          { mmap: { length, prot: 'none', flags: RESERVED }, as: 'a' },
          { maps: 'a', length, perms: '---p' },
          { mprotect: { addr: 'a', length: '1p', prot: 'rw' } },
          { store: 'a', value: 0x5a },
          { mprotect: { addr: 'a+2G-1p', length: '1p', prot: 'rw' } },
          { store: 'a+2G-1', value: 0xa5 },
          { load: 'a', is: 0x5a },
        ],
      }),
    ),
    {
      id: 'i386/length/file',
      title: 'In a program of 32 bits a file may be mapped over more than PTRDIFF_MAX bytes',
      clauses: ['mmap.length.over_ptrdiff_max'],
      needs: ['i386'],
      steps: [
        { memfd: 'f', size: '2G+1p' },
        { pwrite: 'f', offset: '2G', length: '1p', content: { value: 0x5a } },
        { mmap: { length: '2G+1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a+2G', length: '1p', value: 0x5a } },
      ],
    },
  ],
});
