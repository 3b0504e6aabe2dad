/** The flags that say what kind of mapping it is and where it goes. */
import type { Suite } from '../case.ts';
import { anonymous } from './anonymous.ts';
import { file } from './file.ts';
import { fixed } from './fixed.ts';
import { fixedNoreplace } from './fixed-noreplace.ts';
import { privateMappings } from './private.ts';
import { shared } from './shared.ts';
import { sharedValidate } from './shared-validate.ts';
import { type } from './type.ts';
import { unknownBits } from './unknown-bits.ts';

export const kindFlags: readonly Suite[] = [
  type,
  shared,
  privateMappings,
  sharedValidate,
  unknownBits,
  anonymous,
  file,
  fixed,
  fixedNoreplace,
];
