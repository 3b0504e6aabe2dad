/**
 * The result of a run, in memory and (the pinned part) in JSON. Reports are pure functions of this.
 */

export const STATUSES = ['pass', 'deviate', 'fail', 'drift', 'crash', 'timeout', 'broken', 'skip'] as const;
/** The pinned verdicts of a case on one implementation; docs/results.md says what each means. */
export type Status = (typeof STATUSES)[number];

export interface StepResult {
  /** The step as a C-like call with symbolic operands. Steps of a child process begin with `child: `. */
  call: string;
  /** What the documentation promises, in words of the field; null where it is silent. */
  expected: string | null;
  /** What was seen, with symbolic addresses; null when the step was not reached. */
  observed: string | null;
  /** Whether the promise holds; null where nothing is promised or the step was not reached. */
  ok: boolean | null;
  /** What the documentation says that Linux does not do (any more), for historical promises. */
  documented?: string;
  /** Set where the observation differs from the reference's. */
  differs?: true;
}

export interface CaseResult {
  status: Status;
  /** Expected to be so by an expectations file: does not count. */
  known: boolean;
  /** Why, in one sentence, for every status but `pass`; null for `pass`. */
  reason: string | null;
  durationUs: number;
  steps: StepResult[];
}

export interface ImplementationInfo {
  /** The SPEC as given. */
  spec: string;
  /** As `uname -m` names it; null if it never answered. */
  arch: string | null;
  release: string | null;
  /** Bytes. */
  pageSize: number | null;
  startMs: number;
  wallMs: number;
}

export interface CaseEntry {
  id: string;
  title: string;
  clauses: string[];
  /** By implementation name. An implementation that was interrupted has no entry for what it did not run. */
  results: Record<string, CaseResult>;
}

export interface RunResult {
  schema: 1;
  tool: { name: 'mmap-conformance'; version: string };
  /** Name of the reference implementation. */
  reference: string;
  /** True when Ctrl-C, or --bail, ended the run early. */
  interrupted: boolean;
  implementations: Record<string, ImplementationInfo>;
  summary: Record<string, Record<Status, number>>;
  cases: CaseEntry[];
}
