import { describe, expect, it } from 'vitest';

import { CLAUSES, type ClauseId, clauseSection } from '../suites/clauses/index.ts';
import { loadCases } from './cases.ts';
import {
  type CoveredClause,
  coverage,
  renderCoverageJson,
  renderCoverageMarkdown,
  renderCoverageText,
} from './coverage.ts';

const CLAUSES_OF_TEST: Record<string, CoveredClause> = {
  'mmap.a.seen': { promise: 'Is seen.', observability: 'observable', now: 'A remark.' },
  'munmap.seen_in_vm': { promise: 'Is seen in a VM.', observability: 'vm-only' },
  'mmap.a.missing': { promise: 'Nobody | looks.', observability: 'observable' },
  'mmap.a.old': { promise: 'Was so.', observability: 'historical', now: 'EINVAL.' },
  'mmap.a.old_missing': { promise: 'Was so too.', observability: 'historical', now: 'ENOMEM.' },
  'munmap.hidden': { promise: 'Cannot be seen.', observability: 'unobservable', now: 'Absent from Linux.' },
};
const CASES = [
  { id: 'a/one/first', clauses: ['mmap.a.seen', 'mmap.a.old'] },
  { id: 'a/one/second', clauses: ['mmap.a.seen', 'mmap.a.seen', 'munmap.seen_in_vm'] },
  { id: 'a/one/third', clauses: ['munmap.hidden', 'mmap.a.misspelt', 'toString'] },
];
const sectionOf = (id: string): string => id.slice(0, id.indexOf('.'));
const result = coverage(CLAUSES_OF_TEST, CASES, sectionOf);
const byId = new Map(result.sections.flatMap(({ clauses }) => clauses).map((clause) => [clause.id, clause]));

describe('coverage', () => {
  it.each([
    ['mmap.a.seen', 'checked', ['a/one/first', 'a/one/second'], null],
    ['munmap.seen_in_vm', 'checked', ['a/one/second'], null],
    ['mmap.a.missing', 'uncovered', [], null],
    ['mmap.a.old', 'historical', ['a/one/first'], 'EINVAL.'],
    ['mmap.a.old_missing', 'uncovered', [], 'ENOMEM.'],
    ['munmap.hidden', 'unobservable', ['a/one/third'], 'Absent from Linux.'],
  ])('%s is %s', (id, status, cases, reason) => {
    expect(byId.get(id)).toMatchObject({ status, cases, reason });
  });

  it('counts by section, and all sections together', () => {
    expect(result.sections.map(({ section, totals }) => [section, totals])).toEqual([
      ['mmap', { all: 4, checked: 1, historical: 1, unobservable: 0, uncovered: 2 }],
      ['munmap', { all: 2, checked: 1, historical: 0, unobservable: 1, uncovered: 0 }],
    ]);
    expect(result.totals).toEqual({ all: 6, checked: 2, historical: 1, unobservable: 1, uncovered: 2 });
  });

  it('names the clauses that do not exist, with the case', () => {
    expect(result.unknown).toEqual([
      { clause: 'mmap.a.misspelt', case: 'a/one/third' },
      { clause: 'toString', case: 'a/one/third' },
    ]);
  });

  it('has room for nothing', () => {
    const empty = coverage({}, [], sectionOf);
    expect(empty.totals.all).toBe(0);
    expect(renderCoverageText(empty)).toBe(
      '0 clauses: 0 checked, 0 historical, 0 unobservable, 0 uncovered\n',
    );
  });
});

describe('renderCoverage', () => {
  it('writes text', () => {
    expect(
      renderCoverageText(result),
    ).toBe(`mmap (4 clauses: 1 checked, 1 historical, 0 unobservable, 2 uncovered)
  checked       mmap.a.seen
      - a/one/first
      - a/one/second
  uncovered     mmap.a.missing
      Nobody | looks.
  historical    mmap.a.old
      EINVAL.
      - a/one/first
  uncovered     mmap.a.old_missing
      Was so too.
      ENOMEM.

munmap (2 clauses: 1 checked, 0 historical, 1 unobservable, 0 uncovered)
  checked       munmap.seen_in_vm
      - a/one/second
  unobservable  munmap.hidden
      Absent from Linux.
      - a/one/third

a/one/third names mmap.a.misspelt, which does not exist
a/one/third names toString, which does not exist
6 clauses: 2 checked, 1 historical, 1 unobservable, 2 uncovered
`);
  });

  it('writes Markdown whose cells hold any text', () => {
    const markdown = renderCoverageMarkdown(result);
    expect(markdown).toContain('| mmap | 4 | 1 | 1 | 0 | 2 |\n');
    expect(markdown).toContain('| **all** | 6 | 2 | 1 | 1 | 2 |\n');
    expect(markdown).toContain('| `mmap.a.missing` | uncovered | Nobody \\| looks. |  |\n');
    expect(markdown).toContain('| `mmap.a.old` | historical | Was so.<br>*EINVAL.* | `a/one/first` |\n');
    expect(markdown).toContain('- `mmap.a.misspelt`, named by `a/one/third`\n');
  });

  it('writes JSON that is the result itself', () => {
    expect(JSON.parse(renderCoverageJson(result))).toEqual({ schema: 1, ...result });
  });
});

describe('the clauses', () => {
  const entries = Object.entries(CLAUSES);

  it('are 402, each in a section, none lost to a second one of the same id', () => {
    expect(entries).toHaveLength(402);
    const { totals, sections } = coverage(CLAUSES, [], clauseSection);
    expect(totals.all).toBe(402);
    expect(sections.map(({ section }) => section)).toHaveLength(19);
    expect(sections.map(({ section }) => section)).not.toContain(undefined);
    expect(clauseSection('mmap.flags.fixed_noreplace.overlap' satisfies ClauseId)).toBe(
      'mmap: flags, placement',
    );
  });

  it.each(entries)('%s is well formed', (id, clause) => {
    expect(id).toMatch(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/);
    expect(clause.promise).toMatch(/^\S.*\S$/);
    expect(clause.sources.length).toBeGreaterThan(0);
    for (const text of [...clause.sources, ...(clause.needs ?? [])]) expect(text).toMatch(/^\S.*\S$|^\S$/);
    for (const release of [clause.since, clause.until]) expect(release ?? '1.0').toMatch(/^\d+(\.\d+){1,2}$/);
    if (clause.observability === 'unobservable' || clause.observability === 'historical') {
      expect(clause.now).toMatch(/\S/);
    }
  });
});

it('has no promise is without a case or a reason', () => {
  const { sections } = coverage(CLAUSES, loadCases(), (id) => clauseSection(id as ClauseId));
  const uncovered = sections.flatMap((section) =>
    section.clauses.filter(({ status }) => status === 'uncovered'),
  );
  expect(uncovered.map(({ id }) => id)).toEqual([]);
});
