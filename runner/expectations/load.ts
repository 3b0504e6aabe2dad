/** Which expectations files a run goes by. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../native/build.ts';
import { UserError } from '../errors.ts';
import { nearest } from '../implementations/nearest.ts';
import type { Expectations } from './annotate.ts';
import { refuseStale, resolveExpectations } from './resolve.ts';
import { type ExpectationsFile, parseExpectations } from './schema.ts';

/** The value of --expectations that stands for the files of the package. */
export const SHIPPED = 'shipped';
/** Where a user's files are looked for, from the working directory. */
export const FOLDER = 'expectations';

export interface LoadOptions {
  implementations: readonly { name: string; spec: string }[];
  /** Name of the reference. */
  reference: string;
  /** Values of --expectations. */
  files: readonly string[];
  /** Ids of all cases that there are, whichever are run. */
  ids: readonly string[];
  /** They will be written anew: one may be missing, or stale. */
  updating: boolean;
  /** Default: the working directory. */
  folder?: string;
  /** Where the files of the package are; default: in the package. */
  shipped?: string;
}

/** The file of one implementation. */
export interface Loaded {
  path: string;
  /** Null when it is to be made. */
  file: ExpectationsFile | null;
}

/**
 * The files by implementation: those that are named, else `expectations/NAME.json` where there is one.
 *
 * @throws UserError (exit 2) when one cannot be read, is about nobody who takes part, or is stale
 */
export async function loadExpectations(options: LoadOptions): Promise<Map<string, Loaded>> {
  const { implementations, files, ids, updating, folder = '.' } = options;
  const loaded = new Map<string, Loaded>();
  for (const path of files) {
    const isShipped = path === SHIPPED && !existsSync(path);
    for (const [name, one] of isShipped ? await loadShipped(options) : [await loadNamed(path, options)]) {
      const other = loaded.get(name);
      if (other !== undefined)
        throw new UserError(`\`${other.path}\` and \`${one.path}\` are both about \`${name}\`.`, {
          hint: 'Put what is known of one implementation into one file.',
        });
      loaded.set(name, one);
    }
  }
  for (const { name } of implementations) {
    if (loaded.has(name)) continue;
    const path = join(folder, FOLDER, `${name}.json`);
    if (updating || existsSync(path)) loaded.set(name, { path, file: await readIfThere(path) });
  }
  for (const { path, file } of loaded.values()) {
    if (file !== null && !updating) refuseStale(resolveExpectations(file, ids, path), ids, path);
  }
  return loaded;
}

/** What the files say of which case. */
export function expectationsOf(loaded: ReadonlyMap<string, Loaded>, ids: readonly string[]): Expectations {
  return new Map(
    [...loaded].flatMap(([name, { path, file }]) =>
      file === null ? [] : [[name, resolveExpectations(file, ids, path).byCase] as const],
    ),
  );
}

async function readIfThere(path: string): Promise<ExpectationsFile | null> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new UserError(`The expectations in \`${path}\` cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
  return parseExpectations(content, path);
}

async function loadNamed(path: string, options: LoadOptions): Promise<[string, Loaded]> {
  const file = await readIfThere(path);
  if (file === null && !options.updating)
    throw new UserError(`There are no expectations at \`${path}\`.`, {
      hint: '`--update-expectations` writes them.',
    });
  return [subjectOf(file, path, options), { path, file }];
}

/** The implementation that a file is about. */
function subjectOf(file: ExpectationsFile | null, path: string, options: LoadOptions): string {
  const { implementations, reference } = options;
  const names = implementations.map(({ name }) => name);
  const all = names.map((name) => `\`${name}\``).join(', ');
  const said = file?.implementation;
  if (said !== undefined) {
    if (names.includes(said)) return said;
    const meant = nearest(said, names);
    throw new UserError(`${path} is about \`${said}\`, which does not take part: ${all} do.`, {
      hint: `Name it so (\`-i ${said}=SPEC\`)${meant === undefined ? '' : `, or say \`"implementation": "${meant}"\` in the file`}.`,
    });
  }
  const others = names.filter((name) => name !== reference);
  const [only] = others.length === 0 ? names : others;
  if (only !== undefined && others.length <= 1) return only;
  throw new UserError(`${path} does not say which implementation it is about: ${all} take part.`, {
    hint: `Say \`"implementation": "${only}"\` in the file.`,
  });
}

function shippedFolder(): string {
  return join(packageRoot(), 'runner', 'expectations', 'shipped');
}

/** Where the package keeps what it knows of an implementation; there may be nothing. */
export function shippedFile(name: string): string {
  return join(shippedFolder(), `${name}.json`);
}

/** The implementations of which the package knows something, by their own names. */
export async function shippedExpectations(folder = shippedFolder()): Promise<string[]> {
  const files = existsSync(folder) ? await readdir(folder) : [];
  return files.flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : [])).sort();
}

/** Whether an implementation is the one that the package knows by this name, and not somebody's own of the same name. */
export function isPreset({ name, spec }: { name: string; spec: string }): boolean {
  return spec === name || spec.startsWith(`${name}?`);
}

async function loadShipped(options: LoadOptions): Promise<[string, Loaded][]> {
  const { implementations, updating, shipped = shippedFolder() } = options;
  const known = await shippedExpectations(shipped);
  const presets = implementations.filter(isPreset).map(({ name }) => name);
  const names = presets.filter((name) => updating || known.includes(name));
  if (names.length === 0)
    throw new UserError('No expectations are shipped for any implementation that takes part.', {
      hint: known.length === 0 ? 'None are shipped at all.' : `There are some for ${known.join(', ')}.`,
    });
  return Promise.all(
    names.map(async (name): Promise<[string, Loaded]> => {
      const path = join(shipped, `${name}.json`);
      return [name, { path, file: await readIfThere(path) }];
    }),
  );
}
