/** `run` as a user starts it, in a process of its own: what `npm run build` has made. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../native/build.ts';
import type { RunResult } from './result.ts';

const MAIN = join(packageRoot(), 'dist', 'runner', 'main.js');

/**
 * Carries out `run`.
 *
 * @param folder where its report is put
 * @throws Error with what it said when it leaves no report
 */
export async function runWhole(
  folder: string,
  args: readonly string[],
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
) {
  const json = join(folder, `${randomUUID()}.json`);
  const { exitCode, stderr, stdout } = await execa(process.execPath, [MAIN, 'run', '--json', json, ...args], {
    reject: false,
    ...options,
  });
  if (!existsSync(json)) throw new Error(`no report: ${stderr}`);
  return { exitCode, stderr, stdout, result: JSON.parse(readFileSync(json, 'utf8')) as RunResult };
}
