/** Where the kernel puts what it may put anywhere: no page of the manual says it, so the cases only compare with the reference. */
import { suite } from '../case.ts';

const anonymous = ['PRIVATE', 'ANONYMOUS'] as const;

export const layout = suite({
  name: 'address/layout',
  title: 'the order of chosen addresses',
  cases: [
    {
      id: 'address/layout/top-down',
      title: 'The second of two mappings without a hint lies below the first',
      clauses: ['mmap.addr.layout.topdown'],
      since: '2.6.9',
      steps: [
        { mmap: { length: '1p', prot: 'rw', flags: anonymous }, as: 'a' },
        { mmap: { length: '1p', prot: 'r', flags: anonymous }, as: 'b', below: 'a', observed: true },
      ],
    },
    {
      id: 'address/layout/top-down-file',
      title: 'The second of two mappings of a file without a hint lies below the first',
      clauses: ['mmap.addr.layout.topdown'],
      since: '2.6.9',
      steps: [
        { file: 'f', size: '2p' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        {
          mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' },
          as: 'b',
          below: 'a',
          observed: true,
        },
      ],
    },
    {
      id: 'address/layout/huge-page-aligned',
      title: 'Private anonymous memory of two huge pages begins at a multiple of a huge page',
      clauses: ['mmap.addr.thp_alignment'],
      since: '6.7',
      steps: [
        { mmap: { length: '1p', prot: 'none', flags: anonymous } },
        { mmap: { length: '2h', prot: 'rw', flags: anonymous }, as: 'a', aligned: '1h', observed: true },
        { store: 'a', value: 1 },
      ],
    },
  ],
});
