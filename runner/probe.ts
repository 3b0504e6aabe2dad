/** Which needs of the cases a target meets: each is a few steps, executed on the target like a case. */
import type { Case } from '../suites/case.ts';
import { NEEDS, type NeedName } from '../suites/needs.ts';
import { compileCase } from './compile.ts';
import type { Hello, Implementation, Outcome } from './implementation.ts';
import { judgeCase } from './judge.ts';
import type { Judgement } from './judgement.ts';

/** What is known of a need on one target. */
export type NeedState =
  | { met: true }
  /** The target lacks it; `reason` ends a sentence that begins with "needs NAME: ". */
  | { met: false; reason: string }
  /** Nobody can tell: the probe's answers make no sense, or (`died`) it did not survive the question. */
  | { met: null; reason: string; died?: 'crash' | 'timeout' };

/** How a need's steps were judged, in short. */
export function stateOfNeed(lacking: string, judgement: Judgement): NeedState {
  const { ending, broken, senseless, unfit, steps } = judgement;
  if (ending.how === 'damaged') return { met: null, reason: ending.reason };
  // What to do about it is no advice to one that has nothing of the kind.
  if (unfit !== undefined) return { met: false, reason: unfit };
  if (ending.how === 'timeout') return { met: null, reason: 'it did not answer in time', died: 'timeout' };
  if (ending.how === 'killed')
    return { met: null, reason: `the process died of ${ending.signal}`, died: 'crash' };
  if (ending.how === 'crashed') return { met: null, reason: ending.reason, died: 'crash' };
  // Only a step that failed is a no.
  if (senseless && broken !== null) return { met: null, reason: broken };
  const isMet =
    broken === null && steps.every(({ expected, ok }) => ok === true || (expected === null && ok === null));
  return isMet ? { met: true } : { met: false, reason: lacking };
}

/** The needs that any of these cases names, in the order of the table of needs. */
export function needsToProbe(cases: readonly Pick<Case, 'needs'>[]): NeedName[] {
  const named = new Set(cases.flatMap(({ needs = [] }) => needs));
  return (Object.keys(NEEDS) as NeedName[]).filter((name) => named.has(name));
}

/**
 * Executes the steps of these needs on a started implementation. When it is aborted, needs are missing in what it returns.
 *
 * @param context.firstSeq the number of the first program; as many as there are names are used
 * @throws ImplementationError when the implementation cannot be restarted
 */
export async function probeNeeds(
  names: readonly NeedName[],
  context: {
    implementation: Implementation;
    hello: Hello;
    firstSeq: number;
    timeoutMs: number;
    signal: AbortSignal;
  },
): Promise<Map<NeedName, NeedState>> {
  const { implementation, hello, firstSeq, timeoutMs, signal } = context;
  const programs = names.map((name, index) => compileCase(NEEDS[name], firstSeq + index, timeoutMs));
  const states = new Map<NeedName, NeedState>();
  const report = (outcome: Outcome): void => {
    const name = names[outcome.seq - firstSeq];
    if (name === undefined || signal.aborted) return;
    states.set(name, stateOfNeed(NEEDS[name].lacking, judgeCase(NEEDS[name], outcome, hello)));
  };
  if (programs.length > 0) await implementation.execute(programs, report, signal);
  return states;
}
