import { join } from 'node:path';
import type { Implementation } from '../implementation.ts';
import type { Place } from './forms/form.ts';
import type { ParsedImplementation } from './spec.ts';

export interface ImplementationContext
  extends Pick<Place, 'allowSystemChanges' | 'helloTimeoutMs' | 'graceMs'> {
  /** A directory of the run: each implementation makes, and removes, one of its own in it. */
  scratchRoot: string;
  /** The same on a tmpfs, where there is one. */
  tmpfsRoot?: string;
}

/**
 * Makes what `-i` asks for; it is not started yet. Builds the executor first if that is needed.
 *
 * @throws UserError (exit 3) when the executor cannot be built
 */
export function createImplementation(
  { name, spec, create }: ParsedImplementation,
  { scratchRoot, tmpfsRoot, ...rest }: ImplementationContext,
): Promise<Implementation> {
  const tmpfs = tmpfsRoot === undefined ? {} : { tmpfs: join(tmpfsRoot, name) };
  return create({ name, spec, scratch: join(scratchRoot, name), ...tmpfs, ...rest });
}
