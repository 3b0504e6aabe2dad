/** The command that runs a case again, on the same implementations, as a shell takes it. */
import type { CaseEntry, ImplementationInfo, RunResult } from '../runner/result.ts';
import { visible } from './visible.ts';

/** A word that the shell leaves as it is. */
export const shellQuote = (text: string): string => `'${visible(text).replaceAll("'", "'\\''")}'`;

function specArgument(name: string, { spec }: ImplementationInfo): string {
  const full = spec === name || spec.startsWith(`${name}=`) ? spec : `${name}=${spec}`;
  return /^[\w./:=-]+$/.test(full) ? full : shellQuote(full);
}

/** What stands behind the case's id: which implementations, compared with which reference. */
export function againFlags(
  result: Pick<RunResult, 'implementations' | 'reference'>,
  names: readonly string[],
): string {
  const words: string[] = [];
  for (const name of names) {
    const info = result.implementations[name];
    if (info !== undefined) words.push('-i', specArgument(name, info));
  }
  const reference = result.implementations[result.reference];
  if (result.reference !== 'kernel' && reference !== undefined) {
    words.push('--reference', specArgument(result.reference, reference));
  }
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
