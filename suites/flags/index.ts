import { kindFlags } from './kind-flags.ts';
import { memoryFlags } from './memory-flags.ts';

export const flags = [...kindFlags, ...memoryFlags];
