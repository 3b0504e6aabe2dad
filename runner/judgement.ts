/** What the runner's parts say to each other about one case on one implementation, before it is compared with the reference. */

import type { Ending } from './implementation.ts';
import type { StepResult } from './result.ts';

export interface Judgement {
  steps: StepResult[];
  /** How the execution ended. */
  ending: Ending;
  /** Set when a set-up step failed, or an observation made no sense: the case tells nothing. */
  broken: string | null;
  /** It is broken because an answer made no sense, or did not come. */
  senseless?: true;
  /**
   * Why the case tells nothing about the target, which could not carry out a step: a number that its registers are too small for,
   * a function that it does not provide.
   */
  unfit?: string;
  durationUs: number;
}
