/** What an expectations file makes of results. Pure. */
import type { CaseResult, RunResult } from '../result.ts';
import { type Finding, statusesOf } from './schema.ts';

/** By implementation, by case id. */
export type Expectations = ReadonlyMap<string, ReadonlyMap<string, Finding>>;

/**
 * A result with what is expected of it. One that came out otherwise is `fixed`; but a case that was skipped, or that nobody can tell
 * about, speaks neither for nor against its expectation.
 */
export function annotate(result: CaseResult, finding: Finding | undefined): CaseResult {
  const { known, fixed, expectation, ...bare } = result;
  if (finding === undefined) return { ...bare, known: false };
  const [status, ...or] = statusesOf(finding);
  if (status === undefined) throw new TypeError('a finding expects nothing');
  const { reason, issue, unreviewed } = finding;
  const expected = {
    status,
    ...(or.length > 0 && { or }),
    reason,
    ...(issue !== undefined && { issue }),
    ...(unreviewed !== undefined && { unreviewed }),
  };
  if ([status, ...or].some((one) => one === result.status))
    return { ...bare, known: true, expectation: expected };
  const isTold = result.status !== 'skip' && result.status !== 'broken';
  return { ...bare, known: false, expectation: expected, ...(isTold && { fixed: true }) };
}

/** A whole result, with what is expected of it now. */
export function annotateAll(result: RunResult, expectations: Expectations): RunResult {
  const cases = result.cases.map((entry) => {
    const results = Object.entries(entry.results).map(
      ([name, own]) => [name, annotate(own, expectations.get(name)?.get(entry.id))] as const,
    );
    return { ...entry, results: Object.fromEntries(results) };
  });
  return { ...result, cases };
}
