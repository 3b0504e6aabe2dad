/** A case as the formats see it that know less than eight statuses: TAP and JUnit. */
import type { CaseEntry, CaseResult, RunResult, Status } from '../runner/result.ts';
import { isRed } from '../runner/verdict-counts.ts';

/**
 * `failure`: it answered, and broke a promise. `error`: it did not answer to the end (crash, timeout,
 * broken). `known`: one of these two, but expected.
 */
export type TestOutcome = 'ok' | 'failure' | 'error' | 'known' | 'skipped';

const ERRORS: ReadonlySet<Status> = new Set(['crash', 'timeout', 'broken']);

/** One case on one implementation. */
export interface TestPoint {
  entry: CaseEntry;
  own: CaseResult;
  outcome: TestOutcome;
}

/** Whether a report shows the case as a failure: it counts, or nobody can say whether it would. */
function isFailing(own: CaseResult, circumstances: { isReference: boolean; strict: boolean }): boolean {
  return own.fixed === true || isRed(own.status, { ...circumstances, known: own.known });
}

/** What a case is for a format that knows only success, failure and skip. */
function outcomeOf(own: CaseResult, circumstances: { isReference: boolean; strict: boolean }): TestOutcome {
  const { status, known } = own;
  if (isFailing(own, circumstances)) return ERRORS.has(status) ? 'error' : 'failure';
  if (status === 'skip') return 'skipped';
  return known && isRed(status, { ...circumstances, known: false }) ? 'known' : 'ok';
}

/** All cases that an implementation ran, in their order. */
export function testPoints(result: RunResult, name: string, strict: boolean): TestPoint[] {
  const isReference = name === result.reference;
  return result.cases.flatMap((entry) => {
    const own = entry.results[name];
    return own === undefined ? [] : [{ entry, own, outcome: outcomeOf(own, { isReference, strict }) }];
  });
}

/** The cases that would count on an implementation, or that nobody can tell about, if its expectations file did not foresee them. */
export function knownFailures(result: RunResult, name: string, strict: boolean): TestPoint[] {
  return testPoints(result, name, strict).filter(({ outcome }) => outcome === 'known');
}

/** The implementations on which a case fails. */
export function failingNames(result: RunResult, { results }: CaseEntry, strict: boolean): string[] {
  return Object.keys(result.implementations).filter((name) => {
    const own = results[name];
    return own !== undefined && isFailing(own, { isReference: name === result.reference, strict });
  });
}
