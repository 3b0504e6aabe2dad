import type { Suite } from '../case.ts';
import { madvise } from './madvise.ts';
import { mincore } from './mincore.ts';
import { mlock } from './mlock.ts';
import { mlockall } from './mlockall.ts';
import { mremap } from './mremap.ts';
import { msync } from './msync.ts';

export const neighbours: readonly Suite[] = [mremap, msync, madvise, mincore, mlock, mlockall];
