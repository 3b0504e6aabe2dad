/** The report for a terminal: what counts, what was skipped, how many. */
import type { CaseEntry, CaseResult, RunResult } from '../runner/result.ts';
import { isRed } from '../runner/verdict-counts.ts';
import { type BlockOptions, type ClauseText, renderBlock, renderQuiet } from './block.ts';
import { createPaint } from './paint.ts';
import { renderHistorical, renderSkips, renderSummary } from './summary.ts';

export interface PrettyOptions {
  /** Whether to colour: the caller knows the stream and `NO_COLOR`. */
  color: boolean;
  /** Every case with its steps, and the ids of what was skipped. */
  verbose: boolean;
  /** Deviations count. */
  strict?: boolean;
  /** Clauses by id. */
  clauses: Readonly<Record<string, ClauseText>>;
}

/** The implementations on which a case deserves a block. */
function namesToShow(
  result: RunResult,
  { results }: CaseEntry,
  { verbose, strict = false }: PrettyOptions,
): string[] {
  const isShown = (name: string, { status, known, fixed }: CaseResult) =>
    isRed(status, { isReference: name === result.reference, strict, known, fixed }) ||
    (verbose && status === 'deviate');
  return Object.keys(result.implementations).filter((name) => {
    const own = results[name];
    return own !== undefined && isShown(name, own);
  });
}

/** The whole report, with a line end. */
export function renderPretty(result: RunResult, options: PrettyOptions): string {
  const { verbose, strict = false } = options;
  const paint = createPaint(options.color);
  const clauses = (id: string) => (Object.hasOwn(options.clauses, id) ? options.clauses[id] : undefined);
  const block: BlockOptions = { paint, clauses, allSteps: verbose, strict };
  const paragraphs = result.cases.flatMap((entry) => {
    const names = namesToShow(result, entry, options);
    if (names.length > 0) return [renderBlock(result, entry, names, block)];
    return verbose ? [renderQuiet(result, entry, block)] : [];
  });
  const end = [
    ...(result.interrupted ? ['interrupted: the cases that are missing were not run'] : []),
    ...renderHistorical(result, verbose),
    ...renderSummary(result, { paint }),
  ];
  const skips = renderSkips(result, { verbose, paint });
  return `${[...paragraphs, skips.join('\n'), end.join('\n')].filter((text) => text !== '').join('\n\n')}\n`;
}
