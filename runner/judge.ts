/** Expected against observed: pure, and the only place that knows what a promise means. */
import type { Step } from '../suites/case.ts';
import { type Line, linesOf } from './compile.ts';
import { describeLine, faultOperand, stepAsDocumented } from './describe.ts';
import type { Hello, Outcome } from './implementation.ts';
import type { Judgement } from './judgement.ts';
import type { StepResult } from './result.ts';
import { isAnswer } from './steps/answers.ts';
import {
  type Context,
  createContext,
  evaluate,
  evaluateAddress,
  faultGrain,
  findPage,
  forkContext,
  registerBits,
  showAddress,
} from './steps/context.ts';
import { ruleOf } from './steps/index.ts';
import { judgeChild } from './steps/process.ts';
import { kindOf, list, operand, type Seen } from './steps/rule.ts';

/** What a step turned out to be. */
type Verdict =
  | (Seen & { asDocumented?: true })
  | { unreached: true }
  | { unfit: string }
  | { broken: string; senseless?: true };

const UNREACHED: Verdict = { unreached: true };

/**
 * Judges what came back for one case.
 * @param c the case, or anything with steps
 * @param outcome its observations
 * @param hello what the target said of itself (sizes of pages and registers)
 */
export function judgeCase(c: { steps: readonly Step[] }, outcome: Outcome, hello: Hello): Judgement {
  const lines = linesOf(c);
  const own = createContext(
    hello.pageSize,
    hello.hugePageSize,
    registerBits(hello.arch),
    faultGrain(hello.arch),
  );
  let child = own;
  let broken: string | null = null;
  let senseless = false;
  let unfit: string | undefined;
  // What Linux does instead of what is documented is not done: what follows from it was not reached.
  let asDocumented = false;
  const steps: StepResult[] = [];
  // A call that failed, as promised or not, leaves its slot unset, and what hangs on it undone.
  let failedBefore = false;
  for (const [index, line] of lines.entries()) {
    if (line.is === 'step' && 'fork' in line.step) child = forkContext(own);
    const context = line.is !== 'arena' && (line.actor === 'child' || line.actor === 'doomed') ? child : own;
    const answer = outcome.observations.get(index);
    // Without a step the later ones mean nothing.
    const verdict: Verdict =
      unfit !== undefined || asDocumented ? UNREACHED : judgeLine(line, answer, context, failedBefore);
    if ('unfit' in verdict) unfit = verdict.unfit;
    asDocumented ||= 'asDocumented' in verdict;
    failedBefore ||= answer !== undefined && !answer.startsWith('ok');
    const description = describeLine(line);
    if ('broken' in verdict) {
      senseless ||= broken === null && verdict.senseless === true;
      broken ??= description === null ? verdict.broken : `${description.call}: ${verdict.broken}`;
    }
    if (description === null) continue;
    const seen =
      'observed' in verdict ? verdict : { observed: 'broken' in verdict ? verdict.broken : null, ok: null };
    const { observed, ok } = seen;
    const faultAt = 'observed' in verdict ? verdict.faultAt : undefined;
    steps.push({
      ...description,
      observed,
      ok,
      ...('asDocumented' in verdict && { asDocumented: true }),
      ...(faultAt !== undefined && { faultAt }),
    });
  }
  const { ending, durationUs } = outcome;
  if (ending.how === 'damaged') broken = ending.reason;
  else if (ending.how === 'exited' && unfit === undefined) {
    // Who is killed answers no more; its end, which the parent sees, is what is judged.
    const missing = lines.findIndex(
      (line, index) => !outcome.observations.has(index) && !(line.is === 'step' && line.actor === 'doomed'),
    );
    // A child that was killed leaves its other steps without an answer, and its end says so.
    if (missing >= 0 && broken === null && !steps.some((step) => step.ok === false)) {
      broken = `no answer for step ${missing}`;
      senseless = true;
    }
  }
  const judgement = { steps, ending, broken, ...(senseless && { senseless: true as const }), durationUs };
  return unfit === undefined ? judgement : { ...judgement, unfit };
}

function judgeLine(line: Line, text: string | undefined, context: Context, failedBefore: boolean): Verdict {
  if (text === undefined) return UNREACHED;
  const [how = '', ...words] = text.split(' ');
  if (how === 'not') {
    if (words[0] === 'fitting' && context.bits < 64)
      return { unfit: `its numbers do not fit into ${context.bits}-bit registers` };
    // C's functions take some of them as an int, however many bits the target has.
    if (text.startsWith('not fitting into an int: '))
      return { unfit: 'its numbers do not fit into an int, which is what the function takes' };
    if (words[0] === 'provided') return { unfit: `the implementation has no ${words.slice(1).join(' ')}` };
    // What could not be done because an earlier step did not do its part is no news.
    return failedBefore && words[0] === 'not' ? UNREACHED : { broken: words.join(' ') };
  }
  if (!isAnswer(text, line)) return nonsense(text);
  try {
    if (line.is === 'arena') {
      context.arena = words[0] === 'none' ? null : BigInt(words[0] ?? '');
      return { observed: '', ok: null };
    }
    if (line.is === 'join') return how === 'ok' ? judgeChild(words, line.ends) : { broken: text };
    return judgeStep(line.step, how, words, context);
  } catch (error) {
    // Numbers that are none, from a target that makes up its answers.
    if (error instanceof SyntaxError || error instanceof RangeError) return nonsense(text);
    throw error;
  }
}

function nonsense(text: string): Verdict {
  return { broken: `an answer that makes no sense: ${text}`, senseless: true };
}

/** Where documentation and Linux are known to part ways, who does what is documented is not wrong. */
function judgeStep(step: Step, how: string, words: readonly string[], context: Context): Verdict {
  const verdict = judgeOutcome(step, how, words, context);
  const documented = stepAsDocumented(step);
  if (documented === null || !('ok' in verdict) || verdict.ok !== false) return verdict;
  const other = judgeOutcome(documented, how, words, context);
  return 'ok' in other && other.ok === true ? { ...other, ok: null, asDocumented: true } : verdict;
}

function judgeOutcome(step: Step, how: string, words: readonly string[], context: Context): Verdict {
  if (how === 'fault') return expectation(step, judgeFault(step, words, context));
  if (how === 'err') {
    const seen = judgeErrno(step, words);
    if (seen.ok === false && ruleOf(step).role === 'setup' && step.fails === undefined && !step.observed) {
      // A kernel that is not grown up yet is not tested by what it has not got.
      if (words[0] === 'ENOSYS') return { unfit: `the implementation has no ${kindOf(step)} (ENOSYS)` };
      return { broken: `set-up failed with ${seen.observed}` };
    }
    return expectation(step, seen);
  }
  const seen = ruleOf(step).judge(step, words, context);
  // A promise of failure is not kept by any success.
  return expectation(
    step,
    step.fails !== undefined || step.faults !== undefined ? { ...seen, ok: false } : seen,
  );
}

/** Where the documentation is silent there is nothing to hold against anybody. */
function expectation(step: Step, seen: Seen): Seen {
  return step.observed ? { ...seen, ok: null } : seen;
}

function judgeErrno(step: Step, [errno = '', table]: readonly string[]): Seen {
  const changed = table === 'changed';
  return {
    observed: changed ? `${errno}, but the mappings changed` : errno,
    ok: (list(step.fails) as readonly string[]).includes(errno) && !changed,
  };
}

function judgeFault(
  step: Step,
  [signal = '', code = '', at = '0']: readonly string[],
  context: Context,
): Seen {
  const address = BigInt(at);
  const where = faultOperand(step);
  const inPlace = where === null || isWithin(step, address, context);
  const wanted = list(step.faults).some((fault) => fault === signal || fault === `${signal}/${code}`);
  const shownAt =
    where !== null && inPlace
      ? ` at ${where}`
      : where === null && step.faults
        ? ''
        : ` at ${showAddress(address, context)}`;
  // Where only the signal is promised, the code is nobody's business.
  const named =
    wanted && (list(step.faults) as readonly string[]).includes(signal) ? signal : `${signal}/${code}`;
  const faultAt = findPage(address, context);
  return { observed: named + shownAt, ok: wanted && inPlace, ...(faultAt !== null && { faultAt }) };
}

function isWithin(step: Step, address: bigint, context: Context): boolean {
  const [start, length] =
    step.faultAt === undefined ? (ruleOf(step).range?.(step) ?? ['0', '0']) : [operand(step.faultAt), '1'];
  const from = evaluateAddress(start, context);
  if (from === null) return false;
  // What is told may be no more than where the byte's page begins.
  const before = from % context.faultGrain;
  return BigInt.asUintN(64, address - from + before) < (evaluate(length, context) ?? 0n) + before;
}
