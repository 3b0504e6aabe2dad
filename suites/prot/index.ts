import type { Suite } from '../case.ts';
import { access } from './access.ts';

export const prot: readonly Suite[] = [access];
