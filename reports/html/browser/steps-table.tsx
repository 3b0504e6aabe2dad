/** The steps of a case in three columns: what is documented, what the reference did, what the implementation did. */
import type { CaseEntry, StepResult } from '../../../runner/result.ts';
import { type Difference, differences } from '../../difference.ts';
import { StatusMark } from '../statuses.tsx';

/** Whether what was seen is not what is promised, or not what the reference did. */
const isOff = (step: StepResult | undefined): boolean => step?.ok === false || step?.differs === true;

interface SeenProps {
  who: string;
  text: string;
  isOff: boolean;
}

function Seen({ who, text, isOff: off }: SeenProps) {
  return (
    <td class={`seen ${off ? 'is-off' : 'is-faint'}`}>
      <span class="seen-who">{who}</span>
      <span>{text}</span>
    </td>
  );
}

export interface StepsTableProps {
  reference: string;
  entry: CaseEntry;
  /** The implementation's name. */
  own: string;
}

export function StepsTable({ reference, entry, own }: StepsTableProps) {
  const steps = differences({ reference }, entry, [own], true);
  const result = entry.results[own];
  if (result === undefined || steps.length === 0) {
    return <p class="note">No steps were carried out.</p>;
  }
  const isAlone = own === reference || entry.results[reference] === undefined;
  const ofReference = entry.results[reference]?.steps;
  const row = (step: Difference, index: number) => {
    const ownStep = result.steps[index];
    const seen = (who: string, text: string, off: boolean) => <Seen who={who} text={text} isOff={off} />;
    return (
      <tr key={`${index} ${step.call}`} class={step.differs ? 'is-wrong' : ''}>
        <td class="step-number">
          {step.differs ? <StatusMark status={result.status} /> : index + 1}
          {step.differs && <span class="unseen">step {index + 1}: here it differs</span>}
        </td>
        <th scope="row" class="step-call">
          <code>{step.call}</code>
        </th>
        <td class={`seen${ownStep?.expected == null && step.instead === null ? ' is-faint' : ''}`}>
          <span class="seen-who">documented</span>
          <span>{step.documented}</span>
          {step.instead !== null && <span class="seen-now">Linux now: {step.instead}</span>}
        </td>
        {!isAlone && seen(reference, step.reference ?? '', isOff(ofReference?.[index]))}
        {seen(own, step.observed[0]?.text ?? '', step.differs || isOff(ownStep))}
      </tr>
    );
  };
  return (
    <table class="steps" aria-label="Steps">
      <thead>
        <tr>
          <th scope="col" class="step-number">
            <span class="unseen">step</span>
          </th>
          <th scope="col">step</th>
          <th scope="col">documented</th>
          {!isAlone && <th scope="col">{reference}</th>}
          <th scope="col">{own}</th>
        </tr>
      </thead>
      <tbody>{steps.map(row)}</tbody>
    </table>
  );
}
