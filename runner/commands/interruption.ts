/** Ctrl-C and its kin: the first one ends what is being done in good order, the second one ends the process. */
import type { TextStream } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** From now on, a signal aborts what this returns. */
export function listenForSignals(stderr: TextStream): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) endNow();
    stderr.write('\nmmap-conformance: interrupted, ending in good order; once more ends at once\n');
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return controller.signal;
}

/** Ends this process and all that it has started, without waiting for anything. */
export function endNow(): never {
  // Listeners of `exit` kill what was started and remove the scratch directories.
  process.exit(130);
}
