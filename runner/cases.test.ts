import { describe, expect, test } from 'vitest';
import type { Case, Step } from '../suites/case.ts';
import { loadCases, loadSuites, mistakesIn, mistakesInSteps } from './cases.ts';

test('the suites make sense', () => {
  expect(loadSuites().length).toBeGreaterThan(0);
});

test('each case has an id of its own', () => {
  const ids = loadCases().map((c) => c.id);
  expect(new Set(ids).size).toBe(ids.length);
});

const good: Case = {
  id: 'g/s/one',
  title: 'It holds',
  clauses: ['mmap.length.zero_einval'],
  steps: [{ load: 'arena' }],
};
const mistakes = (c: object) => mistakesIn({ name: 'g/s', title: 's', cases: [{ ...good, ...c }] });

describe('what makes no sense is refused', () => {
  test('nothing in a good case', () => expect(mistakes({})).toEqual([]));
  test.each<[string, object, string]>([
    ['an id of another suite', { id: 'g/t/one' }, 'its id must be'],
    ['an id with capitals', { id: 'g/s/One' }, 'its id must be'],
    ['no clause', { clauses: [] }, 'it names no clause'],
    ['an unknown clause', { clauses: ['mmap.nothing'] }, 'no clause mmap.nothing'],
    ['an unknown need', { needs: ['luck'] }, 'no need luck'],
    ['a release that is none', { since: '4.x' }, 'no Linux release'],
    ['no title', { title: ' ' }, 'no title'],
  ])('%s', (_title, change, mistake) => expect(mistakes(change).join()).toContain(mistake));

  test.each<[string, Step[], string]>([
    ['a slot before it is set', [{ load: 'a' }], 'a has no value yet'],
    ['a descriptor before it is set', [{ close: 'f' }], 'f has no value yet'],
    ['a step of no kind', [{} as Step], 'of one kind'],
    ['a step of two kinds', [{ load: 'arena', store: 'arena' } as unknown as Step], 'of one kind'],
    ['a fork within a fork', [{ fork: [{ fork: [] }] }], 'one child at a time'],
  ])('%s', (_title, steps, mistake) => expect(mistakesInSteps(steps).join()).toContain(mistake));
});
