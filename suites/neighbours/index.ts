import type { Suite } from '../case.ts';
import { mremap } from './mremap.ts';
import { msync } from './msync.ts';

export const neighbours: readonly Suite[] = [mremap, msync];
