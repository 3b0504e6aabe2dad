/** Programs that implementations stand on: where they are, and what is said when they are not there. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ImplementationError } from '../errors.ts';

/** Ordinary users have these not on their PATH. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin'];
/** Where packages put programs, whatever the PATH of a service or a cron job is. */
const PACKAGE_FOLDERS = ['/usr/bin', ...SYSTEM_FOLDERS];

/**
 * The path of a program, or undefined.
 *
 * @param folders where it is looked for besides the PATH
 */
export function findProgram(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
  folders: readonly string[] = SYSTEM_FOLDERS,
): string | undefined {
  const all = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...folders];
  return all.map((folder) => join(folder, name)).find(isExecutable);
}

/**
 * The path of the program that a preset starts.
 *
 * @param what.debian the package of Debian that holds it
 * @throws ImplementationError when it is missing: it says what to install
 */
export function programOf(
  what: { preset: string; program: string; debian: string },
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { preset, program, debian } = what;
  const path = findProgram(program, env, PACKAGE_FOLDERS);
  if (path !== undefined) return path;
  throw new ImplementationError(`\`${program}\`, which \`-i ${preset}\` starts, is not there`, {
    hint: `Install it, on Debian: apt-get install ${debian}`,
  });
}

/**
 * The first words of a command that must not go on when this process is killed outright; none where there is no `setpriv`
 * (util-linux).
 */
export function tiedToUs(): string[] {
  const setpriv = findProgram('setpriv');
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
