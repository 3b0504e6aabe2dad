/** The limits on memory that a child inherits, and that are its own from then on. */
import { type Case, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';

const map = (length: '4p' | '64p', prot: 'none' | 'rw'): Step => ({
  mmap: { length, prot, flags: ['PRIVATE', 'ANONYMOUS'] },
});
const locked = (length: '4p' | '64p'): readonly Step[] => [
  { mmap: { addr: 'arena', length: '64p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { mlock: { addr: 'arena', length } },
];
const refused = (steps: readonly Step[]): readonly Step[] => [
  ...steps.slice(0, -1),
  ...steps.slice(-1).map((step): Step => ({ ...step, fails: 'ENOMEM' })),
];

interface Limit {
  id: string;
  name: string;
  since?: string;
  clauses: readonly ClauseId[];
  set: readonly Step[];
  small: readonly Step[];
  large: readonly Step[];
}

const rows: readonly Limit[] = [
  {
    id: 'as',
    name: 'RLIMIT_AS',
    clauses: ['getrlimit.inheritance'],
    set: [{ rlimit: 'AS', room: '32p' }],
    small: [map('4p', 'none')],
    large: [map('64p', 'none')],
  },
  {
    id: 'data',
    name: 'RLIMIT_DATA',
    since: '4.7',
    clauses: ['getrlimit.inheritance'],
    set: [{ rlimit: 'DATA', room: '32p' }],
    small: [map('4p', 'rw')],
    large: [map('64p', 'rw')],
  },
  {
    id: 'memlock',
    name: 'RLIMIT_MEMLOCK',
    clauses: ['getrlimit.inheritance'],
    set: [{ drop: 'IPC_LOCK' }, { rlimit: 'MEMLOCK', soft: '8p' }],
    small: locked('4p'),
    large: locked('64p'),
  },
];

export const limits = suite({
  name: 'fork/limits',
  title: 'limits on memory are inherited by fork',
  cases: rows.flatMap(({ id, name, set, small, large, ...row }): readonly Case[] => [
    {
      id: `fork/limits/${id}-inherited`,
      title: `${name} is in force in the child: what exceeds it fails, what does not succeeds`,
      ...row,
      steps: [...set, { fork: [...refused(large), ...small] }],
    },
    {
      id: `fork/limits/${id}-own`,
      title: `A child's ${name} limits the child, not its parent`,
      ...row,
      steps: [{ fork: [...set, ...refused(large)], meanwhile: large }],
    },
  ]),
});
