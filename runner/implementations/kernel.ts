import { mkdir } from 'node:fs/promises';
import { type ExecutorLibrary, loadExecutor } from '../../native/library.ts';
import { ImplementationError } from '../errors.ts';
import type { Hello, Implementation, Outcome, Program } from '../implementation.ts';
import { encodeProgram, RecordReader } from '../records.ts';
import { configLine } from './config-line.ts';
import { removeDirectory } from './scratch.ts';
import { Transcript } from './transcript.ts';

export interface KernelOptions {
  name: string;
  /** The SPEC as given. */
  spec: string;
  /** A directory of its own: made at the start, removed at the end. */
  scratch: string;
  /** Path of the agent, for cases that execute it anew. */
  agent: string;
  /** Path of the executor's shared object. */
  library: string;
}

/** The running kernel, through FFI: the executor is a library in this process, and forks a child for every case. */
export function createKernelImplementation(options: KernelOptions): Implementation {
  return new KernelImplementation(options);
}

class KernelImplementation implements Implementation {
  readonly name: string;
  readonly spec: string;
  readonly #options: KernelOptions;
  #executor: ExecutorLibrary | undefined;

  constructor(options: KernelOptions) {
    this.name = options.name;
    this.spec = options.spec;
    this.#options = options;
  }

  async start(): Promise<Hello> {
    const { scratch, agent, library } = this.#options;
    const config = configLine({ scratch, agent });
    await mkdir(scratch, { recursive: true });
    try {
      this.#executor = loadExecutor(library);
      this.#executor.configure(config);
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
    const executor = this.#executor;
    if (executor === undefined) throw new ImplementationError(`${this.name} was not started.`);
    for (const program of programs) {
      if (signal.aborted) return;
      report(await runProgram(executor, program));
    }
  }

  async stop(): Promise<void> {
    this.#executor = undefined;
    await removeDirectory(this.#options.scratch);
  }
}

async function runProgram(executor: ExecutorLibrary, program: Program): Promise<Outcome> {
  let outcome: Outcome | undefined;
  const transcript = new Transcript((whole) => {
    outcome = whole;
  });
  transcript.expect(program);
  const reader = new RecordReader();
  let reason = 'its records do not end';
  try {
    const output = await executor.runCaseInBackground(encodeProgram(program));
    for (const record of reader.read(output)) transcript.take(record);
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  transcript.settle();
  transcript.giveUp({ how: 'damaged', reason });
  return (outcome as Outcome | undefined) ?? lost(program, reason);
}

function lost(program: Program, reason: string): Outcome {
  return { seq: program.seq, observations: new Map(), ending: { how: 'damaged', reason }, durationUs: 0 };
}
