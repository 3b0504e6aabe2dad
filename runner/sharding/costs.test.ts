import { describe, expect, it } from 'vitest';
import { loadCases, loadSuites } from '../cases.ts';
import { type CostTable, costOf, createCostTable } from './costs.ts';
import { MEASURED } from './measured.ts';

const table: CostTable = { median: 300, suites: { 'a/b': 200, 'a/free': 0 }, cases: { 'a/b/slow': 9000 } };

it.each([
  ['a/b/slow', 9000],
  ['a/b/usual', 200],
  ['a/b/deep/er', 200],
  ['x/y/new', 300],
  ['a/free/x', 1],
  ['constructor', 300],
])('%s costs what is known of it, of its suite, or of the usual case', (id, us) => {
  expect(costOf(id, table)).toBe(us);
});

describe('createCostTable', () => {
  it('takes the best of several measurements, and names what stands out', () => {
    const measured = [
      ...[100, 110, 120].map((durationUs, index) => ({ id: `a/b/${index}`, durationUs })),
      { id: 'a/b/slow', durationUs: 9000 },
      { id: 'a/b/slow', durationUs: 8000.4 },
      { id: 'x/y/only', durationUs: 5000 },
    ];
    expect(createCostTable(measured)).toEqual({
      median: 120,
      suites: { 'a/b': 110, 'x/y': 5000 },
      cases: { 'a/b/slow': 8000 },
    });
    expect(createCostTable([])).toEqual({ median: 0, suites: {}, cases: {} });
  });
});

it('the table that is shipped knows most suites, and no case that is not there', () => {
  const names = loadSuites().map(({ name }) => name);
  expect(names.filter((name) => name in MEASURED.suites).length).toBeGreaterThan(names.length * 0.8);
  expect(Object.keys(MEASURED.suites).filter((name) => !names.includes(name))).toEqual([]);
  const ids = loadCases().map(({ id }) => id);
  expect(Object.keys(MEASURED.cases).filter((id) => !ids.includes(id))).toEqual([]);
});
