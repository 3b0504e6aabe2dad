/**
 * TAP 14, flat: one test point for each case on each implementation. It uses nothing that readers of 13 do not know, and reads as 12,
 * which has no version line, but for the explanations: docs/reports.md says who needs that.
 */
import type { RunResult } from '../runner/result.ts';
import { differences, expectedWords } from './difference.ts';
import { type TestPoint, testPoints } from './outcome.ts';
import { visible } from './visible.ts';

/** Text for the line of a test point, not escaped yet. A brace at its end would open a subtest. */
const lineText = (text: string): string => visible(text).trim().replace(/\{$/, '{ }');

/** The same, where a number sign would begin a directive. */
const escapeLine = (text: string): string => lineText(text).replace(/[\\#]/g, '\\$&');

/** JSON strings are YAML, and escape what would end the block. */
const quote = (text: string): string => JSON.stringify(visible(text));

function directive({ outcome, own }: TestPoint): string {
  const said = (reason: string | null): string => (reason === null ? '' : ` ${escapeLine(reason)}`);
  if (outcome === 'skipped') return ` # SKIP${said(own.reason)}`;
  if (outcome !== 'known') return '';
  const why = said(own.expectation?.reason ?? own.reason);
  return ` # TODO known ${own.status}${why === '' ? '' : `:${why}`}`;
}

function diagnostics(result: RunResult, name: string, { entry, own }: TestPoint): string[] {
  const { status, known, fixed, expectation, reason } = own;
  if (!fixed && (status === 'pass' || status === 'skip')) return [];
  const lines = ['---', `status: ${status}`];
  // Absent rather than null: readers die of a null in a diagnostic (tap-junit does).
  if (reason !== null) lines.push(`reason: ${quote(reason)}`);
  if (expectation !== undefined && (known || fixed)) {
    lines.push(`expected: ${expectedWords(expectation)}`, `because: ${quote(expectation.reason)}`);
    if (expectation.issue !== undefined) lines.push(`issue: ${quote(expectation.issue)}`);
  }
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
function describePoint(name: string, { entry }: TestPoint): string {
  return lineText(`${name}: ${entry.id}`);
}

/** The whole result as a TAP document. */
export function renderTap(result: RunResult, { strict = false }: { strict?: boolean } = {}): string {
  const points = Object.keys(result.implementations).flatMap((name) =>
    testPoints(result, name, strict).map((point) => ({ name, point })),
  );
  const lines = [
    'TAP version 14',
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
