/** The flags that say what memory stands behind a mapping. */
import type { Suite } from '../case.ts';
import { low2g } from './32bit.ts';
import { above4g } from './above4g.ts';
import { denywrite } from './denywrite.ts';
import { droppableMemory } from './droppable.ts';
import { executable } from './executable.ts';
import { growsdown } from './growsdown.ts';
import { hugetlb } from './hugetlb.ts';
import { lockedMemory } from './locked.ts';
import { nonblock } from './nonblock.ts';
import { noreserve } from './noreserve.ts';
import { populate } from './populate.ts';
import { stack } from './stack.ts';
import { sync } from './sync.ts';
import { uninitialized } from './uninitialized.ts';

export const memoryFlags: readonly Suite[] = [
  noreserve,
  lockedMemory,
  growsdown,
  low2g,
  above4g,
  populate,
  nonblock,
  hugetlb,
  stack,
  denywrite,
  executable,
  uninitialized,
  sync,
  droppableMemory,
];
