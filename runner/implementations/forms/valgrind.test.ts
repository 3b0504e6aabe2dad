import { describe, expect, it } from 'vitest';
import { parseImplementation } from '../spec.ts';
import { isThere, itGoesOn, LIFE_MS, runOn, statusOf, usePlaces } from './preset-life.test-data.ts';
import { valgrindFlags } from './valgrind.ts';

describe('valgrind', () => {
  it('is named after its tool', () => {
    expect(parseImplementation('valgrind').name).toBe('valgrind');
    expect(parseImplementation('valgrind?tool=memcheck').name).toBe('valgrind-memcheck');
    expect(valgrindFlags('memcheck')).toContain('--tool=memcheck');
  });
});

describe.runIf(isThere('valgrind'))('valgrind for real', { timeout: LIFE_MS }, () => {
  const place = usePlaces();

  it('differs where it is known to, and a panic of its own is a crash of that case', async () => {
    const result = await runOn('valgrind', [
      'flags/fixed-noreplace/overlap-*',
      'errors/ebadf',
      'fork/exec',
      'libc/constants',
    ]);
    expect(result.summary.valgrind).toMatchObject({ broken: 0, timeout: 0 });
    expect(statusOf(result, 'valgrind', 'flags/fixed-noreplace/overlap-whole')).toBe('fail');
    expect(statusOf(result, 'valgrind', 'errors/ebadf/anonymous-at-fdcwd-private')).toBe('crash');
    expect(statusOf(result, 'valgrind', 'errors/ebadf/minus-one-private')).toBe('pass');
    expect(statusOf(result, 'valgrind', 'libc/constants/map-failed')).toBe('pass');
  });

  itGoesOn(place, 'valgrind', { victims: /valgrind/ });
});
