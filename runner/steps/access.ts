/** Accesses to memory. */
import type { Content } from '../../suites/case.ts';
import { type Context, showBytes } from './context.ts';
import { operand, type Rule, type Seen, type StepOf, shown, works } from './rule.ts';

const hex = (value: number | bigint): string => `0x${value.toString(16).padStart(2, '0')}`;
const bits = (size = 1): bigint => (1n << BigInt(size * 8)) - 1n;

/** CONTENT of docs/protocol.md. */
export function contentWord(c: Content): string {
  return 'value' in c ? `v:${c.value & 0xff}` : `p:${operand(c.pattern)}`;
}

/** The content in words. */
export function contentShown(c: Content): string {
  return 'value' in c ? `every byte ${hex(c.value & 0xff)}` : `the file's bytes from ${shown(c.pattern)} on`;
}

/** `same`, `differs` or `short`: of contents and pread. */
export function judgeContent(promise: string, words: readonly string[], context: Context): Seen {
  const [how, at = '0', value = '0'] = words;
  if (how === 'same') return { observed: promise, ok: true };
  const where = showBytes(BigInt(at), context);
  if (how === 'short') return { observed: `the file ends after ${where} of it`, ok: false };
  return { observed: `${hex(BigInt(value))} at byte ${where}`, ok: false };
}

export const load: Rule<StepOf<'load'>> = {
  role: 'tested',
  line: (s) => `load ${operand(s.load)} ${s.size ?? 1}`,
  call: (s) => `load(${shown(s.load)}${s.size ? `, ${s.size} bytes` : ''})`,
  promise: (s) => (s.is === undefined ? 'a value' : hex(s.is)),
  judge: (s, [word = '0']) => ({
    observed: s.is === undefined ? 'a value' : hex(BigInt(word)),
    ok: s.is === undefined || (BigInt(s.is) & bits(s.size)) === BigInt(word),
  }),
  range: (s) => [operand(s.load), String(s.size ?? 1)],
};

export const store: Rule<StepOf<'store'>> = {
  role: 'tested',
  line: (s) => `store ${operand(s.store)} ${s.size ?? 1} ${s.value}`,
  call: (s) => `store(${shown(s.store)}, ${hex(s.value)}${s.size ? `, ${s.size} bytes` : ''})`,
  promise: () => 'success',
  judge: works,
  range: (s) => [operand(s.store), String(s.size ?? 1)],
};

export const fill: Rule<StepOf<'fill'>> = {
  role: 'tested',
  line: (s) => `fill ${operand(s.fill.addr)} ${operand(s.fill.length)} ${s.fill.value & 0xff}`,
  call: (s) => `memset(${shown(s.fill.addr)}, ${hex(s.fill.value)}, ${shown(s.fill.length)})`,
  promise: () => 'success',
  judge: works,
  range: (s) => [operand(s.fill.addr), operand(s.fill.length)],
};

export const contents: Rule<StepOf<'contents'>> = {
  role: 'tested',
  line: (s) =>
    `contents ${operand(s.contents.addr)} ${operand(s.contents.length)} ${contentWord(s.contents)}`,
  call: (s) => `compare(${shown(s.contents.addr)}, ${shown(s.contents.length)})`,
  promise: (s) => contentShown(s.contents),
  judge: (s, words, context) => judgeContent(contentShown(s.contents), words, context),
  range: (s) => [operand(s.contents.addr), operand(s.contents.length)],
};

export const plant: Rule<StepOf<'plant'>> = {
  role: 'tested',
  line: (s) => `plant ${operand(s.plant)}`,
  call: (s) => `plant(${shown(s.plant)})`,
  promise: () => 'success',
  judge: works,
  range: (s) => [operand(s.plant), '16'],
};

export const execute: Rule<StepOf<'execute'>> = {
  role: 'tested',
  line: (s) => `execute ${operand(s.execute)}`,
  call: (s) => `execute(${shown(s.execute)})`,
  promise: () => 'it runs',
  judge: (_s, [word = '0']) =>
    BigInt(word) === 42n
      ? { observed: 'it runs', ok: true }
      : { observed: 'it runs, but other code', ok: false },
  range: (s) => [operand(s.execute), '1'],
};

export const touch: Rule<StepOf<'touch'>> = {
  role: 'tested',
  line: (s) =>
    `touch ${operand(s.touch.addr)} ${operand(s.touch.length)} ${s.touch.access === 'load' ? 'r' : 'w'}`,
  call: (s) => `touch(${shown(s.touch.addr)}, ${shown(s.touch.length)}, ${s.touch.access})`,
  promise: (s) => (s.minorFaults === undefined ? 'success' : faults(s.minorFaults)),
  judge: (s, [word = '0']) => {
    if (s.minorFaults === undefined) return works();
    const count = Number(word);
    if (typeof s.minorFaults === 'number') return { observed: faults(count), ok: count === s.minorFaults };
    const observed = faults(count === 0 ? 'none' : 'some');
    return { observed, ok: observed === faults(s.minorFaults) };
  },
  range: (s) => [operand(s.touch.addr), operand(s.touch.length)],
};

function faults(count: 'none' | 'some' | number): string {
  return count === 'none' || count === 0 ? 'no minor fault' : `${count} minor faults`;
}
