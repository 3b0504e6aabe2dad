import type { Suite } from '../case.ts';
import { close } from './close.ts';
import { coherence } from './coherence.ts';
import { contents } from './contents.ts';
import { eof } from './eof.ts';
import { hole } from './hole.ts';
import { msync } from './msync.ts';
import { objects } from './objects.ts';
import { privateStores } from './private.ts';
import { resize } from './resize.ts';
import { tail } from './tail.ts';

export const file: readonly Suite[] = [
  objects,
  contents,
  eof,
  tail,
  resize,
  close,
  coherence,
  privateStores,
  hole,
  msync,
];
