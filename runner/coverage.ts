/** Which clause is checked by which cases: the matrix that the verb `coverage` prints and that the tests hold complete. */
import type { Clause } from '../suites/clauses/clause.ts';

/** What coverage reads of a case. */
export interface CoveringCase {
  readonly id: string;
  readonly clauses: readonly string[];
}

/** What coverage reads of a clause. */
export type CoveredClause = Pick<Clause, 'promise' | 'observability' | 'now'>;

/**
 * `checked`: a case would fail if it were broken. `historical`: documented, but not done any more; its cases show what
 * is done instead. `unobservable`: no program can tell. `uncovered`: a case is missing, the historical ones included.
 */
export type CoverageStatus = 'checked' | 'historical' | 'unobservable' | 'uncovered';

export interface ClauseCoverage {
  readonly id: string;
  readonly status: CoverageStatus;
  readonly promise: string;
  /** Ids of the cases that name the clause, in the order in which they were given. */
  readonly cases: readonly string[];
  /** What is done instead (`historical`), or why nothing can be seen (`unobservable`); otherwise null. */
  readonly reason: string | null;
}

export type CoverageTotals = Readonly<Record<CoverageStatus | 'all', number>>;

export interface SectionCoverage {
  readonly section: string;
  readonly totals: CoverageTotals;
  readonly clauses: readonly ClauseCoverage[];
}

export interface Coverage {
  readonly totals: CoverageTotals;
  readonly sections: readonly SectionCoverage[];
  /** Clauses that cases name but that do not exist. The compiler prevents it, except in cases that come from outside. */
  readonly unknown: readonly { readonly clause: string; readonly case: string }[];
}

function statusOf(clause: CoveredClause, cases: readonly string[]): CoverageStatus {
  // A case that names a clause which no program can observe proves nothing about it.
  if (clause.observability === 'unobservable') return 'unobservable';
  if (cases.length === 0) return 'uncovered';
  return clause.observability === 'historical' ? 'historical' : 'checked';
}

function count(clauses: readonly ClauseCoverage[]): CoverageTotals {
  const totals = { all: clauses.length, checked: 0, historical: 0, unobservable: 0, uncovered: 0 };
  for (const { status } of clauses) totals[status]++;
  return totals;
}

/** Keeps the order of `clauses`, within a section and for the sections. */
export function coverage<Id extends string>(
  clauses: Readonly<Record<Id, CoveredClause>>,
  cases: readonly CoveringCase[],
  sectionOf: (id: Id) => string,
): Coverage {
  const casesOf = new Map<string, Set<string>>();
  const unknown: { clause: string; case: string }[] = [];
  for (const { id, clauses: named } of cases) {
    for (const clause of named) {
      if (!Object.hasOwn(clauses, clause)) unknown.push({ clause, case: id });
      else casesOf.set(clause, (casesOf.get(clause) ?? new Set()).add(id));
    }
  }

  const bySection = new Map<string, ClauseCoverage[]>();
  for (const id of Object.keys(clauses) as Id[]) {
    const clause = clauses[id];
    const covering = [...(casesOf.get(id) ?? [])];
    const status = statusOf(clause, covering);
    const hasReason = clause.observability === 'unobservable' || clause.observability === 'historical';
    const reason = hasReason ? (clause.now ?? null) : null;
    const section = sectionOf(id);
    const entry = { id, status, promise: clause.promise, cases: covering, reason };
    bySection.set(section, [...(bySection.get(section) ?? []), entry]);
  }

  const sections = [...bySection].map(([section, of]) => ({ section, totals: count(of), clauses: of }));
  return { totals: count(sections.flatMap((section) => section.clauses)), sections, unknown };
}

function sentence(totals: CoverageTotals): string {
  const { all, checked, historical, unobservable, uncovered } = totals;
  const clauses = all === 1 ? 'clause' : 'clauses';
  return `${all} ${clauses}: ${checked} checked, ${historical} historical, ${unobservable} unobservable, ${uncovered} uncovered`;
}

/** For the terminal: a line a clause, its cases or its reason below it, the totals last. */
export function renderCoverageText(result: Coverage): string {
  const lines: string[] = [];
  for (const { section, totals, clauses } of result.sections) {
    lines.push(`${section} (${sentence(totals)})`);
    for (const { id, status, promise, cases, reason } of clauses) {
      lines.push(`  ${status.padEnd(12)}  ${id}`);
      if (status === 'uncovered') lines.push(`      ${promise}`);
      if (reason !== null) lines.push(`      ${reason}`);
      for (const name of cases) lines.push(`      - ${name}`);
    }
    lines.push('');
  }
  for (const { clause, case: name } of result.unknown)
    lines.push(`${name} names ${clause}, which does not exist`);
  lines.push(sentence(result.totals));
  return `${lines.join('\n')}\n`;
}

/** What would end a cell, or begin markup in one. */
function cell(text: string): string {
  return text.replaceAll(/[\\|<*_`]/g, '\\$&').replaceAll('\n', ' ');
}

/** For a web page or a pull request: a table of totals, then a table a section. */
export function renderCoverageMarkdown(result: Coverage): string {
  const row = (name: string, { all, checked, historical, unobservable, uncovered }: CoverageTotals): string =>
    `| ${name} | ${all} | ${checked} | ${historical} | ${unobservable} | ${uncovered} |`;
  const lines = [
    '# Coverage',
    '',
    '| section | clauses | checked | historical | unobservable | uncovered |',
    '|---|---:|---:|---:|---:|---:|',
    ...result.sections.map(({ section, totals }) => row(cell(section), totals)),
    row('**all**', result.totals),
  ];
  for (const { section, clauses } of result.sections) {
    lines.push('', `## ${cell(section)}`, '', '| clause | status | promise | cases |', '|---|---|---|---|');
    for (const { id, status, promise, cases, reason } of clauses) {
      const said = reason === null ? cell(promise) : `${cell(promise)}<br>*${cell(reason)}*`;
      lines.push(`| \`${id}\` | ${status} | ${said} | ${cases.map((name) => `\`${name}\``).join('<br>')} |`);
    }
  }
  if (result.unknown.length > 0) {
    lines.push('', '## Clauses that do not exist', '');
    lines.push(...result.unknown.map(({ clause, case: name }) => `- \`${clause}\`, named by \`${name}\``));
  }
  return `${lines.join('\n')}\n`;
}

/** For machines: the result as it is, under a schema number. */
export function renderCoverageJson(result: Coverage): string {
  return `${JSON.stringify({ schema: 1, ...result }, null, 2)}\n`;
}
