import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { decodeResult } from '../recording/decode.ts';
import type { RunResult } from '../result.ts';

/**
 * A result that was recorded with `--json`, gzipped or not.
 *
 * @throws UserError (exit 2) that names the file
 */
export async function readResult(path: string): Promise<RunResult> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : code;
    throw new UserError(`\`${path}\` cannot be read: ${why}`, { cause });
  }
  try {
    return decodeResult(bytes);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint = '' } = error;
    throw new UserError(`\`${path}\`: ${message}`, { hint, cause: error });
  }
}
