/* ENXIO: POSIX's errno for addresses that are invalid for the object, which Linux does not use. */
import { suite } from '../case.ts';

const HISTORICAL = {
  documented: 'ENXIO: the addresses are invalid for the object',
  instead: { fails: 'ENXIO' },
} as const;

export const enxio = suite({
  name: 'errors/enxio',
  title: 'ENXIO: no such part of the object, which Linux says by SIGBUS on access',
  cases: [
    {
      id: 'errors/enxio/beyond-end',
      title:
        'A mapping wholly beyond the end of a file succeeds instead of the ENXIO of POSIX, and no access does',
      clauses: [
        'mmap.errors.enxio.posix',
        'mmap.offset.beyond_eof_accepted',
        'mmap.signal.sigbus.beyond_eof',
      ],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: '16p' },
          as: 'a',
          historical: HISTORICAL,
        },
        { load: 'a', faults: 'SIGBUS/BUS_ADRERR' },
        { store: 'a+1p', value: 0x5a, faults: 'SIGBUS/BUS_ADRERR' },
        { fileSize: 'f', is: '1p' },
      ],
    },
    {
      id: 'errors/enxio/partly-beyond-end',
      title: 'A mapping that begins inside a file and ends beyond succeeds instead of the ENXIO of POSIX',
      clauses: ['mmap.errors.enxio.posix', 'mmap.signal.sigbus.beyond_eof'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: '3p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'a', historical: HISTORICAL },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
        { load: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
    {
      id: 'errors/enxio/empty-file',
      title: 'A mapping of an empty file succeeds instead of the ENXIO of POSIX, and no access does',
      clauses: ['mmap.errors.enxio.posix', 'mmap.object.empty_file'],
      steps: [
        { file: 'f', size: 0 },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a', historical: HISTORICAL },
        { load: 'a', faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
  ],
});
