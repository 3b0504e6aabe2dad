/** What a bug report must say of the machine that it was made on. */
import { execFile } from 'node:child_process';
import { release, type } from 'node:os';
import { promisify } from 'node:util';
import { toolVersion } from '../tool-version.ts';

/** Label and version, in the order of the report. */
export type Versions = readonly (readonly [string, string])[];

/** The versions of everything that had a hand in it. */
export async function reproVersions(): Promise<Versions> {
  return [
    ['mmap-conformance', toolVersion()],
    ['machine', `${type()} ${release()}, ${process.arch}`],
    ['Node', process.version],
    ['C compiler', await compilerVersion()],
  ];
}

async function compilerVersion(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('cc', ['--version']);
    return stdout.split('\n')[0] ?? 'unknown';
  } catch {
    return 'none';
  }
}
