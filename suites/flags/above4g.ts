/** MAP_ABOVE4G, on x86-64 only: the kernel's choice is not below 4 GiB. No manual page has it; what is expected is what the kernel does. */
import { type Case, suite } from '../case.ts';
import { ANONYMOUS_KINDS, PRIVATE_ANONYMOUS } from './memory-kinds.ts';

const high = [...PRIVATE_ANONYMOUS, 'ABOVE4G'] as const;
const SINCE = '6.6';

export const above4g = suite({
  name: 'flags/above4g',
  title: 'MAP_ABOVE4G',
  cases: [
    ...ANONYMOUS_KINDS.map(
      ({ kind, what, flags }): Case => ({
        id: `flags/above4g/${kind}`,
        title: `MAP_ABOVE4G puts ${what} above 4 GiB`,
        clauses: ['mmap.flags.above4g'],
        since: SINCE,
        steps: [
          { mmap: { length: '4p', prot: 'rw', flags: [...flags, 'ABOVE4G'] }, as: 'a', above: '4G' },
          { contents: { addr: 'a', length: '4p', value: 0 } },
          { store: 'a+4p-1', value: 0x5a },
          { load: 'a+4p-1', is: 0x5a },
        ],
      }),
    ),
    {
      id: 'flags/above4g/hint-free',
      title: 'MAP_ABOVE4G takes a hint that is free even below 4 GiB',
      clauses: ['mmap.flags.above4g'],
      since: SINCE,
      steps: [{ mmap: { addr: '896M', length: '2p', prot: 'rw', flags: high }, at: '896M' }],
    },
    {
      id: 'flags/above4g/hint-taken',
      title: 'MAP_ABOVE4G with a low hint that is in use finds a place above 4 GiB',
      clauses: ['mmap.flags.above4g', 'mmap.addr.hint.busy_other_address'],
      since: SINCE,
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, '32BIT'] }, as: 'a', below: '2G' },
        { store: 'a', value: 0x5a },
        { mmap: { addr: 'a', length: '2p', prot: 'rw', flags: high }, as: 'b', above: '4G' },
        { store: 'b', value: 0xa5 },
        { load: 'a', is: 0x5a },
      ],
    },
    {
      id: 'flags/above4g/fixed',
      title: 'MAP_ABOVE4G does not keep MAP_FIXED from an address below 4 GiB',
      clauses: ['mmap.flags.above4g', 'mmap.flags.fixed.exact'],
      since: SINCE,
      steps: [
        {
          mmap: { length: '2p', prot: 'none', flags: [...PRIVATE_ANONYMOUS, '32BIT'] },
          as: 'a',
          below: '2G',
        },
        { mmap: { addr: 'a', length: '2p', prot: 'rw', flags: [...high, 'FIXED'] }, at: 'a' },
        { store: 'a', value: 0x5a },
      ],
    },
    {
      id: 'flags/above4g/with-32bit',
      title: 'MAP_32BIT wins over MAP_ABOVE4G',
      clauses: ['mmap.flags.above4g', 'mmap.flags.32bit.low_2g'],
      since: SINCE,
      steps: [{ mmap: { length: '2p', prot: 'rw', flags: [...high, '32BIT'] }, below: '2G' }],
    },
    {
      id: 'flags/above4g/shared-validate',
      title: 'MAP_SHARED_VALIDATE knows MAP_ABOVE4G',
      clauses: ['mmap.flags.above4g', 'mmap.flags.shared_validate.known_mask'],
      since: SINCE,
      steps: [
        { memfd: 'f', size: '1p', content: 'pattern' },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', 'ABOVE4G'], fd: 'f' },
          as: 'a',
          above: '4G',
        },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
      ],
    },
  ],
});
