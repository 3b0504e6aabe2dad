import { mkdir } from 'node:fs/promises';
import { CrashedStart, ImplementationError } from '../errors.ts';
import type { Hello, Implementation, Outcome, Program } from '../implementation.ts';
import { configLine, type ExecutorConfig } from './config-line.ts';
import { type Connection, connectByPipes } from './connection.ts';
import { launch } from './launch.ts';
import { removeDirectory } from './scratch.ts';
import { runSession } from './session.ts';
import type { TargetProcess } from './target-process.ts';

export interface CommandOptions extends ExecutorConfig {
  name: string;
  /** The SPEC as given. */
  spec: string;
  /** The program and its arguments. */
  argv: readonly string[];
  /** Starts it, if it is not started as a program that is spoken to through its standard input and output. */
  connect?: () => Connection;
  /** What a hang beyond a case's limit is said to be; default: one of the whole system. */
  hung?: 'case' | 'system';
  /** Added to the environment of this process. */
  env?: Readonly<Record<string, string>>;
  /** Its whole group is killed when this process ends, in whatever way: for programs that start others. */
  tied?: boolean;
  /** Milliseconds until it must have said what it is; default 20000. */
  helloTimeoutMs?: number;
  /** Milliseconds beyond a case's own limit after which the whole implementation is said to hang; default 3000. */
  graceMs?: number;
  /** How many programs are sent ahead of the answers; default 32. */
  window?: number;
  /** How many bytes they may be, if it is more than one program; default: any number. */
  windowBytes?: number;
  /** What is sent before the first case; default: the line that names the directories and the agent. */
  config?: string;
  /** Called before each start, when the scratch directory is there: makes anew what the program takes with it. */
  prepare?: () => Promise<void>;
  /** As of connectByPipes. */
  onReport?: (line: string) => void;
  /** What to do when it does not say what it is, or ends at once; default: run it by hand. */
  advice?: string;
}

/** Milliseconds that it may take to end by itself when its input ends. */
const STOP_MS = 500;
/** Failures in a row after which it is not started again. */
const MAX_FAILURES = 3;

/** An implementation that is a program: it reads programs and writes records, as the agent does. */
export function createCommandImplementation(options: CommandOptions): Implementation {
  return new CommandImplementation(options);
}

class CommandImplementation implements Implementation {
  readonly name: string;
  readonly spec: string;
  readonly #options: CommandOptions;
  readonly #stopped = new AbortController();
  #target: TargetProcess | undefined;

  constructor(options: CommandOptions) {
    this.name = options.name;
    this.spec = options.spec;
    this.#options = options;
  }

  async start(onCrash: (error: ImplementationError) => void = () => {}): Promise<Hello> {
    await mkdir(this.#options.scratch, { recursive: true });
    // Only what crashes: a first start that hangs, or is not there at all, is a mistake that the user should hear of at once.
    return this.#launchAgain(this.#stopped.signal, (error) => {
      if (!(error instanceof CrashedStart)) throw error;
      onCrash(error);
    });
  }

  async execute(
    programs: readonly Program[],
    report: (outcome: Outcome) => void,
    interrupt: AbortSignal,
  ): Promise<void> {
    const signal = AbortSignal.any([interrupt, this.#stopped.signal]);
    const {
      graceMs = 3000,
      hung = 'system',
      window = 32,
      windowBytes = Number.POSITIVE_INFINITY,
    } = this.#options;
    let done = 0;
    let barren = 0;
    while (done < programs.length && !signal.aborted) {
      const target = await this.#alive(signal);
      if (target === undefined) return;
      const rest = programs.slice(done);
      const end = await runSession({
        ...{ target, programs: rest, report, signal, graceMs, hung, window, windowBytes },
      });
      done += end.reported;
      if (!end.alive) this.#target = undefined;
      barren = end.begun || end.alive ? 0 : barren + 1;
      if (barren === MAX_FAILURES && done < programs.length && !signal.aborted)
        throw this.#endsAtOnce(target);
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    const target = this.#target;
    this.#target = undefined;
    if (target !== undefined) await end(target);
    await removeDirectory(this.#options.scratch);
  }

  /** The running process, or a new one; undefined when aborted meanwhile. */
  async #alive(signal: AbortSignal): Promise<TargetProcess | undefined> {
    if (this.#target !== undefined && !this.#target.ended) return this.#target;
    this.#target = undefined;
    try {
      await this.#launchAgain(signal, () => {});
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return this.#target;
  }

  /**
   * Starts it, as often as need be until `MAX_FAILURES`: a kernel that boots on a busy computer may panic by chance.
   *
   * @param onFailure called for each start that came to nothing, but the last; what it throws ends the attempts
   */
  async #launchAgain(signal: AbortSignal, onFailure: (error: unknown) => void): Promise<Hello> {
    for (let nth = 1; ; nth++) {
      try {
        const { target, hello } = await this.#launch(signal, nth);
        this.#target = target;
        return hello;
      } catch (error) {
        if (signal.aborted || nth === MAX_FAILURES) throw error;
        onFailure(error);
      }
    }
  }

  async #launch(signal: AbortSignal, nth: number): Promise<{ target: TargetProcess; hello: Hello }> {
    const { argv, env, tied, onReport, advice, helloTimeoutMs = 20_000, prepare } = this.#options;
    await prepare?.();
    const { connect = () => connectByPipes(argv, { env, tied, onReport }) } = this.#options;
    const { name } = this;
    const { config = configLine(this.#options) } = this.#options;
    return launch({ name, argv, connect, config, advice, helloTimeoutMs, nth, signal });
  }

  #endsAtOnce(target: TargetProcess): ImplementationError {
    const words = target.lastWords.map((line) => `\n  ${line}`).join('');
    const { argv, advice = `Run it by hand: ${argv.join(' ')}` } = this.#options;
    return new ImplementationError(
      `${this.name} ended ${MAX_FAILURES} times in a row without beginning a case.${words}`,
      { hint: advice },
    );
  }
}

async function end(target: TargetProcess): Promise<void> {
  // A serial line has no end.
  target.send('bye\n');
  target.endInput();
  const timer = setTimeout(() => target.kill(), STOP_MS);
  await target.exited;
  clearTimeout(timer);
}
