/** Cases brought together by the promise that they are about. */
import type { CaseEntry } from '../runner/result.ts';

/** Cases about one clause. */
export interface ClauseGroup<T> {
  /** Null: they name none. */
  clause: string | null;
  members: T[];
}

/**
 * Each case once, though it may name several clauses: the clause that most cases have in common takes them all, then the one that most of the rest
 * have in common, and so on. Of equal ones the one that is named first is taken. Groups and their members are in the order of the cases.
 */
export function groupByClause<T extends { entry: CaseEntry }>(cases: readonly T[]): ClauseGroup<T>[] {
  const clauseOf = new Map<T, string | null>();
  let left = cases;
  while (left.length > 0) {
    const clause = commonest(left);
    const taken = left.filter(({ entry }) => clause === null || entry.clauses.includes(clause));
    for (const one of taken) clauseOf.set(one, clause);
    left = left.filter((one) => !clauseOf.has(one));
  }
  const groups = new Map<string | null, T[]>();
  for (const one of cases) {
    const clause = clauseOf.get(one) ?? null;
    groups.set(clause, [...(groups.get(clause) ?? []), one]);
  }
  return [...groups].map(([clause, members]) => ({ clause, members }));
}

function commonest(cases: readonly { entry: CaseEntry }[]): string | null {
  const counts = new Map<string, number>();
  for (const { entry } of cases) {
    for (const clause of new Set(entry.clauses)) counts.set(clause, (counts.get(clause) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return [...counts.keys()].find((clause) => counts.get(clause) === most) ?? null;
}
