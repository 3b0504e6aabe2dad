import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Area } from '../runner/result.ts';
import { BACKINGS } from '../suites/vocabulary.ts';
import { drawAddressSpace } from './address-space.ts';

const area = (page: number, pages: number, more: Partial<Area> = {}): Area => ({
  from: 'arena',
  page,
  pages,
  perms: 'rw-p',
  backing: 'anonymous',
  offset: 0,
  ...more,
});
const hole = { perms: null, backing: null };

it('draws nothing where there is no picture', () => {
  expect(drawAddressSpace({})).toEqual([]);
  expect(drawAddressSpace({ areas: [] })).toEqual([]);
});

describe('a picture', () => {
  it('has a column a page: what is mapped, with which rights, of which page of a file, and where nothing is', () => {
    const areas = [area(0, 1, hole), area(1, 2), area(4, 2, { perms: 'r--s', backing: 'file', offset: 3 })];
    expect(drawAddressSpace({ areas })).toEqual([
      'arena  0    1    2    3    4    5',
      '       -    rw-p rw-p      r--s r--s',
      '            anon anon      file file',
      '                           +3   +4',
    ]);
  });

  it('marks the fault, on a page of its own', () => {
    expect(drawAddressSpace({ areas: [area(0, 100)], faultAt: { from: 'arena', page: 50 } })).toEqual([
      'arena  0    ..   49   50   51   ..   99',
      '       rw-p ..   rw-p rw-p rw-p ..   rw-p',
      '       anon      anon anon anon      anon',
      '                      ^^^^',
    ]);
    expect(drawAddressSpace({ areas: [area(1, 1)], faultAt: { from: 'arena', page: -1 } })).toEqual([
      'arena  -1   0    1',
      '                 rw-p',
      '                 anon',
      '       ^^^^',
    ]);
  });

  it('has the arena first, and each mapping outside of it apart', () => {
    const areas = [area(0, 1, { from: 'b' }), area(0, 1), area(0, 1, { from: 'a', backing: 'hugepages' })];
    expect(drawAddressSpace({ areas, faultAt: { from: 'c', page: 2 } })).toEqual([
      ...['arena  0', '       rw-p', '       anon'],
      ...['a      0', '       rw-p', '       huge', '       +0'],
      ...['b      0', '       rw-p', '       anon'],
      ...['c      2', '', '       ^^^^'],
    ]);
  });

  it('of many areas is as wide as a terminal', () => {
    const areas = Array.from({ length: 40 }, (_, index) => area(index * 2, 1, index % 2 ? hole : {}));
    const lines = drawAddressSpace({ areas });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(72);
    expect(lines.join('\n').match(/rw-p/g)?.length).toBe(20);
  });
});

it('is drawn of any areas, in few columns, with the fault under its page', () => {
  const areas = fc
    .array(
      fc.record({
        gap: fc.nat(9),
        pages: fc.integer({ min: 1, max: 5000 }),
        perms: fc.constantFrom('rw-p', '---p', null),
        backing: fc.constantFrom(...BACKINGS),
      }),
      { maxLength: 8 },
    )
    .map((all) => {
      let page = -7;
      return all.map(({ gap, pages, perms, backing }) => {
        const one = area(page + gap, pages, { perms, backing: perms === null ? null : backing });
        page += gap + pages;
        return one;
      });
    });
  fc.assert(
    fc.property(areas, fc.option(fc.integer({ min: -20, max: 30_000 })), (all, fault) => {
      const lines = drawAddressSpace({
        areas: all,
        ...(fault === null ? {} : { faultAt: { from: 'arena' as const, page: fault } }),
      });
      expect(lines.length).toBeLessThanOrEqual(5 * 10);
      if (fault === null) return;
      const mark = lines.findIndex((line) => line.includes('^^^^'));
      const column = lines[mark]?.indexOf('^^^^') ?? -1;
      const numbers = lines.slice(0, mark).findLast((line) => /^(arena {2}| {7})(\.\. +)?-?\d/.test(line));
      expect(numbers?.slice(column).trimStart().startsWith(String(fault))).toBe(true);
      expect(lines.filter((line) => line.includes('^^^^')).length).toBe(1);
    }),
  );
});
