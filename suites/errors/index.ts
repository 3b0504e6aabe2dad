import type { Suite } from '../case.ts';
import { eacces } from './eacces.ts';

export const errors: readonly Suite[] = [eacces];
