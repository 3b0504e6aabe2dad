import type { Suite } from '../case.ts';

export const fork: readonly Suite[] = [];
