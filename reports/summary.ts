/** The end of the terminal report: what was skipped and why, and one line for each implementation. */
import { type ImplementationInfo, type RunResult, STATUSES, type Status } from '../runner/result.ts';
import { type Paint, paintStatus } from './paint.ts';
import { visible } from './visible.ts';

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function duration({ wallMs }: ImplementationInfo): string {
  return wallMs < 100 ? `${Math.round(wallMs)} ms` : `${(wallMs / 1000).toFixed(1)} s`;
}

/** Skips by reason, the most frequent first. */
export function renderSkips(
  result: RunResult,
  { verbose, paint }: { verbose: boolean; paint: Paint },
): string[] {
  const names = Object.keys(result.implementations);
  const byReason = new Map<string, { names: Set<string>; ids: Set<string> }>();
  for (const { id, results } of result.cases) {
    for (const name of names) {
      const own = results[name];
      if (own?.status !== 'skip') continue;
      const reason = own.reason ?? 'no reason given';
      const group = byReason.get(reason) ?? { names: new Set<string>(), ids: new Set<string>() };
      byReason.set(reason, group);
      group.names.add(name);
      group.ids.add(id);
    }
  }
  if (byReason.size === 0) return [];
  const rows = [...byReason].map(([reason, group]) => {
    const on = names.length === 1 ? '' : `${[...group.names].map(visible).join(', ')}: `;
    return { size: group.ids.size, text: `${on}${visible(reason)}`, ids: [...group.ids] };
  });
  rows.sort((a, b) => b.size - a.size);
  const width = Math.max(...rows.map(({ size }) => String(size).length));
  const lines = rows.flatMap(({ size, text, ids }) => [
    `  ${String(size).padStart(width)}  ${text}`,
    ...(verbose ? ids.map((id) => paint.dim(`  ${' '.repeat(width)}  ${visible(id)}`)) : []),
  ]);
  return ['skipped:', ...lines];
}

/** Counts of one implementation; `known` are those of a status that are expected. */
function tally(result: RunResult, name: string) {
  const counts = STATUSES.map((status) => {
    const known = result.cases.filter(
      ({ results }) => results[name]?.known && results[name].status === status,
    ).length;
    return { status, count: result.summary[name]?.[status] ?? 0, known };
  });
  const cases = counts.reduce((sum, { count }) => sum + count, 0);
  const fixed = result.cases.filter(({ results }) => results[name]?.fixed).length;
  return { counts, cases, fixed, known: counts.reduce((sum, { known }) => sum + known, 0) };
}

function sentence(result: RunResult, name: string, info: ImplementationInfo, paint: Paint): string {
  const { counts, cases, fixed } = tally(result, name);
  const parts = counts
    .filter(({ count }) => count > 0)
    .map(({ status, count, known }) =>
      paintStatus(paint, status, `${count} ${status}${known > 0 ? ` (${known} known)` : ''}`),
    );
  if (fixed > 0) parts.push(paintStatus(paint, 'fail', `${fixed} not as expected`));
  return `${plural(cases, 'case')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}  in ${duration(info)}`;
}

type Cell = { text: string; status?: Status };

function table(result: RunResult, paint: Paint): string[] {
  const rows = Object.entries(result.implementations).map(([name, info]) => ({
    name,
    info,
    ...tally(result, name),
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
    { text: duration(info) },
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

/** One line for each of one or two implementations, a table for more. */
export function renderSummary(result: RunResult, { paint }: { paint: Paint }): string[] {
  const all = Object.entries(result.implementations);
  if (all.length > 2) return table(result, paint);
  const width = Math.max(0, ...all.map(([name]) => visible(name).length));
  return all.map(([name, info]) => `${visible(name).padEnd(width)}  ${sentence(result, name, info, paint)}`);
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
