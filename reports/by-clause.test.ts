import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupByClause } from './by-clause.ts';
import { entry } from './made-up.test-data.ts';

const one = (id: string, ...clauses: string[]) => ({ entry: entry(id, {}, { clauses }) });
const shape = (groups: ReturnType<typeof groupByClause>) =>
  groups.map(({ clause, members }) => [clause, members.map((member) => member.entry.id)]);

it('makes few groups, each case in one of them', () => {
  const cases = [
    one('1', 'a', 'b'),
    one('2', 'c'),
    one('3', 'b', 'd'),
    one('4'),
    one('5', 'd', 'b'),
    one('6', 'd'),
  ];
  expect(shape(groupByClause(cases))).toEqual([
    ['b', ['1', '3', '5']],
    ['c', ['2']],
    [null, ['4']],
    ['d', ['6']],
  ]);
});

it('takes the clause that is named first where several would do', () => {
  expect(shape(groupByClause([one('1', 'x', 'y'), one('2', 'y', 'x')]))).toEqual([['x', ['1', '2']]]);
});

it('loses no case, doubles none, and puts none under a clause that it does not name', () => {
  const clauses = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(clauses, { maxLength: 12 }), (all) => {
      const cases = all.map((names, index) => one(String(index), ...names));
      const groups = groupByClause(cases);
      expect(
        groups.flatMap(({ members }) => members).toSorted((a, b) => cases.indexOf(a) - cases.indexOf(b)),
      ).toEqual(cases);
      for (const { clause, members } of groups) {
        for (const member of members) {
          if (clause === null) expect(member.entry.clauses).toEqual([]);
          else expect(member.entry.clauses).toContain(clause);
        }
        expect(members).toEqual(cases.filter((member) => members.includes(member)));
      }
      expect(new Set(groups.map(({ clause }) => clause)).size).toBe(groups.length);
    }),
  );
});
