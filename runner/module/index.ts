/** The package as a library: what someone needs who writes a module for `-i module:PATH` (docs/module.md). */
export * from './constants.ts';
export { Errno, Fault } from './errors.ts';
export type { Create, Done, Implementation, Mapping, Place } from './implementation.ts';
