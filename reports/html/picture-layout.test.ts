import { describe, expect, it } from 'vitest';
import type { Area } from '../../runner/result.ts';
import type { Change } from './moments.ts';
import {
  type Axis,
  axesOf,
  blocksOf,
  changedColumns,
  changeOn,
  describeArea,
  pageLabel,
} from './picture-layout.ts';

const area = (page: number, pages: number, more: Partial<Area> = {}): Area => ({
  from: 'arena',
  page,
  pages,
  perms: 'rw-p',
  backing: 'anonymous',
  offset: 0,
  ...more,
});
const change = (before: Change['before'], after: Area[], faultAt?: Change['faultAt']): Change => ({
  before,
  after,
  faultAt,
});
const free = (page: number, pages: number, from: Area['from'] = 'arena') =>
  area(page, pages, { from, perms: null, backing: null });

/** The only axis, and what its columns stand for. */
function axis(...changes: Change[]): Axis {
  const [first, ...others] = axesOf(changes);
  expect(others).toEqual([]);
  if (first === undefined) throw new Error('there is no axis');
  return first;
}
const columns = ({ columns: all }: Axis) => all.map(({ page, pages }) => [page, pages]);

describe('an axis', () => {
  it('has a column for each page, and a page of the arena on either side', () => {
    expect(columns(axis(change([], [area(3, 2)])))).toEqual([
      [2, 1],
      [3, 1],
      [4, 1],
      [5, 1],
    ]);
    expect(columns(axis(change([], [area(0, 1)])))).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  it('ends where the arena ends', () => {
    expect(columns(axis(change([], [area(4094, 2)])))).toEqual([
      [4093, 1],
      [4094, 1],
      [4095, 1],
    ]);
  });

  it('shortens what is long, and sooner where nothing is', () => {
    expect(columns(axis(change([], [area(1, 5), area(20, 1)])))).toEqual([
      [0, 1],
      [1, 5],
      [6, 14],
      [20, 1],
      [21, 1],
    ]);
    expect(columns(axis(change([], [area(1, 4), area(8, 1)])))).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
      [5, 3],
      [8, 1],
      [9, 1],
    ]);
  });

  it('serves before and after, and all implementations', () => {
    const all = axis(change([area(1, 1)], []), change([], [area(4, 1)]));
    expect(columns(all)).toEqual([
      [0, 1],
      [1, 1],
      [2, 2],
      [4, 1],
      [5, 1],
    ]);
    expect(all.width).toBe(4 * 58 + 76);
  });

  it('gives a fault a page of its own', () => {
    expect(columns(axis(change([], [area(0, 100)], { from: 'arena', page: 50 })))).toEqual([
      [0, 50],
      [50, 1],
      [51, 49],
      [100, 1],
    ]);
  });

  it('does not grow without end', () => {
    const areas = Array.from({ length: 30 }, (_, index) => area(index * 4, 3, { offset: index }));
    expect(columns(axis(change([], areas))).length).toBeLessThanOrEqual(61);
  });

  it('is one for each place that is counted from; outside of the arena without a margin', () => {
    const after = [area(1, 1), free(-2, 2, 'b'), area(0, 1, { from: 'b' }), free(1, 15, 'b')];
    expect(axesOf([change([], after)]).map((one) => [one.from, columns(one)])).toEqual([
      [
        'arena',
        [
          [0, 1],
          [1, 1],
          [2, 1],
        ],
      ],
      [
        'b',
        [
          [-2, 2],
          [0, 1],
          [1, 15],
        ],
      ],
    ]);
  });

  it('is none where nothing was seen', () => {
    expect(axesOf([change('unknown', []), change([], [])])).toEqual([]);
  });
});

it('draws areas as blocks, and what is not listed between them', () => {
  const file = area(2, 2, { backing: 'file', offset: 5 });
  const all = axis(change([], [file, free(4, 1)]));
  expect(
    blocksOf(all, [file, free(4, 1)]).map((block) => [block.area, block.columns.map(({ page }) => page)]),
  ).toEqual([
    [null, [1]],
    [file, [2, 3]],
    [free(4, 1), [4]],
    [null, [5]],
  ]);
});

describe('what changed', () => {
  const pages = (one: Change) => changedColumns(axis(one), one).map(({ page }) => page);

  it('is what is mapped, how, or which page of a file', () => {
    expect(pages(change([], [area(1, 2)]))).toEqual([1, 2]);
    expect(pages(change([area(1, 2)], [area(1, 1), area(2, 1, { perms: 'r--p' })]))).toEqual([2]);
    const file = (offset: number) => area(1, 1, { backing: 'file', offset });
    expect(pages(change([file(0)], [file(1)]))).toEqual([1]);
    expect(pages(change([area(1, 1)], [free(1, 1)]))).toEqual([1]);
  });

  it('is not where an area was split', () => {
    const file = (page: number, length: number) => area(page, length, { backing: 'file', offset: page });
    expect(pages(change([file(1, 2)], [file(1, 1), file(2, 1)]))).toEqual([]);
    expect(pages(change('unknown', [area(1, 1)]))).toEqual([]);
    expect(pages(change([free(1, 9)], [area(1, 1), free(2, 8)]))).toEqual([1]);
  });
});

describe('a change on one axis', () => {
  const outside = [free(-1, 1, 'a'), area(0, 1, { from: 'a' })];
  const [arena, a] = axesOf([change([area(1, 1)], [area(1, 1), ...outside])]);

  it('does not show what was not looked at: the place of a mapping before it was made', () => {
    if (arena === undefined || a === undefined) throw new Error('there are two axes');
    const made = change([area(1, 1)], [area(1, 1), ...outside]);
    expect(changeOn(a, made)).toEqual({ before: 'unknown', after: outside, faultAt: undefined });
    expect(changeOn(arena, made)).toEqual({ before: [area(1, 1)], after: [area(1, 1)], faultAt: undefined });
    expect(changeOn(a, change([], [area(1, 1)]))).toBeNull();
    expect(changeOn(a, change(outside, [], { from: 'arena', page: 0 }))).toBeNull();
  });
});

it('says in words what it draws', () => {
  expect(describeArea(area(3, 2))).toBe('arena+3p, 2 pages: rw-p, anonymous');
  expect(describeArea(area(-1, 1, { from: 'a', perms: 'r--s', backing: 'file', offset: 4 }))).toBe(
    'a-1p, 1 page: r--s, a file from page 4',
  );
  expect(describeArea(free(0, 1))).toBe('arena, 1 page: nothing mapped');
  expect([pageLabel(0), pageLabel(12), pageLabel(-2)]).toEqual(['+0', '+12', '−2']);
});
