import { expect, it } from 'vitest';
import { entry, everyStatus, own, run } from '../made-up.test-data.ts';
import { agreements, occurringStatuses } from './agreement.ts';

it('counts what the summary counts', () => {
  const result = everyStatus();
  expect(agreements(result).map(({ name, counts }) => [name, counts])).toEqual(
    Object.entries(result.summary),
  );
  expect(agreements(result)).toMatchObject([
    { isReference: true, cases: 8, asDocumented: 85.7 },
    { isReference: false, cases: 8, asDocumented: 28.5 },
  ]);
});

it('never rounds up to all', () => {
  const cases = Array.from({ length: 3000 }, (_, index) =>
    entry(`a/b/${index}`, { kernel: own(index === 0 ? 'fail' : 'pass') }),
  );
  expect(agreements(run(cases))[0]?.asDocumented).toBe(99.9);
});

it('has no opinion where nothing ran', () => {
  expect(agreements(run([entry('a/b/c', { kernel: own('skip') })]))[0]?.asDocumented).toBeNull();
  expect(occurringStatuses(agreements(run([])))).toEqual(['pass']);
});

it('tells what is known', () => {
  const cases = [entry('a/b/c', { kernel: own('fail', { known: true }) }), entry('a/b/d', {})];
  expect(agreements(run(cases))[0]).toMatchObject({ cases: 1, known: 1 });
});
