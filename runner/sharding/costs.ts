/** What a case costs, as far as it was measured: good enough to give machines parts of equal size. */
import { MEASURED } from './measured.ts';

/** Microseconds. */
export interface CostTable {
  /** Of a case about which nothing else is known. */
  median: number;
  /** Of the usual case of a suite (`group/suite`). */
  suites: Readonly<Record<string, number>>;
  /** Of cases that cost much more than is usual in their suite. */
  cases: Readonly<Record<string, number>>;
}

/** Microseconds that a case takes, at least 1. */
export function costOf(id: string, table: CostTable = MEASURED): number {
  const suite = suiteOf(id);
  const known = Object.hasOwn(table.cases, id) ? table.cases[id] : undefined;
  const usual = Object.hasOwn(table.suites, suite) ? table.suites[suite] : undefined;
  return Math.max(1, known ?? usual ?? table.median);
}

/** What several runs of a case took. */
export interface Measurement {
  id: string;
  durationUs: number;
}

/** A case is named where it costs so many times what is usual in its suite, and at least so many microseconds. */
const STANDS_OUT = { times: 3, us: 1000 };

/** The table of what was measured; the cheapest of several measurements of a case counts, the others were disturbed. */
export function createCostTable(measurements: readonly Measurement[]): CostTable {
  const best = new Map<string, number>();
  for (const { id, durationUs } of measurements) {
    best.set(id, Math.min(best.get(id) ?? Number.POSITIVE_INFINITY, Math.round(durationUs)));
  }
  const bySuite = new Map<string, number[]>();
  for (const [id, us] of best) bySuite.set(suiteOf(id), [...(bySuite.get(suiteOf(id)) ?? []), us]);
  const suites = Object.fromEntries([...bySuite].map(([suite, all]) => [suite, medianOf(all)]));
  const outstanding = [...best].filter(
    ([id, us]) => us >= STANDS_OUT.us && us >= STANDS_OUT.times * (suites[suiteOf(id)] ?? 0),
  );
  return { median: medianOf([...best.values()]), suites, cases: Object.fromEntries(outstanding) };
}

function suiteOf(id: string): string {
  return id.split('/').slice(0, 2).join('/');
}

/** 0 of nothing; the lower of two middles. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;
}
