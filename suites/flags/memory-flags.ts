import type { Suite } from '../case.ts';

export const memoryFlags: readonly Suite[] = [];
