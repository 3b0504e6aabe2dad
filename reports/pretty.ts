/** The report for a terminal: what counts, what was skipped, how many. */
import type { CaseEntry, RunResult } from '../runner/result.ts';
import { type BlockOptions, type ClauseText, renderBlock, renderClause, renderQuiet } from './block.ts';
import { groupByClause } from './by-clause.ts';
import { failingNames } from './outcome.ts';
import { createPaint } from './paint.ts';
import { completeness, renderHistorical, renderLevels, renderSkips, renderSummary } from './summary.ts';

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

/** A case that deserves a block, and the implementations on which it does. */
interface Shown {
  entry: CaseEntry;
  names: string[];
}

/** The implementations on which a case deserves a block. */
function namesToShow(
  result: RunResult,
  entry: CaseEntry,
  { verbose, strict = false }: PrettyOptions,
): string[] {
  const failing = failingNames(result, entry, strict);
  return Object.keys(result.implementations).filter(
    (name) => failing.includes(name) || (verbose && entry.results[name]?.status === 'deviate'),
  );
}

/** Blocks by clause; the sentence of a clause that several cases are about stands once, above them. */
function renderGroups(result: RunResult, shown: readonly Shown[], block: BlockOptions): string[] {
  return groupByClause(shown).flatMap(({ clause, members }) => {
    const render = (options: BlockOptions) =>
      members.map(({ entry, names }) => renderBlock(result, entry, names, options));
    if (clause === null || members.length === 1) return render(block);
    return [`${renderClause(clause, block)}: ${members.length} cases`, ...render({ ...block, told: clause })];
  });
}

/** The whole report, with a line end. */
export function renderPretty(result: RunResult, options: PrettyOptions): string {
  const { verbose, strict = false } = options;
  const paint = createPaint(options.color);
  const clauses = (id: string) => (Object.hasOwn(options.clauses, id) ? options.clauses[id] : undefined);
  const block: BlockOptions = { paint, clauses, allSteps: verbose, strict };
  const all = result.cases.map((entry): Shown => ({ entry, names: namesToShow(result, entry, options) }));
  // With every case shown, they are easier to find in the order of the suites.
  const paragraphs = verbose
    ? all.map(({ entry, names }) =>
        names.length > 0 ? renderBlock(result, entry, names, block) : renderQuiet(result, entry, block),
      )
    : renderGroups(
        result,
        all.filter(({ names }) => names.length > 0),
        block,
      );
  const end = [
    ...completeness(result),
    ...renderHistorical(result, verbose),
    ...renderLevels(result),
    ...renderSummary(result, { paint, strict }),
  ];
  const skips = renderSkips(result, { verbose, paint });
  return `${[...paragraphs, skips.join('\n'), end.join('\n')].filter((text) => text !== '').join('\n\n')}\n`;
}
