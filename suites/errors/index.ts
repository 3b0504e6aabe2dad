import type { Suite } from '../case.ts';
import { eacces } from './eacces.ts';
import { eagain } from './eagain.ts';
import { ebadf } from './ebadf.ts';
import { eexist } from './eexist.ts';
import { einval } from './einval.ts';
import { enfile } from './enfile.ts';
import { enodev } from './enodev.ts';

export const errors: readonly Suite[] = [eacces, eagain, ebadf, eexist, einval, enfile, enodev];
