import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../runner/result.ts';
import { entry, everyStatus, own, run, step } from '../made-up.test-data.ts';
import {
  isQuiet,
  matrixCases,
  type Row,
  rowsOf,
  selectRows,
  shownColumns,
  statusCounts,
  TextSearch,
} from './matrix.ts';
import { pack } from './pack.ts';
import { type View, WHOLE } from './view.ts';

function select(result: RunResult, view: Partial<View>) {
  const clauses = { 'mmap.made.up': { promise: 'It is made up.', sources: [] } };
  const packed = pack(result, { strict: false, clauses, sectionOf: () => 'mmap: made up' });
  const whole = { ...WHOLE, ...view };
  const columns = shownColumns(packed, whole);
  const all = matrixCases(packed);
  const { after, before } = selectRows(all, whole, columns, new TextSearch(packed));
  const rows = (toggled: string[] = []) => rowsOf(after, whole, packed, new Set(toggled));
  return { ids: after.map(({ id }) => id.split('/').at(-1)), before, after, columns, rows };
}

const ofStatus = (view: Partial<View>) => select(everyStatus(), view).ids;

describe('filters', () => {
  it.each<[string, Partial<View>, string[]]>([
    ['statuses on any implementation', { statuses: ['skip', 'crash'] }, ['crash', 'skip']],
    ['statuses on one', { statuses: ['pass'], on: ['gvisor'] }, ['pass']],
    ['an implementation that there is not', { statuses: ['fail'], on: ['absent'] }, ['fail']],
    ['only differences', { differences: true }, ['deviate', 'fail', 'drift', 'crash', 'timeout', 'broken']],
    ['only differences of one', { differences: true, on: ['kernel'] }, ['drift']],
    ['a suite', { suite: 'flags/made-up', statuses: ['fail'] }, ['fail']],
    ['a group', { suite: 'flags', statuses: ['fail'] }, ['fail']],
    ['no suite of a like name', { suite: 'flags/made' }, []],
    ['a clause', { clause: 'mmap.made.up', statuses: ['fail'] }, ['fail']],
    ['no such clause', { clause: 'mmap.made' }, []],
    ['a section', { section: 'mmap: made up', statuses: ['drift'] }, ['drift']],
    ['a flag', { flag: 'FIXED_NOREPLACE' }, ['pass', 'fail', 'drift', 'crash', 'timeout', 'broken']],
    ['an errno', { error: 'EEXIST', differences: true }, ['fail', 'drift', 'crash', 'timeout', 'broken']],
    ['words, in any order and case', { text: 'noreplace  MADE-UP fail' }, ['fail']],
    ['what was seen', { text: 'a+1p' }, ['deviate']],
    ['a reason', { text: 'nr_hugepages' }, ['skip']],
  ])('%s', (_, view, ids) => {
    expect(ofStatus(view)).toEqual(ids);
  });

  it('says what there is before the filter by status', () => {
    const { before, columns } = select(everyStatus(), { statuses: ['fail'], on: ['gvisor'] });
    expect(statusCounts(before, columns)).toEqual(
      Object.fromEntries(
        ['pass', 'deviate', 'fail', 'drift', 'crash', 'timeout', 'broken', 'skip'].map((s) => [s, 1]),
      ),
    );
  });
});

describe('rows', () => {
  const shape = (rows: Row[]) =>
    rows.map((row) => (row.kind === 'group' ? `${row.name} ${row.cases.length}` : row.one.id));
  const result = run([
    entry('a/b/one', { kernel: own('pass') }, { clauses: ['x', 'y'] }),
    entry('a/c/two', { kernel: own('pass') }, { clauses: ['y'] }),
    entry('a/b/three', { kernel: own('pass') }),
    entry('alone', {}),
  ]);

  it('groups by suite', () => {
    expect(shape(select(result, {}).rows())).toEqual([
      'a/b 2',
      'a/b/one',
      'a/b/three',
      'a/c 1',
      'a/c/two',
      'alone 1',
      'alone',
    ]);
  });

  it('groups by clause: a case stands wherever it checks something', () => {
    const { rows } = select(result, { group: 'clause' });
    expect(shape(rows())).toEqual([
      'x 1',
      'a/b/one',
      'y 2',
      'a/b/one',
      'a/c/two',
      'no clause 2',
      'a/b/three',
      'alone',
    ]);
    expect(new Set(rows().map(({ key }) => key)).size).toBe(8);
    expect(shape(select(result, { group: 'clause', clause: 'y' }).rows())).toEqual([
      'y 2',
      'a/b/one',
      'a/c/two',
    ]);
  });

  it('opens and closes', () => {
    const closed = select(result, { groups: 'closed' });
    expect(shape(closed.rows())).toEqual(['a/b 2', 'a/c 1', 'alone 1']);
    expect(shape(closed.rows(['suite:a/c']))).toEqual(['a/b 2', 'a/c 1', 'a/c/two', 'alone 1']);
    expect(shape(select(result, { groups: 'open' }).rows(['suite:a/b', 'suite:alone']))).toEqual([
      'a/b 2',
      'a/c 1',
      'a/c/two',
      'alone 1',
    ]);
  });

  it('closes groups of which there would be too much', () => {
    const many = run(Array.from({ length: 500 }, (_, index) => entry(`a/b/${index}`, {})));
    expect(select(many, {}).rows()).toHaveLength(1);
    expect(select(many, { text: 'b/7' }).rows()).toHaveLength(12);
  });
});

it('holds without a case', () => {
  expect(select(run([]), { differences: true }).rows()).toEqual([]);
});

it('is not quiet about what is not as expected any more', () => {
  const cells = { known: false, fixed: false };
  expect(isQuiet({ ...cells, status: 'pass' })).toBe(true);
  expect(isQuiet({ ...cells, status: 'pass', fixed: true })).toBe(false);
  expect(isQuiet({ ...cells, status: 'deviate' })).toBe(false);
  expect(isQuiet(null)).toBe(true);
});

it('searches what only one implementation saw', () => {
  const results = {
    kernel: own('pass'),
    mine: own('fail', { steps: [step({ observed: 'EXDEV', ok: false })] }),
  };
  expect(select(run([entry('a/b/c', results), entry('a/b/d', {})]), { text: 'exdev' }).ids).toEqual(['c']);
});
