/** A comparison for a pull request. */
import { CHANGES, type Change, type ComparedCase, type PairComparison } from '../runner/comparison.ts';
import type { ComparisonReport } from './comparison.ts';
import {
  conclusion,
  fileText,
  HEADINGS,
  leftAside,
  pairName,
  reasonOf,
  seen,
  transition,
} from './comparison-words.ts';
import { code, details, plain, table } from './markdown-text.ts';

/** The whole report, with a line end. */
export function renderComparisonMarkdown(report: ComparisonReport): string {
  const columns = [...CHANGES, 'same', 'unknown'] as const;
  const rows = report.pairs.map((pair) => [
    plain(pairName(pair)),
    ...columns.map((change) => String(pair.counts[change])),
  ]);
  const parts = [
    `## mmap conformance: ${conclusion(report)}`,
    [`- before: ${plain(fileText(report.before))}`, `- after: ${plain(fileText(report.after))}`].join('\n'),
    ...leftAside(report).map((line) => `> ${plain(line)}`),
    table(['', ...columns], rows, '---:'),
    ...report.pairs.flatMap((pair) => CHANGES.flatMap((change) => renderChange(pair, change))),
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderChange(pair: PairComparison, change: Change): string[] {
  const cases = pair.cases.filter((one) => one.change === change);
  if (cases.length === 0) return [];
  const heading = `${plain(pairName(pair))}, ${HEADINGS[change]}: ${cases.length}`;
  if (change === 'worse') return [`### ${heading}`, ...cases.map(renderCase)];
  const rows = cases.map((one) => [code(one.id), plain(transition(one)), plain(stepsText(one))]);
  return [details(heading, table(['case', 'status', 'what'], rows))];
}

function stepsText(one: ComparedCase): string {
  const steps = one.steps.map(({ call, before, after }) => `${call}: ${seen(before)} -> ${seen(after)}`);
  return steps.join('; ') || (reasonOf(one) ?? '');
}

function renderCase(one: ComparedCase): string {
  const reason = reasonOf(one);
  const steps = one.steps.map(({ call, before, after }) => [
    code(call),
    code(seen(before)),
    code(seen(after)),
  ]);
  const parts = [
    ...(one.title === '' ? [] : [plain(one.title)]),
    ...(reason === null ? [] : [plain(reason)]),
    ...(steps.length === 0 ? [] : [table(['step', 'before', 'after'], steps)]),
  ];
  return details(`${plain(transition(one))}: ${code(one.id)}`, parts.join('\n\n'));
}
