import { expect, it } from 'vitest';
import type { Clause } from '../../suites/clauses/clause.ts';
import { entry, own, run } from '../made-up.test-data.ts';
import { clauseMap } from './clause-map.ts';

it('tells what becomes of each promise', () => {
  const clause = (observability: Clause['observability'] = 'observable') => ({ promise: 'P', observability });
  const clauses = {
    'mmap.kept': clause(),
    'mmap.unkept': clause(),
    'mmap.unrun': clause(),
    'mmap.skipped': clause(),
    'mmap.bare': clause(),
    'old.kept': clause('historical'),
    'old.unkept': clause('historical'),
    'dark.any': clause('unobservable'),
  };
  const ids = Object.keys(clauses).filter((id) => id !== 'mmap.bare');
  const cases = ids.map((id) => ({ id: `a/b/${id}`, clauses: [id] }));
  const result = run([
    entry('a/b/1', { kernel: own('pass'), mine: own('deviate') }, { clauses: ['mmap.kept', 'old.kept'] }),
    entry('a/b/2', { kernel: own('pass'), mine: own('fail') }, { clauses: ['mmap.unkept', 'old.unkept'] }),
    entry('a/b/3', { kernel: own('drift'), mine: own('crash') }, { clauses: ['mmap.unkept'] }),
    entry('a/b/4', { kernel: own('skip'), mine: own('broken') }, { clauses: ['mmap.skipped'] }),
  ]);
  const map = clauseMap(result, { clauses, cases, sectionOf: (id) => id.split('.')[0] ?? '' });
  expect(
    map.map(({ section, clauses: all }) => [
      section,
      Object.fromEntries(all.map(({ id, fate }) => [id, fate])),
    ]),
  ).toEqual([
    [
      'mmap',
      {
        'mmap.kept': 'kept',
        'mmap.unkept': 'unkept',
        'mmap.unrun': 'unrun',
        'mmap.skipped': 'unrun',
        'mmap.bare': 'uncovered',
      },
    ],
    ['old', { 'old.kept': 'historical', 'old.unkept': 'unkept' }],
    ['dark', { 'dark.any': 'unobservable' }],
  ]);
  expect(map[0]?.clauses[1]).toMatchObject({ cases: 1, unkeptBy: ['mine', 'kernel'] });
});
