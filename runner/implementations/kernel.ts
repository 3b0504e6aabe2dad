import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ExecutorLibrary, loadExecutor } from '../../native/library.ts';
import { ImplementationError } from '../errors.ts';
import type { Ending, Hello, Implementation, Outcome, Program } from '../implementation.ts';
import { encodeProgram, RecordReader } from '../records.ts';
import { configLine, type ExecutorConfig } from './config-line.ts';
import { removeDirectory } from './scratch.ts';
import { Transcript } from './transcript.ts';

export interface KernelOptions extends ExecutorConfig {
  name: string;
  /** The SPEC as given. */
  spec: string;
  /** Path of the executor's shared object. */
  library: string;
  /** Milliseconds beyond a case's own limit after which the kernel is said to hang; default 3000. */
  graceMs?: number;
}

/** Milliseconds that an interrupted case may take to end before its scratch directory is removed under it. */
const STOP_MS = 500;

/** The running kernel, through FFI: the executor is a library in this process, and forks a child for every case. */
export function createKernelImplementation(options: KernelOptions): Implementation {
  return new KernelImplementation(options);
}

class KernelImplementation implements Implementation {
  readonly name: string;
  readonly spec: string;
  readonly #options: KernelOptions;
  #executor: ExecutorLibrary | undefined;
  #underWay: Promise<unknown> = Promise.resolve();
  // The end of this process waits for koffi's thread, which waits for the case.
  readonly #interrupt = (): void => this.#executor?.interrupt();

  constructor(options: KernelOptions) {
    this.name = options.name;
    this.spec = options.spec;
    this.#options = options;
  }

  async start(): Promise<Hello> {
    const { scratch, library } = this.#options;
    const config = configLine(this.#options);
    await mkdir(scratch, { recursive: true });
    try {
      this.#executor = loadExecutor(library);
      this.#executor.configure(config);
      process.on('exit', this.#interrupt);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ImplementationError(`The executor cannot be loaded: ${why}`, {
        hint: 'Build it anew: npm run build',
        cause,
      });
    }
    const [record] = new RecordReader().read(this.#executor.hello());
    if (record?.kind === 'hello') return record.hello;
    throw new ImplementationError('The executor does not say what it is.', {
      hint: 'Build it anew: npm run build',
    });
  }

  async execute(
    programs: readonly Program[],
    report: (outcome: Outcome) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { graceMs = 3000 } = this.#options;
    const executor = this.#executor;
    if (executor === undefined) throw new ImplementationError(`${this.name} was not started.`);
    // One timer for all: a case costs half a millisecond, and so every promise counts.
    const limitMs = programs.reduce((most, { timeoutMs }) => Math.max(most, timeoutMs), 0) + graceMs;
    let timer: NodeJS.Timeout | undefined;
    let abort = (): void => {};
    const interruption = new Promise<'aborted' | 'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), limitMs);
      abort = () => resolve('aborted');
    });
    signal.addEventListener('abort', abort, { once: true });
    try {
      // A case that an earlier run was interrupted in may still be under way.
      await Promise.race([this.#underWay, interruption]);
      const start = (program: Program | undefined): Promise<Outcome> | undefined => {
        if (program === undefined) return undefined;
        timer?.refresh();
        const outcome = runProgram(executor, program);
        this.#underWay = outcome;
        return outcome;
      };
      let underWay = start(programs[0]);
      for (const [index, program] of programs.entries()) {
        if (signal.aborted || underWay === undefined) return;
        const answer = await Promise.race([underWay, interruption]);
        if (answer === 'aborted') return;
        if (answer === 'late') {
          report(lost(program, { how: 'timeout', hung: 'system' }));
          throw new ImplementationError(`${this.name} cannot go on: the last case cannot be killed.`);
        }
        // The next case runs while this one is judged.
        underWay = start(programs[index + 1]);
        report(answer);
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  async stop(): Promise<void> {
    this.#interrupt();
    process.off('exit', this.#interrupt);
    const late = await Promise.race([this.#underWay, sleep(STOP_MS, 'late', { ref: false })]);
    // What even SIGKILL does not end must not be waited for.
    if (late !== 'late') this.#executor?.stop();
    this.#executor = undefined;
    await removeDirectory(this.#options.scratch);
  }
}

async function runProgram(executor: ExecutorLibrary, program: Program): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  const transcript = new Transcript((outcome) => outcomes.push(outcome));
  transcript.expect(program);
  let reason = 'no end record came';
  try {
    const output = await executor.runCase(encodeProgram(program));
    for (const record of new RecordReader().read(output)) transcript.take(record);
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  transcript.giveUp({ how: 'damaged', reason });
  return outcomes[0] ?? lost(program, { how: 'damaged', reason });
}

function lost(program: Program, ending: Ending): Outcome {
  return { seq: program.seq, observations: new Map(), ending, durationUs: 0 };
}
