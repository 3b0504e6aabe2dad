import type { MatrixCase, TextSearch } from '../matrix.ts';
import type { Packed } from '../packed.ts';

/** What all components read, and none changes. */
export interface Report {
  readonly packed: Packed;
  readonly cases: readonly MatrixCase[];
  readonly search: TextSearch;
}

/** The implementation's name at a place. */
export function nameAt({ packed }: Report, index: number): string {
  return packed.implementations[index]?.name ?? '';
}
