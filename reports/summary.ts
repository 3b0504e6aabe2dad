/** The end of the terminal report: what was skipped and why, and one line for each implementation. */
import { describeLevel } from '../runner/level.ts';
import { type ImplementationInfo, type RunResult, STATUSES, type Status } from '../runner/result.ts';
import { knownFailures } from './outcome.ts';
import { type Paint, paintStatus } from './paint.ts';
import { visible } from './visible.ts';

/** `1 case`, `2 cases`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A time in words. */
export function duration(wallMs: number): string {
  return wallMs < 100 ? `${Math.round(wallMs)} ms` : `${(wallMs / 1000).toFixed(1)} s`;
}

/** Cases that were skipped for one reason. */
export interface SkipGroup {
  reason: string;
  /** Implementations. */
  names: string[];
  /** Cases. */
  ids: string[];
}

/** Skips by reason, the most frequent first. */
export function skipsByReason(result: RunResult): SkipGroup[] {
  const byReason = new Map<string, { names: Set<string>; ids: Set<string> }>();
  for (const { id, results } of result.cases) {
    for (const name of Object.keys(result.implementations)) {
      const own = results[name];
      if (own?.status !== 'skip') continue;
      const reason = own.reason ?? 'no reason given';
      const group = byReason.get(reason) ?? { names: new Set<string>(), ids: new Set<string>() };
      byReason.set(reason, group);
      group.names.add(name);
      group.ids.add(id);
    }
  }
  return [...byReason]
    .map(([reason, { names, ids }]) => ({ reason, names: [...names], ids: [...ids] }))
    .sort((a, b) => b.ids.length - a.ids.length);
}

/** The same for a terminal. */
export function renderSkips(
  result: RunResult,
  { verbose, paint }: { verbose: boolean; paint: Paint },
): string[] {
  const isAlone = Object.keys(result.implementations).length === 1;
  const groups = skipsByReason(result);
  if (groups.length === 0) return [];
  const width = Math.max(...groups.map(({ ids }) => String(ids.length).length));
  const lines = groups.flatMap(({ reason, names, ids }) => [
    `  ${String(ids.length).padStart(width)}  ${isAlone ? '' : `${names.map(visible).join(', ')}: `}${visible(reason)}`,
    ...(verbose ? ids.map((id) => paint.dim(`  ${' '.repeat(width)}  ${visible(id)}`)) : []),
  ]);
  return ['skipped:', ...lines];
}

/**
 * Counts of one implementation; `known` are the known failures among those of a status (what would count if it were not expected),
 * `fixed` those that are not as expected.
 */
export function tally(result: RunResult, name: string, strict: boolean) {
  const failures = knownFailures(result, name, strict);
  const counts = STATUSES.map((status) => {
    const known = failures.filter(({ own }) => own.status === status).length;
    return { status, count: result.summary[name]?.[status] ?? 0, known };
  });
  const cases = counts.reduce((sum, { count }) => sum + count, 0);
  const fixed = result.cases.filter(({ results }) => results[name]?.fixed).length;
  return { counts, cases, fixed, known: counts.reduce((sum, { known }) => sum + known, 0) };
}

/** How the summary is written. */
export interface SummaryOptions {
  paint: Paint;
  /** Deviations count. */
  strict: boolean;
}

function sentence(
  result: RunResult,
  name: string,
  info: ImplementationInfo,
  { paint, strict }: SummaryOptions,
): string {
  const { counts, cases, fixed } = tally(result, name, strict);
  const parts = counts
    .filter(({ count }) => count > 0)
    .map(({ status, count, known }) =>
      paintStatus(paint, status, `${count} ${status}${known > 0 ? ` (${known} known)` : ''}`),
    );
  if (fixed > 0) parts.push(paintStatus(paint, 'fail', `${fixed} not as expected`));
  return `${plural(cases, 'case')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}  in ${duration(info.wallMs)}`;
}

type Cell = { text: string; status?: Status };

function table(result: RunResult, { paint, strict }: SummaryOptions): string[] {
  const rows = Object.entries(result.implementations).map(([name, info]) => ({
    name,
    info,
    ...tally(result, name, strict),
  }));
  const statuses = STATUSES.filter((status) =>
    rows.some(({ counts }) => counts.some((one) => one.status === status && one.count > 0)),
  );
  const hasKnown = rows.some(({ known }) => known > 0);
  const hasFixed = rows.some(({ fixed }) => fixed > 0);
  const head = [
    '',
    'cases',
    ...statuses,
    ...(hasKnown ? ['known'] : []),
    ...(hasFixed ? ['fixed'] : []),
    'time',
  ].map((text): Cell => ({ text }));
  const body = rows.map(({ name, info, counts, cases, known, fixed }): Cell[] => [
    { text: visible(name) },
    { text: String(cases) },
    ...counts
      .filter(({ status }) => statuses.includes(status))
      .map(({ status, count }) => (count > 0 ? { text: String(count), status } : { text: '0' })),
    ...(hasKnown ? [{ text: String(known) }] : []),
    ...(hasFixed ? [{ text: String(fixed) }] : []),
    { text: duration(info.wallMs) },
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((row) => row[column]?.text.length ?? 0)),
  );
  return [head, ...body].map((row) =>
    row
      .map(({ text, status }, column) => {
        const padded = column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
        return status === undefined ? padded : paintStatus(paint, status, padded);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A sentence for a single implementation, a table for several. */
export function renderSummary(result: RunResult, options: SummaryOptions): string[] {
  const all = Object.entries(result.implementations);
  if (all.length > 1) return table(result, options);
  return all.map(([name, info]) => `${visible(name)}  ${sentence(result, name, info, options)}`);
}

/** What the reader must know of a result that is not that of a whole run. */
export function completeness({ interrupted, bailed, shard }: RunResult): string[] {
  const lines = [];
  if (shard !== undefined && shard.count > 1) {
    lines.push(`shard ${shard.index}/${shard.count} of ${plural(shard.total, 'case')}`);
  }
  if (interrupted) {
    const why = bailed ? 'ended by --bail' : 'interrupted';
    lines.push(`${why}: the cases that are missing were not run`);
  }
  return lines;
}

/** Who is held to another release than its own, and what overrides that. */
export function renderLevels({ implementations }: RunResult): string[] {
  return Object.entries(implementations).flatMap(([name, { level = null, release }]) => {
    const held = describeLevel(level, release ?? '');
    return held === null ? [] : [visible(`${name} is ${held}`)];
  });
}

/** Promises of the documentation that Linux does not keep any more, as the cases say. */
export function renderHistorical(result: RunResult, verbose: boolean): string[] {
  const count = result.cases.reduce((sum, { results }) => {
    const perResult = Object.values(results).map(
      ({ steps }) => steps.filter(({ documented }) => documented !== undefined).length,
    );
    return sum + Math.max(0, ...perResult);
  }, 0);
  if (count === 0) return [];
  const end = verbose ? '' : ': shown by --verbose';
  return [`${plural(count, 'documented promise')} that Linux does not keep any more${end}`];
}
