/** Cases brought together by the promise that they are about. */
import type { CaseEntry } from '../runner/result.ts';

/** Cases about one clause. */
export interface ClauseGroup<T> {
  /** Null: they name none. */
  clause: string | null;
  members: T[];
}

/**
 * Each case once, under the one of its clauses that most of the cases have in common; of several, the one that it names first. Groups
 * and their members are in the order of the cases.
 */
export function groupByClause<T extends { entry: CaseEntry }>(cases: readonly T[]): ClauseGroup<T>[] {
  const counts = new Map<string, number>();
  for (const { entry } of cases) {
    for (const clause of new Set(entry.clauses)) counts.set(clause, (counts.get(clause) ?? 0) + 1);
  }
  const groups = new Map<string | null, T[]>();
  for (const one of cases) {
    const { clauses } = one.entry;
    const most = Math.max(...clauses.map((clause) => counts.get(clause) ?? 0));
    const clause = clauses.find((id) => counts.get(id) === most) ?? null;
    groups.set(clause, [...(groups.get(clause) ?? []), one]);
  }
  return [...groups].map(([clause, members]) => ({ clause, members }));
}
