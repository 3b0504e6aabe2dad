/** Pages of memory that are broken, as MADV_HWPOISON makes believe. Each case costs the machine a page until it is started anew. */
import { type Case, type Step, suite } from '../case.ts';
import type { NeedName } from '../needs.ts';
import type { MapFlag } from '../vocabulary.ts';

const since = '2.6.32';
const needs: readonly NeedName[] = ['own-machine', 'root', 'memory-failure'];

const kinds: readonly { id: string; what: string; flags: readonly MapFlag[] }[] = [
  { id: 'private', what: 'private memory', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
  { id: 'shared', what: 'shared memory', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
];

/** Three pages, of which the middle one breaks. */
const broken = (flags: readonly MapFlag[]): readonly Step[] => [
  { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags } },
  { fill: { addr: 'arena+1p', length: '3p', value: 7 } },
  // The call itself may raise the signal already.
  { madvise: { addr: 'arena+2p', length: '1p', advice: 'HWPOISON' }, observed: true },
];

export const memoryFailure = suite({
  name: 'system/memory-failure',
  title: 'pages of memory that are broken',
  cases: [
    ...kinds.flatMap(({ id, what, flags }): Case[] => [
      {
        id: `system/memory-failure/load-${id}`,
        title: `A load from a broken page of ${what} raises SIGBUS with BUS_MCEERR_AR, at every byte of it and none beside it`,
        clauses: ['mmap.signal.sigbus.hwpoison'],
        needs,
        since,
        steps: [
          ...broken(flags),
          { load: 'arena+2p', faults: 'SIGBUS/BUS_MCEERR_AR' },
          { load: 'arena+3p-1', faults: 'SIGBUS/BUS_MCEERR_AR' },
          { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
          { contents: { addr: 'arena+3p', length: '1p', value: 7 } },
        ],
      },
      {
        id: `system/memory-failure/store-${id}`,
        title: `A store to a broken page of ${what} raises SIGBUS with BUS_MCEERR_AR`,
        clauses: ['mmap.signal.sigbus.hwpoison'],
        needs,
        since,
        steps: [...broken(flags), { store: 'arena+2p', value: 1, faults: 'SIGBUS/BUS_MCEERR_AR' }],
      },
      {
        id: `system/memory-failure/mapped-anew-${id}`,
        title: `Where a page of ${what} broke MAP_FIXED puts one that works`,
        clauses: ['mmap.signal.sigbus.hwpoison', 'mmap.flags.fixed.overlap_discarded'],
        needs,
        since,
        steps: [
          ...broken(flags),
          { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags } },
          { contents: { addr: 'arena+2p', length: '1p', value: 0 } },
          { fill: { addr: 'arena+2p', length: '1p', value: 8 } },
          { contents: { addr: 'arena+3p', length: '1p', value: 7 } },
        ],
      },
    ]),
    {
      id: 'system/memory-failure/unprivileged',
      title: 'MADV_HWPOISON takes CAP_SYS_ADMIN',
      clauses: ['mmap.signal.sigbus.hwpoison'],
      needs,
      since,
      steps: [
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena+1p', value: 7 },
        { drop: 'SYS_ADMIN' },
        { madvise: { addr: 'arena+1p', length: '1p', advice: 'HWPOISON' }, fails: 'EPERM' },
        { load: 'arena+1p', is: 7 },
      ],
    },
  ],
});
