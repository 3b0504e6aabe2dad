import type { Suite } from '../case.ts';
import { dax } from './dax.ts';
import { fileMax } from './file-max.ts';
import { hugePages } from './huge-pages.ts';
import { la57 } from './la57.ts';
import { legacyLayout } from './layout.ts';
import { machine } from './machine.ts';
import { mapCount } from './map-count.ts';
import { memoryFailure } from './memory-failure.ts';
import { minAddr } from './min-addr.ts';
import { overcommit } from './overcommit.ts';
import { pressure } from './pressure.ts';
import { swapFile } from './swap.ts';

/** What takes a setting of the whole machine, or a file system that few have: shown in a virtual machine. */
export const system: readonly Suite[] = [
  minAddr,
  overcommit,
  fileMax,
  mapCount,
  legacyLayout,
  hugePages,
  swapFile,
  dax,
  machine,
  pressure,
  memoryFailure,
  la57,
];
