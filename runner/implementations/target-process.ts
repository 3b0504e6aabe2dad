import { type OutputRecord, RecordReader } from '../records.ts';
import { type Connection, DRAIN_MS, type End } from './connection.ts';
import { LastLines } from './last-lines.ts';

/** How a process ended. */
export interface Exit {
  /** The program does not exist, or may not be executed: the system's name for it. */
  spawnError?: string;
  /** In words, to follow "ended with": `exit status 1`, `signal SIGSEGV`. */
  with: string;
}

export interface TargetProcessOptions {
  connection: Connection;
  onRecords: (records: OutputRecord[]) => void;
}

/** How much of its log is looked through for its last words. */
const LOG_LINES = 300;
/** With this begins what kernels, valgrind, Node and programs in Go say when they give up; what follows is a backtrace. */
const FATAL = /Kernel panic - |impossible' happened|^(?:panic|fatal error|FATAL ERROR): /;
/** Milliseconds after which a killed process that is still there is given up. */
const UNKILLABLE_MS = 5000;

/** With this begins what Node says when it is aborted. */
const BACKTRACE = /^-+ (?:Native|JavaScript) stack trace -+$/;

/** One life of an implementation: a process in a group of its own, with records coming out of it. */
export class TargetProcess {
  /** Resolves when it has ended, its group is killed and all its output was read. Never rejects. */
  readonly exited: Promise<Exit>;
  readonly #connection: Connection;
  readonly #stderr = new LastLines(LOG_LINES);
  readonly #noise = new LastLines();
  readonly #killWithUs = (): void => this.kill();
  /** Who gets the records; changes when a new job begins. */
  onRecords: (records: OutputRecord[]) => void;
  #gone = false;
  #ended = false;
  #unkillable: NodeJS.Timeout | undefined;
  #resolveExited: (exit: Exit) => void = () => {};

  constructor(options: TargetProcessOptions) {
    const { connection } = options;
    this.#connection = connection;
    this.onRecords = options.onRecords;
    const reader = new RecordReader((line) => this.#noise.push(Buffer.from(line, 'latin1').toString('utf8')));
    connection.records.on('data', (chunk: Buffer) => {
      const records = reader.read(chunk);
      if (records.length > 0) this.onRecords(records);
    });
    connection.records.on('close', () => reader.end());
    for (const log of connection.logs)
      log.on('data', (chunk: Buffer) => this.#stderr.write(chunk.toString('utf8')));
    connection.onGone(() => this.#whenGone());
    process.once('exit', this.#killWithUs);
    this.exited = new Promise((resolve) => {
      this.#resolveExited = resolve;
    });
    void connection.ended.then((end) => this.#end(asExit(end)));
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** What it said outside of records: its log, and what stood between the records. */
  get lastWords(): readonly string[] {
    const { lines } = this.#stderr;
    const fatal = lines.findIndex((line) => FATAL.test(line));
    return [
      ...this.#noise.lines.slice(-5),
      ...(fatal < 0 ? lines.slice(-10) : lines.slice(fatal, fatal + 10)),
    ];
  }

  get lastWord(): string | undefined {
    const { lines } = this.#stderr;
    const trace = lines.findIndex((line) => BACKTRACE.test(line));
    const last = lines.at(trace < 0 ? -1 : trace - 1);
    return lines.find((line) => FATAL.test(line)) ?? (trace === 0 ? undefined : last) ?? this.#noise.last;
  }

  send(text: string): void {
    this.#connection.send(text);
  }

  /** Ends its input: a well-behaved executor then ends by itself. */
  endInput(): void {
    this.#connection.endInput();
  }

  /** Kills it and everything that it started, at once: some emulators are deaf to SIGTERM. */
  kill(): void {
    const { pid } = this.#connection;
    if (pid === undefined || this.#gone) return;
    signalTo(-pid);
    // By its number, too: it may have left its group.
    signalTo(pid);
    this.#unkillable ??= setTimeout(() => this.#end({ with: 'nothing, not even by SIGKILL' }), UNKILLABLE_MS);
  }

  #end(exit: Exit): void {
    this.#ended = true;
    clearTimeout(this.#unkillable);
    process.off('exit', this.#killWithUs);
    this.#resolveExited(exit);
  }

  #whenGone(): void {
    // From now on its number may become another process's.
    this.#gone = true;
    clearTimeout(this.#unkillable);
    // What it left behind may hold the pipes open, so that their end would never come.
    const { pid, records, logs, ended } = this.#connection;
    if (pid !== undefined) signalTo(-pid);
    const timer = setTimeout(() => {
      for (const stream of [records, ...logs]) stream.destroy();
    }, DRAIN_MS);
    timer.unref();
    void ended.then(() => clearTimeout(timer));
  }
}

function asExit({ spawnError, exitCode, signal }: End): Exit {
  if (spawnError !== undefined) return { with: 'no start', spawnError };
  return { with: signal ? `signal ${signal}` : `exit status ${exitCode ?? 'unknown'}` };
}

/** @param whom a process, or the group of -whom */
function signalTo(whom: number): void {
  try {
    process.kill(whom, 'SIGKILL');
  } catch {
    // Nobody is left there.
  }
}
