/** A case in words: each step as a C-like call, and what is promised of it. */
import type { Step } from '../suites/case.ts';
import { type Line, linesOf } from './compile.ts';
import { ruleOf } from './steps/index.ts';
import { promiseOfChild } from './steps/process.ts';
import { list, shown } from './steps/rule.ts';

export interface StepDescription {
  /** C-like, with symbolic operands; steps of another process begin with `child: ` or `after exec: `. */
  call: string;
  /** Null where the documentation is silent. */
  expected: string | null;
  /** What the documentation says that Linux does not do (any more). */
  documented?: string;
}

const ACTORS = { case: '', child: 'child: ', doomed: 'child: ', exec: 'after exec: ' } as const;

/** What is promised of a step, in words. */
export function promiseOf(step: Step): string | null {
  if (step.observed) return null;
  if (step.fails !== undefined) return list(step.fails).join(' or ');
  if (step.faults !== undefined) {
    const where = faultOperand(step);
    const signals = list(step.faults).join(' or ');
    return where === null ? signals : `${signals} at ${where}`;
  }
  return ruleOf(step).promise(step);
}

/** Where a promised fault lies, as a reader wants it; null where the documentation does not fix it. */
export function faultOperand(step: Step): string | null {
  if (step.faultAt === 'any') return null;
  if (step.faultAt !== undefined) return shown(step.faultAt);
  const range = ruleOf(step).range?.(step);
  return range === undefined ? null : shown(range[0] === '0' ? 'null' : range[0]);
}

/** The step with the outcome that is documented in the place of Linux's own; null if there is none, or no outcome can tell. */
export function stepAsDocumented({ fails, faults, ...step }: Step): Step | null {
  const { historical } = step;
  if (historical === undefined || 'before' in historical || historical.instead === undefined) return null;
  return { ...step, ...historical.instead };
}

/** One line in words; null for a line that is no step of the case. */
export function describeLine(line: Line): StepDescription | null {
  if (line.is === 'arena') return null;
  const actor = ACTORS[line.actor];
  if (line.is === 'join') return { call: `${actor}wait for the child`, expected: promiseOfChild(line.ends) };
  const { step } = line;
  const description = { call: actor + ruleOf(step).call(step), expected: promiseOf(step) };
  const documented = documentedOf(step);
  return documented === null ? description : { ...description, documented };
}

/** What the text says where that is not, or was not always, what Linux does; null where there is no such text. */
export function documentedOf(step: Step): string | null {
  const { historical } = step;
  if (historical === undefined) return null;
  const { documented } = historical;
  if ('before' in historical)
    return `${promiseOf(step) ?? 'nothing'}; before Linux ${historical.before}: ${documented}`;
  return historical.since === undefined
    ? documented
    : `${documented}; Linux does otherwise since ${historical.since}`;
}

/** All steps of a case in words, in the order of the program. */
export function describeCase(c: { steps: readonly Step[] }): StepDescription[] {
  return linesOf(c).flatMap((line) => describeLine(line) ?? []);
}
