/** Files of recorded results: where they are, what is in them. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../native/build.ts';
import { ImplementationError, UserError } from '../errors.ts';
import { nearest } from '../implementations/nearest.ts';
import type { RunResult } from '../result.ts';
import { decodeResult } from './decode.ts';

/** The ending of the files that are shipped. */
const SHIPPED = '.json.gz';

/** The folder of the recorded results that are shipped. */
export function shippedFolder(): string {
  return join(packageRoot(), 'runner', 'recorded');
}

/** The names of the recorded results that are shipped: `linux-6.18`. */
export async function shippedNames(): Promise<string[]> {
  const files = await readdir(shippedFolder());
  return files
    .filter((file) => file.endsWith(SHIPPED))
    .map((file) => file.slice(0, -SHIPPED.length))
    .sort();
}

/**
 * Reads recorded results, gzipped or not.
 * @param path of a file; where there is none, the name of results that are shipped
 * @throws ImplementationError when there is no such file, or what is in it are no results
 */
export async function readRecordedResult(path: string): Promise<RunResult> {
  const file = [path, ...shippedFiles(path)].find(existsSync);
  if (file === undefined) throw await notThere(path);
  try {
    return decodeResult(await readFile(file));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const hint = cause instanceof UserError && cause.hint !== undefined ? { hint: cause.hint } : {};
    throw new ImplementationError(`\`${path}\` cannot be read: ${why}`, { ...hint, cause });
  }
}

function shippedFiles(name: string): string[] {
  return name.includes('/') ? [] : [join(shippedFolder(), `${name}${SHIPPED}`)];
}

async function notThere(path: string): Promise<ImplementationError> {
  const names = await shippedNames();
  const meant = nearest(path, names);
  const hint =
    meant === undefined ? 'Record them with `run --json FILE`.' : `Did you mean \`results:${meant}\`?`;
  return new ImplementationError(
    `There are no recorded results at \`${path}\`; shipped are ${names.map((name) => `\`${name}\``).join(', ')}.`,
    { hint },
  );
}
