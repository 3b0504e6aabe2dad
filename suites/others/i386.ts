/** What is otherwise in a program of 32 bits on x86: the offset is passed in units of 4096 bytes, and MAP_32BIT means nothing. */
import { type Case, type MmapArguments, type Size, type Step, suite } from '../case.ts';
import type { NeedName } from '../needs.ts';

const needs: readonly NeedName[] = ['i386'];
const anonymous = ['PRIVATE', 'ANONYMOUS'] as const;

/** On a kernel of 32 bits the number of the last page and one must fit into 32 bits, whatever is mapped. */
const overflowing: readonly { id: string; what: string; length: Size; offset: Size }[] = [
  { id: 'one-over', what: 'a page more than fits', length: '2p', offset: '16T-1p' },
  { id: 'exact', what: 'exactly as much as would fit', length: '2p', offset: '16T-2p' },
  { id: 'long', what: '16 MiB', length: '16M', offset: '16T-1p' },
];
const objects: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  kind: Omit<MmapArguments, 'length' | 'offset'>;
}[] = [
  {
    id: 'file',
    what: 'a memfd',
    fixtures: [{ memfd: 'f', size: '1p' }],
    kind: { prot: 'r', flags: ['SHARED'], fd: 'f' },
  },
  { id: 'anonymous', what: 'anonymous memory', fixtures: [], kind: { prot: 'r', flags: anonymous } },
];

export const i386 = suite({
  name: 'others/i386',
  title: 'programs of 32 bits on x86',
  cases: [
    {
      id: 'others/i386/map-32bit',
      title:
        'In a program of 32 bits the bit of MAP_32BIT has no effect: with it or without, the mapping lies above 2 GiB',
      clauses: ['mmap.flags.32bit.only_x86_64'],
      needs,
      steps: [
        { mmap: { length: '1p', prot: 'rw', flags: anonymous }, above: '2G' },
        { mmap: { length: '1p', prot: 'rw', flags: [...anonymous, '0x40'] }, as: 'a', above: '2G' },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'others/i386/over-ptrdiff-max',
      title: 'In a program of 32 bits a mapping may be longer than PTRDIFF_MAX',
      clauses: ['mmap.length.over_ptrdiff_max'],
      needs,
      steps: [
        { mmap: { length: '2G', prot: 'none', flags: [...anonymous, 'NORESERVE'] }, as: 'a' },
        { maps: 'a', length: '2G', perms: '---p' },
      ],
    },
    {
      id: 'others/i386/offset-beyond-4g',
      title:
        'A program of 32 bits maps a file at an offset beyond 4 GiB, and sees the bytes that stand there',
      clauses: ['mmap.offset.initial_contents'],
      needs,
      steps: [
        { memfd: 'f' },
        { pwrite: 'f', offset: '4G+2p', length: '1p', content: { value: 7 } },
        { pwrite: 'f', offset: '2p', length: '1p', content: { value: 8 } },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: '4G+2p' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', value: 7 } },
        { maps: 'a', offset: '4G+2p' },
      ],
    },
    ...objects.flatMap(({ id: object, what: of, fixtures, kind }) =>
      overflowing.map(
        ({ id, what, length, offset }): Case => ({
          id: `others/i386/overflow-${object}-${id}`,
          title: `On a kernel of 32 bits a mapping of ${of} whose pages of offset and length come to ${what} gives EOVERFLOW`,
          clauses: ['mmap.errors.eoverflow.32bit'],
          needs: ['i386', '32-bit-kernel'],
          steps: [...fixtures, { mmap: { length, ...kind, offset }, fails: 'EOVERFLOW' }],
        }),
      ),
    ),
    {
      id: 'others/i386/no-overflow',
      title: 'On a kernel of 32 bits an offset of all pages but two and a length of one is no overflow',
      clauses: ['mmap.errors.eoverflow.32bit'],
      needs: ['i386', '32-bit-kernel'],
      steps: [
        { mmap: { length: '1p', prot: 'rw', flags: anonymous, offset: '16T-2p' }, as: 'a' },
        { store: 'a', value: 1 },
      ],
    },
  ],
});
