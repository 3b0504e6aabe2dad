/** The three types of mapping that a file may have, for tables that hold for each of them. */
import type { Case } from '../case.ts';

export type Type = 'PRIVATE' | 'SHARED' | 'SHARED_VALIDATE';

/** How a type is called in an id. */
export const TYPE_ID = {
  PRIVATE: 'private',
  SHARED: 'shared',
  SHARED_VALIDATE: 'validate',
} as const satisfies Record<Type, string>;

/** MAP_SHARED_VALIDATE is newer than the others. */
export const TYPE_SINCE = {
  PRIVATE: {},
  SHARED: {},
  SHARED_VALIDATE: { since: '4.15' },
} as const satisfies Record<Type, Pick<Case, 'since'>>;

export const TYPES = ['PRIVATE', 'SHARED', 'SHARED_VALIDATE'] as const satisfies readonly Type[];
