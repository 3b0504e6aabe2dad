import type { Outcome, Program } from '../implementation.ts';
import { encodeProgram } from '../records.ts';
import type { Exit, TargetProcess } from './target-process.ts';
import { Transcript } from './transcript.ts';

export interface SessionOptions {
  target: TargetProcess;
  programs: readonly Program[];
  report: (outcome: Outcome) => void;
  signal: AbortSignal;
  /** Milliseconds beyond a case's own limit after which the whole implementation is said to hang. */
  graceMs: number;
  /** What such a hang is said to be. */
  hung: 'case' | 'system';
  /** How many programs may be sent ahead of the answers. */
  window: number;
  /** How many bytes they may be, if it is more than one program. */
  windowBytes: number;
}

/** What became of a session: how many programs were reported, and whether the process can go on. */
export interface SessionEnd {
  reported: number;
  /** Whether it began any case at all. */
  begun: boolean;
  alive: boolean;
}

/** Above every number of a case. */
let barrierSeq = 0x7fff_ffff;

/**
 * Executes programs on a running process until all are reported, or the process is gone (one case is then reported as the one that
 * took it down), or the signal is aborted.
 *
 * After the last program an empty one is sent: its answer proves that nothing more comes for the last case.
 */
export function runSession(options: SessionOptions): Promise<SessionEnd> {
  const { target, programs, signal, graceMs, window, windowBytes } = options;
  const barrier: Program = { seq: barrierSeq--, timeoutMs: 1000, lines: [] };
  const queue = [...programs, barrier];
  let sent = 0;
  /** Bytes of each program that was sent. */
  const sizes: number[] = [];
  let reported = 0;
  let begun = false;
  const transcript = new Transcript((outcome) => {
    if (outcome.seq === barrier.seq) return;
    reported++;
    options.report(outcome);
  });

  return new Promise((resolve) => {
    let over = false;
    let hung = false;
    let timer: NodeJS.Timeout | undefined;
    const finish = (alive: boolean): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      target.onRecords = () => {};
      transcript.settle();
      resolve({ reported, begun, alive });
    };
    /** Whatever it says from now on comes too late. */
    const kill = (): void => {
      target.onRecords = () => {};
      target.kill();
    };
    const lastSign = (exit: Exit): string => {
      const when = transcript.awaited?.begun ? 'during this case' : 'before it began this case';
      const lastWord = target.lastWord === undefined ? '' : `: ${target.lastWord}`;
      return `the implementation ended with ${exit.with} ${when}${lastWord}`;
    };
    const pump = (): void => {
      let text = '';
      while (sent < queue.length && transcript.openCount < window) {
        const program = queue[sent] as Program;
        const encoded = encodeProgram(program);
        const ahead = sizes.slice(sent - transcript.openCount).reduce((sum, size) => sum + size, 0);
        if (ahead > 0 && ahead + encoded.length > windowBytes) break;
        sizes[sent++] = encoded.length;
        transcript.expect(program);
        text += encoded;
      }
      if (text !== '') target.send(text);
    };
    /** What the time limit hangs on: it starts anew when this changes, and not with every sign of life. */
    const position = (): string => `${sent - transcript.openCount} ${transcript.awaited?.begun}`;
    const watch = (): void => {
      clearTimeout(timer);
      const limit = (transcript.awaited?.program.timeoutMs ?? 0) + graceMs;
      const before = position();
      // Records may lie unread while this process was busy: read them first.
      timer = setTimeout(
        () => setImmediate(() => setImmediate(() => !over && position() === before && hang())),
        limit,
      );
    };
    const hang = (): void => {
      hung = true;
      kill();
    };

    target.onRecords = (records) => {
      const before = position();
      for (const record of records) {
        transcript.take(record);
        begun ||= transcript.awaited?.begun === true || record.kind === 'end';
      }
      if (transcript.openCount === 0 && sent === queue.length) return finish(true);
      if (signal.aborted) return;
      pump();
      if (position() !== before) watch();
    };
    void target.exited.then((exit) => {
      if (over) return;
      if (hung) transcript.giveUp({ how: 'timeout', hung: options.hung });
      else if (!signal.aborted) transcript.giveUp({ how: 'crashed', reason: lastSign(exit) });
      finish(false);
    });
    signal.addEventListener('abort', kill, { once: true });
    if (signal.aborted) return kill();
    pump();
    watch();
  });
}
