/** When munmap fails, and that it then has changed nothing: what was mapped in and beside the range is there as before. */
import { type Address, type Case, type Size, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { NeedName } from '../needs.ts';

/** Two pages, 1 and 2 at their starts, between the arena's own. */
const twoPages: readonly Step[] = [
  { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { store: 'arena+1p', value: 1 },
  { store: 'arena+2p', value: 2 },
];
const asBefore: readonly Step[] = [
  { load: 'arena+1p', is: 1 },
  { load: 'arena+2p', is: 2 },
  { maps: 'arena', perms: '---p' },
  { maps: 'arena+1p', length: '2p', perms: 'rw-p' },
  { maps: 'arena+3p', perms: '---p' },
];

interface Row {
  id: string;
  title: string;
  addr: Address;
  length: Size;
  clauses: readonly ClauseId[];
  needs?: readonly NeedName[];
}

const rows: readonly Row[] = [
  {
    id: 'unaligned-by-one',
    title: 'An address one byte into a page is refused',
    addr: 'arena+1p+1',
    length: '1p',
    clauses: ['munmap.addr_multiple'],
  },
  {
    id: 'unaligned-by-half-a-page',
    title: 'An address 2048 bytes into a page is refused',
    addr: 'arena+1p+2048',
    length: '1p',
    clauses: ['munmap.addr_multiple'],
  },
  {
    id: 'unaligned-last-byte',
    title: 'The address of the last byte of a page is refused',
    addr: 'arena+2p-1',
    length: 1,
    clauses: ['munmap.addr_multiple'],
  },
  {
    id: 'unaligned-to-page-end',
    title: 'An address within a page is refused, also when the range ends where the page does',
    addr: 'arena+1p+16',
    length: '1p-16',
    clauses: ['munmap.addr_multiple'],
  },
  {
    id: 'unaligned-not-mapped',
    title: 'An address that is no multiple of the page size is refused, also where nothing is mapped',
    addr: 16,
    length: '1p',
    clauses: ['munmap.addr_multiple'],
  },
  {
    id: 'length-zero',
    title: 'Length 0 is refused',
    addr: 'arena+1p',
    length: 0,
    clauses: ['munmap.len0'],
  },
  {
    id: 'length-zero-not-mapped',
    title: 'Length 0 is refused, also where nothing is mapped',
    addr: 'null',
    length: 0,
    clauses: ['munmap.len0'],
  },
  {
    id: 'last-page-of-numbers',
    title: 'The last page of the number space, whose end wraps to 0, is refused',
    addr: '0-1p',
    length: '1p',
    clauses: ['munmap.outside_space'],
  },
  {
    id: 'upper-half',
    title: "An address in the upper half of the number space, which is never a process's own, is refused",
    addr: '8E',
    length: '1p',
    clauses: ['munmap.outside_space'],
    needs: ['whole-addresses'],
  },
  {
    id: 'end-outside',
    title: 'A range that begins in a mapping and ends outside the address space is refused',
    addr: 'arena+1p',
    length: '8E',
    clauses: ['munmap.outside_space'],
  },
  {
    id: 'length-largest',
    title: 'The largest number as length is refused',
    addr: 'arena+1p',
    length: '0-1',
    clauses: ['munmap.outside_space'],
  },
  {
    id: 'length-largest-pages',
    title: 'A length that makes the range wrap, and end one page below its start, is refused',
    addr: 'arena+2p',
    length: '0-1p',
    clauses: ['munmap.outside_space'],
  },
  {
    id: 'everything-from-null',
    title: 'A range from 0 to beyond the end of the address space is refused',
    addr: 'null',
    length: '8E',
    clauses: ['munmap.outside_space'],
  },
];

const refused = rows.map(
  ({ id, title, addr, length, clauses, needs = [] }): Case => ({
    id: `munmap/errors/${id}`,
    title: `${title}, and nothing is unmapped`,
    clauses,
    needs,
    steps: [...twoPages, { munmap: { addr, length }, fails: 'EINVAL' }, ...asBefore],
  }),
);

export const errors = suite({
  name: 'munmap/errors',
  title: 'when munmap fails',
  cases: [
    ...refused,
    {
      id: 'munmap/errors/return-values',
      title: 'munmap returns 0, and -1 with errno where it fails, also when it fails between two successes',
      clauses: ['munmap.return_values'],
      steps: [
        ...twoPages,
        { munmap: { addr: 'arena+1p', length: '1p' } },
        { munmap: { addr: 'arena+2p', length: 0 }, fails: 'EINVAL' },
        { load: 'arena+2p', is: 2 },
        { munmap: { addr: 'arena+2p', length: '1p' } },
        { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
  ],
});
