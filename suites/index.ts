/** All suites, in the order in which they are run and reported. */
import { address } from './address/index.ts';
import type { Suite } from './case.ts';
import { errors } from './errors/index.ts';
import { file } from './file/index.ts';
import { flags } from './flags/index.ts';
import { fork } from './fork/index.ts';
import { i386 } from './i386/index.ts';
import { length } from './length/index.ts';
import { libc } from './libc/index.ts';
import { munmap } from './munmap/index.ts';
import { neighbours } from './neighbours/index.ts';
import { offset } from './offset/index.ts';
import { others } from './others/index.ts';
import { proc } from './proc/index.ts';
import { process } from './process/index.ts';
import { prot } from './prot/index.ts';
import { system } from './system/index.ts';
import { times } from './times/index.ts';

export const SUITES: readonly Suite[] = [
  ...prot,
  ...flags,
  ...address,
  ...length,
  ...offset,
  ...file,
  ...errors,
  ...fork,
  ...munmap,
  ...neighbours,
  ...others,
  ...times,
  ...process,
  ...proc,
  ...libc,
  ...i386,
  ...system,
];
