/** Modules of a kernel as they lie on the disk: where they are, and what each must be loaded after. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ImplementationError } from '../errors.ts';

export interface KernelModule {
  /** As the kernel names it, with `_`. */
  name: string;
  /** The ELF object, uncompressed. */
  data: Buffer;
}

const FILE = /^(.+)\.ko(?:\.(gz|xz|zst))?$/;
/** Bytes; no module comes near. */
const LARGEST = 1 << 28;

/** The folder of an image's modules: the image lies in it, or both lie as in a package or on a system. */
export function findModules(image: string): string | undefined {
  const folder = dirname(image);
  const release = /^[^-]+-(.+)$/.exec(basename(image))?.[1];
  const places = [folder];
  if (release !== undefined) {
    for (const root of [dirname(folder), '/'])
      for (const lib of ['lib', 'usr/lib']) places.push(join(root, lib, 'modules', release));
  }
  return places.find((place) => existsSync(join(place, 'kernel')));
}

/**
 * Reads the modules of these names and all that they need, in the order in which they can be loaded. Those that are not in the folder
 * are built into the kernel, or the kernel lacks them: it will show.
 *
 * @throws ImplementationError when one cannot be read
 */
export function collectModules(folder: string, names: readonly string[]): KernelModule[] {
  const paths = new Map<string, string>();
  for (const path of readdirSync(join(folder, 'kernel'), { recursive: true, encoding: 'utf8' })) {
    const name = FILE.exec(basename(path))?.[1];
    if (name !== undefined) paths.set(kernelName(name), join(folder, 'kernel', path));
  }
  const found = new Map<string, KernelModule>();
  const visited = new Set<string>();
  const visit = (name: string): void => {
    const path = paths.get(name);
    if (path === undefined || visited.has(name)) return;
    visited.add(name);
    const data = read(path);
    for (const needed of dependencies(data)) visit(needed);
    found.set(name, { name, data });
  };
  for (const name of names) visit(kernelName(name));
  return [...found.values()];
}

/** What a module's `.modinfo` section says that must be loaded before it. */
export function dependencies(data: Buffer): string[] {
  const text = data.toString('latin1');
  const lists = [...text.matchAll(/\0depends=([\w,-]*)(?=\0)/g)].map((match) => (match[1] ?? '').split(','));
  const soft = [...text.matchAll(/\0softdep=pre: ([\w -]*)(?=\0)/g)].map((match) =>
    (match[1] ?? '').split(' '),
  );
  return [...lists, ...soft]
    .flat()
    .filter((name) => name !== '')
    .map(kernelName);
}

function kernelName(name: string): string {
  return name.replaceAll('-', '_');
}

function read(path: string): Buffer {
  const compression = FILE.exec(basename(path))?.[2];
  if (compression === undefined) return readFileSync(path);
  if (compression === 'gz') return gunzipSync(readFileSync(path));
  const [program, debianPackage] = compression === 'xz' ? ['xz', 'xz-utils'] : ['zstd', 'zstd'];
  try {
    return execFileSync(program, ['-dc', path], { maxBuffer: LARGEST, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (cause) {
    throw new ImplementationError(`cannot decompress the kernel module ${path} with \`${program}\``, {
      hint: `Is it installed? On Debian: apt-get install ${debianPackage}`,
      cause,
    });
  }
}
