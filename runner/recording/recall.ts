/** From a recorded result back to what can be judged and compared. Pure. */
import type { Case } from '../../suites/case.ts';
import { describeCase } from '../describe.ts';
import type { Ending } from '../implementation.ts';
import type { Judgement } from '../judgement.ts';
import { unexecuted } from '../ledger.ts';
import type { CaseResult, Status } from '../result.ts';

/**
 * What a recorded result says of a case as it is now. Only what was seen is taken from it: `settle` comes to the verdict anew, beside
 * the reference of this run.
 */
export function recall(c: Case, recorded: CaseResult | undefined): Judgement | CaseResult {
  if (recorded === undefined) return unexecuted('skip', 'not among the recorded results');
  const { status, reason, steps, durationUs } = recorded;
  // Nothing was executed: a need was not met, or not even asked for without harm, or the implementation was lost.
  if (steps.length === 0 && isWithoutSteps(status)) {
    return unexecuted(status, `when it was recorded: ${reason ?? 'no reason given'}`);
  }
  if (!isSameCase(c, recorded)) return unexecuted('skip', 'recorded from another version of the case');
  return {
    steps: steps.map(({ differs, ...step }) => step),
    ending: endingOf(recorded),
    broken: status === 'broken' && recorded.ending === undefined ? reason : null,
    ...(status === 'skip' && { unfit: reason ?? 'no reason given' }),
    durationUs,
  };
}

function isWithoutSteps(status: Status): status is 'skip' | 'broken' | 'crash' | 'timeout' {
  return ['skip', 'broken', 'crash', 'timeout'].includes(status);
}

/** Whether the case still makes the same calls, and the same promises about them: `ok` says whether those were kept. */
export function isSameCase(c: Pick<Case, 'steps'>, { steps }: Pick<CaseResult, 'steps'>): boolean {
  const now = describeCase(c);
  return (
    now.length === steps.length &&
    now.every(({ call, expected }, index) => {
      const then = steps[index];
      return then?.call === call && then.expected === expected;
    })
  );
}

/** How it ended; for a file that does not say, what its status says of it. */
function endingOf({ status, reason, ending }: CaseResult): Ending {
  if (ending !== undefined) return ending;
  if (status === 'crash') return { how: 'crashed', reason: reason ?? 'nobody knows of what' };
  return status === 'timeout' ? { how: 'timeout', hung: 'case' } : { how: 'exited' };
}
