/** A case as the formats see it that know less than eight statuses: TAP and JUnit. */
import type { CaseEntry, CaseResult, RunResult, Status } from '../runner/result.ts';
import { isRed } from '../runner/verdict-counts.ts';

/**
 * `failure`: it answered, and broke a promise. `error`: it did not answer to the end (crash, timeout,
 * broken), or is not as the expectations file says. `known`: one of these two, but expected.
 */
export type TestOutcome = 'ok' | 'failure' | 'error' | 'known' | 'skipped';

const ERRORS: ReadonlySet<Status> = new Set(['crash', 'timeout', 'broken']);

/** One case on one implementation. */
export interface TestPoint {
  entry: CaseEntry;
  own: CaseResult;
  outcome: TestOutcome;
}

/** What a case is for a format that knows only success, failure and skip. */
export function outcomeOf(
  own: CaseResult,
  circumstances: { isReference: boolean; strict: boolean },
): TestOutcome {
  const { status, known, fixed } = own;
  if (fixed) return 'failure';
  if (status === 'skip') return 'skipped';
  if (!isRed(status, { ...circumstances, known: false })) return 'ok';
  if (known) return 'known';
  return ERRORS.has(status) ? 'error' : 'failure';
}

/** All cases that an implementation ran, in their order. */
export function testPoints(result: RunResult, name: string, strict: boolean): TestPoint[] {
  const isReference = name === result.reference;
  return result.cases.flatMap((entry) => {
    const own = entry.results[name];
    return own === undefined ? [] : [{ entry, own, outcome: outcomeOf(own, { isReference, strict }) }];
  });
}
