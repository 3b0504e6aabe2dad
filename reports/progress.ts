/** The line that a terminal shows while cases run. */

/** What a progress line needs of a stream: `process.stderr` has it. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** So many cases are done, on this implementation. */
  update(done: number, implementation: string): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
}

/** Writing more often costs more than the cases, and nobody can read it. */
const INTERVAL_MS = 80;
const CLEAR_LINE = '\r\u001b[2K';

/**
 * A line that says how far the run is. It writes nothing where the stream is not a terminal.
 * @param total cases for each implementation
 * @param now for tests: the time in milliseconds
 */
export function createProgress(
  stream: ProgressStream,
  total: number,
  now = () => performance.now(),
): Progress {
  let writtenAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    update(done, implementation) {
      if (!stream.isTTY || now() - writtenAt < INTERVAL_MS) return;
      writtenAt = now();
      isShown = true;
      // A line that wraps could not be taken away any more.
      stream.write(CLEAR_LINE + `${implementation}  ${done}/${total}`.slice(0, (stream.columns ?? 80) - 1));
    },
    clear() {
      if (!isShown) return;
      isShown = false;
      writtenAt = Number.NEGATIVE_INFINITY;
      stream.write(CLEAR_LINE);
    },
  };
}
