import type { Suite } from '../case.ts';
import { pkeyMprotect } from './pkey-mprotect.ts';
import { remapFilePages } from './remap-file-pages.ts';
import { seals } from './seals.ts';
import { secretmem } from './secretmem.ts';

export const others: readonly Suite[] = [remapFilePages, pkeyMprotect, secretmem, seals];
