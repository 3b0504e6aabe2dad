/** `--shard I/N`: one of N parts of a selection of cases, each of which takes about as long as the others. */
import { crc32 } from 'node:zlib';
import type { ShardInfo } from '../result.ts';
import { costOf } from './costs.ts';

/** Which part of how many. */
export interface Shard {
  /** From 1 to `count`. */
  index: number;
  count: number;
}

/** More parts than there are cases help nobody; a typing mistake more. */
export const MOST_SHARDS = 10_000;

/** Reads `I/N`; null where it is not that. */
export function parseShard(text: string): Shard | null {
  const [, index, count] = /^(\d{1,5})\/(\d{1,5})$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || count === undefined) return null;
  return index >= 1 && index <= count && count <= MOST_SHARDS ? { index, count } : null;
}

/**
 * Parts of the ids, each in their order. The heaviest case goes first, always to the part that has the least to do, so that
 * no part is heavier than another by more than one case. Nothing but ids and `cost` decides: not their order, not the machine.
 * @param cost of one case, in any unit
 */
export function partition(
  ids: readonly string[],
  count: number,
  cost: (id: string) => number = costOf,
): string[][] {
  const heaviestFirst = ids
    .map((id) => ({ id, cost: cost(id) }))
    .toSorted((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1));
  const loads: number[] = Array.from({ length: count }, () => 0);
  const partOf = new Map<string, number>();
  for (const one of heaviestFirst) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] = (loads[lightest] ?? 0) + one.cost;
    partOf.set(one.id, lightest);
  }
  return loads.map((_, part) => ids.filter((id) => partOf.get(id) === part));
}

/** Tells selections apart, whatever their order. */
export function selectionOf(ids: readonly string[]): string {
  return crc32(ids.toSorted().join('\n')).toString(16).padStart(8, '0');
}

/** The cases of one shard, in their order, and what the result says of it. */
export function takeShard<C extends { readonly id: string }>(
  cases: readonly C[],
  { index, count }: Shard,
): { cases: C[]; info: ShardInfo } {
  const ids = cases.map(({ id }) => id);
  const own = new Set(partition(ids, count)[index - 1]);
  return {
    cases: cases.filter(({ id }) => own.has(id)),
    info: { index, count, total: ids.length, selection: selectionOf(ids) },
  };
}
