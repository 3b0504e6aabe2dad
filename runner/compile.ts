/** From a case to the program that the executor carries out: a flat list of lines, with what each stands for. */
import type { Step } from '../suites/case.ts';
import type { Program } from './implementation.ts';
import { ruleOf } from './steps/index.ts';

/**
 * Who carries out a line: the case's own process, the child that it forked (doomed, if a signal is to end it, so that it may owe
 * answers), or the image that exec started.
 */
export type Actor = 'case' | 'child' | 'doomed' | 'exec';

/** One line of a program. */
export type Line =
  | { is: 'step'; text: string; step: Step; actor: Actor }
  /** The parent's half of `fork`, after the child's second part: how the child ended. */
  | { is: 'join'; text: string; actor: Actor; ends?: string }
  /** Tells the judge where the arena is; no step of the case. */
  | { is: 'arena'; text: string };

function flatten(steps: readonly Step[], actor: Actor): Line[] {
  return steps.flatMap((step): Line[] => {
    const own: Line = { is: 'step', text: ruleOf(step).line(step), step, actor };
    if ('fork' in step) {
      const after = step.after ?? [];
      const child = step.ends === undefined ? 'child' : 'doomed';
      return [
        own,
        ...flatten(step.fork, child),
        ...flatten(step.meanwhile ?? [], actor),
        {
          is: 'join',
          text: `join ${after.length}`,
          actor,
          ...(step.ends !== undefined && { ends: step.ends }),
        },
        ...flatten(after, child),
      ];
    }
    if ('exec' in step) return [own, ...flatten(step.exec, 'exec')];
    if ('become' in step) return [own, ...flatten(step.become, 'exec')];
    return [own];
  });
}

/** The lines of a case's program, in the order of the program. */
export function linesOf(c: { steps: readonly Step[] }): readonly Line[] {
  return [{ is: 'arena', text: 'arena' }, ...flatten(c.steps, 'case')];
}

/**
 * Compiles a case.
 * @param seq unique in one run of one implementation
 * @param timeoutMs the case's own limit
 */
export function compileCase(c: { steps: readonly Step[] }, seq: number, timeoutMs: number): Program {
  return { seq, timeoutMs, lines: linesOf(c).map((line) => line.text) };
}
