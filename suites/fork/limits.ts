/** The limits on memory that a child inherits, and that are its own from then on. */
import { type Case, type Step, suite } from '../case.ts';

const map = (length: '4p' | '64p', prot: 'none' | 'rw'): Step => ({
  mmap: { length, prot, flags: ['PRIVATE', 'ANONYMOUS'] },
});

interface Limit {
  id: string;
  name: string;
  since?: string;
  set: readonly Step[];
  /** Something to be locked, where that is what is limited. */
  memory: readonly Step[];
  small: Step;
  large: Step;
}

const rows: readonly Limit[] = [
  {
    id: 'as',
    name: 'RLIMIT_AS',
    set: [{ rlimit: 'AS', room: '32p' }],
    memory: [],
    small: map('4p', 'none'),
    large: map('64p', 'none'),
  },
  {
    id: 'data',
    name: 'RLIMIT_DATA',
    since: '4.7',
    set: [{ rlimit: 'DATA', room: '32p' }],
    memory: [],
    small: map('4p', 'rw'),
    large: map('64p', 'rw'),
  },
  {
    id: 'memlock',
    name: 'RLIMIT_MEMLOCK',
    set: [{ drop: 'IPC_LOCK' }, { rlimit: 'MEMLOCK', soft: '2p' }],
    memory: [{ mmap: { addr: 'arena', length: '8p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } }],
    small: { mlock: { addr: 'arena', length: '2p' } },
    large: { mlock: { addr: 'arena', length: '3p' } },
  },
];

export const limits = suite({
  name: 'fork/limits',
  title: 'limits on memory are inherited by fork',
  cases: rows.flatMap(({ id, name, set, memory, small, large, ...row }): readonly Case[] => [
    {
      id: `fork/limits/${id}-inherited`,
      title: `${name} is in force in the child: what exceeds it fails, what does not succeeds`,
      clauses: ['getrlimit.inheritance'],
      ...row,
      steps: [...memory, ...set, { fork: [{ ...large, fails: 'ENOMEM' }, small] }],
    },
    {
      id: `fork/limits/${id}-own`,
      title: `A child's ${name} limits the child, not its parent`,
      clauses: ['getrlimit.inheritance'],
      ...row,
      steps: [...memory, { fork: [...set, { ...large, fails: 'ENOMEM' }], meanwhile: [large] }],
    },
  ]),
});
