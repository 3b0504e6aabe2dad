import { execa } from 'execa';
import { type OutputRecord, RecordReader } from '../records.ts';
import { LastLines } from './last-lines.ts';

/** How a process ended. */
export interface Exit {
  /** The program does not exist, or may not be executed: the system's name for it. */
  spawnError?: string;
  /** In words, to follow "ended with": `exit status 1`, `signal SIGSEGV`. */
  with: string;
}

export interface TargetProcessOptions {
  argv: readonly string[];
  /** Added to the environment of this process. */
  env?: Readonly<Record<string, string>>;
  onRecords: (records: OutputRecord[]) => void;
  /** It is a forked Node process, with a channel: gets what it says by `process.send`. */
  onMessage?: (message: unknown) => void;
}

/** Milliseconds that output may still come after a process's end: longer, and somebody out of reach holds the pipe. */
const DRAIN_MS = 500;
/** Milliseconds after which a killed process that is still there is given up. */
const UNKILLABLE_MS = 5000;

/** One life of an implementation: a process in a group of its own, with records coming out of it. */
export class TargetProcess {
  /** Resolves when it has ended, its group is killed and all its output was read. Never rejects. */
  readonly exited: Promise<Exit>;
  readonly #child;
  readonly #stderr = new LastLines();
  readonly #noise = new LastLines();
  readonly #killWithUs = (): void => this.kill();
  /** Who gets the records; changes when a new job begins. */
  onRecords: (records: OutputRecord[]) => void;
  #gone = false;
  #ended = false;
  #unkillable: NodeJS.Timeout | undefined;
  #resolveExited: (exit: Exit) => void = () => {};

  constructor(options: TargetProcessOptions) {
    const [file = '', ...args] = options.argv;
    this.onRecords = options.onRecords;
    this.#child = execa(file, args, {
      // A group of its own, so that its children can be killed with it.
      detached: true,
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
      buffer: false,
      reject: false,
      encoding: 'buffer',
      stripFinalNewline: false,
      ...(options.env && { env: { ...options.env } }),
      ...(options.onMessage && { ipc: true }),
    });
    if (options.onMessage) this.#child.on('message', options.onMessage);
    const reader = new RecordReader((line) => this.#noise.push(Buffer.from(line, 'latin1').toString('utf8')));
    this.#child.stdout.on('data', (chunk: Buffer) => {
      const records = reader.read(chunk);
      if (records.length > 0) this.onRecords(records);
    });
    this.#child.stdout.on('close', () => reader.end());
    this.#child.stderr.on('data', (chunk: Buffer) => this.#stderr.write(chunk.toString('utf8')));
    // It may end while it is written to; its exit tells.
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr])
      stream.on('error', () => {});
    this.#child.once('exit', () => this.#whenGone());
    process.once('exit', this.#killWithUs);
    this.exited = new Promise((resolve) => {
      this.#resolveExited = resolve;
    });
    void this.#child.then(({ code, signal, exitCode, shortMessage }) => {
      const started = this.#child.pid !== undefined;
      if (!started) this.#end({ with: 'no start', spawnError: code ?? shortMessage ?? 'unknown' });
      else this.#end({ with: signal ? `signal ${signal}` : `exit status ${exitCode ?? 'unknown'}` });
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** What it said outside of records: its log, and what stood between the records. */
  get lastWords(): readonly string[] {
    return [...this.#noise.lines.slice(-5), ...this.#stderr.lines.slice(-10)];
  }

  get lastWord(): string | undefined {
    return this.#stderr.last ?? this.#noise.last;
  }

  send(text: string): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(text);
  }

  /** Ends its input: a well-behaved executor then ends by itself. */
  endInput(): void {
    this.#child.stdin.end();
  }

  /** Kills it and everything that it started, at once: some emulators are deaf to SIGTERM. */
  kill(): void {
    const { pid } = this.#child;
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
    if (this.#child.pid !== undefined) signalTo(-this.#child.pid);
    const timer = setTimeout(() => {
      this.#child.stdout.destroy();
      this.#child.stderr.destroy();
    }, DRAIN_MS);
    timer.unref();
    this.#child.once('close', () => clearTimeout(timer));
  }
}

/** @param whom a process, or the group of -whom */
function signalTo(whom: number): void {
  try {
    process.kill(whom, 'SIGKILL');
  } catch {
    // Nobody is left there.
  }
}
