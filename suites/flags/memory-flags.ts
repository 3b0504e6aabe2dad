/** The flags that say what memory stands behind a mapping. */
import type { Suite } from '../case.ts';
import { growsdown } from './growsdown.ts';
import { lockedMemory } from './locked.ts';
import { noreserve } from './noreserve.ts';

export const memoryFlags: readonly Suite[] = [noreserve, lockedMemory, growsdown];
