/** From judgements to a verdict: the implementation's own, beside the reference's. Pure. */
import type { Judgement } from './judgement.ts';
import type { CaseResult, Status, StepResult } from './result.ts';

/**
 * The verdict of one case.
 * @param own what the implementation did
 * @param reference what the reference did: null if it did not run the case, `'self'` if the implementation is the reference
 */
export function settle(own: Judgement, reference: Judgement | 'self' | null): CaseResult {
  const steps = reference === 'self' || reference === null ? own.steps : marked(own.steps, reference.steps);
  const [status, reason] = verdict(own, steps, reference);
  const { ending, durationUs } = own;
  const result: CaseResult = { status, known: false, reason, durationUs, steps };
  return ending.how === 'exited' ? result : { ...result, ending };
}

/** Marks the steps in which the implementation did something else than the reference. */
function marked(own: readonly StepResult[], reference: readonly StepResult[]): StepResult[] {
  return own.map((step, index) => {
    const other = reference[index]?.observed ?? null;
    const differs = step.observed !== null && other !== null && step.observed !== other;
    return differs ? { ...step, differs: true } : { ...step };
  });
}

function verdict(
  own: Judgement,
  steps: readonly StepResult[],
  reference: Judgement | 'self' | null,
): [Status, string | null] {
  const { ending } = own;
  const reached = steps.findIndex((step) => step.observed === null);
  const where = reached < 0 ? 'after the last step' : `at step ${reached + 1}, ${steps[reached]?.call}`;
  if (ending.how === 'damaged') return ['broken', ending.reason];
  const failed = steps.filter((step) => step.ok === false);
  if (own.unfit !== undefined && own.broken === null && failed[0] === undefined) return ['skip', own.unfit];
  if (ending.how === 'timeout') {
    return [
      'timeout',
      ending.hung === 'case'
        ? `the case outlasted its limit ${where}`
        : `the whole implementation hung ${where}`,
    ];
  }
  if (ending.how === 'crashed') return ['crash', `${ending.reason} (${where})`];
  if (ending.how === 'killed') return ['crash', `the case's process died of ${ending.signal} ${where}`];
  if (own.broken !== null) return ['broken', own.broken];
  if (failed[0] === undefined) return agreement(steps);
  const headline = `${failed[0].call}: expected ${failed[0].expected}, observed ${failed[0].observed}`;
  if (reference === 'self') return ['drift', headline];
  const alike =
    reference !== null && failed.every((step) => !step.differs && wasReached(reference, steps.indexOf(step)));
  return [alike ? 'drift' : 'fail', headline];
}

function wasReached(reference: Judgement, index: number): boolean {
  return (reference.steps[index]?.observed ?? null) !== null;
}

/** All promises are kept: what is left is where the documentation leaves room. */
function agreement(steps: readonly StepResult[]): [Status, string | null] {
  const other = steps.find((step) => step.differs);
  return other === undefined
    ? ['pass', null]
    : [
        'deviate',
        `${other.call}: ${other.observed}, ${other.asDocumented ? 'as documented, ' : ''}unlike the reference`,
      ];
}
