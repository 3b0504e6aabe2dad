import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { REPORT_FD } from './descriptors.ts';

/** How a process ended, as far as the system tells. */
export interface End {
  /** It could not be started: the system's name for the reason. */
  spawnError?: string;
  exitCode?: number | null;
  signal?: string | null;
}

/** A process in a group of its own, and the ways in and out of it. */
export interface Connection {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Where its records come from. */
  readonly records: Readable;
  /** What it says to people. */
  readonly logs: readonly Readable[];
  send(text: string): void;
  /** Ends its input: a well-behaved executor then ends by itself. */
  endInput(): void;
  /** It is gone; others may still hold its pipes open. */
  onGone(listener: () => void): void;
  /** It is gone and all that it wrote was read. Never rejects. */
  readonly ended: Promise<End>;
}

/**
 * Waits in the group for descriptor 3, the other end of which only this process has, to be closed, and then kills the group. What is
 * to be run does not get it.
 */
const TIE = [
  '/bin/sh',
  '-c',
  '(read -r _; kill -KILL -- -$$) <&3 3<&- >/dev/null 2>&1 & exec "$@" 3<&-',
  'tie',
] as const;
const TIE_FD = 3;

/** Milliseconds that output may still come after a process's end: longer, and somebody out of reach holds the pipe. */
export const DRAIN_MS = 500;

export interface PipeOptions {
  /** Added to the environment of this process. */
  env?: Readonly<Record<string, string>> | undefined;
  /** Its whole group is killed when this process ends, in whatever way; needs a shell. */
  tied?: boolean | undefined;
  /** Gets each line that it writes to REPORT_FD, whoever in it wrote it. */
  onReport?: ((line: string) => void) | undefined;
}

/** Starts a program that reads programs from its standard input and writes records to its standard output. */
export function connectByPipes(argv: readonly string[], options: PipeOptions = {}): Connection {
  let child: ChildProcessWithoutNullStreams;
  try {
    child = start(argv, options);
  } catch (error) {
    return unconnected(spawnErrorOf(error as NodeJS.ErrnoException));
  }
  if (options.onReport) readReports(child, options.onReport);
  // It may end while it is written to; its exit tells.
  for (const stream of child.stdio) stream?.on('error', () => {});
  // Whoever waits at the other end of the tie would keep it open, and Node waits for all that is open.
  child.once('exit', () => child.stdio[TIE_FD]?.destroy());
  return {
    pid: child.pid,
    records: child.stdout,
    logs: [child.stderr],
    send: (text) => void (child.stdin.writable && child.stdin.write(text)),
    endInput: () => void child.stdin.end(),
    onGone: (listener) => void child.once('exit', listener),
    ended: endOf(child),
  };
}

function start(
  argv: readonly string[],
  { env, tied, onReport }: PipeOptions,
): ChildProcessWithoutNullStreams {
  const [file = '', ...args] = tied ? [...TIE, ...argv] : argv;
  return spawn(file, args, {
    // A group of its own, so that its children can be killed with it.
    detached: true,
    stdio: [
      'pipe',
      'pipe',
      'pipe',
      ...(tied || onReport ? [tied ? ('pipe' as const) : ('ignore' as const)] : []),
      ...(onReport ? ['pipe' as const] : []),
    ],
    env: { ...process.env, ...env },
  }) as ChildProcessWithoutNullStreams;
}

function readReports(child: ChildProcess, onReport: (line: string) => void): void {
  const reports = child.stdio[REPORT_FD] as Socket | undefined;
  if (reports === undefined || reports === null) return;
  createInterface({ input: reports }).on('line', onReport);
  // What it left behind may hold it open, and Node waits for all that is open.
  child.once('exit', () => setTimeout(() => reports.destroy(), DRAIN_MS).unref());
  reports.once('end', () => reports.destroy());
}

/** How a process ends, when all its pipes are closed, too. */
export function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ spawnError: spawnErrorOf(error) });
    });
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function spawnErrorOf({ code, message }: NodeJS.ErrnoException): string {
  return code ?? message;
}

/** Most reasons why a program cannot be started are thrown, and not only told as that of `endOf`. */
function unconnected(spawnError: string): Connection {
  return {
    pid: undefined,
    records: Readable.from([]),
    logs: [],
    send: () => {},
    endInput: () => {},
    onGone: () => {},
    ended: Promise.resolve({ spawnError }),
  };
}
