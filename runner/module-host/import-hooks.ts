/** Hooks of `import`, in a thread of their own (`node:module`, register). */
import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Stripper } from './prepare-imports.ts';

export interface HooksData {
  /** Turns TypeScript into JavaScript, where Node does not. */
  stripper: { name: Stripper; url: string } | undefined;
  /** URL of what `import 'mmap-conformance'` leads to where it is not installed. */
  library: string;
}

let hooks: HooksData | undefined;

export function initialize(data: HooksData): void {
  hooks = data;
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (specifier === 'mmap-conformance' && hooks !== undefined)
      return { url: hooks.library, shortCircuit: true };
    throw error;
  }
};

export const load: LoadHook = async (url, context, next) => {
  const stripper = hooks?.stripper;
  if (stripper === undefined || !/^file:.*\.m?ts$/.test(url)) return next(url, context);
  const source = await readFile(new URL(url), 'utf8');
  return { format: 'module', shortCircuit: true, source: await strip(stripper, source, fileURLToPath(url)) };
};

type Strip = (source: string, path: string) => string;
let ready: Promise<Strip> | undefined;

async function strip(
  stripper: NonNullable<HooksData['stripper']>,
  source: string,
  path: string,
): Promise<string> {
  ready ??= import(stripper.url).then((loaded) => stripBy(stripper.name, loaded.default ?? loaded));
  return (await ready)(source, path);
}

/** What is used of the packages. */
interface Packages {
  '@swc/wasm-typescript': {
    transformSync(source: string, options: { mode: string; filename: string }): { code: string };
  };
  esbuild: {
    transformSync(source: string, options: { loader: string; sourcefile: string }): { code: string };
  };
  typescript: {
    transpileModule(
      source: string,
      options: { compilerOptions: Record<string, unknown> },
    ): { outputText: string };
  };
}

function stripBy(name: Stripper, loaded: unknown): Strip {
  if (name === '@swc/wasm-typescript') {
    const { transformSync } = loaded as Packages['@swc/wasm-typescript'];
    return (source, filename) => transformSync(source, { mode: 'strip-only', filename }).code;
  }
  if (name === 'esbuild') {
    const { transformSync } = loaded as Packages['esbuild'];
    return (source, sourcefile) => transformSync(source, { loader: 'ts', sourcefile }).code;
  }
  const { transpileModule } = loaded as Packages['typescript'];
  const compilerOptions = { target: 99, module: 99, verbatimModuleSyntax: true };
  return (source) => transpileModule(source, { compilerOptions }).outputText;
}
