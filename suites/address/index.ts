import type { Suite } from '../case.ts';
import { fiveLevels } from './five-levels.ts';
import { hint } from './hint.ts';
import { layout } from './layout.ts';
import { addressNull } from './null.ts';
import { result } from './result.ts';

export const address: readonly Suite[] = [addressNull, hint, result, layout, fiveLevels];
