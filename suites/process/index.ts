import type { Suite } from '../case.ts';
import { exit } from './exit.ts';
import { layout } from './layout.ts';
import { mdwe } from './mdwe.ts';
import { personality } from './personality.ts';
import { threads } from './threads.ts';

export const process: readonly Suite[] = [personality, layout, mdwe, threads, exit];
