import { type ChildProcess, fork } from 'node:child_process';
import { finished, type Readable, type Writable } from 'node:stream';
import { type Connection, type End, endOf } from './connection.ts';
import { PROGRAMS_FD, RECORDS_FD } from './descriptors.ts';

/**
 * Forks a Node process. Programs and records have pipes of their own, and whatever else is said goes to standard output and standard
 * error as it likes.
 *
 * The channel that `fork` makes is closed at once: what runs in the child can reach it, and Node throws in this process at what is no
 * message. What the child does to the pipes is its own damage only.
 */
export function connectByFork(file: string, args: readonly string[]): Connection {
  const child = fork(file, args, {
    // A group of its own, so that its children can be killed with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe', 'pipe'],
    // Flags of this process, such as --inspect, are none of the child's; that node:wasi is experimental is no news.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  if (child.connected) child.disconnect();
  // Its type knows five of them.
  const stdio: readonly (Readable | Writable | null | undefined)[] = child.stdio;
  const [, stdout, stderr] = child.stdio;
  const records = child.stdio[RECORDS_FD];
  const programs = stdio[PROGRAMS_FD] as Writable | undefined;
  const outputs = [stdout, stderr, records] as Readable[];
  for (const stream of [...outputs, programs]) stream?.on('error', () => {});
  // It is open in both directions, and would wait for its other half to be closed, too.
  records?.once('end', () => records.destroy());
  child.once('exit', () => programs?.destroy());
  return {
    pid: child.pid,
    records: records as Readable,
    logs: [stdout, stderr] as Readable[],
    send: (text) => void (programs?.writable && programs.write(text)),
    endInput: () => void programs?.end(),
    onGone: (listener) => void child.once('exit', listener),
    ended: Promise.race([endOf(child), endOfDisconnected(child, outputs)]),
  };
}

/** As of `endOf`: of a child whose channel was closed on this side Node never says that it is closed. */
function endOfDisconnected(child: ChildProcess, outputs: readonly Readable[]): Promise<End> {
  const closed = Promise.all(
    outputs.map((stream) => new Promise<void>((resolve) => finished(stream, () => resolve()))),
  );
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => void closed.then(() => resolve({ exitCode, signal })));
  });
}
