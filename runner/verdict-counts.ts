/**
 * What a status means for whoever waits for an answer: does it count against the implementation, and how does
 * the run end.
 */
import type { RunResult, Status } from './result.ts';

/** What, besides its status, decides whether a case counts. */
export interface Circumstances {
  /** The implementation is the reference of this run. */
  isReference: boolean;
  /** `--strict`: deviations count. */
  strict: boolean;
  /** The expectations file says that it is so. */
  known: boolean;
  /** The expectations file says that it is otherwise. */
  fixed?: boolean | undefined;
}

/** Whether a case counts against the implementation, so that the run ends with 1. */
export function counts(status: Status, { isReference, strict, known, fixed }: Circumstances): boolean {
  // What is known of it is not so: whoever relies on the list must hear of it, be it good news.
  if (fixed) return true;
  if (known) return false;
  switch (status) {
    case 'fail':
    case 'crash':
    case 'timeout':
      return true;
    case 'drift':
      // The others do what Linux does: that the documentation says otherwise is held against Linux alone.
      return isReference;
    case 'deviate':
      return strict;
    case 'pass':
    case 'broken':
    case 'skip':
      return false;
  }
}

/** Whether the harness could not tell, so that the run ends with 3. */
export function isUntold(status: Status, { known }: Pick<Circumstances, 'known'>): boolean {
  return status === 'broken' && !known;
}

/** Whether a report has to show the case as a failure: it counts, or nobody can say whether it would. */
export function isRed(status: Status, circumstances: Circumstances): boolean {
  return counts(status, circumstances) || isUntold(status, circumstances);
}

/**
 * The process's exit code as far as results decide it: 130, 3, 1 or 0, the most severe. (2, wrong usage and
 * stale expectations, stands between 3 and 1 and is the command line's.)
 * @param options.bailed it was `--bail`, not Ctrl-C, that ended the run early
 */
export function exitCode(result: RunResult, options: { strict: boolean; bailed?: boolean }): 0 | 1 | 3 | 130 {
  if (result.interrupted && !options.bailed) return 130;
  let code: 0 | 1 = 0;
  for (const { results } of result.cases) {
    for (const [name, { status, known, fixed }] of Object.entries(results)) {
      if (isUntold(status, { known })) return 3;
      const isReference = name === result.reference;
      if (counts(status, { isReference, strict: options.strict, known, fixed })) code = 1;
    }
  }
  return code;
}
