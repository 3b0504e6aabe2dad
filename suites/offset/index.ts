import type { Suite } from '../case.ts';
import { anonymous } from './anonymous.ts';
import { beyondEnd } from './beyond-end.ts';
import { multiple } from './multiple.ts';
import { overflow } from './overflow.ts';
import { unaligned } from './unaligned.ts';

export const offset: readonly Suite[] = [multiple, unaligned, beyondEnd, overflow, anonymous];
