import { join } from 'node:path';
import { ensureBuilt } from '../../native/build.ts';
import type { Architecture } from '../../native/toolchain.ts';
import type { Implementation } from '../implementation.ts';
import { createCommandImplementation } from './command.ts';
import { createKernelImageImplementation } from './kernel-image.ts';
import { type ParsedImplementation, placeAgent } from './spec.ts';

export interface ImplementationContext {
  /** A directory of the run: each implementation makes, and removes, one of its own in it. */
  scratchRoot: string;
  /** The same on a tmpfs, where there is one. */
  tmpfsRoot?: string;
  /** Cases may change settings of the whole machine for a moment. */
  allowSystemChanges?: boolean;
  /** Milliseconds until an implementation must have said what it is. */
  helloTimeoutMs?: number;
  /** Milliseconds beyond a case's own limit after which the whole implementation is said to hang. */
  graceMs?: number;
}

/**
 * Makes what `-i` asks for; it is not started yet. Builds the executor first if that is needed.
 *
 * @throws UserError (exit 3) when the executor cannot be built
 */
export async function createImplementation(
  parsed: ParsedImplementation,
  context: ImplementationContext,
): Promise<Implementation> {
  const { name, spec } = parsed;
  const { helloTimeoutMs, graceMs } = context;
  const scratch = join(context.scratchRoot, name);
  const { tmpfsRoot, allowSystemChanges } = context;
  const places = {
    scratch,
    ...(tmpfsRoot !== undefined && { tmpfs: join(tmpfsRoot, name) }),
    ...(allowSystemChanges !== undefined && { allowSystemChanges }),
  };
  const architecture = architectureOf(parsed);
  const { agent, library } = await ensureBuilt(architecture === undefined ? {} : { architecture });
  if (parsed.form === 'kernel') {
    // Loaded here only: the FFI is native code that other implementations can do without.
    const { createKernelImplementation } = await import('./kernel.ts');
    return createKernelImplementation({
      name,
      spec,
      ...places,
      agent,
      library,
      ...(graceMs !== undefined && { graceMs }),
    });
  }
  const limits = {
    ...(helloTimeoutMs !== undefined && { helloTimeoutMs }),
    ...(graceMs !== undefined && { graceMs }),
  };
  if (parsed.form === 'kernel-image') {
    return createKernelImageImplementation({
      name,
      spec,
      machine: parsed.machine,
      scratch,
      agent,
      ...limits,
    });
  }
  const argv = parsed.form === 'agent' ? [agent] : placeAgent(parsed.words, agent);
  return createCommandImplementation({ name, spec, argv, ...places, agent, ...limits });
}

/** Whose agent is needed; undefined for this machine's. */
function architectureOf(parsed: ParsedImplementation): Architecture | undefined {
  if (parsed.form === 'kernel-image') return parsed.machine.arch;
  return parsed.form === 'command' ? parsed.architecture : undefined;
}
