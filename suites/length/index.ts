import type { Suite } from '../case.ts';

export const length: readonly Suite[] = [];
