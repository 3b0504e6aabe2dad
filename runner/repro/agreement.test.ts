import { describe, expect, it } from 'vitest';
import { STATUSES } from '../result.ts';
import { compareVerdicts, sayingOfEnd, sayingOfStatus } from './agreement.ts';

describe('sayingOfEnd', () => {
  it.each([
    [0, 'holds'],
    [1, 'broken'],
    [77, 'cannot tell'],
    [139, 'broken'],
    [137, 'broken'],
    [2, null],
    [126, null],
    [127, null],
  ])('exit %i: %s', (status, saying) => {
    expect(sayingOfEnd({ status, output: '' })).toBe(saying);
  });

  it('an exit of whatever it runs on, once it had begun, breaks a promise', () => {
    expect(sayingOfEnd({ status: 127, output: 'ok    munmap(a, page): success' })).toBe('broken');
    expect(sayingOfEnd({ status: 127, output: 'sh: no such file' })).toBeNull();
  });
});

describe('compareVerdicts', () => {
  const verdict = { id: 'a/b/c', reason: null };

  it('agrees where both say the same', () => {
    const ends = { holds: 0, broken: 1, 'cannot tell': 77 } as const;
    for (const status of STATUSES) {
      const end = { status: ends[sayingOfStatus(status)], output: '' };
      expect(compareVerdicts([{ ...verdict, status }], new Map([[0, end]])).disagreements).toEqual([]);
    }
  });

  it('says so where they do not, where a program is missing, and where its end makes no sense', () => {
    const verdicts = [
      { ...verdict, status: 'pass' },
      { ...verdict, status: 'fail' },
      { ...verdict, status: 'skip' },
      { ...verdict, status: 'pass' },
    ] as const;
    const ends = new Map([
      [0, { status: 1, output: '' }],
      [1, { status: 0, output: '' }],
      [3, { status: 127, output: '' }],
    ]);
    const { disagreements, counts } = compareVerdicts(verdicts, ends);
    expect(disagreements.map(({ status, end }) => [status, end?.status])).toEqual([
      ['pass', 1],
      ['fail', 0],
      ['skip', undefined],
      ['pass', 127],
    ]);
    expect(counts.get('pass | nothing')).toBe(1);
    const [first, ...others] = compareVerdicts(verdicts, ends, { 'a/b/c': 'because' }).disagreements;
    expect([first?.why, others.length]).toEqual(['because', 3]);
  });
});
