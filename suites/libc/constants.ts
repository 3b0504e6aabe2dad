/** The numbers behind the names, as the header files have them. */
import { type Case, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { NeedName } from '../needs.ts';

const assertions = (rows: readonly string[]): string =>
  rows.map((row) => `_Static_assert(${row}, "${row}");\n`).join('');

/** Of <linux/mman.h>, which the C library's header need not know yet. */
const table: readonly {
  id: string;
  title: string;
  clauses: readonly ClauseId[];
  include: string;
  needs?: readonly NeedName[];
  rows: readonly string[];
}[] = [
  {
    id: 'synonyms',
    title: 'MAP_ANON is MAP_ANONYMOUS, and MAP_FILE is no bit at all',
    clauses: ['mmap.flags.anon.synonym', 'mmap.flags.file.ignored'],
    include: '<sys/mman.h>',
    rows: ['MAP_ANON == MAP_ANONYMOUS', 'MAP_FILE == 0'],
  },
  {
    id: 'map-failed',
    title: 'MAP_FAILED is the pointer (void *) -1',
    clauses: ['mmap.return.map_failed'],
    include: '<sys/mman.h>',
    rows: ['(long) MAP_FAILED == -1L', 'sizeof(MAP_FAILED) == sizeof(void *)'],
  },
  {
    id: 'kinds-everywhere',
    title: 'The types of mappings and the accesses have the numbers that they have on every architecture',
    clauses: ['mmap.flags.type.values_file', 'mmap.prot.or_combination'],
    include: '<sys/mman.h>',
    rows: [
      'PROT_NONE == 0',
      'PROT_READ == 1',
      'PROT_WRITE == 2',
      'PROT_EXEC == 4',
      'MAP_SHARED == 1',
      'MAP_PRIVATE == 2',
      'MAP_SHARED_VALIDATE == 3',
    ],
  },
  {
    id: 'huge-sizes',
    title:
      'MAP_HUGE_2MB and MAP_HUGE_1GB are the logarithm of the size, shifted by MAP_HUGE_SHIFT, which is 26',
    clauses: ['mmap.flags.hugetlb.size_code_encoding'],
    include: '<linux/mman.h>',
    rows: [
      'MAP_HUGE_SHIFT == 26',
      'MAP_HUGE_MASK == 63',
      'MAP_HUGE_2MB == (21 << 26)',
      'MAP_HUGE_1GB == (30 << 26)',
      'MAP_HUGE_64KB == (16 << 26)',
      'MAP_HUGE_16GB == (34U << 26)',
    ],
  },
  {
    id: 'x86',
    title: 'The flags have the numbers of the ABI of x86-64 in the header of the C library',
    clauses: ['mmap.flags.constants_x86'],
    include: '<sys/mman.h>',
    needs: ['x86_64'],
    rows: [
      'MAP_FIXED == 0x10',
      'MAP_ANONYMOUS == 0x20',
      'MAP_32BIT == 0x40',
      'MAP_GROWSDOWN == 0x100',
      'MAP_DENYWRITE == 0x800',
      'MAP_EXECUTABLE == 0x1000',
      'MAP_LOCKED == 0x2000',
      'MAP_NORESERVE == 0x4000',
      'MAP_POPULATE == 0x8000',
      'MAP_NONBLOCK == 0x10000',
      'MAP_STACK == 0x20000',
      'MAP_HUGETLB == 0x40000',
    ],
  },
];

export const constants = suite({
  name: 'libc/constants',
  title: 'the numbers in the header files',
  cases: table.map(
    ({ id, title, clauses, include, needs = [], rows }): Case => ({
      id: `libc/constants/${id}`,
      title,
      clauses,
      needs,
      steps: [{ compile: `#include ${include}\n${assertions(rows)}`, is: 'accepted' }],
    }),
  ),
});
