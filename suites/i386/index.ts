/** What is promised of programs of 32 bits on x86, and of nobody else. */
import type { Suite } from '../case.ts';
import { eoverflow } from './eoverflow.ts';
import { length } from './length.ts';
import { map32bit } from './map-32bit.ts';
import { mmap2 } from './mmap2.ts';
import { oldMmap } from './old-mmap.ts';

export const i386: readonly Suite[] = [mmap2, oldMmap, length, map32bit, eoverflow];
