import type { Suite } from '../case.ts';

export const prot: readonly Suite[] = [];
