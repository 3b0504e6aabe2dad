import type { Suite } from '../case.ts';

export const errors: readonly Suite[] = [];
