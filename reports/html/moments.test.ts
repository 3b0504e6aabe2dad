import { describe, expect, it } from 'vitest';
import type { Area } from '../../runner/result.ts';
import { own, step } from '../made-up.test-data.ts';
import { changesOf, hasPictures, momentsOf } from './moments.ts';

const area = (page: number, more: Partial<Area> = {}): Area => ({
  from: 'arena',
  page,
  pages: 1,
  perms: 'rw-p',
  backing: 'anonymous',
  offset: 0,
  ...more,
});
const one = [area(1)];
const two = [area(1), area(2)];

describe('before and after', () => {
  it('begins with the untouched arena', () => {
    expect(changesOf([step({ areas: one }), step({ areas: two })])).toEqual([
      { before: [], after: one, faultAt: undefined },
      { before: one, after: two, faultAt: undefined },
    ]);
  });

  it('does not know what was before where a step showed nothing', () => {
    expect(changesOf([step({ areas: one }), step(), step({ areas: two })])).toEqual([
      { before: [], after: one, faultAt: undefined },
      null,
      { before: 'unknown', after: two, faultAt: undefined },
    ]);
  });

  it('keeps the processes apart', () => {
    const changes = changesOf([
      step({ call: 'mmap()', areas: one }),
      step({ call: 'child: munmap()', areas: [] }),
      step({ call: 'child: mmap()', areas: two }),
      step({ call: 'load()', areas: one }),
      step({ call: 'wait for the child', areas: one }),
      step({ call: 'child: load()', areas: one }),
      step({ call: 'after exec: load()', areas: [] }),
      step({ call: 'after exec: mmap()', areas: one }),
    ]);
    expect(changes.map((change) => change?.before)).toEqual([[], one, [], one, one, one, 'unknown', []]);
  });
});

describe('a mapping outside of what is drawn', () => {
  it.each([
    ['mmap(arena+4p, 2p, rw, PRIVATE|ANONYMOUS|FIXED_NOREPLACE, -1, 0)', 'success elsewhere', true],
    ['child: mmap(NULL, 1p, rw, PRIVATE|ANONYMOUS, -1, 0)', 'success', true],
    ['a = mmap(1p, 1p, rw, PRIVATE|ANONYMOUS, -1, 0)', 'success at 1p', true],
    ['syscall(SYS_mmap, {2G, 2p, rw, PRIVATE|ANONYMOUS|32BIT, -1, 0})', 'success, not below 2G', true],
    ['mremap(arena, 0, 1p, MAYMOVE)', 'success', true],
    ['mremap(a, 1p, 1p, MAYMOVE|DONTUNMAP)', 'success elsewhere', true],
    // In place of what was just so, or nothing new at all.
    ['mmap(arena+4p, 2p, rw, PRIVATE|ANONYMOUS|FIXED, -1, 0)', 'success at arena+4p', false],
    ['mmap(a, 2p, rw, PRIVATE|ANONYMOUS|FIXED, -1, 0)', 'success at a', false],
    ['mmap(a, 2p, rw, PRIVATE|ANONYMOUS|FIXED_NOREPLACE, -1, 0)', 'EEXIST', false],
    ['mremap(arena, 2p, 2p, MAYMOVE)', 'success', false],
    ['munmap(a, 2p)', 'success', false],
  ])('%s: %s', (call, observed, isOutside) => {
    const [, change] = changesOf([step({ areas: one }), step({ call, observed, areas: one })]);
    expect(change?.outside).toBe(isOutside ? true : undefined);
  });

  it('is not one where the picture shows it, or nothing is known of it', () => {
    const call = 'a = mmap(NULL, 1p, rw, PRIVATE|ANONYMOUS, -1, 0)';
    const changes = changesOf([step({ call, areas: one }), step({ call }), step({ call, areas: one })]);
    expect(changes.map((change) => change?.outside)).toEqual([undefined, undefined, undefined]);
  });
});

describe('the steps that matter', () => {
  const never = (): boolean => false;

  it('are those that change something, on either side', () => {
    const reference = own('pass', {
      steps: [step({ areas: one }), step({ areas: one }), step({ areas: one })],
    });
    const mine = own('fail', { steps: [step({ areas: one }), step({ areas: one }), step({ areas: two })] });
    expect(momentsOf(reference, mine, never).map(({ index }) => index)).toEqual([0, 2]);
    expect(momentsOf(reference, null, never).map(({ index }) => index)).toEqual([0]);
  });

  it('are those that are wrong, whatever they changed', () => {
    const steps = [step({ areas: one }), step({ areas: one })];
    const moments = momentsOf(own('pass', { steps }), own('fail', { steps }), (index) => index === 1);
    expect(moments.map(({ index, isWrong }) => [index, isWrong])).toEqual([
      [0, false],
      [1, true],
    ]);
  });

  it('are those where a fault hit', () => {
    const steps = [step({ areas: [] }), step({ areas: [], faultAt: { from: 'arena', page: 3 } })];
    expect(momentsOf(own('pass', { steps }), null, never)).toMatchObject([
      { index: 1, reference: { faultAt: { from: 'arena', page: 3 } }, own: null },
    ]);
  });

  it('are none of which nothing was seen', () => {
    expect(momentsOf(own('pass'), own('fail'), () => true)).toEqual([]);
    expect(momentsOf(undefined, null, () => true)).toEqual([]);
  });
});

it('knows whether there is anything to draw', () => {
  expect(hasPictures(own('pass'))).toBe(false);
  expect(hasPictures(undefined)).toBe(false);
  expect(hasPictures(own('pass', { steps: [step(), step({ areas: [] })] }))).toBe(true);
});
