import type { Suite } from '../case.ts';
import { access } from './access.ts';
import { bits } from './bits.ts';

export const prot: readonly Suite[] = [access, bits];
