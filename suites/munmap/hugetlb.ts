/**
 * Mappings of huge pages are removed by whole huge pages only. They are made with MAP_NORESERVE and never touched, so that an empty
 * pool will do.
 */
import { type Address, type Case, type Size, type Step, suite } from '../case.ts';

const twoHugePages: Step = {
  mmap: { length: '2h', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'HUGETLB', 'NORESERVE'] },
  as: 'a',
};

const refused: readonly { id: string; title: string; addr: Address; length: Size }[] = [
  { id: 'length-page', title: 'the length of a small page', addr: 'a', length: '1p' },
  { id: 'length-half', title: 'a length that ends within the second huge page', addr: 'a', length: '1h+1p' },
  { id: 'length-short', title: 'a length one small page short of the whole', addr: 'a', length: '2h-1p' },
  { id: 'address', title: 'an address one small page into a huge page', addr: 'a+1p', length: '1h' },
  { id: 'address-end', title: 'the last small page of a huge page', addr: 'a+1h-1p', length: '1p' },
  {
    id: 'address-to-end',
    title: 'an address within the first huge page, up to the end',
    addr: 'a+1p',
    length: '2h-1p',
  },
];

export const hugetlb = suite({
  name: 'munmap/hugetlb',
  title: 'huge pages are unmapped whole',
  cases: [
    ...refused.map(
      ({ id, title, addr, length }): Case => ({
        id: `munmap/hugetlb/${id}`,
        title: `In a mapping of huge pages ${title} is refused, and nothing is unmapped`,
        clauses: ['munmap.hugetlb_alignment'],
        needs: ['huge-pages-listed'],
        steps: [
          twoHugePages,
          { munmap: { addr, length }, fails: 'EINVAL' },
          { maps: 'a', length: '2h', perms: 'rw-p', backing: 'hugepages' },
        ],
      }),
    ),
    {
      id: 'munmap/hugetlb/whole',
      title: 'A mapping of huge pages is removed by its whole length',
      clauses: ['munmap.hugetlb_alignment'],
      needs: ['huge-pages-listed'],
      steps: [
        twoHugePages,
        { munmap: { addr: 'a', length: '2h' } },
        { maps: 'a', length: '2h', mapped: false },
        { load: 'a', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'munmap/hugetlb/first',
      title: 'The first of two huge pages is removed, the second stays',
      clauses: ['munmap.hugetlb_alignment'],
      needs: ['huge-pages-listed'],
      steps: [
        twoHugePages,
        { munmap: { addr: 'a', length: '1h' } },
        { maps: 'a', length: '1h', mapped: false },
        { load: 'a+1h-1', faults: 'SIGSEGV/SEGV_MAPERR' },
        { maps: 'a+1h', length: '1h', perms: 'rw-p' },
      ],
    },
    {
      id: 'munmap/hugetlb/second',
      title: 'The second of two huge pages is removed, the first stays',
      clauses: ['munmap.hugetlb_alignment'],
      needs: ['huge-pages-listed'],
      steps: [
        twoHugePages,
        { munmap: { addr: 'a+1h', length: '1h' } },
        { maps: 'a', length: '1h', perms: 'rw-p' },
        { maps: 'a+1h', length: '1h', mapped: false },
      ],
    },
  ],
});
