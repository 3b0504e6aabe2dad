import type { Suite } from '../case.ts';
import { access } from './access.ts';
import { bits } from './bits.ts';
import { mprotect } from './mprotect.ts';
import { noexec } from './noexec.ts';
import { openMode } from './open-mode.ts';
import { syscallEfault } from './syscall-efault.ts';

export const prot: readonly Suite[] = [access, bits, openMode, noexec, mprotect, syscallEfault];
