/** Where an implementation went wrong: the steps that matter, with what is documented and what was seen. */
import type { CaseEntry, CaseResult, RunResult } from '../runner/result.ts';
import { visible } from './visible.ts';

/** A step that differs, or just a step. All texts are safe to show. */
export interface Difference {
  /** Of the step, from 0. */
  index: number;
  call: string;
  /** False only where every step was asked for. */
  differs: boolean;
  /** What the documentation promises. */
  documented: string;
  /** What Linux does instead, for a promise that it does not keep any more. */
  instead: string | null;
  /** What the reference did; null when it is itself among those that are shown, or did not run the case. */
  reference: string | null;
  /** What each implementation in question did. */
  observed: { name: string; text: string }[];
}

const UNANSWERED: ReadonlySet<string> = new Set(['crash', 'timeout', 'broken']);

/** The first step of a case that ended before its time: where it ended. */
function endIndex({ status, steps }: CaseResult): number {
  return UNANSWERED.has(status) ? steps.findIndex((step) => step.observed === null) : -1;
}

function isWrong(result: CaseResult, index: number): boolean {
  const step = result.steps[index];
  if (step === undefined) return false;
  // What comes after the end of a case differs from the reference throughout, and says nothing.
  if (step.observed === null) return index === endIndex(result);
  return step.ok === false || step.differs === true;
}

function observedText(result: CaseResult, index: number): string {
  if (result.status === 'skip') return 'skipped';
  const observed = result.steps[index]?.observed ?? null;
  if (observed !== null) return visible(observed);
  return index === endIndex(result) ? 'no answer' : 'not reached';
}

/**
 * The steps of a case in which one of `names` broke a promise, differs from the reference, or ended unasked.
 * @param all every step instead
 */
export function differences(
  result: Pick<RunResult, 'reference'>,
  entry: CaseEntry,
  names: readonly string[],
  all = false,
): Difference[] {
  const shown = names.flatMap((name) => {
    const own = entry.results[name];
    return own === undefined ? [] : [{ name, own }];
  });
  const reference = names.includes(result.reference) ? undefined : entry.results[result.reference];
  const length = Math.max(0, ...shown.map(({ own }) => own.steps.length));
  return Array.from({ length }, (_, index) => index).flatMap((index) => {
    const differs = shown.some(({ own }) => isWrong(own, index));
    if (!differs && !all) return [];
    const steps = shown.flatMap(({ own }) => own.steps[index] ?? []);
    const step = steps.find(({ documented }) => documented !== undefined) ?? steps[0];
    const promise = visible(step?.expected ?? 'nothing');
    const difference: Difference = {
      index,
      call: visible(step?.call ?? ''),
      differs,
      documented: step?.documented === undefined ? promise : visible(step.documented),
      instead: step?.documented === undefined ? null : promise,
      reference: reference === undefined ? null : observedText(reference, index),
      observed: shown.map(({ name, own }) => ({ name: visible(name), text: observedText(own, index) })),
    };
    return [difference];
  });
}

/** The columns of a difference as aligned lines: who, and what. */
export function columns(difference: Difference, reference: string): string[] {
  const lines: [string, string][] = [['documented', difference.documented]];
  if (difference.instead !== null) lines.push(['Linux now', difference.instead]);
  if (difference.reference !== null) lines.push([visible(reference), difference.reference]);
  for (const { name, text } of difference.observed) lines.push([name, text]);
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`);
}

/** What a case is expected to be: `fail`, or of a list `fail or pass`. */
export function expectedWords({ status, or = [] }: NonNullable<CaseResult['expectation']>): string {
  return [status, ...or].join(' or ');
}

/** What the expectations file says of a case, in one line. */
function foreseen({ expectation }: CaseResult): string {
  if (expectation === undefined) return '';
  const issue = expectation.issue === undefined ? '' : ` (${visible(expectation.issue)})`;
  return `${visible(expectation.reason)}${issue}`;
}

/** Why a case is what it is, in one line: its status, the reason, and what was expected of it. */
export function headline(own: CaseResult): string {
  const { status, reason, known, fixed, expectation } = own;
  const text = reason === null ? status : `${status}: ${visible(reason)}`;
  if (expectation === undefined || !(known || fixed)) return text;
  if (known) return `${text}; known: ${foreseen(own)}`;
  return `${text}; not ${expectedWords(expectation)} as expected: ${foreseen(own)}`;
}
