/** Compiles programs of cases. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Case } from '../../suites/case.ts';
import { UserError } from '../errors.ts';
import { renderBatch } from './batch.ts';

/** What is asked of the compiler about every program. */
export const WARNINGS = ['-Wall', '-Wextra', '-Werror'] as const;

/**
 * One program that is any of these cases, by the environment variable `BATCH_CASE`.
 *
 * @param folder where to put it; made if it is not there
 * @param options.flags further words for the compiler; default `-O0`
 * @returns its path
 * @throws UserError (exit 3) with what the compiler says
 */
export async function buildBatch(
  cases: readonly Case[],
  folder: string,
  options: { compiler?: string; flags?: readonly string[]; link?: readonly string[] } = {},
): Promise<string> {
  const { compiler = 'gcc', flags = ['-O0'], link = [] } = options;
  await mkdir(folder, { recursive: true });
  const units = renderBatch(cases, availableParallelism());
  const objects = await Promise.all(
    units.map(async (text, index) => {
      const source = join(folder, `unit-${index}.c`);
      const object = join(folder, `unit-${index}.o`);
      await writeFile(source, text);
      await compile(compiler, [...WARNINGS, ...flags, '-pthread', '-c', source, '-o', object]);
      return object;
    }),
  );
  const program = join(folder, 'cases');
  await compile(compiler, [...link, '-pthread', ...objects, '-o', program]);
  return program;
}

/** @throws UserError (exit 3) */
export async function compile(compiler: string, words: readonly string[]): Promise<void> {
  const { failed, stderr, code } = await execa(compiler, words, { reject: false, env: { LC_ALL: 'C' } });
  if (!failed) return;
  if (code === 'ENOENT') {
    throw new UserError(`cannot start \`${compiler}\`: no such program`, {
      exitCode: 3,
      hint: 'Install a C compiler with libc headers.',
    });
  }
  throw new UserError(`the compiler refuses it:\n${stderr.split('\n').slice(0, 40).join('\n')}`, {
    exitCode: 3,
  });
}
