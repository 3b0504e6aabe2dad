import type { Suite } from '../case.ts';
import { advice } from './advice.ts';
import { attributes } from './attributes.ts';
import { exec } from './exec.ts';
import { independence } from './independence.ts';
import { inheritance } from './inheritance.ts';
import { limits } from './limits.ts';
import { locks } from './locks.ts';
import { sharing } from './sharing.ts';

export const fork: readonly Suite[] = [
  inheritance,
  sharing,
  independence,
  locks,
  advice,
  attributes,
  exec,
  limits,
];
