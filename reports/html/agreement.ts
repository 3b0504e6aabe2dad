/** Totals of each implementation, as the report shows them. */
import { type RunResult, STATUSES, type Status } from '../../runner/result.ts';
import { knownFailures } from '../outcome.ts';

export interface Agreement {
  /** Raw, as in the result. */
  readonly name: string;
  readonly isReference: boolean;
  readonly cases: number;
  readonly counts: Readonly<Record<Status, number>>;
  /** Known failures: those of them that would count if an expectations file did not foresee them. */
  readonly known: number;
  /** `pass` and `deviate` of those that were not skipped, in percent, never rounded up; null when there are none. */
  readonly asDocumented: number | null;
}

/** From the summary of the result, which its schema holds to its cases. */
export function agreements(result: RunResult, strict: boolean): Agreement[] {
  return Object.keys(result.implementations).map((name) => {
    const counts = Object.fromEntries(
      STATUSES.map((status) => [status, result.summary[name]?.[status] ?? 0]),
    ) as Record<Status, number>;
    const cases = STATUSES.reduce((sum, status) => sum + counts[status], 0);
    const ran = cases - counts.skip;
    const good = counts.pass + counts.deviate;
    return {
      name,
      isReference: name === result.reference,
      cases,
      counts,
      known: knownFailures(result, name, strict).length,
      asDocumented: ran === 0 ? null : Math.floor((good / ran) * 1000) / 10,
    };
  });
}

/** The statuses that occur, and always `pass`. */
export function occurringStatuses(all: readonly Agreement[]): Status[] {
  return STATUSES.filter((status) => status === 'pass' || all.some(({ counts }) => counts[status] > 0));
}
