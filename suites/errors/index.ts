import type { Suite } from '../case.ts';
import { eacces } from './eacces.ts';
import { eagain } from './eagain.ts';
import { ebadf } from './ebadf.ts';
import { eexist } from './eexist.ts';
import { einval } from './einval.ts';
import { emfile } from './emfile.ts';
import { enfile } from './enfile.ts';
import { enodev } from './enodev.ts';
import { enomem } from './enomem.ts';
import { enxio } from './enxio.ts';
import { eopnotsupp } from './eopnotsupp.ts';
import { eoverflow } from './eoverflow.ts';
import { eperm } from './eperm.ts';
import { etxtbsy } from './etxtbsy.ts';
import { order } from './order.ts';
import { sigbus } from './sigbus.ts';
import { sigsegv } from './sigsegv.ts';

export const errors: readonly Suite[] = [
  eacces,
  eagain,
  ebadf,
  eexist,
  einval,
  emfile,
  enfile,
  enodev,
  enomem,
  enxio,
  eopnotsupp,
  eoverflow,
  eperm,
  etxtbsy,
  sigbus,
  sigsegv,
  order,
];
