import type { Suite } from '../case.ts';

export const file: readonly Suite[] = [];
