import type { Suite } from '../case.ts';
import { abi } from './abi.ts';
import { constants } from './constants.ts';
import { header } from './header.ts';
import { programs } from './programs.ts';

export const libc: readonly Suite[] = [header, constants, abi, programs];
