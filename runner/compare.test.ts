import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyResult, entry, own, run, step } from '../reports/made-up.test-data.ts';
import { compareResults } from './compare.ts';
import type { Change } from './comparison.ts';
import { UserError } from './errors.ts';
import { type CaseResult, type RunResult, STATUSES, type Status } from './result.ts';
import { exitCode } from './verdict-counts.ts';

type End = Status | 'known fail' | 'none';

const made = (end: End): CaseResult | null =>
  end === 'none' ? null : end === 'known fail' ? own('fail', { known: true }) : own(end);

/** A run of two cases on gvisor: one that always passes, one that ends so. */
function one(end: End, more: Partial<RunResult> = {}): RunResult {
  const result = made(end);
  const cases = [entry('a/b/same', { gvisor: own('pass') })];
  if (result !== null) cases.push(entry('a/b/c', { gvisor: result }));
  return run(cases, more, ['kernel', 'gvisor']);
}

const changeOf = (before: End, after: End, strict = false): Change | 'same' =>
  compareResults(one(before), one(after), { strict, implementations: ['gvisor'] }).pairs[0]?.cases[0]
    ?.change ?? 'same';

it.each([[['gvisor', 'gvisor']], [['gvisor', 'gvisor=gvisor']]])(
  'a pair that is asked for twice is compared once: %j',
  (implementations) => {
    const { pairs } = compareResults(one('pass'), one('fail'), { strict: false, implementations });
    expect(pairs.map(({ before, after, counts }) => [before, after, counts.worse])).toEqual([
      ['gvisor', 'gvisor', 1],
    ]);
  },
);

describe('a case', () => {
  it.each<[End, End, Change | 'same']>([
    ['pass', 'pass', 'same'],
    ['pass', 'fail', 'worse'],
    ['pass', 'crash', 'worse'],
    ['pass', 'timeout', 'worse'],
    ['pass', 'broken', 'worse'],
    ['pass', 'deviate', 'moved'],
    ['pass', 'drift', 'moved'],
    ['pass', 'skip', 'skipped'],
    ['pass', 'known fail', 'moved'],
    ['fail', 'pass', 'better'],
    ['fail', 'deviate', 'better'],
    ['fail', 'crash', 'moved'],
    ['fail', 'broken', 'moved'],
    ['fail', 'skip', 'skipped'],
    ['fail', 'known fail', 'moved'],
    ['known fail', 'pass', 'better'],
    ['known fail', 'fail', 'worse'],
    ['known fail', 'crash', 'worse'],
    ['known fail', 'skip', 'skipped'],
    ['broken', 'pass', 'better'],
    ['skip', 'pass', 'moved'],
    ['skip', 'fail', 'worse'],
    ['skip', 'skip', 'same'],
    ['none', 'pass', 'new'],
    ['none', 'fail', 'new'],
    ['fail', 'none', 'gone'],
  ])('%s, then %s: %s', (before, after, change) => {
    expect(changeOf(before, after)).toBe(change);
  });

  it('that deviates counts when strict', () => {
    expect(changeOf('pass', 'deviate', true)).toBe('worse');
    expect(changeOf('deviate', 'pass', true)).toBe('better');
    expect(changeOf('deviate', 'fail', true)).toBe('moved');
  });

  it('that drifts counts for the reference', () => {
    const before = run([entry('a/b/c', { kernel: own('pass') })]);
    const after = run([entry('a/b/c', { kernel: own('drift') })]);
    expect(compareResults(before, after, { strict: false }).regression).toBe(true);
  });

  it('that passes though it was expected to fail is better, not worse', () => {
    const expectation = { status: 'fail' as const, reason: 'never did' };
    const before = run([entry('a/b/c', { gvisor: own('fail', { known: true, expectation }) })]);
    const after = run([entry('a/b/c', { gvisor: own('pass', { fixed: true, expectation }) })]);
    expect(compareResults(before, after, { strict: false, implementations: ['gvisor'] })).toMatchObject({
      regression: false,
      pairs: [{ cases: [{ change: 'better' }] }],
    });
  });

  it('is changed where only a step went otherwise', () => {
    const silent = (observed: string | null) => step({ expected: null, ok: null, observed });
    const of = (...steps: ReturnType<typeof step>[]) =>
      run([entry('a/b/c', { kernel: own('pass', { steps }) })]);
    const compared = (before: RunResult, after: RunResult) =>
      compareResults(before, after, { strict: false }).pairs[0]?.cases.map(({ change, steps }) => ({
        change,
        steps,
      }));
    const { call } = step();
    expect(compared(of(silent('a')), of(silent('a')))).toEqual([]);
    expect(compared(of(step(), silent('a')), of(step(), silent('b')))).toEqual([
      { change: 'changed', steps: [{ call, before: 'a', after: 'b' }] },
    ]);
    expect(compared(of(step()), of(step(), silent('b')))).toEqual([
      { change: 'changed', steps: [{ call, callBefore: '', before: null, after: 'b' }] },
    ]);
    expect(compared(of(step({ call: 'munmap(a, 1p)' })), of(step()))).toEqual([
      { change: 'changed', steps: [{ call, callBefore: 'munmap(a, 1p)', before: 'a', after: 'a' }] },
    ]);
  });
});

describe('a run that is not whole', () => {
  const shard = { index: 1, count: 2, total: 2, selection: '00000000' };
  it.each<[string, Partial<RunResult>]>([
    ['interrupted', { interrupted: true }],
    ['a shard', { shard }],
  ])('says nothing of what it did not run: %s', (_, more) => {
    for (const [before, after] of [
      [one('fail'), one('none', more)],
      [one('none', more), one('fail')],
    ] as const) {
      const { pairs, regression } = compareResults(before, after, {
        strict: false,
        implementations: ['gvisor'],
      });
      expect(pairs[0]?.counts).toMatchObject({ better: 0, worse: 0, new: 0, gone: 0, unknown: 1, same: 1 });
      expect(regression).toBe(false);
    }
  });

  it('has cases without results', () => {
    const before = one('fail');
    const after = one('fail', { interrupted: true });
    for (const { id, results } of after.cases) if (id === 'a/b/c') delete results.gvisor;
    const { pairs } = compareResults(before, after, { strict: false, implementations: ['gvisor'] });
    expect(pairs[0]?.counts).toMatchObject({ better: 0, gone: 0, unknown: 1 });
  });
});

describe('implementations', () => {
  const old = run([entry('a/b/c', { kernel: own('pass'), old: own('pass') })]);
  const young = run([entry('a/b/c', { kernel: own('pass'), 'a=b': own('fail') })]);

  it('of the same name belong together; the others are named', () => {
    expect(compareResults(old, young, { strict: false })).toMatchObject({
      pairs: [{ before: 'kernel', after: 'kernel' }],
      onlyBefore: ['old'],
      onlyAfter: ['a=b'],
      regression: false,
    });
  });

  it.each([
    ['kernel', 'kernel', 'kernel'],
    ['old=a=b', 'old', 'a=b'],
    ['old=kernel', 'old', 'kernel'],
  ])('%s', (word, before, after) => {
    const { pairs, onlyBefore } = compareResults(old, young, { strict: false, implementations: [word] });
    expect(pairs).toMatchObject([{ before, after }]);
    expect(onlyBefore).toEqual([]);
  });

  it.each([
    ['ols=kernel', 'no implementation `ols` in the first result', '`old`'],
    ['old=nobody', 'no implementation `nobody` in the second result', 'There is: `kernel`, `a=b`'],
    ['nobody', 'no implementation `nobody` in the first result', 'There is: `kernel`, `old`'],
  ])('%s is refused', (word, message, hint) => {
    const attempt = () => compareResults(old, young, { strict: false, implementations: [word] });
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(message);
    try {
      attempt();
    } catch (error) {
      expect((error as UserError).hint).toContain(hint);
    }
  });

  it('that are in none of both, or have no case in both, cannot be compared', () => {
    const other = run([entry('a/b/c', { qemu: own('pass') })], { reference: 'qemu' }, []);
    expect(() => compareResults(old, other, { strict: false })).toThrow('no implementation is in both');
    expect(() => compareResults(run([]), run([]), { strict: false })).toThrow('no case has a result in both');
    const elsewhere = run([entry('x/y/z', { kernel: own('pass') })]);
    expect(() => compareResults(old, elsewhere, { strict: false })).toThrow('no case has a result in both');
  });
});

describe('any two results', () => {
  const pair = fc.tuple(anyResult, anyResult, fc.boolean());

  it('are told apart completely: every case is counted once', () => {
    fc.assert(
      fc.property(pair, ([before, after, strict]) => {
        let comparison: ReturnType<typeof compareResults>;
        try {
          comparison = compareResults(before, after, { strict });
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          return;
        }
        const ids = new Set([...before.cases, ...after.cases].map(({ id }) => id));
        for (const { counts, cases } of comparison.pairs) {
          expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(ids.size);
          expect(cases.length).toBe(ids.size - counts.same - counts.unknown);
        }
      }),
    );
  });

  it('of which the first is red in nothing regress when the second is', () => {
    fc.assert(
      fc.property(anyResult, fc.boolean(), (after, strict) => {
        // What passes though it was expected to fail ends a run with 1, and yet nothing got worse.
        for (const { results } of after.cases)
          for (const result of Object.values(results)) delete result.fixed;
        const before = structuredClone(after);
        for (const { results } of before.cases) {
          for (const result of Object.values(results))
            Object.assign(result, { status: 'pass', known: false });
        }
        const isRed = [1, 3].includes(exitCode({ ...after, interrupted: false }, { strict }));
        if (after.cases.every(({ results }) => Object.keys(results).length === 0)) return;
        expect(compareResults(before, after, { strict }).regression).toBe(isRed);
      }),
    );
  });

  it('that are the same do not differ', () => {
    for (const status of STATUSES) expect(changeOf(status, status)).toBe('same');
  });
});
