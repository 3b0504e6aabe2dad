/** Part of the build: writes the published schemas to `dist/schema`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../native/build.ts';
import { jsonSchemaOf, PUBLISHED_SCHEMAS } from './published-schemas.ts';

const folder = join(packageRoot(), 'dist/schema');
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(PUBLISHED_SCHEMAS)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(jsonSchemaOf(schema), null, 2)}\n`);
}
