import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Removes a scratch directory, even one in which a killed case left a file append-only. */
export async function removeDirectory(path: string): Promise<void> {
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 2 });
  try {
    await remove();
  } catch {
    await promisify(execFile)('chattr', ['-R', '-a', '-i', path]).catch(() => {});
    // What is left then is the temporary directory's business, not a reason to lose a run's result.
    await remove().catch(() => {});
  }
}
