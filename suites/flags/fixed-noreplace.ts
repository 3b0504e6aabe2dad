import { suite } from '../case.ts';

export const fixedNoreplace = suite({
  name: 'flags/fixed-noreplace',
  title: 'MAP_FIXED_NOREPLACE',
  cases: [
    {
      id: 'flags/fixed-noreplace/overlap-whole',
      title: 'MAP_FIXED_NOREPLACE refuses a range that a mapping fills, and leaves that mapping as it was',
      clauses: ['mmap.flags.fixed_noreplace.overlap'],
      since: '4.17',
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { store: 'a', value: 0x5a },
        {
          mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] },
          fails: 'EEXIST',
        },
        { load: 'a', is: 0x5a },
      ],
    },
  ],
});
