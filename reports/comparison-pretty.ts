/** A comparison for a terminal. */
import { CHANGES, type Change, type ComparedCase, type PairComparison } from '../runner/comparison.ts';
import type { ComparisonReport } from './comparison.ts';
import {
  conclusion,
  countsText,
  fileText,
  HEADINGS,
  leftAside,
  pairName,
  reasonOf,
  seen,
  transition,
} from './comparison-words.ts';
import { createPaint, type Paint } from './paint.ts';
import { visible } from './visible.ts';

/** Steps are shown for each case; where nothing counts, `verbose` asks for them. */
const ALWAYS_WITH_STEPS: ReadonlySet<Change> = new Set(['worse', 'changed']);

export interface ComparisonOptions {
  color: boolean;
  /** The steps of all cases. */
  verbose: boolean;
}

/** The whole report, with a line end. */
export function renderComparisonPretty(
  report: ComparisonReport,
  { color, verbose }: ComparisonOptions,
): string {
  const paint = createPaint(color);
  const paragraphs = [
    [`before  ${fileText(report.before)}`, `after   ${fileText(report.after)}`, ...leftAside(report)].join(
      '\n',
    ),
    ...report.pairs.flatMap((pair) => renderPair(pair, paint, verbose)),
    report.regression ? paint.red(conclusion(report)) : paint.green(conclusion(report)),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function renderPair(pair: PairComparison, paint: Paint, verbose: boolean): string[] {
  const groups = CHANGES.flatMap((change) => {
    const cases = pair.cases.filter((one) => one.change === change);
    if (cases.length === 0) return [];
    const isDetailed = verbose || ALWAYS_WITH_STEPS.has(change);
    return [
      [
        paintChange(paint, change, `${HEADINGS[change]}: ${cases.length}`),
        ...cases.flatMap((one) => renderCase(one, paint, isDetailed)),
      ].join('\n'),
    ];
  });
  return [`${paint.bold(pairName(pair))}  ${countsText(pair)}`, ...groups];
}

function paintChange(paint: Paint, change: Change, text: string): string {
  if (change === 'worse') return paint.red(text);
  return change === 'better' ? paint.green(text) : paint.yellow(text);
}

function renderCase(one: ComparedCase, paint: Paint, isDetailed: boolean): string[] {
  const lines = [`  ${transition(one)}  ${paint.bold(visible(one.id))}`];
  if (!isDetailed) return lines;
  const reason = reasonOf(one);
  if (one.title !== '') lines.push(`    ${visible(one.title)}`);
  if (reason !== null) lines.push(`    ${reason}`);
  for (const { call, callBefore, before, after } of one.steps) {
    if (callBefore !== undefined) lines.push(`      ${paint.dim(`before: ${visible(callBefore)}`)}`);
    lines.push(`      ${visible(call)}`, `        before  ${seen(before)}`, `        after   ${seen(after)}`);
  }
  return lines;
}
