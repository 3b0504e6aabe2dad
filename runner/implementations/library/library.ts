import { join } from 'node:path';
import { packageRoot } from '../../../native/build.ts';
import { ImplementationError } from '../../errors.ts';
import type { Hello, Implementation, Outcome, Program } from '../../implementation.ts';
import { createCommandImplementation } from '../command.ts';
import type { Place } from '../forms/form.ts';
import { type ChildReport, type ChildRequest, canBeTested } from './messages.ts';
import { type LibraryOptions, libraryFile } from './options.ts';
import { readReport } from './report.ts';
import { describeLibrary, refusal } from './say.ts';

export interface LibraryImplementationOptions extends Place {
  library: LibraryOptions;
  /** Path of the agent. */
  agent: string;
  /** Path of the executor's shared object. */
  executor: string;
}

/**
 * A shared library, called in a forked Node process, so that what it does to that process, it does not do to us.
 *
 * @throws UserError (exit 3) when there is no such file
 */
export function createLibraryImplementation(options: LibraryImplementationOptions): Implementation {
  return new LibraryImplementation(options);
}

/** Compiled also when we run from source: a forked Node cannot be handed to whoever compiles us on the fly. */
const CHILD = join(packageRoot(), 'dist', 'runner', 'implementations', 'library', 'child.js');

/** Threads of Node's that have nothing to do there: each has a stack of 8 MiB. */
const FEW_THREADS = ['--v8-pool-size=0', '--single-threaded'];

class LibraryImplementation implements Implementation {
  readonly name: string;
  readonly spec: string;
  readonly #options: LibraryImplementationOptions;
  readonly #process: Implementation;
  #report: ChildReport | undefined;

  constructor(options: LibraryImplementationOptions) {
    const { library, executor, ...place } = options;
    const { preload, prefix } = library;
    const path = libraryFile(library.path);
    const request: ChildRequest = { path, prefix, preload };
    this.name = options.name;
    this.spec = options.spec;
    this.#options = options;
    this.#process = createCommandImplementation({
      ...place,
      argv: [process.execPath, ...FEW_THREADS, CHILD, executor, JSON.stringify(request)],
      advice: `Loading ${path} must come to an end: what it does when it is loaded (constructors) is done in a process of its own.`,
      env: {
        // Memory that the library allocates lies in one place, whichever thread of Node's came before it.
        MALLOC_ARENA_MAX: '1',
        ...(preload && { LD_PRELOAD: [path, process.env.LD_PRELOAD].filter(Boolean).join(' ') }),
      },
      onReport: (line) => {
        this.#report = readReport(line) ?? this.#report;
      },
    });
  }

  /** What it exports, and what not. */
  get remarks(): readonly string[] {
    const report = this.#report;
    return report !== undefined && 'file' in report ? describeLibrary(report) : [];
  }

  start(onCrash?: (error: ImplementationError) => void): Promise<Hello> {
    return this.#explained(() => this.#process.start(onCrash));
  }

  execute(
    programs: readonly Program[],
    report: (outcome: Outcome) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#explained(() => this.#process.execute(programs, report, signal));
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  /** A failure of the process, said as one of the library where it has reported it. */
  async #explained<T>(job: () => Promise<T>): Promise<T> {
    try {
      return await job();
    } catch (error) {
      const report = this.#report;
      if (!(error instanceof ImplementationError) || report === undefined) throw error;
      if ('file' in report && canBeTested(report.exports)) throw error;
      throw refusal(this.#options, report, error);
    }
  }
}
