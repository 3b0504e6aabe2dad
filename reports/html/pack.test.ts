import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Area, CaseResult, RunResult, StepResult } from '../../runner/result.ts';
import { anyResult, entry, everyStatus, NASTY, own, run, step } from '../made-up.test-data.ts';
import { visible } from '../visible.ts';
import { pack } from './pack.ts';
import { unpackCase } from './unpack.ts';

const OPTIONS = { strict: false, clauses: {}, sectionOf: () => 'a section' };

/** A result as a report may show it. */
function shown(result: RunResult): RunResult['cases'] {
  const text = (value: string | null) => (value === null ? null : visible(value));
  const ofStep = ({ call, expected, observed, documented, ...rest }: StepResult): StepResult => ({
    ...rest,
    call: visible(call),
    expected: text(expected),
    observed: text(observed),
    ...(documented === undefined ? {} : { documented: visible(documented) }),
  });
  const ofCase = ({ expectation, ...one }: CaseResult): CaseResult => ({
    ...one,
    ...(expectation === undefined
      ? {}
      : {
          expectation: {
            ...expectation,
            reason: visible(expectation.reason),
            ...(expectation.issue === undefined ? {} : { issue: visible(expectation.issue) }),
          },
        }),
    reason: text(one.reason),
    steps: one.steps.map(ofStep),
  });
  return result.cases.map(({ id, title, clauses, results }) => ({
    id: visible(id),
    title: visible(title),
    clauses: clauses.map(visible),
    results: Object.fromEntries(Object.entries(results).map(([name, one]) => [visible(name), ofCase(one)])),
  }));
}

function unpackAll(result: RunResult): RunResult['cases'] {
  const packed: ReturnType<typeof pack> = JSON.parse(JSON.stringify(pack(result, OPTIONS)));
  return packed.cases.map((one) => unpackCase(packed, one));
}

it('loses nothing of any result but what cannot be seen', () => {
  fc.assert(
    fc.property(anyResult, (result) => {
      expect(unpackAll(result)).toEqual(shown(result));
    }),
    { numRuns: 300 },
  );
});

it('keeps what pictures are made of, and what was expected', () => {
  const areas: Area[] = [
    { from: 'arena', page: 2, pages: 3, perms: 'rw-s', backing: 'memfd', offset: 7 },
    { from: 'b', page: -2, pages: 1, perms: null, backing: null, offset: 0 },
  ];
  const steps = [
    step({ areas: [] }),
    step({ areas, faultAt: { from: 'b', page: -1 } }),
    step({ faultAt: { from: 'arena', page: 0 } }),
    step({ ok: null, differs: true }),
  ];
  const results = {
    kernel: own('pass', { steps }),
    mine: own('fail', {
      steps,
      known: true,
      expectation: { status: 'fail', reason: 'not done yet', issue: 'https://example.org/7' },
    }),
    yours: own('pass', { fixed: true, expectation: { status: 'crash', reason: 'dies' } }),
  };
  const result = run([entry('a/b/c', results)]);
  expect(unpackAll(result)).toEqual(shown(result));
});

it('stores once what all saw alike', () => {
  const results = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`target-${index}`, own('pass')]),
  );
  const packed = pack(run([entry('a/b/c', results), entry('a/b/d', results)]), OPTIONS);
  expect(packed.outcomes).toHaveLength(1);
  expect(packed.cases.map(({ outcomes }) => outcomes)).toEqual([
    Array(11).fill(0).with(0, -1),
    Array(11).fill(0).with(0, -1),
  ]);
});

it('describes clauses, those that this version does not know included', () => {
  const clauses = { known: { promise: 'It is so.', sources: ['page 1'], now: 'It is not.' } };
  const result = run([entry('a/b/c', {}, { clauses: ['known', '__proto__', NASTY] })]);
  expect(pack(result, { ...OPTIONS, clauses }).clauses).toEqual([
    { id: 'known', section: 'a section', promise: 'It is so.', sources: ['page 1'], now: 'It is not.' },
    { id: '__proto__', section: 'unknown clauses', promise: '', sources: [], now: null },
    { id: visible(NASTY), section: 'unknown clauses', promise: '', sources: [], now: null },
  ]);
});

it('says how to run a case again', () => {
  const { implementations } = pack(everyStatus(), OPTIONS);
  expect(implementations.map(({ again }) => again)).toEqual(['-i kernel', '-i gvisor']);
});
