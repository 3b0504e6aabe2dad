/** The functions under test. */
import type { MmapArguments, Placement, Range } from '../../suites/case.ts';
import type { Prot } from '../../suites/vocabulary.ts';
import { type Context, evaluate, showAddress } from './context.ts';
import { joined, operand, type Rule, type Seen, type StepOf, shown, works } from './rule.ts';

const prot = (p: Prot): string => (typeof p === 'string' ? p : p.join('|'));

/** mmap and mremap: the address is judged by what is promised of the placement. */
function judgeAddress(
  p: Placement & { as?: string },
  request: Request,
  word: string | undefined,
  context: Context,
): Seen {
  const address = BigInt(word ?? '0');
  const seen = judgePlacement(p, request, address, context);
  if (p.as !== undefined) context.slots.set(p.as, address);
  return seen;
}

/** Where a mapping was asked for, as operands. */
interface Request {
  asked: string;
  /** The address is no hint. */
  exact: boolean;
  length: string;
}

function judgePlacement(
  p: Placement,
  { asked, exact, length }: Request,
  address: bigint,
  context: Context,
): Seen {
  const value = (operand_: string | number): bigint => evaluate(operand(operand_), context) ?? -1n;
  if (address % context.page !== 0n)
    return { observed: 'success at an address that is not page aligned', ok: false };
  const at = p.at !== undefined ? operand(p.at) : exact ? asked : undefined;
  const hinted = asked !== '0' || exact;
  if (at !== undefined) {
    const ok = address === value(at);
    return {
      observed: ok ? `success at ${shown(p.at ?? (at === '0' ? 'null' : at))}` : misplaced(address, context),
      ok,
    };
  }
  if (address === 0n) return { observed: 'success at NULL', ok: false };
  if (p.notAt !== undefined && address === value(p.notAt))
    return { observed: `success at ${shown(p.notAt)}`, ok: false };
  const end = address + value(length);
  if (p.below !== undefined && end > value(p.below))
    return { observed: `success, not below ${shown(p.below)}`, ok: false };
  if (p.above !== undefined && address < value(p.above))
    return { observed: `success, below ${shown(p.above)}`, ok: false };
  if (p.aligned !== undefined && address % value(p.aligned) !== 0n) {
    return { observed: `success, not a multiple of ${shown(p.aligned)}`, ok: false };
  }
  // Where the kernel puts what it may put anywhere is nobody's promise: only whether it took the hint shows.
  return {
    observed: !hinted
      ? 'success'
      : address === value(asked)
        ? `success at ${shown(asked)}`
        : 'success elsewhere',
    ok: true,
  };
}

/** A mapping that is not where it must be. */
function misplaced(address: bigint, context: Context): string {
  const name = showAddress(address, context);
  return name === 'elsewhere' ? 'success elsewhere' : `success at ${name}`;
}

function promisePlacement(p: Placement, { asked, exact }: Request): string {
  if (p.at !== undefined) return `success at ${shown(p.at)}`;
  if (exact) return `success at ${asked === '0' ? 'NULL' : asked}`;
  const said = [
    p.notAt !== undefined ? `not at ${shown(p.notAt)}` : '',
    p.below !== undefined ? `below ${shown(p.below)}` : '',
    p.above !== undefined ? `not below ${shown(p.above)}` : '',
    p.aligned !== undefined ? `a multiple of ${shown(p.aligned)}` : '',
  ].filter(Boolean);
  return ['success', ...said].join(', ');
}

const mapped = (m: MmapArguments): Request => ({
  asked: operand(m.addr),
  exact: m.flags.some((flag) => flag === 'FIXED' || flag === 'FIXED_NOREPLACE'),
  length: operand(m.length),
});
const moved = ({ mremap: m }: StepOf<'mremap'>): Request => ({
  asked: operand(m.newAddr),
  exact: m.flags?.includes('FIXED') ?? false,
  length: operand(m.newLength),
});
const assigned = (slot: string | undefined): string => (slot === undefined ? '' : `${slot} = `);

/** The six operands of a mapping. */
const operands = (m: MmapArguments): string =>
  [
    operand(m.addr),
    operand(m.length),
    prot(m.prot),
    joined(m.flags),
    operand(m.fd, '-1'),
    operand(m.offset),
  ].join(' ');
const shownArguments = (m: MmapArguments): string =>
  [
    shown(m.addr, 'NULL'),
    shown(m.length),
    prot(m.prot),
    joined(m.flags),
    shown(m.fd, '-1'),
    shown(m.offset),
  ].join(', ');

export const mmap: Rule<StepOf<'mmap'>> = {
  role: 'tested',
  line: ({ mmap: m, ...s }) =>
    `mmap ${s.as ?? '-'} ${operands(m)} ${(s.fails !== undefined || s.observed) && !s.mayChange ? 1 : 0}`,
  call: ({ mmap: m, as }) => `${assigned(as)}mmap(${shownArguments(m)})`,
  promise: (s) => promisePlacement(s, mapped(s.mmap)),
  judge: (s, [word], context) => judgeAddress(s, mapped(s.mmap), word, context),
};

export const oldMmap: Rule<StepOf<'oldMmap'>> = {
  role: 'tested',
  line: ({ oldMmap: m, as, pointer }) =>
    `oldmmap ${as ?? '-'} ${operands(m)} ${pointer === 'unreadable' ? 'bad' : 'ok'}`,
  call: ({ oldMmap: m, as, pointer }) =>
    `${assigned(as)}syscall(SYS_mmap, ${pointer === 'unreadable' ? 'a bad pointer' : `{${shownArguments(m)}}`})`,
  promise: (s) => promisePlacement({}, mapped(s.oldMmap)),
  judge: ({ oldMmap: m, as }, [word], context) =>
    judgeAddress(as === undefined ? {} : { as }, mapped(m), word, context),
};

export const mremap: Rule<StepOf<'mremap'>> = {
  role: 'tested',
  line: ({ mremap: m, as }) =>
    [
      'mremap',
      as ?? '-',
      operand(m.addr),
      operand(m.oldLength),
      operand(m.newLength),
      joined(m.flags),
      operand(m.newAddr),
    ].join(' '),
  call: ({ mremap: m, as }) => {
    const to = m.newAddr === undefined ? '' : `, ${shown(m.newAddr)}`;
    return `${assigned(as)}mremap(${shown(m.addr)}, ${shown(m.oldLength)}, ${shown(m.newLength)}, ${joined(m.flags)}${to})`;
  },
  promise: (s) => promisePlacement(s, moved(s)),
  judge: (s, [word], context) => judgeAddress(s, moved(s), word, context),
};

/** A call on a range that returns 0: name, and the argument behind the range, if there is one. */
function onRange<S>(name: string, range: (s: S) => Range, third?: (s: S) => string): Rule<S> {
  const words = (s: S, show: typeof operand): string[] => [
    show(range(s).addr),
    show(range(s).length),
    ...(third ? [third(s)] : []),
  ];
  return {
    role: 'tested',
    line: (s) => [name, ...words(s, operand)].join(' '),
    call: (s) => `${name}(${words(s, shown).join(', ')})`,
    promise: () => 'success',
    judge: works,
  };
}

export const munmap = onRange<StepOf<'munmap'>>('munmap', (s) => s.munmap);
export const mprotect = onRange<StepOf<'mprotect'>>(
  'mprotect',
  (s) => s.mprotect,
  (s) => prot(s.mprotect.prot),
);
export const msync = onRange<StepOf<'msync'>>(
  'msync',
  (s) => s.msync,
  (s) => joined(s.msync.flags),
);
export const madvise = onRange<StepOf<'madvise'>>(
  'madvise',
  (s) => s.madvise,
  (s) => s.madvise.advice,
);
export const mlock = onRange<StepOf<'mlock'>>('mlock', (s) => s.mlock);
export const mlock2 = onRange<StepOf<'mlock2'>>(
  'mlock2',
  (s) => s.mlock2,
  (s) => joined(s.mlock2.flags),
);
export const munlock = onRange<StepOf<'munlock'>>('munlock', (s) => s.munlock);
export const mseal = onRange<StepOf<'mseal'>>('mseal', (s) => s.mseal);
export const remapFilePages = onRange<StepOf<'remapFilePages'>>(
  'remap',
  (s) => s.remapFilePages,
  (s) => String(s.remapFilePages.pgoff),
);
export const pkeyMprotect = onRange<StepOf<'pkeyMprotect'>>(
  'pkey',
  (s) => s.pkeyMprotect,
  (s) => `${prot(s.pkeyMprotect.prot)} ${s.pkeyMprotect.pkey}`,
);
export const mincore: Rule<StepOf<'mincore'>> = {
  ...onRange<StepOf<'mincore'>>(
    'mincore',
    (s) => s.mincore,
    (s) => (s.vector === 'unmapped' ? 'bad' : 'ok'),
  ),
  call: (s) =>
    `mincore(${shown(s.mincore.addr)}, ${shown(s.mincore.length)}${s.vector ? `, ${s.vector}` : ''})`,
  promise: (s) => (s.is === undefined ? 'success' : `resident pages ${s.is}`),
  judge: (s, [vector = '']) => ({
    observed: s.is === undefined ? 'success' : `resident pages ${vector}`,
    ok: s.is === undefined || s.is === vector,
  }),
};

export const mlockall: Rule<StepOf<'mlockall'>> = {
  role: 'tested',
  line: (s) => `mlockall ${joined(s.mlockall)}`,
  call: (s) => `mlockall(${joined(s.mlockall)})`,
  promise: () => 'success',
  judge: works,
};

export const munlockall: Rule<StepOf<'munlockall'>> = {
  role: 'tested',
  line: () => 'munlockall',
  call: () => 'munlockall()',
  promise: () => 'success',
  judge: works,
};
