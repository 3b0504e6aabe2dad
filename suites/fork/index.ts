import type { Suite } from '../case.ts';
import { inheritance } from './inheritance.ts';

export const fork: readonly Suite[] = [inheritance];
