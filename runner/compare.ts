/** Two recorded results of an implementation side by side: what got better, what got worse. Pure. */

import type { Change, ChangedStep, ComparedCase, Comparison, PairComparison, Side } from './comparison.ts';
import { UserError } from './errors.ts';
import { nearest } from './implementations/nearest.ts';
import type { CaseEntry, CaseResult, RunResult } from './result.ts';
import { isRed } from './verdict-counts.ts';

export interface CompareOptions {
  /** Deviations count. */
  strict: boolean;
  /** `NAME`, or `BEFORE=AFTER`: which implementations are compared. None: all that have the same name. */
  implementations?: readonly string[];
}

/**
 * Compares two results.
 *
 * @throws UserError (exit 2) when there is nothing to compare
 */
export function compareResults(
  before: RunResult,
  after: RunResult,
  { strict, implementations = [] }: CompareOptions,
): Comparison {
  const [ofBefore, ofAfter] = [before, after].map((one) => Object.keys(one.implementations)) as [
    string[],
    string[],
  ];
  const wanted =
    implementations.length > 0
      ? distinct(implementations.map((word) => parsePair(word, ofBefore, ofAfter)))
      : ofBefore.filter((name) => ofAfter.includes(name)).map((name) => [name, name] as const);
  if (wanted.length === 0) {
    throw new UserError(
      `no implementation is in both: ${listed(ofBefore)} in the first, ${listed(ofAfter)} in the second`,
      { hint: 'Say which belong together: --implementation BEFORE=AFTER' },
    );
  }
  const pairs = wanted.map(([a, b]) => comparePair(before, after, a, b, strict));
  const isComparable = ({ counts }: PairComparison): boolean =>
    counts.worse + counts.better + counts.skipped + counts.moved + counts.changed + counts.same > 0;
  if (!pairs.some(isComparable)) {
    throw new UserError('there is nothing to compare: no case has a result in both', {
      hint: 'Compare two runs of the same cases.',
    });
  }
  const unasked = (names: readonly string[], own: 0 | 1): string[] =>
    implementations.length > 0 ? [] : names.filter((name) => wanted.every((pair) => pair[own] !== name));
  return {
    pairs,
    onlyBefore: unasked(ofBefore, 0),
    onlyAfter: unasked(ofAfter, 1),
    regression: pairs.some(({ counts }) => counts.worse > 0),
  };
}

/** A pair that is asked for twice is compared once: its regressions are no more for that. */
function distinct(pairs: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  return pairs.filter(([a, b], index) => pairs.findIndex(([c, d]) => a === c && b === d) === index);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');
}

/** A name may hold `=`: what both results know as a whole is a name. */
function parsePair(
  word: string,
  ofBefore: readonly string[],
  ofAfter: readonly string[],
): readonly [string, string] {
  if (ofBefore.includes(word) && ofAfter.includes(word)) return [word, word];
  const [before, after] = splits(word).find(([a, b]) => ofBefore.includes(a) && ofAfter.includes(b)) ??
    splits(word)[0] ?? [word, word];
  demandKnown(before, ofBefore, 'first');
  demandKnown(after, ofAfter, 'second');
  return [before, after];
}

/** Everything that `A=B` may mean. */
function splits(word: string): [string, string][] {
  return [...word.matchAll(/=/g)].map(({ index }) => [word.slice(0, index), word.slice(index + 1)]);
}

function demandKnown(name: string, names: readonly string[], which: string): void {
  if (names.includes(name)) return;
  const meant = nearest(name, [...names]);
  throw new UserError(`there is no implementation \`${name}\` in the ${which} result`, {
    hint: meant === undefined ? `There is: ${listed(names)}` : `Did you mean \`${meant}\`?`,
  });
}

function comparePair(
  before: RunResult,
  after: RunResult,
  a: string,
  b: string,
  strict: boolean,
): PairComparison {
  const counts = {
    worse: 0,
    better: 0,
    skipped: 0,
    moved: 0,
    changed: 0,
    new: 0,
    gone: 0,
    same: 0,
    unknown: 0,
  };
  const cases: ComparedCase[] = [];
  const [ofBefore, ofAfter] = [before, after].map((one) => new Map(one.cases.map((c) => [c.id, c])));
  const gone = before.cases.filter(({ id }) => !ofAfter?.has(id));
  for (const entry of [...after.cases, ...gone]) {
    const own = ofBefore?.get(entry.id)?.results[a];
    const its = ofAfter?.get(entry.id)?.results[b];
    const change = changeOf(own, its, {
      // Who did not run all cases cannot say that one is new, or gone.
      isWhole: { before: isWhole(before), after: isWhole(after) },
      isRed: {
        before: (known) => own !== undefined && wrong(own, before.reference === a, strict, known),
        after: (known) => its !== undefined && wrong(its, after.reference === b, strict, known),
      },
    });
    counts[change]++;
    if (change === 'same' || change === 'unknown') continue;
    cases.push(comparedCase(entry, change, own, its));
  }
  return { before: a, after: b, counts, cases };
}

function isWhole({ interrupted, shard }: RunResult): boolean {
  return !interrupted && (shard === undefined || shard.count === 1);
}

/** Whether it counts or cannot be told, with what is known taken into account or not. */
function wrong(own: CaseResult, isReference: boolean, strict: boolean, withKnown: boolean): boolean {
  return isRed(own.status, { isReference, strict, known: withKnown && own.known });
}

interface Circumstances {
  isWhole: { before: boolean; after: boolean };
  /** @param withKnown what is known does not count */
  isRed: Record<'before' | 'after', (withKnown: boolean) => boolean>;
}

function changeOf(
  own: CaseResult | undefined,
  its: CaseResult | undefined,
  { isWhole: whole, isRed: red }: Circumstances,
): Change | 'same' | 'unknown' {
  if (own === undefined && its === undefined) return 'unknown';
  if (own === undefined) return whole.before ? 'new' : 'unknown';
  if (its === undefined) return whole.after ? 'gone' : 'unknown';
  if (red.after(true) && !red.before(true)) return 'worse';
  // That nobody looks any more makes nothing better.
  if (its.status === 'skip' && own.status !== 'skip') return 'skipped';
  if (red.before(false) && !red.after(false)) return 'better';
  if (own.status !== its.status || own.known !== its.known) return 'moved';
  return changedSteps(own, its).length > 0 ? 'changed' : 'same';
}

function comparedCase(
  { id, title, clauses }: CaseEntry,
  change: Change,
  own: CaseResult | undefined,
  its: CaseResult | undefined,
): ComparedCase {
  const side = (one: CaseResult | undefined): Side | null =>
    one === undefined ? null : { status: one.status, known: one.known, reason: one.reason };
  const steps = own === undefined || its === undefined ? [] : changedSteps(own, its);
  return { id, title, clauses, change, before: side(own), after: side(its), steps };
}

/** Where a skipped case is one of the two there is nothing to see. */
function changedSteps(own: CaseResult, its: CaseResult): ChangedStep[] {
  if (own.status === 'skip' || its.status === 'skip') return [];
  const length = Math.max(own.steps.length, its.steps.length);
  return Array.from({ length }, (_, index) => [own.steps[index], its.steps[index]] as const).flatMap(
    ([a, b]) => {
      const isAnother = a?.call !== b?.call;
      if (!isAnother && a?.observed === b?.observed && a?.ok === b?.ok) return [];
      const step = { call: b?.call ?? '', before: a?.observed ?? null, after: b?.observed ?? null };
      return isAnother ? [{ ...step, callBefore: a?.call ?? '' }] : [step];
    },
  );
}
