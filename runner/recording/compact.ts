/** Recorded results as they are shipped: what was seen, and nothing that differs from one recording to the next. Pure. */
import { type CaseEntry, type CaseResult, type RunResult, STATUSES } from '../result.ts';

/**
 * The result of one implementation alone, under another name, without times.
 * @param of its name in the result
 */
export function compact(
  result: RunResult,
  of: string,
  { name, spec }: { name: string; spec: string },
): RunResult {
  const info = result.implementations[of];
  if (info === undefined) throw new TypeError(`nothing was recorded of ${of}`);
  const cases = result.cases.map((entry): CaseEntry => {
    const own = entry.results[of];
    return { ...entry, results: own === undefined ? {} : { [name]: timeless(own) } };
  });
  return {
    ...result,
    reference: name,
    implementations: { [name]: { ...info, spec, startMs: 0, wallMs: 0 } },
    summary: { [name]: summaryOf(cases, name) },
    cases,
  };
}

function timeless({ steps, ...result }: CaseResult): CaseResult {
  return { ...result, durationUs: 0, steps: steps.map(({ differs, areas, ...step }) => step) };
}

function summaryOf(cases: readonly CaseEntry[], name: string): RunResult['summary'][string] {
  const count = (status: string) => cases.filter(({ results }) => results[name]?.status === status).length;
  return Object.fromEntries(
    STATUSES.map((status) => [status, count(status)]),
  ) as RunResult['summary'][string];
}

/** Ids of the cases that were not executed for want of something. */
export function skippedIds({ cases }: RunResult, name: string): string[] {
  return cases.flatMap(({ id, results }) => (results[name]?.status === 'skip' ? [id] : []));
}

/** A result with what another recording of the same kernel, on a machine that has more, did execute. */
export function fillGaps(result: RunResult, more: RunResult, name: string): RunResult {
  const others = new Map(more.cases.map(({ id, results }) => [id, results[name]]));
  const cases = result.cases.map((entry): CaseEntry => {
    const own = entry.results[name];
    const other = others.get(entry.id);
    const isGap = own?.status === 'skip' && other !== undefined && other.status !== 'skip';
    return isGap ? { ...entry, results: { [name]: other } } : entry;
  });
  return { ...result, summary: { [name]: summaryOf(cases, name) }, cases };
}
