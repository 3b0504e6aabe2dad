/** The command that runs a case again, on the same implementations, as a shell takes it. */
import type { CaseEntry, ImplementationInfo, RunResult } from '../runner/result.ts';
import { visible } from './visible.ts';

/** A word that the shell leaves as it is. */
export const shellQuote = (text: string): string => `'${visible(text).replaceAll("'", "'\\''")}'`;

function specArgument(name: string, { spec }: ImplementationInfo): string {
  const full = spec === name || spec.startsWith(`${name}=`) ? spec : `${name}=${spec}`;
  return plainWord(full);
}

/** Quoted only where a shell would take it for something else. */
function plainWord(text: string): string {
  return /^[\w./:=-]+$/.test(text) ? text : shellQuote(text);
}

/** What stands behind the case's id: which implementations, compared with which reference. */
export function againFlags(
  result: Pick<RunResult, 'implementations' | 'reference' | 'settings'>,
  names: readonly string[],
): string {
  const words: string[] = [];
  for (const name of names) {
    const info = result.implementations[name];
    if (info !== undefined) words.push('-i', specArgument(name, info));
  }
  const reference = result.implementations[result.reference];
  const isUsual = result.reference === 'kernel' && reference?.spec === 'kernel';
  if (reference !== undefined && !isUsual)
    words.push('--reference', specArgument(result.reference, reference));
  const { level, timeout, allowSystemChanges, expectations = [] } = result.settings ?? {};
  if (level !== undefined) words.push('--level', plainWord(level));
  if (timeout !== undefined) words.push('--timeout', String(timeout));
  if (allowSystemChanges) words.push('--allow-system-changes');
  for (const path of expectations) words.push('--expectations', plainWord(path));
  return words.join(' ');
}

/** The whole command. `strict` is repeated where it is why the case counts. */
export function againCommand(
  result: RunResult,
  entry: CaseEntry,
  names: readonly string[],
  strict: boolean,
): string {
  const isStrict = strict && names.some((name) => entry.results[name]?.status === 'deviate');
  const words = ['npx mmap-conformance run', shellQuote(entry.id), againFlags(result, names)];
  return [...words, isStrict ? '--strict' : ''].filter((word) => word !== '').join(' ');
}
