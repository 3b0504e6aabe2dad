import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Implementation } from '../implementation.ts';
import { isRecording, type Recording } from '../recording/recording.ts';
import type { Place } from './forms/form.ts';
import type { ParsedImplementation } from './spec.ts';

export interface ImplementationContext
  extends Pick<Place, 'allowSystemChanges' | 'helloTimeoutMs' | 'graceMs' | 'isReference'> {
  /** A directory of the run: each implementation makes, and removes, one of its own in it. */
  scratchRoot: string;
  /** The same on a tmpfs, where there is one. */
  tmpfsRoot?: string;
}

/**
 * Makes what `-i` asks for; it is not started yet. Builds the executor first if that is needed.
 *
 * @throws UserError (exit 3) when the executor cannot be built, or recorded results cannot be read
 */
export function createTarget(
  { name, spec, create }: ParsedImplementation,
  { scratchRoot, tmpfsRoot, ...rest }: ImplementationContext,
): Promise<Implementation | Recording> {
  const tmpfs = tmpfsRoot === undefined ? {} : { tmpfs: join(tmpfsRoot, name) };
  return create({ name, spec, scratch: join(scratchRoot, name), ...tmpfs, ...rest });
}

/**
 * The same for those who want something executed.
 *
 * @throws UserError (exit 2 for recorded results, exit 3 when the executor cannot be built)
 */
export async function createImplementation(
  parsed: ParsedImplementation,
  context: ImplementationContext,
): Promise<Implementation> {
  const target = await createTarget(parsed, context);
  if (!isRecording(target)) return target;
  throw new UserError(`\`${parsed.spec}\` was recorded: it can be compared with, but it executes nothing.`);
}
