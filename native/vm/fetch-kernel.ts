/**
 * Debian kernels as files, for tests: `node dist/native/vm/fetch-kernel.js SUITE[:i386]...` prints the path of each vmlinuz. Packages are
 * downloaded by apt with a configuration of our own and unpacked into the cache; nothing is installed, nothing in /etc is read or
 * changed but apt's proxy settings. What is in the cache is not looked up again.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The kernels that tests boot: Debian 12, Debian 13 and the newest that Debian carries. */
export const KERNEL_SUITES = ['bookworm', 'trixie', 'sid'] as const;

/** A kernel of 32 bits, the last that Debian has. */
export const KERNEL_SUITE_I386 = 'bookworm:i386';

/** What Debian calls its kernel for an architecture. */
const PACKAGES: Readonly<Record<string, string>> = {
  amd64: 'linux-image-amd64',
  i386: 'linux-image-686-pae',
};

export interface FetchOptions {
  /** Default: `$XDG_CACHE_HOME/mmap-conformance/kernels`, or the same below `~/.cache`. */
  cache?: string;
  /** Default: Debian's own. */
  mirror?: string;
}

/** Real packages, which the one that is asked for depends on: a kernel, and what newer releases have split off from it. */
const PART = /^linux-(?:image|binary|modules)-\d/;
/** Bytes: a list of dependencies is short, the output of dpkg shorter. */
const MAX_OUTPUT = 1 << 24;

const run = async (program: string, args: readonly string[], cwd?: string): Promise<string> =>
  (await promisify(execFile)(program, args, { maxBuffer: MAX_OUTPUT, ...(cwd !== undefined && { cwd }) }))
    .stdout;

/** Where kernels are kept. */
export function kernelCache(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mmap-conformance', 'kernels');
}

/** The path of a suite's kernel if it was fetched before. */
export function cachedKernel(
  suite: string,
  { cache = kernelCache() }: FetchOptions = {},
): string | undefined {
  const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
  const boot = join(cache, folderOf(suite), 'boot');
  // Linux 7 packages have the kernel among its modules.
  const modules = join(cache, folderOf(suite), 'usr', 'lib', 'modules');
  const places = [
    ...list(boot)
      .filter((file) => file.startsWith('vmlinuz-'))
      .map((file) => join(boot, file)),
    ...list(modules).map((release) => join(modules, release, 'vmlinuz')),
  ];
  return places.find((path) => existsSync(path));
}

/**
 * The path of the kernel of a Debian suite, fetched if need be; its modules are beside it, as in the package.
 *
 * @param suite `bookworm`, `trixie-backports`, `sid` ...; `bookworm:i386` is its kernel of 32 bits
 * @throws Error when apt cannot get it
 */
export async function fetchKernel(suite: string, options: FetchOptions = {}): Promise<string> {
  const { cache = kernelCache(), mirror = 'http://deb.debian.org/debian' } = options;
  const cached = cachedKernel(suite, options);
  if (cached !== undefined) return cached;
  const [release = '', architecture = 'amd64'] = suite.split(':');
  const name = PACKAGES[architecture];
  if (name === undefined)
    throw new Error(`${suite}: there are kernels for ${Object.keys(PACKAGES).join(', ')}`);
  const work = join(cache, `${folderOf(suite)}.${randomUUID()}`);
  const root = join(work, 'root');
  await mkdir(root, { recursive: true });
  try {
    const apt = await configureApt(work, architecture, `${mirror} ${release} main`);
    await run('apt-get', [...apt, 'update', '-qq']);
    const packages = await partsOf(name, apt, new Set());
    if (packages.length === 0) throw new Error(`the suite ${release} has no ${name}`);
    await run('apt-get', [...apt, 'download', '-qq', ...packages], work);
    for (const file of readdirSync(work)) {
      if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', join(work, file), root]);
    }
    // Somebody else may have been faster.
    await rename(root, join(cache, folderOf(suite))).catch(() => {});
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const kernel = cachedKernel(suite, options);
  if (kernel === undefined) throw new Error(`the packages of ${suite} hold no vmlinuz`);
  return kernel;
}

/** A kernel that a test boots: under CI it is fetched if need be; elsewhere it must be in the cache. */
export async function bootableKernel(suite: string): Promise<string | undefined> {
  return process.env.CI ? await fetchKernel(suite) : cachedKernel(suite);
}

/** All kernels of 64 bits that tests boot, oldest first. */
export async function bootableKernels(): Promise<{ suite: string; image: string }[]> {
  const found = [];
  for (const suite of KERNEL_SUITES) {
    const image = await bootableKernel(suite);
    if (image !== undefined) found.push({ suite, image });
  }
  return found;
}

function folderOf(suite: string): string {
  return suite.replace(':', '-');
}

/** Options for apt: one source, and everything that it writes in a directory of ours. */
async function configureApt(work: string, architecture: string, source: string): Promise<string[]> {
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const list = join(work, 'sources.list');
  const parts = join(work, 'parts');
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'parts'])
    await mkdir(join(work, folder), { recursive: true });
  await writeFile(list, `deb [arch=${architecture} signed-by=${keyring}] ${source}\n`);
  const settings = {
    'Dir::State': join(work, 'state'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': join(work, 'cache'),
    'Dir::Etc::SourceList': list,
    'Dir::Etc::SourceParts': parts,
    // Its user _apt may not enter a home directory.
    'APT::Sandbox::User': 'root',
    'APT::Architecture': architecture,
    // Else those of this machine.
    'APT::Architectures': architecture,
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** The packages that a kernel consists of, found by following dependencies from `name`. */
async function partsOf(name: string, apt: readonly string[], seen: Set<string>): Promise<string[]> {
  if (seen.has(name)) return [];
  seen.add(name);
  const listed = await run('apt-cache', [...apt, 'depends', '--important', name]);
  const needed = [...listed.matchAll(/Depends: (\S+)/g)].map((match) => match[1] ?? '');
  const found = PART.test(name) ? [name] : [];
  for (const other of needed) if (PART.test(other)) found.push(...(await partsOf(other, apt, seen)));
  return found;
}

const script = process.argv[1];
if (script !== undefined && existsSync(script) && realpathSync(script) === fileURLToPath(import.meta.url)) {
  const suites = process.argv.slice(2);
  for (const suite of suites.length > 0 ? suites : [...KERNEL_SUITES, KERNEL_SUITE_I386])
    console.log(await fetchKernel(suite));
}
