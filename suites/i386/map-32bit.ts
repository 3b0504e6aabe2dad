/** MAP_32BIT by its number (0x40) in a program of 32 bits, where it says nothing. */
import { type Case, suite } from '../case.ts';

const FLAGS = ['PRIVATE', 'ANONYMOUS', '0x40'] as const;

export const map32bit = suite({
  name: 'i386/map-32bit',
  title: 'MAP_32BIT in programs of 32 bits',
  cases: [
    {
      id: 'i386/map-32bit/accepted',
      title: 'In a program of 32 bits MAP_32BIT is accepted, and memory is memory',
      clauses: ['mmap.flags.32bit.only_x86_64'],
      needs: ['i386'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: FLAGS }, as: 'a' },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { maps: 'a', length: '2p', perms: 'rw-p', backing: 'anonymous' },
      ],
    },
    {
      id: 'i386/map-32bit/hint-above-2g',
      title: 'In a program of 32 bits a free hint above 2 GiB is taken with MAP_32BIT as without',
      clauses: ['mmap.flags.32bit.only_x86_64'],
      needs: ['i386'],
      steps: [
        // The room above 2 GiB: what is longer than what lies below has its end there.
        { mmap: { length: '2G', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] }, as: 'a' },
        { munmap: { addr: 'a+2G-2p', length: '2p' } },
        { mmap: { addr: 'a+2G-2p', length: '2p', prot: 'rw', flags: FLAGS }, at: 'a+2G-2p', above: '2G-2p' },
        { store: 'a+2G-1', value: 0x5a },
      ],
    },
    ...(['1G+1p', '2G'] as const).map(
      (length): Case => ({
        id: `i386/map-32bit/${length === '2G' ? '2g' : 'more-than-1g'}`,
        title: `In a program of 32 bits ${length === '2G' ? '2 GiB' : 'more than 1 GiB'} can be had with MAP_32BIT, which is more than its window in others`,
        clauses: ['mmap.flags.32bit.only_x86_64'],
        needs: ['i386'],
        steps: [
          { mmap: { length, prot: 'none', flags: [...FLAGS, 'NORESERVE'] }, as: 'a' },
          { maps: 'a', length, perms: '---p' },
        ],
      }),
    ),
  ],
});
