/**
 * mlockall(2) and munlockall(2). MCL_CURRENT is asked for only with MCL_ONFAULT: without it everything that the target has mapped would have to
 * be brought into memory.
 */
import { type Case, type Content, type MmapArguments, type Step, suite } from '../case.ts';
import type { MlockallFlag, RawBits } from '../vocabulary.ts';

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
    id: 'shared-memfd',
    name: 'a shared mapping of a memfd',
    object: [{ memfd: 'f', size: '4p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f' },
    fresh: { pattern: 0 },
  },
];

const future = kinds.map(
  ({ id, name, object, how, fresh }): Case => ({
    id: `neighbours/mlockall/future-${id}`,
    title: `After MCL_FUTURE ${name} is locked and present as soon as it is mapped, without MAP_LOCKED`,
    clauses: ['mlockall.future_locks_new_maps'],
    steps: [
      ...object,
      { mlockall: ['FUTURE'] },
      { mmap: { addr: 'arena', length: '4p', prot: 'rw', ...how } },
      { resident: { addr: 'arena', length: '4p' }, is: 4 },
      { smaps: 'arena', vmFlags: { has: ['lo'] } },
      { status: 'VmLck', is: '4p' },
      { contents: { addr: 'arena', length: '4p', ...fresh } },
    ],
  }),
);

const refusals: readonly {
  id: string;
  title: string;
  flags: readonly (MlockallFlag | RawBits)[];
  since?: string;
}[] = [
  { id: 'no-flags', title: 'no flag', flags: [] },
  { id: 'unknown-flag', title: 'a flag that has no meaning', flags: ['0x8'] },
  {
    id: 'unknown-flag-beside',
    title: 'a flag that has no meaning beside MCL_FUTURE',
    flags: ['FUTURE', '0x40000000'],
  },
  { id: 'onfault-alone', title: 'MCL_ONFAULT alone', flags: ['ONFAULT'], since: '4.4' },
];

export const mlockall = suite({
  name: 'neighbours/mlockall',
  title: 'mlockall(2), munlockall(2)',
  cases: [
    ...future,
    {
      id: 'neighbours/mlockall/future-inaccessible',
      title: 'After MCL_FUTURE PROT_NONE memory can be mapped: it is locked and nothing of it is present',
      clauses: ['mlockall.future_locks_new_maps'],
      steps: [
        { mlockall: ['FUTURE'] },
        { mmap: { addr: 'arena', length: '4p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { smaps: 'arena', vmFlags: { has: ['lo'] } },
        { resident: { addr: 'arena', length: '4p' }, is: 0 },
        { load: 'arena', faults: 'SIGSEGV' },
      ],
    },
    {
      id: 'neighbours/mlockall/future-only',
      title: 'MCL_FUTURE alone locks and populates nothing that was mapped before',
      clauses: ['mlockall.future_locks_new_maps'],
      steps: [
        fourPages,
        { mlockall: ['FUTURE'] },
        { status: 'VmLck', is: 0 },
        { smaps: 'arena', vmFlags: { lacks: ['lo'] } },
        { resident: { addr: 'arena', length: '4p' }, is: 0 },
      ],
    },
    {
      id: 'neighbours/mlockall/future-ends',
      title: 'munlockall ends MCL_FUTURE and unlocks what it had locked, with the contents as they were',
      clauses: ['mlockall.future_locks_new_maps'],
      steps: [
        { mlockall: ['FUTURE'] },
        fourPages,
        { store: 'arena', value: 1 },
        { munlockall: true },
        { status: 'VmLck', is: 0 },
        { smaps: 'arena', vmFlags: { lacks: ['lo', 'lf'] } },
        { load: 'arena', is: 1 },
        { mmap: { addr: 'arena+8p', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { smaps: 'arena+8p', vmFlags: { lacks: ['lo'] } },
        { resident: { addr: 'arena+8p', length: '4p' }, is: 0 },
      ],
    },
    {
      id: 'neighbours/mlockall/future-limit',
      title: 'After MCL_FUTURE a mapping up to RLIMIT_MEMLOCK succeeds, and one page more gives EAGAIN',
      clauses: ['mlockall.future_locks_new_maps'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mlockall: ['FUTURE'] },
        { mmap: { length: '5p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'EAGAIN' },
        fourPages,
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, fails: 'EAGAIN' },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'neighbours/mlockall/future-onfault',
      title:
        'After MCL_FUTURE with MCL_ONFAULT a new mapping is locked, and its pages become present as they are touched',
      clauses: ['mlockall.onfault'],
      since: '4.4',
      steps: [
        { mlockall: ['FUTURE', 'ONFAULT'] },
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { smaps: 'arena+1p', vmFlags: { has: ['lo'] } },
        { resident: { addr: 'arena+1p', length: '3p' }, is: 0 },
        { store: 'arena+2p', value: 1 },
        { resident: { addr: 'arena+1p', length: '3p' }, is: 1 },
        { status: 'VmLck', is: '3p' },
      ],
    },
    {
      id: 'neighbours/mlockall/current-onfault',
      title: 'MCL_CURRENT with MCL_ONFAULT locks what is mapped and populates nothing, munlockall unlocks it',
      clauses: ['mlockall.onfault'],
      needs: ['cap-ipc-lock'],
      since: '4.4',
      steps: [
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena+2p', value: 1 },
        { mlockall: ['CURRENT', 'ONFAULT'] },
        { smaps: 'arena+1p', vmFlags: { has: ['lo'] }, locked: '1p' },
        { resident: { addr: 'arena+1p', length: '3p' }, is: 1 },
        { mmap: { addr: 'arena+8p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { smaps: 'arena+8p', vmFlags: { lacks: ['lo'] } },
        { munlockall: true },
        { smaps: 'arena+1p', vmFlags: { lacks: ['lo', 'lf'] } },
        { status: 'VmLck', is: 0 },
        { load: 'arena+2p', is: 1 },
      ],
    },
    {
      id: 'neighbours/mlockall/current-limit',
      title: 'MCL_CURRENT gives ENOMEM when more is mapped than RLIMIT_MEMLOCK allows, and locks nothing',
      clauses: ['mlockall.errors'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mlockall: ['CURRENT'], fails: 'ENOMEM' },
        { status: 'VmLck', is: 0 },
      ],
    },
    ...refusals.map(
      ({ id, title, flags, ...row }): Case => ({
        id: `neighbours/mlockall/${id}`,
        title: `mlockall refuses ${title}, and neither what is mapped nor what will be is locked`,
        clauses: ['mlockall.errors'],
        ...row,
        steps: [{ mlockall: flags, fails: 'EINVAL' }, fourPages, { status: 'VmLck', is: 0 }],
      }),
    ),
    {
      id: 'neighbours/mlockall/limit-zero',
      title: 'With a limit of 0 and no capability mlockall gives EPERM, while munlockall succeeds',
      clauses: ['mlockall.errors'],
      steps: [
        fourPages,
        { mlock: { addr: 'arena', length: '4p' } },
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: 0 },
        { mlockall: ['FUTURE'], fails: 'EPERM' },
        { mlockall: ['CURRENT'], fails: 'EPERM' },
        { status: 'VmLck', is: '4p' },
        { munlockall: true },
        { status: 'VmLck', is: 0 },
      ],
    },
  ],
});
