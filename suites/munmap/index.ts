import type { Suite } from '../case.ts';

export const munmap: readonly Suite[] = [];
