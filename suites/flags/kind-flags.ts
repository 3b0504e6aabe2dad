/** The flags that say what kind of mapping it is and where it goes. */
import type { Suite } from '../case.ts';
import { fixedNoreplace } from './fixed-noreplace.ts';
import { shared } from './shared.ts';
import { type } from './type.ts';

export const kindFlags: readonly Suite[] = [type, shared, fixedNoreplace];
