import { describe, expect, test } from 'vitest';
import type { Ending } from './implementation.ts';
import type { Judgement } from './judgement.ts';
import { settle } from './settle.ts';

/** One judgement of steps, each `observed` with whether its promise holds. */
function judgement(
  steps: [string | null, boolean | null][],
  ending: Ending = { how: 'exited' },
  broken: string | null = null,
): Judgement {
  return {
    ending,
    broken,
    durationUs: 5,
    steps: steps.map(([observed, ok], i) => ({ call: `call${i}`, expected: 'x', observed, ok })),
  };
}
const fine = judgement([['x', true]]);
const silent = (seen: string) => judgement([[seen, null]]);

describe('the reference itself', () => {
  test('pass', () => expect(settle(fine, 'self')).toMatchObject({ status: 'pass', reason: null }));
  test('every broken promise is drift', () =>
    expect(settle(judgement([['y', false]]), 'self').status).toBe('drift'));
});

describe('beside the reference', () => {
  test('pass where both are alike', () => expect(settle(fine, fine).status).toBe('pass'));
  test('deviate where nothing is promised and it differs', () => {
    const result = settle(silent('EINVAL'), silent('ENOMEM'));
    expect(result.status).toBe('deviate');
    expect(result.steps[0]?.differs).toBe(true);
  });
  test('fail where the reference keeps the promise', () =>
    expect(settle(judgement([['y', false]]), fine).status).toBe('fail'));
  test('drift where the reference does the very same', () => {
    expect(settle(judgement([['y', false]]), judgement([['y', false]])).status).toBe('drift');
  });
  test('fail where the reference breaks it in another way', () => {
    expect(settle(judgement([['y', false]]), judgement([['z', false]])).status).toBe('fail');
  });
  test('one promise broken alike and one alone is a fail', () => {
    const own = judgement([
      ['y', false],
      ['y', false],
    ]);
    expect(
      settle(
        own,
        judgement([
          ['y', false],
          ['x', true],
        ]),
      ).status,
    ).toBe('fail');
  });
  test('a reference that did not get that far excuses nothing', () => {
    expect(settle(judgement([['y', false]]), judgement([[null, null]])).status).toBe('fail');
  });
  test('without a reference a broken promise is a fail', () =>
    expect(settle(judgement([['y', false]]), null).status).toBe('fail'));
  test('without a reference nothing can deviate', () =>
    expect(settle(silent('y'), null).status).toBe('pass'));
});

describe('how it ended', () => {
  test.each<[Ending, string, string]>([
    [{ how: 'killed', signal: 'SIGKILL' }, 'crash', 'SIGKILL at step 2, call1'],
    [{ how: 'crashed', reason: 'the implementation ended with exit status 1' }, 'crash', 'exit status 1'],
    [{ how: 'timeout', hung: 'case' }, 'timeout', 'the case outlasted its limit'],
    [{ how: 'timeout', hung: 'system' }, 'timeout', 'the whole implementation hung'],
    [{ how: 'damaged', reason: 'a checksum is wrong' }, 'broken', 'a checksum is wrong'],
  ])('%j is %s', (ending, status, reason) => {
    const result = settle(
      judgement(
        [
          ['x', true],
          [null, null],
        ],
        ending,
      ),
      fine,
    );
    expect(result.status).toBe(status);
    expect(result.ending).toEqual(ending);
    expect(result.reason).toContain(reason);
  });
  test('numbers that do not fit are a skip, unless a promise was broken before', () => {
    const unfit = 'its numbers do not fit';
    const killed: Ending = { how: 'killed', signal: 'SIGKILL' };
    expect(settle({ ...judgement([[null, null]], killed), unfit }, fine)).toMatchObject({
      status: 'skip',
      reason: unfit,
    });
    expect(settle({ ...judgement([['y', false]]), unfit }, fine).status).toBe('fail');
  });
  test('a failed set-up is broken, whatever else failed', () => {
    expect(settle(judgement([['y', false]], { how: 'exited' }, 'open failed'), fine).status).toBe('broken');
  });
});
