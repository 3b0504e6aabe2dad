/** Ctrl-C and its kin: the first one ends what is being done in good order, the second one ends the process. */
import type { TextStream } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** From now on, a signal aborts what this returns. */
export function listenForSignals(stderr: TextStream): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    // Listeners of `exit` kill the process groups and remove the scratch directories.
    if (controller.signal.aborted) process.exit(130);
    stderr.write('\nmmap-conformance: interrupted, ending in good order; once more ends at once\n');
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return controller.signal;
}
