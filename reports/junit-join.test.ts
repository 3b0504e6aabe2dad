import { expect, it } from 'vitest';
import { joinConverted } from './junit-join.ts';
import { entry, everyStatus, own, run } from './made-up.test-data.ts';
import { testPoints } from './outcome.ts';
import { renderTap } from './tap.ts';

const result = run([entry('a/b/c', { kernel: own('pass') }), entry('a/b/d', { kernel: own('fail') })]);
const points = testPoints(result, 'kernel', false);

it('gives back our records in the order of the test points', () => {
  expect(joinConverted(renderTap(result), points, 'kernel')).toEqual(points);
});

it.each([
  ['a case less', (tap: string) => tap.replace('ok 1 - kernel: a/b/c\n', '').replace('1..2', '1..1')],
  ['another verdict', (tap: string) => tap.replace('not ok 2', 'ok 2')],
  ['verdicts changed over', (tap: string) => tap.replace('not ok 2', 'ok 2').replace('ok 1', 'not ok 1')],
  ['another name', (tap: string) => tap.replace('a/b/c', 'a/b/x')],
  ['garbage', () => 'garbage\n'],
])('does not accept %s', (_, spoil) => {
  expect(() => joinConverted(spoil(renderTap(result)), points, 'kernel')).toThrow(
    /^JUnit of kernel: tap-junit says/,
  );
});

it('knows all outcomes', () => {
  const all = testPoints(everyStatus(), 'gvisor', false);
  expect(all.map(({ outcome }) => outcome)).toEqual([
    'ok',
    'ok',
    'failure',
    'ok',
    'error',
    'error',
    'error',
    'skipped',
  ]);
});
