import type { Implementation } from './implementation.ts';
import { createTarget, type ImplementationContext } from './implementations/create.ts';
import type { ParsedImplementation } from './implementations/spec.ts';
import type { Recording } from './recording/recording.ts';
import type { Scratch } from './scratch.ts';

/**
 * Makes an implementation and its directories; it is not started yet.
 *
 * @throws UserError (exit 3) when the executor cannot be built, or recorded results cannot be read
 */
export async function prepareImplementation(
  parsed: ParsedImplementation,
  scratch: Scratch,
  options: Pick<ImplementationContext, 'allowSystemChanges' | 'isReference'> = {},
): Promise<Implementation | Recording> {
  await scratch.prepare(parsed.name);
  const { root: scratchRoot, tmpfsRoot } = scratch;
  const context = { scratchRoot, ...(tmpfsRoot !== null && { tmpfsRoot }), ...options };
  return createTarget(parsed, context);
}
