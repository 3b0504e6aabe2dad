import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../native/build.ts';

/** The version of this program, out of its package.json. */
export function toolVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
