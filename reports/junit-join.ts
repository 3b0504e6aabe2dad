/**
 * Joins what tap-junit made of our TAP with our records, and takes it as a second opinion on every verdict
 * and total.
 */

import type { TestOutcome, TestPoint } from './outcome.ts';
import { describePoint } from './tap.ts';
import { type ConvertedCase, convertTap } from './tap-to-junit.ts';
import { visible } from './visible.ts';

/** tap-junit has no word for `error`, and counts a known failure as one. */
const CONVERTED: Record<TestOutcome, ConvertedCase['outcome']> = {
  ok: 'ok',
  failure: 'failure',
  error: 'failure',
  known: 'failure',
  skipped: 'skipped',
};

/**
 * Our record of each test case in tap-junit's XML, in its order.
 * @param tap the flat TAP document of one implementation
 * @param points the records that it was made of
 * @throws Error when the two disagree about a total, or about a case
 */
export function joinConverted(tap: string, points: readonly TestPoint[], name: string): TestPoint[] {
  const { cases, ...theirs } = convertTap(tap);
  const count = (outcome: string) => points.filter((point) => CONVERTED[point.outcome] === outcome).length;
  const ours = { tests: points.length, failures: count('failure'), skipped: count('skipped') };
  const disagree = (said: unknown, wanted: unknown): never => {
    throw new Error(
      `JUnit of ${visible(name)}: tap-junit says ${JSON.stringify(said)}, we say ${JSON.stringify(wanted)}`,
    );
  };
  if (JSON.stringify(theirs) !== JSON.stringify(ours)) disagree(theirs, ours);
  if (cases.length !== points.length) disagree(`${cases.length} cases`, `${points.length} cases`);
  return cases.map((converted, index) => {
    const point = points[converted.id - 1];
    if (point === undefined) return disagree(converted, 'no such case');
    const wanted: ConvertedCase = {
      id: index + 1,
      name: describePoint(name, point),
      outcome: CONVERTED[point.outcome],
    };
    return JSON.stringify(converted) === JSON.stringify(wanted) ? point : disagree(converted, wanted);
  });
}
