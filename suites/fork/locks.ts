/** Memory locks are not inherited: neither those of a mapping, however it was locked, nor the setting for future mappings. */
import { type Case, type Step, suite } from '../case.ts';

const mapped: Step = {
  mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
};

const ways: readonly { id: string; how: string; since?: string; steps: readonly Step[] }[] = [
  {
    id: 'map-locked',
    how: 'MAP_LOCKED',
    steps: [
      {
        mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED', 'FIXED'] },
      },
    ],
  },
  {
    id: 'map-locked-shared',
    how: 'MAP_LOCKED, shared,',
    steps: [
      {
        mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'LOCKED', 'FIXED'] },
      },
    ],
  },
  { id: 'mlock', how: 'mlock', steps: [mapped, { mlock: { addr: 'arena', length: '4p' } }] },
  {
    id: 'mlock-onfault',
    how: 'mlock2 with MLOCK_ONFAULT',
    since: '4.4',
    steps: [mapped, { mlock2: { addr: 'arena', length: '4p', flags: ['ONFAULT'] } }],
  },
  { id: 'mlockall', how: 'mlockall with MCL_FUTURE', steps: [{ mlockall: ['FUTURE'] }, mapped] },
];

const notInherited = ways.map(
  ({ id, how, steps, ...row }): Case => ({
    id: `fork/locks/${id}`,
    title: `What was locked by ${how} is not locked in the child, and stays locked in the parent`,
    clauses: ['fork.locks_not_inherited'],
    ...row,
    steps: [
      ...steps,
      { store: 'arena', value: 0x5a },
      { status: 'VmLck', is: '4p' },
      {
        fork: [
          { status: 'VmLck', is: 0 },
          { smaps: 'arena', vmFlags: { lacks: ['lo', 'lf'] }, locked: 0 },
          { load: 'arena', is: 0x5a },
        ],
      },
      { status: 'VmLck', is: '4p' },
      { smaps: 'arena', vmFlags: { has: ['lo'] } },
    ],
  }),
);

export const locks = suite({
  name: 'fork/locks',
  title: 'memory locks are not inherited',
  cases: [
    ...notInherited,
    {
      id: 'fork/locks/part',
      title: 'In a mapping of which a part was locked, no part is locked in the child',
      clauses: ['fork.locks_not_inherited'],
      steps: [
        mapped,
        { mlock: { addr: 'arena+1p', length: '2p' } },
        {
          fork: [
            { status: 'VmLck', is: 0 },
            { smaps: 'arena+1p', vmFlags: { lacks: ['lo'] } },
            { smaps: 'arena+2p', vmFlags: { lacks: ['lo'] } },
          ],
        },
        { status: 'VmLck', is: '2p' },
      ],
    },
    {
      id: 'fork/locks/future',
      title: 'MCL_FUTURE is not inherited: a new mapping of the child is neither locked nor populated',
      clauses: ['fork.mcl_future_not_inherited'],
      steps: [
        { mlockall: ['FUTURE'] },
        {
          fork: [
            mapped,
            { smaps: 'arena', vmFlags: { lacks: ['lo', 'lf'] } },
            { resident: { addr: 'arena', length: '4p' }, is: 0 },
            { status: 'VmLck', is: 0 },
          ],
        },
        mapped,
        { smaps: 'arena', vmFlags: { has: ['lo'] } },
        { resident: { addr: 'arena', length: '4p' }, is: 4 },
      ],
    },
    {
      id: 'fork/locks/own-count',
      title: "What the parent has locked does not count against its child's limit",
      clauses: ['fork.locks_not_inherited'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        mapped,
        { mlock: { addr: 'arena', length: '4p' } },
        { fork: [{ mlock: { addr: 'arena', length: '4p' } }, { status: 'VmLck', is: '4p' }] },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'fork/locks/unlocked-in-child',
      title: "A child's munlockall takes no lock from its parent",
      clauses: ['fork.locks_not_inherited'],
      steps: [
        mapped,
        { mlock: { addr: 'arena', length: '4p' } },
        { fork: [{ munlockall: true }, { munlock: { addr: 'arena', length: '4p' } }] },
        { status: 'VmLck', is: '4p' },
      ],
    },
  ],
});
