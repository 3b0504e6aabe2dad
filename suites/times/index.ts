import type { Suite } from '../case.ts';
import { access } from './access.ts';
import { modification } from './modification.ts';

export const times: readonly Suite[] = [modification, access];
