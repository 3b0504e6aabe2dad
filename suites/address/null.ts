/** No address asked for: the kernel picks one, never 0, never one that is in use. */
import type { Address, Size, Step } from '../case.ts';
import { suite } from '../case.ts';

const anonymous = ['PRIVATE', 'ANONYMOUS'] as const;

const lengths: readonly { name: string; length: Size; last: Address; is: string }[] = [
  { name: 'one-byte', length: 1, last: 'a+1p-1', is: 'one byte' },
  { name: 'page-less-one', length: '1p-1', last: 'a+1p-1', is: 'a page less one byte' },
  { name: 'page', length: '1p', last: 'a+1p-1', is: 'a page' },
  { name: 'page-and-one', length: '1p+1', last: 'a+2p-1', is: 'a page and one byte' },
  { name: 'seven-pages', length: '7p', last: 'a+7p-1', is: 'seven pages' },
  { name: 'mebibyte', length: '1M', last: 'a+1M-1', is: 'a mebibyte' },
  { name: 'mebibytes-and-page', length: '4M+1p', last: 'a+4M+4095', is: 'four mebibytes and a page' },
  { name: 'sixty-four-mebibytes', length: '64M', last: 'a+64M-1', is: '64 MiB' },
];

const objects: readonly {
  name: string;
  is: string;
  make: readonly Step[];
  flags: readonly ('PRIVATE' | 'SHARED' | 'ANONYMOUS')[];
  fd: 'f' | -1;
}[] = [
  {
    name: 'anonymous-shared',
    is: 'shared anonymous memory',
    make: [],
    flags: ['SHARED', 'ANONYMOUS'],
    fd: -1,
  },
  {
    name: 'file-private',
    is: 'a private mapping of a file',
    make: [{ file: 'f', size: '2p' }],
    flags: ['PRIVATE'],
    fd: 'f',
  },
  {
    name: 'file-shared',
    is: 'a shared mapping of a file',
    make: [{ file: 'f', size: '2p' }],
    flags: ['SHARED'],
    fd: 'f',
  },
  {
    name: 'memfd-shared',
    is: 'a shared mapping of a memfd',
    make: [{ memfd: 'f', size: '2p' }],
    flags: ['SHARED'],
    fd: 'f',
  },
  {
    name: 'dev-zero-private',
    is: 'a private mapping of /dev/zero',
    make: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    flags: ['PRIVATE'],
    fd: 'f',
  },
  {
    name: 'dev-zero-shared',
    is: 'a shared mapping of /dev/zero',
    make: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    flags: ['SHARED'],
    fd: 'f',
  },
];

/** Mappings of several sizes whose addresses are nobody's business. */
const further: readonly Step[] = ([1, '1p', '2p', '1p+1', '3p', '16p', '1M', '2M', '4M'] as const).flatMap(
  (length): Step[] => [
    { mmap: { length, prot: 'rw', flags: anonymous } },
    { mmap: { length, prot: 'r', flags: ['SHARED', 'ANONYMOUS'] } },
    { mmap: { length, prot: 'none', flags: anonymous } },
  ],
);

export const addressNull = suite({
  name: 'address/null',
  title: 'addresses that the kernel chooses',
  cases: [
    ...lengths.map(
      ({ name, length, last, is }) =>
        ({
          id: `address/null/${name}`,
          title: `Without an address the kernel picks a page boundary other than 0 for ${is}, and all of it can be used`,
          clauses: ['mmap.addr.null.kernel_chooses', 'mmap.addr.null.never_zero', 'mmap.return.page_aligned'],
          steps: [
            { mmap: { length, prot: 'rw', flags: anonymous }, as: 'a', aligned: '1p' },
            { load: 'a', is: 0 },
            { load: last, is: 0 },
            { store: 'a', value: 1 },
            { store: last, value: 2 },
            { load: last, is: 2 },
          ],
        }) as const,
    ),
    ...objects.map(
      ({ name, is, make, flags, fd }) =>
        ({
          id: `address/null/${name}`,
          title: `Without an address the kernel picks a page boundary other than 0 for ${is}`,
          clauses: ['mmap.addr.null.kernel_chooses', 'mmap.addr.null.never_zero', 'mmap.return.page_aligned'],
          steps: [
            ...make,
            { mmap: { length: '2p', prot: 'rw', flags, fd }, as: 'a', aligned: '1p' },
            { maps: 'a', length: '2p' },
            { store: 'a', value: 1 },
            { store: 'a+2p-1', value: 2 },
            { load: 'a', is: 1 },
          ],
        }) as const,
    ),
    {
      id: 'address/null/no-clobber',
      title:
        'Chosen addresses never overlap what is mapped: five mappings keep their contents beside each other',
      clauses: ['mmap.addr.chosen.no_clobber'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: anonymous }, as: 'a' },
        { fill: { addr: 'a', length: '2p', value: 0xa1 } },
        { mmap: { length: '1p+1', prot: 'rw', flags: anonymous }, as: 'b' },
        { contents: { addr: 'b', length: '2p', value: 0 } },
        { fill: { addr: 'b', length: '2p', value: 0xb2 } },
        { mmap: { length: '3p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'c' },
        { contents: { addr: 'c', length: '3p', value: 0 } },
        { fill: { addr: 'c', length: '3p', value: 0xc3 } },
        { mmap: { length: 1, prot: 'rw', flags: anonymous }, as: 'd' },
        { contents: { addr: 'd', length: '1p', value: 0 } },
        { fill: { addr: 'd', length: '1p', value: 0xd4 } },
        { mmap: { length: '2p', prot: 'rw', flags: anonymous }, as: 'e' },
        { contents: { addr: 'e', length: '2p', value: 0 } },
        { fill: { addr: 'e', length: '2p', value: 0xe5 } },
        { contents: { addr: 'a', length: '2p', value: 0xa1 } },
        { contents: { addr: 'b', length: '2p', value: 0xb2 } },
        { contents: { addr: 'c', length: '3p', value: 0xc3 } },
        { contents: { addr: 'd', length: '1p', value: 0xd4 } },
      ],
    },
    {
      id: 'address/null/no-clobber-many',
      title:
        'Chosen addresses never overlap what is mapped: many mappings of many sizes leave a page and a reservation alone',
      clauses: ['mmap.addr.chosen.no_clobber'],
      steps: [
        { mmap: { length: '1p', prot: 'rw', flags: anonymous }, as: 'a' },
        { fill: { addr: 'a', length: '1p', value: 0x5a } },
        ...further,
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
        { maps: 'arena', length: '4096p', perms: '---p', backing: 'anonymous' },
      ],
    },
    {
      id: 'address/null/hole-too-small',
      title: 'A hole of one page is not chosen for two pages',
      clauses: ['mmap.addr.chosen.no_clobber'],
      steps: [
        { mmap: { addr: 'arena+8p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena+8p', length: '3p', value: 0x5a } },
        { munmap: { addr: 'arena+9p', length: '1p' } },
        { mmap: { length: '2p', prot: 'rw', flags: anonymous } },
        { mmap: { length: '1p+1', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] } },
        { maps: 'arena+9p', mapped: false },
        { contents: { addr: 'arena+8p', length: '1p', value: 0x5a } },
        { contents: { addr: 'arena+10p', length: '1p', value: 0x5a } },
      ],
    },
  ],
});
