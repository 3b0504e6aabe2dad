/** One case in the terminal report: what is promised, what differs, how to see it again. */
import type { CaseEntry, RunResult } from '../runner/result.ts';
import { againCommand } from './again.ts';
import { columns, type Difference, differences, headline } from './difference.ts';
import { createPaint, type Paint, paintStatus } from './paint.ts';
import { visible } from './visible.ts';

/** What is shown of a clause. */
export interface ClauseText {
  /** The promise in our own words. */
  readonly promise: string;
  /** Where it is made; the first is shown. */
  readonly sources: readonly string[];
}

/** How a block is written. */
export interface BlockOptions {
  paint: Paint;
  clauses: (id: string) => ClauseText | undefined;
  /** Every step, not only those that differ. */
  allSteps: boolean;
  /** Repeated in the command that runs the case again. */
  strict: boolean;
  /** A clause whose promise stands above the block already: its id is enough. */
  told?: string;
}

/** `fail on gvisor, qemu; crash on valgrind`; the name is left out where there is only one implementation. */
export function namesByStatus(
  result: RunResult,
  entry: CaseEntry,
  names: readonly string[],
  paint: Paint = createPaint(false),
): string {
  const byStatus = new Map<string, string[]>();
  for (const name of names) {
    const own = entry.results[name];
    if (own === undefined) continue;
    const remark = own.known ? ' (known)' : own.fixed ? ' (not as expected)' : '';
    const text = paintStatus(paint, own.status, `${own.status}${remark}`);
    byStatus.set(text, [...(byStatus.get(text) ?? []), visible(name)]);
  }
  const isAlone = Object.keys(result.implementations).length === 1;
  return [...byStatus].map(([text, on]) => (isAlone ? text : `${text} on ${on.join(', ')}`)).join('; ');
}

function heading(result: RunResult, entry: CaseEntry, names: readonly string[], paint: Paint): string[] {
  const line = `${namesByStatus(result, entry, names, paint)}  ${paint.bold(visible(entry.id))}`;
  return entry.title === '' ? [line] : [line, `  ${visible(entry.title)}`];
}

/** A clause with its promise and where that is made. */
export function renderClause(id: string, { clauses, paint, told }: BlockOptions): string {
  const clause = id === told ? undefined : clauses(id);
  if (clause === undefined) return paint.cyan(visible(id));
  const source = clause.sources[0] === undefined ? '' : paint.dim(` (${visible(clause.sources[0])})`);
  return `${paint.cyan(visible(id))}: ${visible(clause.promise)}${source}`;
}

/** The columns of a step; a single line for one about which there is nothing to say. */
function renderStep(step: Difference, reference: string, paint: Paint): string[] {
  const seen = new Set(step.observed.map(({ text }) => text));
  if (!step.differs && step.instead === null && seen.size === 1) {
    return [`    ${step.call}  ${paint.dim([...seen].join())}`];
  }
  return [`    ${step.call}`, ...columns(step, reference).map((line) => `      ${line}`)];
}

/** What a failure means is in its steps. How a case ended is not, nor what is known about it. */
function endings({ results }: CaseEntry, names: readonly string[], hasSteps: boolean): string[] {
  return names.flatMap((name) => {
    const own = results[name];
    if (own === undefined) return [];
    const isTold =
      hasSteps && !own.known && !own.fixed && (own.status === 'fail' || own.status === 'deviate');
    return isTold ? [] : [`  ${visible(name)}: ${headline(own)}`];
  });
}

/** The block of a case that needs a look, about the implementations `names`; without a line end. */
export function renderBlock(
  result: RunResult,
  entry: CaseEntry,
  names: readonly string[],
  options: BlockOptions,
): string {
  const { paint, allSteps, strict } = options;
  const steps = differences(result, entry, names, allSteps);
  const parts = [
    [...heading(result, entry, names, paint), ...entry.clauses.map((id) => `  ${renderClause(id, options)}`)],
    steps.flatMap((step) => renderStep(step, result.reference, paint)),
    endings(entry, names, steps.length > 0),
    [`  again: ${againCommand(result, entry, names, strict)}`],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** A case about which there is nothing to say, with all its steps. */
export function renderQuiet(result: RunResult, entry: CaseEntry, { paint }: BlockOptions): string {
  const names = Object.keys(result.implementations).filter((name) => entry.results[name] !== undefined);
  const steps = differences(result, entry, names, true);
  const known = names.filter((name) => entry.results[name]?.known);
  return [
    ...heading(result, entry, names, paint),
    ...steps.flatMap((step) => renderStep(step, result.reference, paint)),
    ...endings(entry, known, true),
  ].join('\n');
}
