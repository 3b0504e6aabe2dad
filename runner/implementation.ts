/** What the runner and an implementation say to each other: programs go in, observations come out, no expectation ever. */
import type { ImplementationError } from './errors.ts';

/** A case compiled for execution; docs/protocol.md describes the lines. */
export interface Program {
  /** Unique in one run; the records of its execution carry it. */
  seq: number;
  /** The case's own time limit. */
  timeoutMs: number;
  /** Step lines, without line ends. */
  lines: readonly string[];
  /** The address space is shown after each step, in so far as the target can. */
  look?: true;
}

/** What a target says of itself when it starts. */
export interface Hello {
  arch: string;
  release: string;
  /** Bytes. */
  pageSize: number;
  /** Bytes; the default huge page. */
  hugePageSize: number;
  uid: number;
}

/** How the execution of one program ended. */
export type Ending =
  /** The case's process ended on its own, all records are whole. */
  | { how: 'exited' }
  /** The case's process was ended by a signal that nobody asked for. */
  | { how: 'killed'; signal: string }
  /** Its limit ran out: only the case hung (the executor could still kill it), or the whole implementation. */
  | { how: 'timeout'; hung: 'case' | 'system' }
  /** The implementation itself went away in the middle of the case. */
  | { how: 'crashed'; reason: string }
  /** Records are damaged, missing or contradict each other. */
  | { how: 'damaged'; reason: string };

/** What came back for one program. */
export interface Outcome {
  seq: number;
  /** Observation text by step index (docs/protocol.md). */
  observations: ReadonlyMap<number, string>;
  /** By step index, of a program that looks: what the step left of the address space (docs/protocol.md). */
  looks?: ReadonlyMap<number, string>;
  ending: Ending;
  durationUs: number;
}

/** What results say of a target. */
export type Introduction = Pick<Hello, 'arch' | 'release' | 'pageSize'>;

/** Something that executes programs. */
export interface Implementation {
  readonly name: string;
  readonly spec: string;
  /** What else there is to say of it once it runs, a line each, for `doctor`. */
  readonly remarks?: readonly string[];
  /**
   * Starts it and waits until it has said what it is. One that crashes meanwhile is started again, three times in all.
   * @param onCrash called for each start that crashed and is tried again
   * @throws ImplementationError when it cannot be started (exit code 3)
   */
  start(onCrash?: (error: ImplementationError) => void): Promise<Hello>;
  /**
   * Executes all programs in their order and reports each once. One that takes the implementation down is reported as crashed and the
   * rest goes on after a restart. Resolves when all are reported, or soon after `signal` is aborted.
   * @throws ImplementationError when it cannot be restarted
   */
  execute(
    programs: readonly Program[],
    report: (outcome: Outcome) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Ends it and whatever it started, and removes its scratch directory. Idempotent. */
  stop(): Promise<void>;
}
