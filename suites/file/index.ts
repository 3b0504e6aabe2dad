import type { Suite } from '../case.ts';
import { objects } from './objects.ts';

export const file: readonly Suite[] = [objects];
