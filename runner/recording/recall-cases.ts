/** All selected cases of one recording: what `executeCases` is to an implementation. */
import type { Case } from '../../suites/case.ts';
import { type Ledger, unexecuted } from '../ledger.ts';
import { type Level, outsideLevel } from '../level.ts';
import type { Recording } from './recording.ts';

export interface RecallOptions {
  recording: Recording;
  cases: readonly Case[];
  /** The release whose promises count; null: all do. */
  level: Level | null;
  signal: AbortSignal;
}

/** Writes what was recorded of the cases into the ledger. */
export function recallCases({ recording, cases, level, signal }: RecallOptions, ledger: Ledger): void {
  for (const [index, one] of cases.entries()) {
    if (signal.aborted) return;
    const reason = outsideLevel(one, level);
    const found = reason === null ? recording.recall(one) : unexecuted('skip', reason);
    if ('status' in found) ledger.decided(recording.name, index, found);
    else ledger.judged(recording.name, index, found);
  }
}
