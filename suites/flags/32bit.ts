/**
 * MAP_32BIT, on x86-64 only: the mapping goes into the first 2 GiB, in fact into the upper half of them. The arena lies far above.
 */
import { type Address, type Case, type Size, suite } from '../case.ts';
import { MEMORY_KINDS, PRIVATE_ANONYMOUS } from './memory-kinds.ts';

const low = [...PRIVATE_ANONYMOUS, '32BIT'] as const;
const reserved = ['PRIVATE', 'ANONYMOUS', 'NORESERVE', '32BIT'] as const;

const fixed = [
  { flag: 'FIXED', since: '2.6' },
  { flag: 'FIXED_NOREPLACE', since: '4.17' },
] as const;

const tooLong: readonly { name: string; title: string; length: Size }[] = [
  { name: 'more-than-1g', title: 'a page more than 1 GiB', length: '1G+1p' },
  { name: '2g', title: '2 GiB', length: '2G' },
  { name: 'more-than-2g', title: 'a page more than 2 GiB', length: '2G+1p' },
  { name: '4g', title: '4 GiB', length: '4G' },
];

/** Hints for a mapping of two pages: low and free. */
const takenHints: readonly { name: string; title: string; hint: Address }[] = [
  { name: 'below-window', title: 'far below 1 GiB', hint: '896M' },
  { name: 'last-pages', title: 'at the very end of the first 2 GiB', hint: '2G-2p' },
];

/** Hints that are free, too, but not low. */
const ignoredHints: readonly { name: string; title: string; hint: Address }[] = [
  { name: 'across-2g', title: 'across the end of the first 2 GiB', hint: '2G-1p' },
  { name: 'at-2g', title: 'at 2 GiB', hint: '2G' },
  { name: 'above-4g', title: 'above 4 GiB', hint: '8G' },
];

export const low2g = suite({
  name: 'flags/32bit',
  title: 'MAP_32BIT',
  cases: [
    ...MEMORY_KINDS.map(
      ({ kind, what, object, flags, fd, content }): Case => ({
        id: `flags/32bit/${kind}`,
        title: `MAP_32BIT puts ${what} into the first 2 GiB`,
        clauses: ['mmap.flags.32bit.low_2g'],
        steps: [
          ...object,
          { mmap: { length: '4p', prot: 'rw', flags: [...flags, '32BIT'], fd }, as: 'a', below: '2G' },
          { contents: { addr: 'a', length: '4p', ...content } },
          { store: 'a+4p-1', value: 0x5a },
          { load: 'a+4p-1', is: 0x5a },
        ],
      }),
    ),
    {
      id: 'flags/32bit/two',
      title: 'Two mappings of MAP_32BIT are both low, and apart',
      clauses: ['mmap.flags.32bit.low_2g', 'mmap.addr.chosen.no_clobber'],
      steps: [
        { mmap: { length: '4p', prot: 'rw', flags: low }, as: 'a', below: '2G' },
        { fill: { addr: 'a', length: '4p', value: 0x5a } },
        { mmap: { length: '4p', prot: 'rw', flags: low }, as: 'b', below: '2G' },
        { contents: { addr: 'b', length: '4p', value: 0 } },
        { fill: { addr: 'b', length: '4p', value: 0xa5 } },
        { contents: { addr: 'a', length: '4p', value: 0x5a } },
      ],
    },
    {
      id: 'flags/32bit/without',
      title: 'Without MAP_32BIT a mapping that does not fit into the first 2 GiB succeeds',
      clauses: ['mmap.flags.32bit.window'],
      needs: ['x86_64'],
      steps: [{ mmap: { length: '2G+1p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] } }],
    },
    ...fixed.map(
      ({ flag, since }): Case => ({
        id: `flags/32bit/ignored-with-${flag.toLowerCase().replace('_', '-')}`,
        title: `MAP_32BIT is ignored with MAP_${flag}: the mapping is where it was asked for`,
        clauses: ['mmap.flags.32bit.fixed_ignored'],
        since,
        steps: [
          { munmap: { addr: 'arena+8p', length: '2p' } },
          { mmap: { addr: 'arena+8p', length: '2p', prot: 'rw', flags: [...low, flag] }, at: 'arena+8p' },
          { maps: 'arena+8p', length: '2p', perms: 'rw-p' },
          { store: 'arena+10p-1', value: 0x5a },
          { load: 'arena+10p-1', is: 0x5a },
        ],
      }),
    ),

    /* how much there is */
    {
      id: 'flags/32bit/window',
      title: 'Some 1 GiB can be had by MAP_32BIT, and no more',
      clauses: ['mmap.flags.32bit.window'],
      steps: [
        { mmap: { length: '768M', prot: 'none', flags: reserved }, as: 'a', above: '1G', below: '2G' },
        { mmap: { length: '512M', prot: 'none', flags: reserved }, fails: 'ENOMEM' },
        { munmap: { addr: 'a', length: '768M' } },
        { mmap: { length: '512M', prot: 'none', flags: reserved }, above: '1G', below: '2G' },
      ],
    },
    ...tooLong.map(
      ({ name, title, length }): Case => ({
        id: `flags/32bit/too-long-${name}`,
        title: `There is no room for ${title} by MAP_32BIT`,
        clauses: ['mmap.flags.32bit.window'],
        steps: [{ mmap: { length, prot: 'none', flags: reserved }, fails: 'ENOMEM' }],
      }),
    ),

    /* hints */
    {
      id: 'flags/32bit/hint-free',
      title: 'MAP_32BIT takes a hint that is low and free',
      clauses: ['mmap.flags.32bit.hint'],
      steps: [
        { mmap: { length: '16p', prot: 'none', flags: low }, as: 'a', below: '2G' },
        { munmap: { addr: 'a', length: '16p' } },
        { mmap: { addr: 'a+3p', length: '1p', prot: 'rw', flags: low }, at: 'a+3p' },
      ],
    },
    ...takenHints.map(
      ({ name, title, hint }): Case => ({
        id: `flags/32bit/hint-${name}`,
        title: `MAP_32BIT takes a free hint ${title}`,
        clauses: ['mmap.flags.32bit.hint'],
        steps: [{ mmap: { addr: hint, length: '2p', prot: 'rw', flags: low }, at: hint }],
      }),
    ),
    {
      id: 'flags/32bit/hint-taken',
      title: 'MAP_32BIT with a hint that is in use finds another place in the first 2 GiB',
      clauses: ['mmap.flags.32bit.low_2g', 'mmap.addr.hint.busy_other_address'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: low }, as: 'a', below: '2G' },
        { store: 'a', value: 0x5a },
        { mmap: { addr: 'a', length: '2p', prot: 'rw', flags: low }, as: 'b', notAt: 'a', below: '2G' },
        { store: 'b', value: 0xa5 },
        { load: 'a', is: 0x5a },
      ],
    },
    ...ignoredHints.map(
      ({ name, title, hint }): Case => ({
        id: `flags/32bit/hint-${name}`,
        title: `MAP_32BIT does not take a hint ${title}`,
        clauses: ['mmap.flags.32bit.hint', 'mmap.flags.32bit.low_2g'],
        steps: [
          { munmap: { addr: 'arena', length: '2p' } },
          { mmap: { addr: hint, length: '2p', prot: 'rw', flags: low }, notAt: hint, below: '2G' },
        ],
      }),
    ),
  ],
});
