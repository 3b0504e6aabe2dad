import type { Implementation } from './implementation.ts';
import { createImplementation } from './implementations/create.ts';
import type { ParsedImplementation } from './implementations/spec.ts';
import type { Scratch } from './scratch.ts';

/**
 * Makes an implementation and its directories; it is not started yet.
 *
 * @throws UserError (exit 3) when the executor cannot be built
 */
export async function prepareImplementation(
  parsed: ParsedImplementation,
  scratch: Scratch,
  options: { allowSystemChanges?: boolean } = {},
): Promise<Implementation> {
  await scratch.prepare(parsed.name);
  const { root: scratchRoot, tmpfsRoot } = scratch;
  const context = { scratchRoot, ...(tmpfsRoot !== null && { tmpfsRoot }), ...options };
  return createImplementation(parsed, context);
}
