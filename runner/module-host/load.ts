/** From the path of a module to what makes implementations of it. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import type { Create, Implementation, Place } from '../module/implementation.ts';
import { registerBits } from '../steps/context.ts';
import { shownValue } from './answers.ts';
import type { Shape } from './case.ts';
import { prepareImports } from './prepare-imports.ts';

/** Why a module cannot be tested; shown to the user as it is. */
export class Unusable extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'Unusable';
    this.hint = hint;
  }
}

const SEE = 'docs/module.md describes what a module must export.';

/**
 * Imports a module.
 *
 * @throws Unusable when it cannot be imported, or has no `create`
 */
export async function loadModule(path: string): Promise<Create> {
  const hint = prepareImports(path);
  let exported: Record<string, unknown>;
  try {
    exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    throw new Unusable(`${path} cannot be imported: ${whyNot(error, path)}`, hint ?? kindHint(error, path));
  }
  // What a CommonJS module exports may arrive as its default.
  const inner = exported.default;
  const create = exported.create ?? (isObject(inner) ? inner.create : undefined);
  if (typeof create === 'function') return create as Create;
  if (typeof exported.mmap === 'function') {
    throw new Unusable(
      `${path} exports \`mmap\`, but no function \`create\` that makes an implementation for each case.`,
      'For example: export const create = () => ({ mmap, munmap });',
    );
  }
  const names = Object.keys(exported);
  const what = names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ');
  throw new Unusable(`${path} exports no function \`create\`, but ${what}.`, SEE);
}

function whyNot(error: unknown, path: string): string {
  if (!(error instanceof Error)) return shownValue(error);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_UNKNOWN_FILE_EXTENSION') return error.message;
  const where = error instanceof SyntaxError ? placeOfMistake(path) : '';
  return `${error.name}: ${error.message.trim().split('\n').slice(0, 2).join(' ')}${where}`;
}

/** The package.json beside it may say that it is CommonJS. */
function kindHint(error: unknown, path: string): string | undefined {
  const isTaken =
    error instanceof SyntaxError && /outside a module|Unexpected token 'export'/.test(error.message);
  const name = /\.([jt]s)$/.exec(path)?.[1];
  if (!isTaken || name === undefined) return undefined;
  return `Node takes it for CommonJS: name it .m${name}, or say "type": "module" in the package.json of its folder.`;
}

/** Where a syntax error is, which only Node's own message tells. */
function placeOfMistake(path: string): string {
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' });
  const place = /^(?:file:\/\/)?(\/.*:\d+)$/m.exec(stderr)?.[1];
  return place === undefined ? '' : ` (${place})`;
}

/**
 * Makes an implementation.
 *
 * @throws Unusable when `create` fails, or makes something else
 */
export async function makeImplementation(create: Create, place: Place): Promise<Implementation> {
  let made: unknown;
  try {
    made = await create(place);
  } catch (error) {
    throw new Unusable(`\`create\` threw ${shownValue(error)}`);
  }
  if (!isObject(made))
    throw new Unusable(`\`create\` returned ${shownValue(made)} instead of an implementation.`, SEE);
  if (typeof made.mmap === 'function') return made as unknown as Implementation;
  throw new Unusable('What `create` returned has no function `mmap`.', SEE);
}

/** What an implementation says of itself, or what is true of one that says nothing. */
export interface Description extends Shape {
  architecture: string;
  release: string;
}

/**
 * @throws Unusable when what it says makes no sense
 */
export function describe(implementation: Implementation): Description {
  const { pageSize = 4096, architecture = 'x86_64', release = 'module' } = implementation;
  const { hugePageSize = Math.max(pageSize, 2 << 20) } = implementation;
  for (const [name, size] of Object.entries({ pageSize, hugePageSize })) {
    if (!Number.isSafeInteger(size) || size <= 0 || !Number.isInteger(Math.log2(size)))
      throw new Unusable(`\`${name}\` is ${shownValue(size)}: it must be a number of bytes, a power of two.`);
  }
  for (const [name, word] of Object.entries({ architecture, release })) {
    if (typeof word !== 'string' || !/^[!-~]+$/.test(word))
      throw new Unusable(`\`${name}\` is ${shownValue(word)}: it must be one word.`);
  }
  return { pageSize, hugePageSize, architecture, release, bits: registerBits(architecture) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
