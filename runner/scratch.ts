/** The directories that a run works in. */
import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from './errors.ts';
import { removeDirectory } from './implementations/scratch.ts';

export interface Scratch {
  /** On the disk of TMPDIR. */
  root: string;
  /** On a tmpfs; null where there is none to write to. */
  tmpfsRoot: string | null;
  /** Makes the directories of one implementation, below both. */
  prepare(name: string): Promise<void>;
  /** Removes all. Idempotent. */
  remove(): Promise<void>;
}

export interface ScratchPlaces {
  /** Default: `os.tmpdir()`. */
  temporary?: string;
  /** Default: `/dev/shm`. */
  shared?: string;
}

const PREFIX = 'mmap-conformance-';
const TMPFS_MAGIC = 0x01021994;

/**
 * Makes the directories of a run. They are removed at the latest when this process exits in good order.
 *
 * @throws UserError (exit 3) when there is no temporary directory to write to
 */
export async function createScratch(places: ScratchPlaces = {}): Promise<Scratch> {
  const { temporary = tmpdir(), shared = '/dev/shm' } = places;
  const root = await makeRoot(temporary);
  const tmpfsRoot = await makeTmpfsRoot(shared);
  const roots = tmpfsRoot === null ? [root] : [root, tmpfsRoot];
  // The second Ctrl-C ends the process without unwinding.
  const removeAtExit = (): void => {
    for (const path of roots) removeNow(path);
  };
  process.once('exit', removeAtExit);
  return {
    root,
    tmpfsRoot,
    async prepare(name) {
      for (const path of roots) {
        await mkdir(join(path, name));
        await open(join(path, name), 0o777);
      }
    },
    async remove() {
      await Promise.all(roots.map(removeDirectory));
      process.off('exit', removeAtExit);
    },
  };
}

async function makeRoot(temporary: string): Promise<string> {
  try {
    const root = await mkdtemp(join(temporary, PREFIX));
    await open(root, 0o711);
    return root;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`no temporary directory can be made: ${why}`, {
      exitCode: 3,
      hint: 'Set TMPDIR to a directory that may be written to.',
      cause,
    });
  }
}

async function makeTmpfsRoot(shared: string): Promise<string | null> {
  try {
    if ((await statfs(shared)).type !== TMPFS_MAGIC) return null;
    const root = await mkdtemp(join(shared, PREFIX));
    await open(root, 0o711);
    return root;
  } catch {
    // Cases that need a tmpfs will be skipped, and say so.
    return null;
  }
}

/**
 * Cases that root runs may become nobody and must still reach their files. Not sticky: in a sticky directory root itself is
 * refused what nobody has made (fs.protected_regular).
 */
async function open(path: string, mode: number): Promise<void> {
  if (process.getuid?.() === 0) await chmod(path, mode);
}

function removeNow(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // This process is ending: nobody is left to mend it.
  }
}
