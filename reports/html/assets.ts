/** The browser's part of the report, as `bundle.ts` leaves it in `dist`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../native/build.ts';
import { UserError } from '../../runner/errors.ts';

export interface Assets {
  script: string;
  style: string;
}

/** Where they are. */
export function assetsFolder(): string {
  return join(packageRoot(), 'dist/reports/html');
}

function load(name: string): string {
  const path = join(assetsFolder(), name);
  if (!existsSync(path)) {
    throw new UserError(`\`${path}\` is missing: the HTML report cannot be written`, {
      hint: 'npm run build makes it',
      exitCode: 3,
    });
  }
  return readFileSync(path, 'utf8').trim();
}

/** @throws UserError when they have not been built */
export function loadAssets(): Assets {
  return { script: load('report.js'), style: load('report.css') };
}
