/** What a command needs of the process that it runs in. */

/** Where text goes: `process.stdout` and `process.stderr` have it. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Io {
  stdout: TextStream;
  stderr: TextStream;
  env: NodeJS.ProcessEnv;
  /** From the first call on, Ctrl-C aborts this signal instead of ending the process. */
  interruption(): AbortSignal;
}

/** Whether to colour what goes to a stream. https://no-color.org, https://force-color.org */
export function wantsColor(stream: TextStream, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  const forced = env.FORCE_COLOR;
  if (forced) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}
