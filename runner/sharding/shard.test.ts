import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCases } from '../cases.ts';
import { costOf } from './costs.ts';
import { parseShard, partition, selectionOf, takeShard } from './shard.ts';

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 60 });
const count = fc.integer({ min: 1, max: 12 });
const cost = (seed: number) => (id: string) => {
  let hash = seed;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1009;
  return hash + 1;
};

describe('partition', () => {
  it('has every case exactly once, in the order of the cases', () => {
    fc.assert(
      fc.property(ids, count, fc.nat(1000), (all, n, seed) => {
        const parts = partition(all, n, cost(seed));
        expect(parts.length).toBe(n);
        expect(parts.flat().toSorted()).toEqual(all.toSorted());
        for (const part of parts) expect(part).toEqual(all.filter((id) => part.includes(id)));
      }),
    );
  });

  it('depends on nothing but ids, costs and the number of parts', () => {
    fc.assert(
      fc.property(ids, count, fc.nat(1000), fc.infiniteStream(fc.nat()), (all, n, seed, order) => {
        const shuffled = all.map((id) => ({ id, key: order.next().value })).toSorted((a, b) => a.key - b.key);
        const again = partition(
          shuffled.map(({ id }) => id),
          n,
          cost(seed),
        );
        expect(again.map((part) => part.toSorted())).toEqual(
          partition(all, n, cost(seed)).map((part) => part.toSorted()),
        );
      }),
    );
  });

  it('makes no part heavier than another by more than one case', () => {
    fc.assert(
      fc.property(ids, count, fc.nat(1000), (all, n, seed) => {
        const own = cost(seed);
        const parts = partition(all, n, own);
        const load = (part: readonly string[]) => part.reduce((sum, id) => sum + own(id), 0);
        const lightest = Math.min(...parts.map(load));
        for (const part of parts) {
          const cheapest = Math.min(...part.map(own), Number.POSITIVE_INFINITY);
          if (part.length > 0) expect(load(part) - cheapest).toBeLessThanOrEqual(lightest);
        }
      }),
    );
  });

  it.each([2, 3, 8])('of all cases into %d by measured costs is even', (n) => {
    const loads = partition(
      loadCases().map(({ id }) => id),
      n,
    ).map((part) => part.reduce((sum, id) => sum + costOf(id), 0));
    expect(Math.max(...loads) / Math.min(...loads)).toBeLessThan(1.01);
  });
});

describe('takeShard', () => {
  it('says which part of what it is', () => {
    const cases = loadCases().slice(0, 20);
    const shards = [1, 2, 3].map((index) => takeShard(cases, { index, count: 3 }));
    expect(
      shards.flatMap((shard) => shard.cases).toSorted((a, b) => cases.indexOf(a) - cases.indexOf(b)),
    ).toEqual(cases);
    const selection = selectionOf(cases.map(({ id }) => id));
    expect(shards.map(({ info }) => info)).toEqual(
      [1, 2, 3].map((index) => ({ index, count: 3, total: 20, selection })),
    );
    expect(selection).toMatch(/^[0-9a-f]{8}$/);
    expect(selectionOf(cases.slice(1).map(({ id }) => id))).not.toBe(selection);
  });

  it('may be empty where there are fewer cases than parts', () => {
    const [one] = loadCases();
    const sizes = [1, 2, 3].map((index) => takeShard(one ? [one] : [], { index, count: 3 }).cases.length);
    expect(sizes.toSorted()).toEqual([0, 0, 1]);
  });
});

it.each([
  ['1/1', { index: 1, count: 1 }],
  ['2/3', { index: 2, count: 3 }],
  ['10000/10000', { index: 10000, count: 10000 }],
  ['0/3', null],
  ['4/3', null],
  ['1/0', null],
  ['-1/3', null],
  ['1', null],
  ['1/', null],
  ['1/3/3', null],
  ['1.0/3', null],
  [' 1/3', null],
  ['1/10001', null],
])('%j is read', (text, shard) => {
  expect(parseShard(text)).toEqual(shard);
});
