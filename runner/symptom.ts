/** What is wrong with a case, without what is the case's own: cases with the same symptom most likely have the same cause. Pure. */
import type { CaseResult, StepResult } from './result.ts';

/** `mmap: expected EEXIST, observed success elsewhere`; null for a case with which nothing is wrong. */
export function symptomOf({ status, reason, steps, ending }: CaseResult): string | null {
  switch (status) {
    case 'pass':
    case 'skip':
      return null;
    case 'fail':
    case 'drift': {
      const step = steps.find(({ ok }) => ok === false);
      if (step === undefined) break;
      return `${functionOf(step)}: expected ${placeless(step.expected)}, observed ${placeless(step.observed)}`;
    }
    case 'deviate': {
      const step = steps.find(({ differs }) => differs);
      if (step === undefined) break;
      return `${functionOf(step)}: ${placeless(step.observed)}, unlike the reference`;
    }
    case 'crash':
    case 'timeout':
      if (ending?.how === 'killed') return `the case's process died of ${ending.signal}`;
      if (ending?.how === 'crashed') return ending.reason;
      if (ending?.how === 'timeout')
        return ending.hung === 'case' ? 'the case outlasted its limit' : 'the whole implementation hung';
      break;
    case 'broken':
      break;
  }
  return (reason ?? '').trim() === '' ? status : reason;
}

/** The step in which a case went wrong, if it is one step's doing. */
export function wrongStep({ status, steps }: CaseResult): StepResult | undefined {
  if (status === 'deviate') return steps.find(({ differs }) => differs);
  if (status === 'crash' || status === 'timeout') return steps.find(({ observed }) => observed === null);
  return steps.find(({ ok }) => ok === false);
}

/** `child: a = mmap(...)` -> `mmap`. */
function functionOf({ call }: StepResult): string {
  return /^(?:child: |after exec: )?(?:\w+ = )?([\w ]*\w)/.exec(call)?.[1] ?? call;
}

/** Without the place of a fault, which is the case's own. */
function placeless(text: string | null): string {
  return (text ?? 'nothing').replace(/ at .*$/s, '');
}
