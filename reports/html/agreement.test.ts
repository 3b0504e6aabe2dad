import { expect, it } from 'vitest';
import type { Status } from '../../runner/result.ts';
import { entry, everyStatus, own, run } from '../made-up.test-data.ts';
import { agreements, occurringStatuses } from './agreement.ts';

it('counts what the summary counts', () => {
  const result = everyStatus();
  expect(agreements(result, false).map(({ name, counts }) => [name, counts])).toEqual(
    Object.entries(result.summary),
  );
  expect(agreements(result, false)).toMatchObject([
    { isReference: true, cases: 8, asDocumented: 85.7 },
    { isReference: false, cases: 8, asDocumented: 28.5 },
  ]);
});

it('never rounds up to all', () => {
  const cases = Array.from({ length: 3000 }, (_, index) =>
    entry(`a/b/${index}`, { kernel: own(index === 0 ? 'fail' : 'pass') }),
  );
  expect(agreements(run(cases), false)[0]?.asDocumented).toBe(99.9);
});

it('has no opinion where nothing ran', () => {
  expect(agreements(run([entry('a/b/c', { kernel: own('skip') })]), false)[0]?.asDocumented).toBeNull();
  expect(occurringStatuses(agreements(run([]), false))).toEqual(['pass']);
});

it('tells which failures are known, and of nothing else that it is', () => {
  const known = (status: Status) => ({ kernel: own(status, { known: true }) });
  const cases = [
    entry('a/b/c', known('fail')),
    entry('a/b/d', {}),
    entry('a/b/e', known('pass')),
    entry('a/b/f', known('deviate')),
  ];
  expect(agreements(run(cases), false)[0]).toMatchObject({ cases: 3, known: 1 });
  expect(agreements(run(cases), true)[0]).toMatchObject({ cases: 3, known: 2 });
});
