import type { Suite } from '../case.ts';

export const offset: readonly Suite[] = [];
