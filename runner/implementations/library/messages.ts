import type { ForeignOptions, Loaded } from '../../../native/foreign.ts';

/** What the process is asked to load. */
export type ChildRequest = ForeignOptions;

/** What it says of that. */
export type ChildReport = Loaded | { noExecutor: string };

/** Whether a library that exports these functions can be tested: each case begins with a mapping. */
export function canBeTested(exports: readonly string[]): boolean {
  return exports.includes('mmap') || exports.includes('mmap64');
}
