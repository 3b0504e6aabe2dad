/** What a bug report must say of the machine that it was made on. */
import { release, type } from 'node:os';
import { execa } from 'execa';
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
  const { stdout, failed } = await execa('cc', ['--version'], { reject: false });
  return failed ? 'none' : (stdout.split('\n')[0] ?? 'unknown');
}
