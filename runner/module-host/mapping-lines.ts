import { BACKINGS } from '../../suites/vocabulary.ts';
import type { Mapping } from '../module/implementation.ts';
import { Breach, shownValue } from './answers.ts';
import type { Case } from './case.ts';

/** A mapping with all that it may leave out. */
export type MappingLine = Required<Mapping>;

/**
 * All that is mapped, in the order of addresses.
 *
 * @throws NotDone when the module cannot tell, Breach when what it tells makes no sense
 */
export function mappingLines(c: Case): MappingLine[] {
  return c.mappings().map(asLine);
}

function asLine(mapping: Mapping): MappingLine {
  const { start, end, perms, offset = 0n, backing = 'anonymous' } = mapping;
  const numbers: unknown[] = [start, end, offset];
  const isLine = numbers.every((n) => typeof n === 'bigint') && /^[r-][w-][x-][ps]$/.test(perms);
  if (isLine && BACKINGS.includes(backing)) return { start, end, perms, offset, backing };
  throw new Breach(`maps returned ${shownValue(mapping)}`);
}
