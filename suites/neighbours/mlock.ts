/** mlock(2), mlock2(2) and munlock(2): what they lock, that it is present, and when they fail. */
import { type Case, type Content, type MmapArguments, type Step, suite } from '../case.ts';

const fourPages: Step = {
  mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
};

interface Kind {
  id: string;
  name: string;
  object: readonly Step[];
  how: Pick<MmapArguments, 'flags' | 'fd'>;
  fresh: Content;
}

const kinds: readonly Kind[] = [
  {
    id: 'private-anonymous',
    name: 'private anonymous memory',
    object: [],
    how: { flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
    fresh: { value: 0 },
  },
  {
    id: 'shared-anonymous',
    name: 'shared anonymous memory',
    object: [],
    how: { flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
    fresh: { value: 0 },
  },
  {
    id: 'private-file',
    name: 'a private mapping of a file',
    object: [{ file: 'f', size: '4p', content: 'pattern' }],
    how: { flags: ['PRIVATE', 'FIXED'], fd: 'f' },
    fresh: { pattern: 0 },
  },
  {
    id: 'shared-file',
    name: 'a shared mapping of a file',
    object: [{ file: 'f', size: '4p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f' },
    fresh: { pattern: 0 },
  },
];

const locking = kinds.map(
  ({ id, name, object, how, fresh }): Case => ({
    id: `neighbours/mlock/${id}`,
    title: `mlock makes all pages of ${name} present and locks them, with their contents as they were`,
    clauses: ['mlock.locks_and_populates'],
    steps: [
      ...object,
      { mmap: { addr: 'arena', length: '4p', prot: 'rw', ...how } },
      { mlock: { addr: 'arena', length: '4p' } },
      { resident: { addr: 'arena', length: '4p' }, is: 4 },
      { status: 'VmLck', is: '4p' },
      { smaps: 'arena', vmFlags: { has: ['lo'] }, locked: '4p' },
      { contents: { addr: 'arena', length: '4p', ...fresh } },
      { munlock: { addr: 'arena', length: '4p' } },
      { status: 'VmLck', is: 0 },
      { smaps: 'arena', vmFlags: { lacks: ['lo'] }, locked: 0 },
    ],
  }),
);

type Range = Extract<Step, { mlock: unknown }>['mlock'];

/** Of five pages at `arena+1p` the fourth is unmapped. */
const withHole: readonly Step[] = [
  { mmap: { addr: 'arena+1p', length: '5p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { munmap: { addr: 'arena+4p', length: '1p' } },
];

const notMapped: readonly { id: string; title: string; range: Range }[] = [
  { id: 'not-mapped', title: 'a range where nothing is mapped', range: { addr: 'arena+4p', length: '1p' } },
  {
    id: 'end-not-mapped',
    title: 'a range that reaches one byte into a page that is not mapped',
    range: { addr: 'arena+3p', length: '1p+1' },
  },
  {
    id: 'middle-not-mapped',
    title: 'a range with a hole in its middle',
    range: { addr: 'arena+3p', length: '3p' },
  },
  {
    id: 'start-not-mapped',
    title: 'a range of which the first page is not mapped',
    range: { addr: 'arena+4p', length: '2p' },
  },
];

const unmapped = notMapped.flatMap(({ id, title, range }): readonly Case[] => [
  {
    id: `neighbours/mlock/${id}`,
    title: `Locking ${title} gives ENOMEM, with mlock and with mlock2`,
    clauses: ['mlock.errors'],
    steps: [
      ...withHole,
      { mlock: range, fails: 'ENOMEM' },
      { mlock2: { ...range, flags: ['ONFAULT'] }, fails: 'ENOMEM' },
    ],
  },
  {
    id: `neighbours/mlock/munlock-${id}`,
    title: `Unlocking ${title} gives ENOMEM`,
    clauses: ['mlock.errors'],
    steps: [...withHole, { munlock: range, fails: 'ENOMEM' }],
  },
]);

const rounding: readonly { id: string; title: string; range: Range; locked: '1p' | '2p' }[] = [
  {
    id: 'inside-page',
    title: 'Ten bytes inside a page lock that page',
    range: { addr: 'arena+1p+100', length: 10 },
    locked: '1p',
  },
  {
    id: 'first-byte',
    title: 'The first byte of a page locks that page',
    range: { addr: 'arena+1p', length: 1 },
    locked: '1p',
  },
  {
    id: 'across-boundary',
    title: 'Two bytes on both sides of a page boundary lock two pages',
    range: { addr: 'arena+2p-1', length: 2 },
    locked: '2p',
  },
  {
    id: 'page-from-inside',
    title: 'A length of one page from inside a page on locks two pages',
    range: { addr: 'arena+1p+1', length: '1p' },
    locked: '2p',
  },
];

const rounded = rounding.map(
  ({ id, title, range, locked }): Case => ({
    id: `neighbours/mlock/rounded-${id}`,
    title: `${title}, and unlocking the same bytes unlocks as much`,
    clauses: ['mlock.addr_rounded'],
    steps: [
      fourPages,
      { mlock: range },
      { status: 'VmLck', is: locked },
      { smaps: 'arena', vmFlags: { lacks: ['lo'] } },
      { smaps: 'arena+1p', vmFlags: { has: ['lo'] }, size: locked },
      { munlock: range },
      { status: 'VmLck', is: 0 },
    ],
  }),
);

export const mlock = suite({
  name: 'neighbours/mlock',
  title: 'mlock(2), mlock2(2), munlock(2)',
  cases: [
    ...locking,
    {
      id: 'neighbours/mlock/part',
      title: 'Locking the middle of a mapping locks and populates the middle only',
      clauses: ['mlock.locks_and_populates'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mlock: { addr: 'arena+2p', length: '1p' } },
        { smaps: 'arena+1p', vmFlags: { lacks: ['lo'] } },
        { smaps: 'arena+2p', vmFlags: { has: ['lo'] }, size: '1p' },
        { smaps: 'arena+3p', vmFlags: { lacks: ['lo'] } },
        { resident: { addr: 'arena+1p', length: '3p' }, is: 1 },
        { status: 'VmLck', is: '1p' },
      ],
    },
    {
      id: 'neighbours/mlock/several',
      title: 'One call locks mappings of several kinds side by side',
      clauses: ['mlock.locks_and_populates'],
      steps: [
        { memfd: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mlock: { addr: 'arena', length: '3p' } },
        { resident: { addr: 'arena', length: '3p' }, is: 3 },
        { status: 'VmLck', is: '3p' },
      ],
    },
    ...rounded,
    {
      id: 'neighbours/mlock/no-stacking',
      title: 'What was locked twice counts once, and one munlock unlocks it',
      clauses: ['mlock.no_stacking'],
      steps: [
        fourPages,
        { mlock: { addr: 'arena', length: '4p' } },
        { mlock: { addr: 'arena', length: '4p' } },
        { status: 'VmLck', is: '4p' },
        { munlock: { addr: 'arena', length: '4p' } },
        { status: 'VmLck', is: 0 },
        { smaps: 'arena', vmFlags: { lacks: ['lo'] } },
      ],
    },
    {
      id: 'neighbours/mlock/overlapping',
      title: 'Pages that two overlapping locks have in common count once',
      clauses: ['mlock.no_stacking'],
      steps: [
        fourPages,
        { mlock: { addr: 'arena', length: '3p' } },
        { mlock: { addr: 'arena+1p', length: '3p' } },
        { status: 'VmLck', is: '4p' },
        { munlock: { addr: 'arena+1p', length: '2p' } },
        { status: 'VmLck', is: '2p' },
        { smaps: 'arena', vmFlags: { has: ['lo'] } },
        { smaps: 'arena+1p', vmFlags: { lacks: ['lo'] } },
        { smaps: 'arena+3p', vmFlags: { has: ['lo'] } },
      ],
    },
    {
      id: 'neighbours/mlock/munlock-not-locked',
      title: 'Unlocking memory that is not locked succeeds, and the contents stay',
      clauses: ['mlock.no_stacking'],
      steps: [
        fourPages,
        { store: 'arena', value: 1 },
        { munlock: { addr: 'arena', length: '4p' } },
        { status: 'VmLck', is: 0 },
        { load: 'arena', is: 1 },
      ],
    },
    ...unmapped,
    {
      id: 'neighbours/mlock/munlock-overflow',
      title:
        'Unlocking a range that wraps round the end of the number space gives EINVAL, and the lock stays',
      clauses: ['mlock.errors'],
      // A kernel of 64 bits adds what a program of 32 bits gives it without wrapping.
      needs: ['64-bit'],
      steps: [
        fourPages,
        { mlock: { addr: 'arena', length: '4p' } },
        { munlock: { addr: 'arena', length: '0-1p' }, fails: 'EINVAL' },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'neighbours/mlock/overflow',
      title: 'Locking a range that wraps round the end of the number space gives EINVAL',
      clauses: ['mlock.errors'],
      needs: ['cap-ipc-lock', '64-bit'],
      steps: [
        fourPages,
        { mlock: { addr: 'arena', length: '0-1p' }, fails: 'EINVAL' },
        { mlock2: { addr: 'arena', length: '0-1p', flags: ['ONFAULT'] }, fails: 'EINVAL' },
        { status: 'VmLck', is: 0 },
      ],
    },
    {
      id: 'neighbours/mlock/overflow-by-rounding',
      title:
        'Locking the largest number of bytes, which rounding makes none, succeeds against the text, and locks nothing',
      clauses: ['mlock.errors'],
      needs: ['64-bit'],
      steps: [
        fourPages,
        {
          mlock: { addr: 'arena', length: '0-1' },
          historical: { documented: 'EINVAL: addr+len is less than addr', instead: { fails: 'EINVAL' } },
        },
        { status: 'VmLck', is: 0 },
      ],
    },
    {
      id: 'neighbours/mlock/limit',
      title: 'Locking up to RLIMIT_MEMLOCK succeeds, one page more gives ENOMEM and locks nothing',
      clauses: ['mlock.errors'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '3p' },
        fourPages,
        { mlock: { addr: 'arena', length: '3p+1' }, fails: 'ENOMEM' },
        { status: 'VmLck', is: 0 },
        { resident: { addr: 'arena', length: '4p' }, is: 0 },
        { mlock: { addr: 'arena', length: '3p' } },
        { mlock: { addr: 'arena+3p', length: 1 }, fails: 'ENOMEM' },
        { mlock2: { addr: 'arena+3p', length: 1, flags: ['ONFAULT'] }, fails: 'ENOMEM' },
        { status: 'VmLck', is: '3p' },
        { munlock: { addr: 'arena', length: 1 } },
        { mlock: { addr: 'arena+3p', length: 1 } },
        { status: 'VmLck', is: '3p' },
      ],
    },
    {
      id: 'neighbours/mlock/limit-locked-again',
      title: 'At RLIMIT_MEMLOCK what is locked already can be locked again',
      clauses: ['mlock.no_stacking', 'mlock.errors'],
      since: '4.9',
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '3p' },
        fourPages,
        { mlock: { addr: 'arena', length: '3p' } },
        { mlock: { addr: 'arena', length: '3p' } },
        { mlock: { addr: 'arena+1p', length: '1p' } },
        { status: 'VmLck', is: '3p' },
      ],
    },
    {
      id: 'neighbours/mlock/limit-privileged',
      title: 'RLIMIT_MEMLOCK does not bind a process with CAP_IPC_LOCK',
      clauses: ['mlock.errors'],
      needs: ['cap-ipc-lock'],
      steps: [
        { rlimit: 'MEMLOCK', soft: 0 },
        fourPages,
        { mlock: { addr: 'arena', length: '4p' } },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'neighbours/mlock/limit-zero',
      title: 'With a limit of 0 and no capability locking gives EPERM, while unlocking succeeds',
      clauses: ['mlock.errors'],
      steps: [
        fourPages,
        { mlock: { addr: 'arena', length: '1p' } },
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: 0 },
        { mlock: { addr: 'arena', length: '1p' }, fails: 'EPERM' },
        { mlock2: { addr: 'arena', length: '1p', flags: ['ONFAULT'] }, fails: 'EPERM' },
        { munlock: { addr: 'arena', length: '1p' } },
        { status: 'VmLck', is: 0 },
      ],
    },
    {
      id: 'neighbours/mlock/onfault',
      title:
        'With MLOCK_ONFAULT nothing is populated, all of it is locked, and pages become present as they are touched',
      clauses: ['mlock2.onfault'],
      since: '4.4',
      steps: [
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mlock2: { addr: 'arena+1p', length: '3p', flags: ['ONFAULT'] } },
        { resident: { addr: 'arena+1p', length: '3p' }, is: 0 },
        { status: 'VmLck', is: '3p' },
        { smaps: 'arena+1p', vmFlags: { has: ['lo'] } },
        { store: 'arena+2p', value: 1 },
        { resident: { addr: 'arena+1p', length: '3p' }, is: 1 },
        { status: 'VmLck', is: '3p' },
      ],
    },
    {
      id: 'neighbours/mlock/onfault-then-mlock',
      title: 'mlock of what was locked with MLOCK_ONFAULT populates it and counts it once',
      clauses: ['mlock2.onfault', 'mlock.locks_and_populates'],
      since: '4.4',
      steps: [
        fourPages,
        { mlock2: { addr: 'arena', length: '4p', flags: ['ONFAULT'] } },
        { mlock: { addr: 'arena', length: '4p' } },
        { resident: { addr: 'arena', length: '4p' }, is: 4 },
        { status: 'VmLck', is: '4p' },
        { munlock: { addr: 'arena', length: '4p' } },
        { smaps: 'arena', vmFlags: { lacks: ['lo', 'lf'] } },
      ],
    },
    {
      id: 'neighbours/mlock/mlock2-no-flags',
      title: 'mlock2 without flags does what mlock does',
      clauses: ['mlock2.onfault', 'mlock.locks_and_populates'],
      since: '4.4',
      steps: [
        fourPages,
        { mlock2: { addr: 'arena', length: '4p', flags: [] } },
        { resident: { addr: 'arena', length: '4p' }, is: 4 },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'neighbours/mlock/mlock2-unknown-flags',
      title: 'mlock2 refuses flags that have no meaning, alone and beside MLOCK_ONFAULT, and locks nothing',
      clauses: ['mlock2.onfault'],
      since: '4.4',
      steps: [
        fourPages,
        { mlock2: { addr: 'arena', length: '4p', flags: ['0x2'] }, fails: 'EINVAL' },
        { mlock2: { addr: 'arena', length: '4p', flags: ['ONFAULT', '0x40000000'] }, fails: 'EINVAL' },
        { status: 'VmLck', is: 0 },
        { resident: { addr: 'arena', length: '4p' }, is: 0 },
      ],
    },
  ],
});
