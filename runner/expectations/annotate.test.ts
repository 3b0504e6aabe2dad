import { describe, expect, it } from 'vitest';
import { own } from '../../reports/made-up.test-data.ts';
import { STATUSES } from '../result.ts';
import { isRed, isUntold } from '../verdict-counts.ts';
import { annotate } from './annotate.ts';
import type { Finding } from './schema.ts';

const finding = (status: Finding['status']): Finding => ({ reason: 'A bug', status, cases: ['**'] });

/** What becomes of a result that is expected to be `fail` or `timeout`. */
const TABLE = {
  pass: 'fixed',
  deviate: 'fixed',
  fail: 'known',
  drift: 'fixed',
  crash: 'fixed',
  timeout: 'known',
  broken: 'neither',
  skip: 'neither',
} as const;

describe('annotate', () => {
  it.each(STATUSES)('%s where fail or timeout is expected', (status) => {
    const result = annotate(own(status), finding(['fail', 'timeout']));
    const is = TABLE[status];
    expect(result).toEqual({
      ...own(status),
      known: is === 'known',
      expectation: { status: 'fail', or: ['timeout'], reason: 'A bug' },
      ...(is === 'fixed' && { fixed: true }),
    });
    const circumstances = { ...result, isReference: false, strict: false };
    expect(isRed(status, circumstances)).toBe(is === 'fixed' || status === 'broken');
  });

  it('lets nobody count what is known, broken included', () => {
    const result = annotate(own('broken'), finding('broken'));
    expect(result).toMatchObject({ known: true });
    expect(isUntold('broken', result)).toBe(false);
  });

  it('accepts a pass where one is as good as the other', () => {
    expect(annotate(own('pass'), finding(['timeout', 'pass']))).toMatchObject({ known: true });
  });

  it('forgets what was said before', () => {
    const before = annotate(own('pass'), { ...finding('fail'), issue: 'https://example.org/1' });
    expect(before).toMatchObject({ fixed: true, expectation: { issue: 'https://example.org/1' } });
    expect(annotate(before, undefined)).toEqual(own('pass'));
  });
});
