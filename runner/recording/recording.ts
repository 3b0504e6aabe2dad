/** Results that were recorded earlier, in the place of an implementation: nothing is executed, what was seen is read back. */
import type { Case } from '../../suites/case.ts';
import type { Implementation, Introduction } from '../implementation.ts';
import type { Judgement } from '../judgement.ts';
import type { CaseResult, RunResult } from '../result.ts';
import { recall } from './recall.ts';

/** One implementation of a recorded run. */
export interface Recording {
  readonly name: string;
  readonly spec: string;
  /** What the target said of itself. */
  readonly said: Introduction;
  /** The release that it was held to: promises of later ones were not looked at. */
  readonly level: string;
  /** What is known of a case: a judgement that can be compared, or a result that no execution came to. */
  recall(c: Case): Judgement | CaseResult;
}

/** Tells what was recorded from what executes. */
export function isRecording(target: Implementation | Recording): target is Recording {
  return 'recall' in target;
}

/**
 * Makes a recording of one implementation of a result.
 * @param of its name in the result
 */
export function createRecording(
  result: RunResult,
  of: string,
  { name, spec, said, level }: Omit<Recording, 'recall'>,
): Recording {
  const recorded = new Map(result.cases.map(({ id, results }) => [id, results[of]]));
  return { name, spec, said, level, recall: (c) => recall(c, recorded.get(c.id)) };
}
