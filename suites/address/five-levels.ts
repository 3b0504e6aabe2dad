/** Addresses of 57 bits, on processors that have them: only who asks gets them. */
import { suite } from '../case.ts';

const anonymous = { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] } as const;
const since = '4.14';

export const fiveLevels = suite({
  name: 'address/five-levels',
  title: '57-bit addresses',
  cases: [
    {
      id: 'address/five-levels/unasked',
      title: 'Without a hint no address beyond 47 bits is given',
      clauses: ['mmap.addr.hint.la57_opt_in'],
      since,
      needs: ['la57'],
      steps: [{ mmap: anonymous, below: '128T' }],
    },
    {
      id: 'address/five-levels/asked',
      title: 'A hint beyond 47 bits that is free is taken',
      clauses: ['mmap.addr.hint.la57_opt_in'],
      since,
      needs: ['la57'],
      steps: [
        { mmap: { ...anonymous, addr: '1P' }, as: 'a', at: '1P' },
        { store: 'a', value: 7 },
        { load: 'a', is: 7 },
      ],
    },
    {
      id: 'address/five-levels/low-hint',
      title: 'A hint within 47 bits that is taken does not lead beyond them',
      clauses: ['mmap.addr.hint.la57_opt_in'],
      since,
      needs: ['la57'],
      steps: [{ mmap: { ...anonymous, addr: 'arena' }, notAt: 'arena', below: '128T' }],
    },
    {
      id: 'address/five-levels/long',
      title: 'A length beyond 47 bits is refused without a hint, and has room with a high one',
      clauses: ['mmap.addr.hint.la57_opt_in'],
      since,
      needs: ['la57', 'unlimited-address-space'],
      steps: [
        {
          mmap: { length: '1P', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] },
          fails: 'ENOMEM',
        },
        {
          mmap: { addr: '1P', length: '1P', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] },
          at: '1P',
        },
      ],
    },
  ],
});
