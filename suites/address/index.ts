import type { Suite } from '../case.ts';

export const address: readonly Suite[] = [];
