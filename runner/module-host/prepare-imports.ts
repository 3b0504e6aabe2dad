/** Makes `import` read what a user's module may be: TypeScript, and a module that imports this package from anywhere. */
import { existsSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HooksData } from './import-hooks.ts';

const TYPESCRIPT = ['.ts', '.mts', '.cts'];
/** Packages that turn TypeScript into JavaScript, in the order of preference. */
const STRIPPERS = ['@swc/wasm-typescript', 'esbuild', 'typescript'] as const;
export type Stripper = (typeof STRIPPERS)[number];

/**
 * Registers the hooks.
 *
 * @returns what to do if the module cannot be imported all the same
 */
export function prepareImports(path: string): string | undefined {
  const isTypeScript = TYPESCRIPT.includes(extname(path));
  const isNative = 'typescript' in process.features && Boolean(process.features.typescript);
  const stripper = isNative ? undefined : findStripper(path);
  const data: HooksData = {
    stripper,
    // The hooks lie beside this file, which is JavaScript when it runs.
    library: new URL('../module/index.js', import.meta.url).href,
  };
  register(new URL('./import-hooks.js', import.meta.url), { data });
  if (!isTypeScript || isNative || stripper !== undefined) return undefined;
  return `Node ${process.versions.node} does not read TypeScript by itself: run \`npm install @swc/wasm-typescript\` beside the module, or use Node 22.18 or newer.`;
}

/** A package that can do it: one of the user's, or else one of ours. */
function findStripper(path: string): HooksData['stripper'] {
  for (const from of [path, import.meta.filename]) {
    for (const name of STRIPPERS) {
      const url = resolveFrom(from, name);
      if (url !== undefined) return { name, url };
    }
  }
  return undefined;
}

function resolveFrom(from: string, name: Stripper): string | undefined {
  try {
    const require = createRequire(from);
    const found = require.resolve(name);
    // From version 7 on the package is a program without the functions that are needed.
    if (name === 'typescript' && typeof require(name).transpileModule !== 'function') return undefined;
    return existsSync(found) ? pathToFileURL(found).href : undefined;
  } catch {
    return undefined;
  }
}
