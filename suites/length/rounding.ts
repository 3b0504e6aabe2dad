/** Lengths are rounded up to whole pages: the last byte of the last page can be used, the byte after it is not mapped. */
import type { Address, Size, Step } from '../case.ts';
import { suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const lengths: readonly {
  name: string;
  length: Size;
  is: string;
  pages: Size;
  last: Address;
  next: Address;
}[] = [
  { name: 'one-byte', length: 1, is: 'one byte', pages: '1p', last: 'arena+9p-1', next: 'arena+9p' },
  {
    name: 'page-less-one',
    length: '1p-1',
    is: 'a page less one byte',
    pages: '1p',
    last: 'arena+9p-1',
    next: 'arena+9p',
  },
  { name: 'page', length: '1p', is: 'a page', pages: '1p', last: 'arena+9p-1', next: 'arena+9p' },
  {
    name: 'page-and-one',
    length: '1p+1',
    is: 'a page and one byte',
    pages: '2p',
    last: 'arena+10p-1',
    next: 'arena+10p',
  },
  {
    name: 'two-pages-less-one',
    length: '2p-1',
    is: 'two pages less one byte',
    pages: '2p',
    last: 'arena+10p-1',
    next: 'arena+10p',
  },
  { name: 'two-pages', length: '2p', is: 'two pages', pages: '2p', last: 'arena+10p-1', next: 'arena+10p' },
];

const objects: readonly {
  name: string;
  is: string;
  make: readonly Step[];
  flags: readonly MapFlag[];
  fd: 'f' | -1;
  perms: string;
  holds: { value: number } | { pattern: Size };
}[] = [
  {
    name: 'anonymous-private',
    is: 'private anonymous memory',
    make: [],
    flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'],
    fd: -1,
    perms: 'rw-p',
    holds: { value: 0 },
  },
  {
    name: 'anonymous-shared',
    is: 'shared anonymous memory',
    make: [],
    flags: ['SHARED', 'ANONYMOUS', 'FIXED'],
    fd: -1,
    perms: 'rw-s',
    holds: { value: 0 },
  },
  {
    name: 'file-private',
    is: 'a private mapping of a file',
    make: [{ file: 'f', size: '4p', content: 'pattern' }],
    flags: ['PRIVATE', 'FIXED'],
    fd: 'f',
    perms: 'rw-p',
    holds: { pattern: 0 },
  },
  {
    name: 'file-shared',
    is: 'a shared mapping of a file',
    make: [{ file: 'f', size: '4p', content: 'pattern' }],
    flags: ['SHARED', 'FIXED'],
    fd: 'f',
    perms: 'rw-s',
    holds: { pattern: 0 },
  },
];

/** Without an address: what lies beside such a mapping is unknown. */
const anywhere: readonly { name: string; length: Size; is: string; pages: Size; last: Address }[] = [
  { name: 'one-byte', length: 1, is: 'one byte', pages: '1p', last: 'a+1p-1' },
  { name: 'page-and-one', length: '1p+1', is: 'a page and one byte', pages: '2p', last: 'a+2p-1' },
  { name: 'many-pages-and-one', length: '64p+1', is: '64 pages and one byte', pages: '65p', last: 'a+65p-1' },
];

export const rounding = suite({
  name: 'length/rounding',
  title: 'lengths that are no multiple of a page',
  cases: [
    ...objects.flatMap((object) =>
      lengths.map(
        ({ name, length, is, pages, last, next }) =>
          ({
            id: `length/rounding/${object.name}-${name}`,
            title: `A length of ${is} maps ${object.is} up to the end of its last page, and not a byte beyond`,
            clauses: [
              'mmap.length.less_than_page_is_page',
              'mmap.length.rounded_up',
              'mmap.eof.partial_page_of_offset',
            ],
            steps: [
              ...object.make,
              { munmap: { addr: 'arena+6p', length: '8p' } },
              { mmap: { addr: 'arena+8p', length, prot: 'rw', flags: object.flags, fd: object.fd } },
              { maps: 'arena+8p', length: pages, perms: object.perms },
              { contents: { addr: 'arena+8p', length: pages, ...object.holds } },
              { store: last, value: 0x5a },
              { load: last, is: 0x5a },
              { load: next, faults: 'SIGSEGV/SEGV_MAPERR' },
              { store: next, value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
              { load: 'arena+8p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
              { maps: next, length: '4p', mapped: false },
            ],
          }) as const,
      ),
    ),
    ...anywhere.map(
      ({ name, length, is, pages, last }) =>
        ({
          id: `length/rounding/anywhere-${name}`,
          title: `A length of ${is} gives whole pages where the kernel chooses the address`,
          clauses: ['mmap.length.less_than_page_is_page', 'mmap.length.rounded_up'],
          steps: [
            { mmap: { length, prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
            { maps: 'a', length: pages, perms: 'rw-p', backing: 'anonymous' },
            { contents: { addr: 'a', length: pages, value: 0 } },
            { store: last, value: 0x5a },
            { load: last, is: 0x5a },
          ],
        }) as const,
    ),
    {
      id: 'length/rounding/mappings-do-not-share-a-page',
      title: 'Mappings of a few bytes each have a page of their own',
      clauses: ['mmap.length.less_than_page_is_page', 'mmap.addr.chosen.no_clobber'],
      steps: [
        { mmap: { length: 100, prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { mmap: { length: '1p+100', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'b' },
        { mmap: { length: 100, prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'c' },
        { fill: { addr: 'a', length: '1p', value: 0xa1 } },
        { fill: { addr: 'b', length: '2p', value: 0xb2 } },
        { fill: { addr: 'c', length: '1p', value: 0xc3 } },
        { contents: { addr: 'a', length: '1p', value: 0xa1 } },
        { contents: { addr: 'b', length: '2p', value: 0xb2 } },
      ],
    },
    {
      id: 'length/rounding/size-is-counted-in-pages',
      title: 'A mapping of a page and one byte is two pages large',
      clauses: ['mmap.length.rounded_up'],
      steps: [
        { mmap: { addr: 'arena+8p', length: '1p+1', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { smaps: 'arena+8p', size: '2p' },
      ],
    },
    {
      id: 'length/rounding/shared-last-page-reaches-the-file',
      title: 'What is stored beyond the length, but within the last page, reaches the file',
      clauses: [
        'mmap.length.rounded_up',
        'mmap.eof.partial_page_of_offset',
        'mmap.flags.shared.reaches_file',
      ],
      steps: [
        { file: 'f', size: '3p', content: 'pattern' },
        { mmap: { length: '1p+1', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { store: 'a+2p-1', value: 0x5a },
        { munmap: { addr: 'a', length: '1p+1' } },
        { pread: 'f', offset: '2p-1', length: 1, content: { value: 0x5a } },
        { pread: 'f', offset: '2p', length: '1p', content: { pattern: '2p' } },
      ],
    },
  ],
});
