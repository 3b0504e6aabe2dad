/**
 * mincore(2). What it says of a page that may have been reclaimed, or read ahead, is nobody's promise: the cases ask about pages that were
 * just touched, and about pages that nobody has ever touched. Three pages that begin one page behind a multiple of four are too few for the
 * system to fault them in as one large page.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { Errno } from '../vocabulary.ts';

type Call = Extract<Step, { mincore: unknown }>['mincore'];

const threePages: Step = {
  mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
};

const touched: readonly { id: string; title: string; steps: readonly Step[]; is: string }[] = [
  { id: 'none', title: 'of pages that nobody touched says that none is resident', steps: [], is: '000' },
  {
    id: 'first',
    title: 'says that the first page is resident when only that was stored to',
    steps: [{ store: 'arena+1p', value: 1 }],
    is: '100',
  },
  {
    id: 'last',
    title: 'says that the last page is resident when only that was stored to',
    steps: [{ store: 'arena+4p-1', value: 1 }],
    is: '001',
  },
  {
    id: 'read',
    title: 'says that the middle page is resident when only that was read',
    steps: [{ load: 'arena+2p', is: 0 }],
    is: '010',
  },
  {
    id: 'all',
    title: 'says that all pages are resident when all were stored to',
    steps: [{ touch: { addr: 'arena+1p', length: '3p', access: 'store' } }],
    is: '111',
  },
  {
    id: 'given-up',
    title: 'says that a page is not resident any more when MADV_DONTNEED gave it up',
    steps: [
      { touch: { addr: 'arena+1p', length: '3p', access: 'store' } },
      { madvise: { addr: 'arena+2p', length: '1p', advice: 'DONTNEED' } },
    ],
    is: '101',
  },
  {
    id: 'locked',
    title: 'says that locked pages are resident though nobody touched them',
    steps: [{ mlock: { addr: 'arena+1p', length: '2p' } }],
    is: '110',
  },
];

interface Refusal {
  id: string;
  title: string;
  call: Call;
  fails: Errno;
}

const refusals: readonly Refusal[] = [
  {
    id: 'unaligned',
    title: 'An address that is no multiple of the page size is refused',
    call: { addr: 'arena+1p+1', length: '1p' },
    fails: 'EINVAL',
  },
  {
    id: 'unaligned-last-byte',
    title: 'The address of the last byte of a page is refused',
    call: { addr: 'arena+2p-1', length: 1 },
    fails: 'EINVAL',
  },
  {
    id: 'not-mapped',
    title: 'A range where nothing is mapped gives ENOMEM',
    call: { addr: 'arena+4p', length: '1p' },
    fails: 'ENOMEM',
  },
  {
    id: 'end-not-mapped',
    title: 'A range of which the last page is not mapped gives ENOMEM',
    call: { addr: 'arena+1p', length: '4p' },
    fails: 'ENOMEM',
  },
  {
    id: 'byte-not-mapped',
    title: 'A range that reaches one byte into a page that is not mapped gives ENOMEM',
    call: { addr: 'arena+1p', length: '3p+1' },
    fails: 'ENOMEM',
  },
  {
    id: 'middle-not-mapped',
    title: 'A range with a hole in its middle gives ENOMEM',
    call: { addr: 'arena+3p', length: '3p' },
    fails: 'ENOMEM',
  },
  {
    id: 'start-not-mapped',
    title: 'A range of which the first page is not mapped gives ENOMEM',
    call: { addr: 'arena+4p', length: '2p' },
    fails: 'ENOMEM',
  },
  {
    id: 'too-long',
    title: 'A length that no address space holds gives ENOMEM',
    call: { addr: 'arena+1p', length: '8E' },
    fails: 'ENOMEM',
  },
  {
    id: 'negative-length',
    title: 'A length that is a negative number gives ENOMEM',
    call: { addr: 'arena+1p', length: '0-1p' },
    fails: 'ENOMEM',
  },
];

export const mincore = suite({
  name: 'neighbours/mincore',
  title: 'mincore(2)',
  cases: [
    ...touched.map(
      ({ id, title, steps, is }): Case => ({
        id: `neighbours/mincore/${id}`,
        title: `mincore ${title}`,
        clauses: ['mincore.residency'],
        steps: [threePages, ...steps, { mincore: { addr: 'arena+1p', length: '3p' }, is }],
      }),
    ),
    {
      id: 'neighbours/mincore/whole-pages',
      title: 'The length is rounded up: one byte asks about one page, a page and one byte about two',
      clauses: ['mincore.residency'],
      steps: [
        threePages,
        { store: 'arena+2p', value: 1 },
        { mincore: { addr: 'arena+1p', length: 1 }, is: '0' },
        { mincore: { addr: 'arena+1p', length: '1p' }, is: '0' },
        { mincore: { addr: 'arena+1p', length: '1p+1' }, is: '01' },
        { mincore: { addr: 'arena+2p', length: 1 }, is: '1' },
      ],
    },
    {
      id: 'neighbours/mincore/several',
      title: 'One call asks about mappings of several kinds side by side, PROT_NONE included',
      clauses: ['mincore.residency'],
      steps: [
        { memfd: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+3p', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { store: 'arena+1p', value: 1 },
        { load: 'arena+3p' },
        { mincore: { addr: 'arena+1p', length: '3p' }, is: '101' },
      ],
    },
    {
      id: 'neighbours/mincore/memfd',
      title:
        'A page of a memfd is resident when it has been written, whoever did it, and a hole of it is not',
      clauses: ['mincore.residency'],
      steps: [
        { memfd: 'f', size: '3p' },
        { pwrite: 'f', offset: '1p', length: 1, content: { value: 1 } },
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mincore: { addr: 'arena+1p', length: '3p' }, is: '010' },
        { store: 'arena+3p', value: 1 },
        { mincore: { addr: 'arena+1p', length: '3p' }, is: '011' },
      ],
    },
    {
      id: 'neighbours/mincore/memfd-punched',
      title: 'A page of a memfd that was cut out by a hole is not resident any more',
      clauses: ['mincore.residency'],
      steps: [
        { memfd: 'f', size: '3p', content: 'pattern' },
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { store: 'arena+2p', value: 1 },
        { punch: 'f', offset: '1p', length: '1p' },
        { mincore: { addr: 'arena+1p', length: '3p' }, is: '101' },
      ],
    },
    {
      id: 'neighbours/mincore/file',
      title: 'Pages of a file that are locked are resident',
      clauses: ['mincore.residency'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mlock: { addr: 'arena', length: '2p' } },
        { mincore: { addr: 'arena', length: '2p' }, is: '11' },
      ],
    },
    {
      id: 'neighbours/mincore/private-copy',
      title: "A private copy of a memfd's hole is resident, and the memfd's other pages are as they were",
      clauses: ['mincore.residency'],
      steps: [
        { memfd: 'f', size: '3p' },
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
        { store: 'arena+2p', value: 1 },
        { mincore: { addr: 'arena+1p', length: '3p' }, is: '010' },
      ],
    },
    ...refusals.map(
      ({ id, title, call, fails }): Case => ({
        id: `neighbours/mincore/${id}`,
        title,
        clauses: ['mincore.errors'],
        steps: [
          { mmap: { addr: 'arena+1p', length: '5p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
          { munmap: { addr: 'arena+4p', length: '1p' } },
          { mincore: call, fails },
        ],
      }),
    ),
    {
      id: 'neighbours/mincore/length-zero',
      title: 'Length 0 succeeds and asks about no page',
      clauses: ['mincore.errors'],
      steps: [threePages, { mincore: { addr: 'arena+1p', length: 0 }, is: '' }],
    },
  ],
});
