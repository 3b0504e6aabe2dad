/** EOVERFLOW of a kernel of 32 bits, whose number of a page in a file has as many: offset and length together must fit into it. */
import { type Case, type MmapArguments, type Size, type Step, suite } from '../case.ts';

interface Mapped {
  name: string;
  what: string;
  setup: readonly Step[];
  mapping: Pick<MmapArguments, 'flags' | 'fd'>;
}
const file: readonly Step[] = [{ memfd: 'f', size: '1p' }];
const objects: readonly Mapped[] = [
  {
    name: 'shared',
    what: 'a shared mapping of a file',
    setup: file,
    mapping: { flags: ['SHARED'], fd: 'f' },
  },
  {
    name: 'private',
    what: 'a private mapping of a file',
    setup: file,
    mapping: { flags: ['PRIVATE'], fd: 'f' },
  },
  {
    name: 'anonymous',
    what: 'anonymous memory',
    setup: [],
    mapping: { flags: ['PRIVATE', 'ANONYMOUS'] },
  },
];

const sums: readonly { name: string; offset: Size; length: Size; is: string }[] = [
  { name: 'last-page', offset: '16T-1p', length: '1p', is: '2^32' },
  { name: 'last-page-one-byte', offset: '16T-1p', length: 1, is: '2^32, rounded up,' },
  { name: 'two-pages', offset: '16T-2p', length: '2p', is: '2^32 by the length' },
  { name: 'page-and-one', offset: '16T-2p', length: '1p+1', is: '2^32 by the length, rounded up,' },
  { name: 'more', offset: '16T-1p', length: '2p', is: 'more than 2^32' },
  { name: 'long', offset: '16T-1G', length: '1G', is: '2^32 by a length of 1 GiB' },
];

const refused = ({ name, what, setup, mapping }: Mapped): Case[] =>
  sums.map(({ name: sum, offset, length, is }) => ({
    id: `i386/eoverflow/${name}-${sum}`,
    title: `Where pages of offset and length of ${what} are together ${is} a kernel of 32 bits gives EOVERFLOW`,
    clauses: ['mmap.errors.eoverflow.32bit'],
    needs: ['i386', '32-bit-kernel'],
    steps: [...setup, { mmap: { length, prot: 'none', offset, ...mapping }, fails: 'EOVERFLOW' }],
  }));

const fits = ({ name, what, setup, mapping }: Mapped): Case => ({
  id: `i386/eoverflow/${name}-fits`,
  title: `Where pages of offset and length of ${what} are together less than 2^32 a kernel of 32 bits maps it`,
  clauses: ['mmap.errors.eoverflow.32bit'],
  needs: ['i386', '32-bit-kernel'],
  steps: [
    ...setup,
    { mmap: { length: '1p', prot: 'none', offset: '16T-2p', ...mapping } },
    { mmap: { length: '2p', prot: 'none', offset: '16T-3p', ...mapping } },
    { mmap: { length: '1G-1p', prot: 'none', offset: '16T-1G', ...mapping } },
  ],
});

export const eoverflow = suite({
  name: 'i386/eoverflow',
  title: 'EOVERFLOW of a kernel of 32 bits',
  cases: [
    ...objects.flatMap((object) => [...refused(object), fits(object)]),
    {
      id: 'i386/eoverflow/fixed-keeps-old',
      title: 'A kernel of 32 bits that gives EOVERFLOW for a MAP_FIXED mapping leaves what was there',
      clauses: ['mmap.errors.eoverflow.32bit', 'mmap.flags.fixed.failed_call_keeps_old'],
      needs: ['i386', '32-bit-kernel'],
      steps: [
        ...file,
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { store: 'a', value: 0x5a },
        {
          mmap: {
            addr: 'a',
            length: '2p',
            prot: 'r',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '16T-2p',
          },
          fails: 'EOVERFLOW',
        },
        { load: 'a', is: 0x5a },
      ],
    },
  ],
});
