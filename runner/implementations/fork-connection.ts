import { fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type Connection, endOf } from './connection.ts';

/** The descriptor that records leave the child through. */
const RECORDS_FD = 4;

/**
 * Forks a Node process. Programs go in as messages; records come out of a descriptor of their own, and whatever else is said goes to
 * standard output and standard error as it likes.
 */
export function connectByFork(file: string, args: readonly string[]): Connection {
  const child = fork(file, args, {
    // A group of its own, so that its children can be killed with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    // Flags of this process, such as --inspect, are none of the child's; that node:wasi is experimental is no news.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let complaint: Connection['complaint'];
  child.on('message', (message) => {
    complaint = message as NonNullable<Connection['complaint']>;
  });
  const [, stdout, stderr] = child.stdio;
  const records = child.stdio[RECORDS_FD];
  const streams = [stdout, stderr, records] as Readable[];
  for (const stream of streams) stream.on('error', () => {});
  // It is open in both directions, and would wait for its other half to be closed, too.
  records?.once('end', () => records.destroy());
  const send = (text: string): void => void (child.connected && child.send(text, () => {}));
  return {
    pid: child.pid,
    records: records as Readable,
    logs: [stdout, stderr] as Readable[],
    get complaint() {
      return complaint;
    },
    send,
    // Disconnecting would do it, too, but then Node never says that the child is closed.
    endInput: () => send('bye\n'),
    onGone: (listener) => void child.once('exit', listener),
    ended: endOf(child),
  };
}
