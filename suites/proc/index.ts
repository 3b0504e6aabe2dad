import type { Suite } from '../case.ts';
import { accounting } from './accounting.ts';
import { mapFiles } from './map-files.ts';
import { maps } from './maps.ts';
import { smaps } from './smaps.ts';

export const proc: readonly Suite[] = [maps, smaps, mapFiles, accounting];
