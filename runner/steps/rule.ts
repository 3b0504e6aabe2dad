import type { Step } from '../../suites/case.ts';
import type { StepResult } from '../result.ts';
import type { Context } from './context.ts';

type KeysOfUnion<T> = T extends unknown ? keyof T : never;

/** The kinds of steps, each by the key that names it. */
export const KINDS = [
  'mmap',
  'oldMmap',
  'munmap',
  'mprotect',
  'mremap',
  'msync',
  'madvise',
  'mincore',
  'mlock',
  'mlock2',
  'munlock',
  'mlockall',
  'munlockall',
  'mseal',
  'load',
  'store',
  'fill',
  'contents',
  'plant',
  'execute',
  'touch',
  'file',
  'memfd',
  'open',
  'pipe',
  'special',
  'close',
  'dup',
  'unlink',
  'ftruncate',
  'pwrite',
  'pread',
  'read',
  'write',
  'fileSize',
  'seal',
  'seals',
  'punch',
  'appendOnly',
  'fsync',
  'evict',
  'lock',
  'maps',
  'smaps',
  'resident',
  'status',
  'rlimit',
  'drop',
  'capability',
  'architecture',
  'mount',
  'sysctl',
  'number',
  'exhaustMappings',
  'fork',
  'exec',
  'become',
  'remapFilePages',
  'pkeyMprotect',
  'mapFiles',
  'age',
  'times',
  'freeBlocks',
  'personality',
  'mdwe',
  'kill',
  'compile',
  'allowed',
  'cpu',
  'executable',
  'setting',
  'swapOn',
  'swapOff',
  'openMany',
  'race',
  'mapInThreads',
] as const satisfies readonly KeysOfUnion<Step>[];
export type Kind = (typeof KINDS)[number];
export type StepOf<K extends Kind> = Extract<Step, Record<K, unknown>>;

/** What was seen, in words that are the same wherever the same happened, and whether it is as promised (null: nothing promised). */
export interface Seen {
  observed: string;
  ok: boolean | null;
  /** Where a fault hit, in so far as the case has a name for it. */
  faultAt?: NonNullable<StepResult['faultAt']>;
}

/** Everything that the runner knows about one kind of step. */
export interface Rule<S> {
  /**
   * `tested`: a function under test, an access, or a look at what it did: not doing what is promised is a failure. `setup`: a
   * fixture or a right of the process: not working as asked means that the case tells nothing.
   */
  role: 'tested' | 'setup';
  /** The line of the program (docs/protocol.md). */
  line(step: S): string;
  /** The step as a C-like call. */
  call(step: S): string;
  /** What is promised of it when it neither fails nor faults; null: nothing beyond that it works. */
  promise(step: S): string | null;
  /** Judges an observation `ok ...`; words are what stands behind the `ok`. May set slots. */
  judge(step: S, words: readonly string[], context: Context): Seen;
  /** The range within which a fault of this step lies, as operands (start, bytes). */
  range?(step: S): readonly [string, string];
}

/** The kind of a step. */
export function kindOf(step: Step): Kind {
  const kind = KINDS.find((k) => k in step);
  if (kind === undefined) throw new TypeError(`no such step: ${JSON.stringify(step)}`);
  return kind;
}

/** An operand as the program wants it: `null` is 0. */
export function operand(value: string | number | undefined, absent = '0'): string {
  return value === undefined ? absent : value === 'null' ? '0' : String(value);
}

/** An operand as a reader wants it. */
export function shown(value: string | number | undefined, absent = '0'): string {
  return value === undefined ? absent : value === 'null' ? 'NULL' : String(value);
}

/** Names joined as in C; `0` when there are none. */
export function joined(names: readonly string[] | undefined): string {
  return names === undefined || names.length === 0 ? '0' : names.join('|');
}

/** A value or a list of them, as a list. */
export function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** Judgement of a step of which nothing is promised but that it works. */
export function works(): Seen {
  return { observed: 'success', ok: true };
}

/** Whether two texts of what happened agree; both are shown. */
export function compared(observed: string, expected: string | undefined): Seen {
  return { observed, ok: expected === undefined ? null : observed === expected };
}
