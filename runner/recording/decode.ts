/** What is in a file of recorded results. */
import { gunzipSync } from 'node:zlib';
import { parseResult } from '../../reports/schema.ts';
import { UserError } from '../errors.ts';
import type { RunResult } from '../result.ts';

/** Bytes; a run of all cases on ten implementations has some fifty million. */
const LARGEST = 1 << 30;

/**
 * The results in a file's bytes, gzipped or not: whoever reads such a file reads it by this.
 *
 * @throws UserError (exit 2) that says what is wrong with them
 */
export function decodeResult(bytes: Uint8Array): RunResult {
  return parseResult(Buffer.from(unzipped(bytes)).toString());
}

function unzipped(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST });
  } catch (cause) {
    throw new UserError(`these are no results: the gzipped file is damaged (${(cause as Error).message})`, {
      hint: 'record the results again with --json FILE',
      cause,
    });
  }
}
