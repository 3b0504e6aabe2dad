/** Unmapping locked memory: it is no error, and the locks of the removed pages go with them. */
import { type Case, type Step, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const mapped = (...flags: readonly MapFlag[]): Step => ({
  mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...flags, 'FIXED'] },
});

const ways: readonly { id: string; how: string; since?: string; steps: readonly Step[] }[] = [
  { id: 'map-locked', how: 'MAP_LOCKED', steps: [mapped('PRIVATE', 'ANONYMOUS', 'LOCKED')] },
  { id: 'map-locked-shared', how: 'MAP_LOCKED, shared,', steps: [mapped('SHARED', 'ANONYMOUS', 'LOCKED')] },
  {
    id: 'mlock',
    how: 'mlock',
    steps: [mapped('PRIVATE', 'ANONYMOUS'), { mlock: { addr: 'arena', length: '4p' } }],
  },
  {
    id: 'mlock-onfault',
    how: 'mlock2 with MLOCK_ONFAULT',
    since: '4.4',
    steps: [mapped('PRIVATE', 'ANONYMOUS'), { mlock2: { addr: 'arena', length: '4p', flags: ['ONFAULT'] } }],
  },
  {
    id: 'mlockall',
    how: 'mlockall with MCL_FUTURE',
    steps: [{ mlockall: ['FUTURE'] }, mapped('PRIVATE', 'ANONYMOUS')],
  },
];

const removed = ways.map(
  ({ id, how, steps, ...row }): Case => ({
    id: `munmap/locks/${id}`,
    title: `Unmapping memory that was locked by ${how} unlocks it, page by page`,
    clauses: ['munmap.locks_removed'],
    ...row,
    steps: [
      ...steps,
      { status: 'VmLck', is: '4p' },
      { munmap: { addr: 'arena+1p', length: '1p' } },
      { status: 'VmLck', is: '3p' },
      { smaps: 'arena', vmFlags: { has: ['lo'] } },
      { munmap: { addr: 'arena', length: '4p' } },
      { status: 'VmLck', is: 0 },
    ],
  }),
);

export const locks = suite({
  name: 'munmap/locks',
  title: 'the locks of unmapped memory',
  cases: [
    ...removed,
    {
      id: 'munmap/locks/part-locked',
      title: 'Unmapping a mapping of which a part was locked takes those locks only',
      clauses: ['munmap.locks_removed'],
      steps: [
        mapped('PRIVATE', 'ANONYMOUS'),
        { mlock: { addr: 'arena+1p', length: '2p' } },
        { munmap: { addr: 'arena+2p', length: '2p' } },
        { status: 'VmLck', is: '1p' },
        { munmap: { addr: 'arena', length: '1p' } },
        { status: 'VmLck', is: '1p' },
      ],
    },
    {
      id: 'munmap/locks/mapped-anew',
      title: 'Memory that is mapped where locked memory was unmapped is not locked',
      clauses: ['munmap.locks_removed'],
      steps: [
        mapped('PRIVATE', 'ANONYMOUS', 'LOCKED'),
        { munmap: { addr: 'arena', length: '4p' } },
        mapped('PRIVATE', 'ANONYMOUS'),
        { smaps: 'arena', vmFlags: { lacks: ['lo'] }, locked: 0 },
        { resident: { addr: 'arena', length: '4p' }, is: 0 },
        { status: 'VmLck', is: 0 },
      ],
    },
    {
      id: 'munmap/locks/limit-given-back',
      title: 'Unmapping locked memory gives it back to RLIMIT_MEMLOCK: as much can be locked again',
      clauses: ['munmap.locks_removed'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        mapped('PRIVATE', 'ANONYMOUS', 'LOCKED'),
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED'] }, fails: 'EAGAIN' },
        { munmap: { addr: 'arena', length: '4p' } },
        mapped('SHARED', 'ANONYMOUS', 'LOCKED'),
        { status: 'VmLck', is: '4p' },
      ],
    },
  ],
});
