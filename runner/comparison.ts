/** What came of a comparison of two results, in memory and (but for the frame that reports/comparison.ts puts round it) in JSON. */
import type { Status } from './result.ts';

export const CHANGES = ['worse', 'better', 'skipped', 'moved', 'changed', 'new', 'gone'] as const;
/**
 * What became of a case from the one result to the other.
 *
 * - `worse`: it counts, or cannot be told any more, and did not or could before: a regression
 * - `better`: it was wrong, known or not, and is no more
 * - `skipped`: it was run, and is not any more
 * - `moved`: another status, or foreseen where it was not, with no other consequence
 * - `changed`: the same status, but a step went otherwise
 * - `new`, `gone`: there is such a case in one of the results only
 */
export type Change = (typeof CHANGES)[number];

/** A case's result, as far as a comparison shows it. */
export interface Side {
  status: Status;
  known: boolean;
  reason: string | null;
}

/** A step that did not go alike. */
export interface ChangedStep {
  /** As the later result has it. */
  call: string;
  /** The other result's, where the case itself is another. */
  callBefore?: string;
  /** Null where it was not reached, or is not there. */
  before: string | null;
  after: string | null;
}

export interface ComparedCase {
  id: string;
  title: string;
  clauses: string[];
  change: Change;
  /** Null: there is no such case. */
  before: Side | null;
  after: Side | null;
  steps: ChangedStep[];
}

/** One implementation, as it was and as it is. */
export interface PairComparison {
  before: string;
  after: string;
  counts: Record<Change | 'same' | 'unknown', number>;
  /** All but those that are the same, or of which one result is silent because it is not that of a whole run. */
  cases: ComparedCase[];
}

export interface Comparison {
  pairs: PairComparison[];
  /** Implementations that stand in one of the results only, and were not asked for. */
  onlyBefore: string[];
  onlyAfter: string[];
  /** Something got worse. */
  regression: boolean;
}
