/**
 * The access matrix: every object x PRIVATE/SHARED x every protection x load, store, execute. Each case makes one mapping of two pages,
 * and one kind of access is the first that ever touches it, at its first byte and at its last (at the start of both pages for code):
 * what the protection allows works, what it does not raises SIGSEGV at that byte and changes nothing.
 *
 * Whether memory can be read that was only asked to be writable, or executable, is the architecture's business: those cells are
 * observed, and cases of their own expect the first on x86-64.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Access, Fault } from '../vocabulary.ts';

type Type = 'PRIVATE' | 'SHARED';
type Outcome = 'works' | 'faults';
type Loading = Outcome | 'if writable is readable' | 'if executable is readable';

interface Row {
  prot: Access;
  load: Loading;
  store: Outcome;
  execute: Outcome;
}

const matrix: readonly Row[] = [
  { prot: 'none', load: 'faults', store: 'faults', execute: 'faults' },
  { prot: 'r', load: 'works', store: 'faults', execute: 'faults' },
  { prot: 'w', load: 'if writable is readable', store: 'works', execute: 'faults' },
  { prot: 'x', load: 'if executable is readable', store: 'faults', execute: 'works' },
  { prot: 'rw', load: 'works', store: 'works', execute: 'faults' },
  { prot: 'rx', load: 'works', store: 'faults', execute: 'works' },
  { prot: 'wx', load: 'if writable is readable', store: 'works', execute: 'works' },
  { prot: 'rwx', load: 'works', store: 'works', execute: 'works' },
];

const names: Record<Access, string> = {
  none: 'PROT_NONE',
  r: 'PROT_READ',
  w: 'PROT_WRITE',
  x: 'PROT_EXEC',
  rw: 'PROT_READ|PROT_WRITE',
  rx: 'PROT_READ|PROT_EXEC',
  wx: 'PROT_WRITE|PROT_EXEC',
  rwx: 'PROT_READ|PROT_WRITE|PROT_EXEC',
};

const types: readonly { type: Type; name: string }[] = [
  { type: 'PRIVATE', name: 'private' },
  { type: 'SHARED', name: 'shared' },
];

interface Thing {
  id: string;
  name: string;
  /** A mapping `a` of two pages with something to read. */
  data: (type: Type, prot: Access) => readonly Step[];
  /** A mapping `a` of two pages with code in each. */
  code: (type: Type, prot: Access) => readonly Step[];
  /** What its first and its last bytes are made of. */
  first: Step;
  last: Step;
}

const anonymous = (type: Type, prot: Access): readonly Step[] => [
  { mmap: { length: '2p', prot, flags: [type, 'ANONYMOUS'] }, as: 'a' },
];
const planted = (type: Type, prot: Access): readonly Step[] => [
  ...anonymous(type, prot),
  { plant: 'a' },
  { plant: 'a+1p' },
];
/** What is not writable gets its code before its protection. */
const plantedBefore = (type: Type, prot: Access): readonly Step[] => [
  ...planted(type, 'rw'),
  { mprotect: { addr: 'a', length: '2p', prot } },
];
/** Zeros, where what runs through them is caught behind them. */
const zeros = (type: Type, prot: Access): readonly Step[] => [
  { mmap: { addr: 'arena', length: '2p', prot, flags: [type, 'ANONYMOUS', 'FIXED'] }, as: 'a' },
];
const anonymousCode: Record<Access, (type: Type, prot: Access) => readonly Step[]> = {
  none: zeros,
  r: zeros,
  w: planted,
  x: plantedBefore,
  rw: planted,
  rx: plantedBefore,
  wx: planted,
  rwx: planted,
};

const backed = (type: Type, prot: Access): Step => ({
  mmap: { length: '2p', prot, flags: [type], fd: 'f' },
  as: 'a',
});
const patternFirst: Step = { contents: { addr: 'a', length: 16, pattern: 0 } };
const patternLast: Step = { contents: { addr: 'a+2p-16', length: 16, pattern: '2p-16' } };

const things: readonly Thing[] = [
  {
    id: 'anonymous',
    name: 'anonymous memory',
    data: anonymous,
    code: (type, prot) => anonymousCode[prot](type, prot),
    first: { contents: { addr: 'a', length: 16, value: 0 } },
    last: { contents: { addr: 'a+2p-16', length: 16, value: 0 } },
  },
  {
    id: 'file',
    name: 'a file',
    data: (type, prot) => [{ file: 'f', size: '2p', content: 'pattern' }, backed(type, prot)],
    code: (type, prot) => [{ file: 'f', size: '2p', content: 'code' }, backed(type, prot)],
    first: patternFirst,
    last: patternLast,
  },
  {
    id: 'memfd',
    name: 'a memfd',
    data: (type, prot) => [{ memfd: 'f', size: '2p', content: 'pattern' }, backed(type, prot)],
    code: (type, prot) => [{ memfd: 'f', size: '2p', content: 'code' }, backed(type, prot)],
    first: patternFirst,
    last: patternLast,
  },
];

const denied = 'SIGSEGV/SEGV_ACCERR' as const;
/** With protection keys it is the key of execute-only memory that keeps stores out. */
const deniedStore: Record<Access, readonly Fault[]> = {
  none: [denied],
  r: [denied],
  w: [],
  x: [denied, 'SIGSEGV/SEGV_PKUERR'],
  rw: [],
  rx: [denied],
  wx: [],
  rwx: [],
};
/** Before one can look at the contents, where the protection does not promise that one can. */
const readable: Step = { mprotect: { addr: 'a', length: '2p', prot: 'r' } };
const revealed: Record<Access, readonly Step[]> = {
  none: [readable],
  r: [],
  w: [readable],
  x: [readable],
  rw: [],
  rx: [],
  wx: [readable],
  rwx: [],
};

interface Cell {
  says: string;
  clauses: readonly ClauseId[];
  steps: (row: Row, thing: Thing) => readonly Step[];
}

const loads: Record<Loading, Cell> = {
  works: {
    says: 'can be read',
    clauses: ['mmap.prot.read'],
    steps: (_row, { first, last }) => [first, last],
  },
  faults: {
    says: 'answers a load with SEGV_ACCERR at its byte',
    clauses: ['mmap.signal.sigsegv.accerr'],
    steps: () => [
      { load: 'a', faults: denied },
      { load: 'a+2p-1', faults: denied },
    ],
  },
  'if writable is readable': {
    says: 'can be read where writing implies reading',
    clauses: ['mmap.prot.write_implies_read'],
    steps: () => [
      { load: 'a', observed: true },
      { load: 'a+2p-1', observed: true },
    ],
  },
  'if executable is readable': {
    says: 'can be read where no protection key makes it execute-only',
    clauses: ['mmap.prot.exec_only_readable'],
    steps: () => [
      { load: 'a', observed: true },
      { load: 'a+2p-1', observed: true },
    ],
  },
};

const stores: Record<Outcome, Cell> = {
  works: {
    says: 'can be written',
    clauses: ['mmap.prot.write'],
    steps: ({ prot }) => [
      { store: 'a', value: 0xfd },
      { store: 'a+2p-1', value: 0xfe },
      ...revealed[prot],
      { load: 'a', is: 0xfd },
      { load: 'a+2p-1', is: 0xfe },
    ],
  },
  faults: {
    says: 'answers a store with SEGV_ACCERR at its byte and keeps what it held',
    clauses: ['mmap.prot.read_only_write_sigsegv', 'mmap.signal.sigsegv.accerr'],
    steps: ({ prot }, { first, last }) => [
      { store: 'a', value: 0xfd, faults: deniedStore[prot] },
      { store: 'a+2p-1', value: 0xfe, faults: deniedStore[prot] },
      ...revealed[prot],
      first,
      last,
    ],
  },
};

const executions: Record<Outcome, Cell> = {
  works: {
    says: 'can be executed',
    clauses: ['mmap.prot.exec'],
    steps: () => [{ execute: 'a' }, { execute: 'a+1p' }],
  },
  faults: {
    says: 'answers its execution with SEGV_ACCERR at the instruction',
    clauses: ['mmap.prot.no_exec_sigsegv', 'mmap.signal.sigsegv.accerr'],
    steps: () => [
      { execute: 'a', faults: denied },
      { execute: 'a+1p', faults: denied },
    ],
  },
};

/** PROT_NONE is a promise of its own. */
const alsoPromised: Partial<Record<Access, readonly ClauseId[]>> = { none: ['mmap.prot.none'] };

const places = things.flatMap((thing) =>
  types.map(({ type, name }) => ({
    thing,
    type,
    id: `prot/access/${thing.id}-${name}`,
    title: `A ${name} mapping of ${thing.name}`,
  })),
);

const cells: readonly Case[] = places.flatMap(({ thing, type, id, title }) =>
  matrix.flatMap((row): Case[] => [
    {
      id: `${id}-${row.prot}-load`,
      title: `${title} with ${names[row.prot]} ${loads[row.load].says}`,
      clauses: [...loads[row.load].clauses, ...(alsoPromised[row.prot] ?? [])],
      steps: [...thing.data(type, row.prot), ...loads[row.load].steps(row, thing)],
    },
    {
      id: `${id}-${row.prot}-store`,
      title: `${title} with ${names[row.prot]} ${stores[row.store].says}`,
      clauses: [...stores[row.store].clauses, ...(alsoPromised[row.prot] ?? [])],
      steps: [...thing.data(type, row.prot), ...stores[row.store].steps(row, thing)],
    },
    {
      id: `${id}-${row.prot}-execute`,
      title: `${title} with ${names[row.prot]} ${executions[row.execute].says}`,
      clauses: [...executions[row.execute].clauses, ...(alsoPromised[row.prot] ?? [])],
      steps: [...thing.code(type, row.prot), ...executions[row.execute].steps(row, thing)],
    },
  ]),
);

const writeImpliesRead: readonly Case[] = places.flatMap(({ thing, type, id, title }) =>
  (['w', 'wx'] as const).map(
    (prot): Case => ({
      id: `${id}-${prot}-load-x86`,
      title: `${title} with ${names[prot]} can also be read on x86-64, before anything was written`,
      clauses: ['mmap.prot.write_implies_read'],
      needs: ['x86_64', 'own-pages'],
      steps: [...thing.data(type, prot), thing.first, thing.last],
    }),
  ),
);

/** Three pages in a row, each with a protection of its own: r, rw, none. */
const stripes = [
  {
    id: 'anonymous',
    name: 'anonymous memory',
    steps: [
      { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { mmap: { addr: 'arena+2p', length: '1p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
    ],
  },
  {
    id: 'file',
    name: 'a shared file',
    steps: [
      { file: 'f', size: '3p', content: 'zero' },
      { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      {
        mmap: {
          addr: 'arena+1p',
          length: '1p',
          prot: 'rw',
          flags: ['SHARED', 'FIXED'],
          fd: 'f',
          offset: '1p',
        },
      },
      {
        mmap: {
          addr: 'arena+2p',
          length: '1p',
          prot: 'none',
          flags: ['SHARED', 'FIXED'],
          fd: 'f',
          offset: '2p',
        },
      },
    ],
  },
] as const satisfies readonly { id: string; name: string; steps: readonly Step[] }[];

const neighbours: readonly Case[] = stripes.flatMap(({ id, name, steps }): Case[] => [
  {
    id: `prot/access/${id}-neighbours`,
    title: `Adjacent pages of ${name} keep their own protections, up to the last byte of each`,
    clauses: ['mmap.prot.read', 'mmap.prot.write', 'mmap.prot.none', 'mmap.prot.read_only_write_sigsegv'],
    steps: [
      ...steps,
      { store: 'arena+1p-1', value: 0xfd, faults: denied },
      { store: 'arena+1p', value: 0xfd },
      { store: 'arena+2p-1', value: 0xfe },
      { store: 'arena+2p', value: 0xfe, faults: denied },
      { load: 'arena+1p-1', is: 0 },
      { load: 'arena+1p', is: 0xfd },
      { load: 'arena+2p-1', is: 0xfe },
      { load: 'arena+2p', faults: denied },
    ],
  },
  {
    id: `prot/access/${id}-straddle`,
    title: `An access that reaches with its last bytes into a page of ${name} that does not allow it faults`,
    clauses: ['mmap.prot.none', 'mmap.prot.read_only_write_sigsegv', 'mmap.signal.sigsegv.accerr'],
    needs: ['unaligned-access'],
    steps: [
      ...steps,
      { load: 'arena+1p-4', size: 8, is: 0 },
      { store: 'arena+1p-4', size: 8, value: 0xfdfd, faults: denied, faultAt: 'any' },
      { load: 'arena+2p-1', size: 2, faults: denied, faultAt: 'any' },
      { store: 'arena+2p-1', size: 2, value: 0xfdfd, faults: denied, faultAt: 'any' },
      { load: 'arena+1p', is: 0, observed: true },
      { load: 'arena+2p-1', is: 0, observed: true },
    ],
  },
]);

export const access = suite({
  name: 'prot/access',
  title: 'Loads, stores and execution under every protection',
  cases: [...cells, ...writeImpliesRead, ...neighbours],
});
