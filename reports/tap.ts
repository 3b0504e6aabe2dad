/**
 * TAP, flat: one test point for each case on each implementation. It says version 13, not 14: it uses nothing
 * that 13 does not have, and the `prove` of today's distributions takes a document that says 14 for a broken
 * one.
 */
import type { RunResult } from '../runner/result.ts';
import { differences, expectedBecause, headline } from './difference.ts';
import { type TestPoint, testPoints } from './outcome.ts';
import { visible } from './visible.ts';

/** Text for the line of a test point, not escaped yet. A brace at its end would open a subtest. */
const lineText = (text: string): string => visible(text).trim().replace(/\{$/, '{ }');

/** The same, where a number sign would begin a directive. */
const escapeLine = (text: string): string => lineText(text).replace(/[\\#]/g, '\\$&');

/** JSON strings are YAML, and escape what would end the block. */
const quote = (text: string): string => JSON.stringify(visible(text));

function directive({ outcome, own }: TestPoint): string {
  const { expectation } = own;
  const why = outcome === 'known' && expectation !== undefined ? expectedBecause(expectation) : own.reason;
  const reason = why === null ? '' : ` ${escapeLine(why)}`;
  if (outcome === 'skipped') return ` # SKIP${reason}`;
  return outcome === 'known' ? ` # TODO known ${own.status}${reason === '' ? '' : `:${reason}`}` : '';
}

function diagnostics(result: RunResult, name: string, { entry, own }: TestPoint): string[] {
  if (!own.fixed && (own.status === 'pass' || own.status === 'skip')) return [];
  const lines = ['---', `status: ${own.status}`];
  // Absent rather than null: tap-junit dies of a null in a diagnostic.
  const reason = own.fixed ? headline(own) : own.reason;
  if (reason !== null) lines.push(`reason: ${quote(reason)}`);
  const steps = differences(result, entry, [name]);
  if (steps.length > 0) lines.push('steps:');
  for (const { call, documented, instead, reference, observed } of steps) {
    lines.push(`  - call: ${quote(call)}`, `    documented: ${quote(documented)}`);
    if (instead !== null) lines.push(`    instead: ${quote(instead)}`);
    if (reference !== null) lines.push(`    reference: ${quote(reference)}`);
    for (const { text } of observed) lines.push(`    observed: ${quote(text)}`);
  }
  return [...lines, '...'].map((line) => `  ${line}`);
}

/** What a test point is called, unescaped: implementation and case. */
export function describePoint(name: string, { entry }: TestPoint): string {
  return lineText(`${name}: ${entry.id}`);
}

/** The whole result as a TAP document. */
export function renderTap(result: RunResult, { strict = false }: { strict?: boolean } = {}): string {
  const points = Object.keys(result.implementations).flatMap((name) =>
    testPoints(result, name, strict).map((point) => ({ name, point })),
  );
  const lines = [
    'TAP version 13',
    points.length === 0 ? '1..0 # SKIP no case was run' : `1..${points.length}`,
  ];
  for (const [index, { name, point }] of points.entries()) {
    const ok = point.outcome === 'ok' || point.outcome === 'skipped' ? 'ok' : 'not ok';
    const description = escapeLine(describePoint(name, point));
    lines.push(`${ok} ${index + 1} - ${description}${directive(point)}`, ...diagnostics(result, name, point));
  }
  if (result.interrupted) lines.push('Bail out! interrupted: the cases that are missing were not run');
  return `${lines.join('\n')}\n`;
}
