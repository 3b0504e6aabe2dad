/* EMFILE: POSIX's errno for too many mapped regions, which Linux does not use. The limit itself is the business of errors/enomem. */
import { suite } from '../case.ts';

const HISTORICAL = { documented: 'EMFILE: too many mapped regions' } as const;

export const emfile = suite({
  name: 'errors/emfile',
  title: 'EMFILE: too many mapped regions, which Linux says by ENOMEM',
  cases: [
    {
      id: 'errors/emfile/too-many-mappings',
      title:
        'A process with as many mappings as it may have gets ENOMEM for one more instead of the EMFILE of POSIX',
      clauses: ['mmap.errors.emfile.posix', 'mmap.errors.enomem.map_count'],
      steps: [
        { exhaustMappings: 'a', historical: HISTORICAL },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] },
          fails: 'ENOMEM',
          // Comparing this many lines of /proc/self/maps takes longer than all the rest.
          mayChange: true,
          historical: HISTORICAL,
        },
      ],
    },
  ],
});
