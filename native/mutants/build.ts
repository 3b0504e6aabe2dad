/** Builds the agent that can be any wrong kernel of this folder, and asks it which there are. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureAgentWith } from '../build.ts';

/** Where the linker leads every reading of /proc through the mutants' own functions. */
const WRAPPED = ['reader_line', 'read_field'].map((name) => `-Wl,--wrap=${name}`);

/** A kernel that breaks one promise. */
export interface Mutant {
  /** Says the bug in dashes: `munmap-rounds-length-down`. */
  name: string;
  /** The id of the clause that it breaks; not yet known to exist. */
  clause: string;
  /** One sentence. */
  bug: string;
}

/**
 * Path of the agent of all mutants: `mutants --mutant NAME` is one of them.
 *
 * @throws UserError (exit 3)
 */
export function ensureMutantsBuilt(): Promise<string> {
  return ensureAgentWith({ output: 'mutants', sources: 'mutants', flags: WRAPPED });
}

/** All mutants, section by section. */
export async function listMutants(executable: string): Promise<readonly Mutant[]> {
  const { stdout } = await promisify(execFile)(executable, ['--list'], { maxBuffer: 1 << 24 });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', clause = '', bug = ''] = line.split('\t');
      return { name, clause, bug };
    });
}
