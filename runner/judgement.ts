/** What the runner's parts say to each other about one case on one implementation, before it is compared with the reference. */

import type { Ending } from './implementation.ts';
import type { StepResult } from './result.ts';

export interface Judgement {
  steps: StepResult[];
  /** How the execution ended. */
  ending: Ending;
  /** Set when a set-up step failed, or an observation made no sense: the case tells nothing. */
  broken: string | null;
  /** Set when the case names a number that the target's registers are too small for: it tells nothing about the target. */
  unfit?: string;
  durationUs: number;
}
