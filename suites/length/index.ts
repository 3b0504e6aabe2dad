import type { Suite } from '../case.ts';
import { huge } from './huge.ts';
import { rounding } from './rounding.ts';
import { tooLarge } from './too-large.ts';
import { zero } from './zero.ts';

export const length: readonly Suite[] = [rounding, zero, tooLarge, huge];
