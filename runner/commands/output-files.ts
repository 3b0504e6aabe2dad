/** Files that a run writes in the end: looked at before it starts, so that an hour's run is not lost to a typing mistake. */
import { constants, fstatSync, writeFileSync } from 'node:fs';
import { access, mkdir, open, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';

/** What the system says of a failed call, without the call: `ENOSPC: no space left on device`. */
export function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/, \w+( '.*)?$/s, '');
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
}

/** As `mkdir -p`. Node's own, asked for a directory in /proc, never comes back. */
async function makeDirectories(path: string): Promise<void> {
  const make = (): Promise<void> =>
    mkdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  try {
    await make();
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    await makeDirectories(parent);
    await make();
  }
}

/** Makes and removes a file beside this one, as `writeWhole` will. */
async function tryBeside(path: string): Promise<void> {
  const temporary = temporaryName(path);
  await (await open(temporary, 'w')).close();
  await rm(temporary, { force: true });
}

/** What is written to where something is that cannot be replaced by a file: a pipe, a device, or what this process prints to already. */
async function special(path: string): Promise<string | number | null> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isDirectory()) return null;
  if (!found.isFile()) return path;
  const isOpenAs = (fd: number): boolean => {
    const { dev, ino } = fstatSync(fd);
    return dev === found.dev && ino === found.ino;
  };
  return [1, 2].find(isOpenAs) ?? null;
}

/** Whether a file at this path, or none, makes room for what is written. */
export async function isReplaced(path: string): Promise<boolean> {
  return (await special(path)) === null;
}

/** Where a path leads, by links that may lead to what is not there yet. */
async function destination(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const link = await readlink(path).catch(() => null);
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing && link !== null ? destination(resolve(dirname(path), link)) : path;
  }
}

/**
 * Makes the directories above a file and finds out whether it can be written.
 *
 * @param flag whose value the path is, to say so
 * @throws UserError (exit 2)
 */
export async function checkFile(path: string, flag: string): Promise<void> {
  const message = `${flag}: \`${path}\` cannot be written`;
  if (path === '-') {
    throw new UserError(`${message}: standard output is no file`, {
      hint: 'For standard output give /dev/stdout, for a file of that name ./-.',
    });
  }
  const found = await stat(path).catch(() => null);
  if (path === '' || path.endsWith('/') || found?.isDirectory()) {
    throw new UserError(`${message}: it is a directory`, { hint: 'Give the path of a file.' });
  }
  try {
    if ((await special(path)) !== null) return await access(path, constants.W_OK);
    await makeDirectories(dirname(resolve(path)));
    await tryBeside(await destination(path));
  } catch (cause) {
    throw new UserError(`${message}: ${why(cause)}`, { cause });
  }
}

/**
 * Makes a directory and finds out whether files can be made in it.
 *
 * @throws UserError (exit 2)
 */
export async function checkDirectory(path: string, flag: string): Promise<void> {
  try {
    if (path === '') throw new Error('its name is empty');
    await makeDirectories(resolve(path));
    await tryBeside(join(path, 'file'));
  } catch (cause) {
    throw new UserError(`${flag}: nothing can be written to the directory \`${path}\`: ${why(cause)}`, {
      cause,
    });
  }
}

/**
 * Writes a file under another name first: who looks sees the old file or the new one, never half of one.
 *
 * @throws UserError (exit 3)
 */
export async function writeWhole(path: string, content: string | Uint8Array, mode = 0o666): Promise<void> {
  let temporary: string | undefined;
  try {
    const place = await special(path);
    if (place !== null) return writeFileSync(place, content);
    // A link stays a link.
    const target = await destination(path);
    temporary = temporaryName(target);
    await writeFile(temporary, content, { mode });
    await rename(temporary, target);
  } catch (cause) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => {});
    throw new UserError(`\`${path}\` cannot be written: ${why(cause)}`, { exitCode: 3, cause });
  }
}
