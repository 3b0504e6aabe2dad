import { basename } from 'node:path';

/** The last part of a path, without what the name of an implementation must not have. */
export function nameOf(path: string): string {
  return basename(path).replace(/[^A-Za-z0-9._-]+/g, '-');
}
