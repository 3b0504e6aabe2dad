import type { Suite } from '../case.ts';
import { independence } from './independence.ts';
import { inheritance } from './inheritance.ts';
import { sharing } from './sharing.ts';

export const fork: readonly Suite[] = [inheritance, sharing, independence];
