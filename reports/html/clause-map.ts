/** The documentation by section: what becomes of each promise in this run. */

import { coverage } from '../../runner/coverage.ts';
import type { CaseEntry, RunResult } from '../../runner/result.ts';
import type { Clause } from '../../suites/clauses/clause.ts';
import { visible } from '../visible.ts';

/**
 * `kept`: in all its cases that ran, on all implementations. `unkept`: some case of it does not hold somewhere. `unrun`: none of its
 * cases ran. The others are those of the coverage: no case could tell, or would.
 */
export type ClauseFate = 'kept' | 'unkept' | 'unrun' | 'historical' | 'unobservable' | 'uncovered';

export const FATES: Readonly<Record<ClauseFate, string>> = {
  kept: 'holds in every case that ran',
  unkept: 'does not hold in some case, on some implementation',
  unrun: 'has cases, but none ran here',
  historical: 'documented, but Linux does otherwise; cases show what',
  unobservable: 'no program can tell',
  uncovered: 'has no case',
};

export interface MappedClause {
  readonly id: string;
  readonly fate: ClauseFate;
  readonly promise: string;
  /** Cases of it, in the whole suite. */
  readonly cases: number;
  /** Names of the implementations on which some case of it does not hold. */
  readonly unkeptBy: readonly string[];
}

export interface MappedSection {
  readonly section: string;
  readonly clauses: readonly MappedClause[];
}

export interface MapOptions {
  clauses: Readonly<Record<string, Pick<Clause, 'promise'> & Partial<Pick<Clause, 'observability' | 'now'>>>>;
  sectionOf: (clause: string) => string;
  /** All cases that there are, whether they ran or not. */
  cases: readonly { readonly id: string; readonly clauses: readonly string[] }[];
}

interface Tally {
  ran: boolean;
  unkeptBy: Set<string>;
}

function tallies(entries: readonly CaseEntry[]): Map<string, Tally> {
  const all = new Map<string, Tally>();
  for (const { clauses, results } of entries) {
    for (const clause of clauses) {
      const tally = all.get(clause) ?? { ran: false, unkeptBy: new Set() };
      all.set(clause, tally);
      for (const [name, { status }] of Object.entries(results)) {
        if (status === 'skip' || status === 'broken') continue;
        tally.ran = true;
        if (status !== 'pass' && status !== 'deviate') tally.unkeptBy.add(visible(name));
      }
    }
  }
  return all;
}

/** Every clause there is, in the order of the sections. */
export function clauseMap(result: RunResult, { clauses, sectionOf, cases }: MapOptions): MappedSection[] {
  const known = Object.fromEntries(
    Object.entries(clauses).map(([id, clause]) => [id, { observability: 'observable' as const, ...clause }]),
  );
  const run = tallies(result.cases);
  return coverage(known, cases, sectionOf).sections.map(({ section, clauses: all }) => ({
    section,
    clauses: all.map(({ id, status, promise, cases: covering }) => {
      const { ran = false, unkeptBy = new Set<string>() } = run.get(id) ?? {};
      const fate = unkeptBy.size > 0 ? 'unkept' : status !== 'checked' ? status : ran ? 'kept' : 'unrun';
      return { id, fate, promise, cases: covering.length, unkeptBy: [...unkeptBy] };
    }),
  }));
}
