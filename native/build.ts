/** Builds the executor: `node dist/native/build.js [--lenient]`. With --lenient a missing compiler is no error. */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../runner/errors.ts';
import { type Architecture, findCompiler, hostArchitecture } from './toolchain.ts';

/** Where the two doors of the executor are. */
export interface Executables {
  /** Path of the static executable. */
  agent: string;
  /** Path of the shared object. */
  library: string;
}

export interface BuildOptions {
  /** Default: this machine's. */
  architecture?: Architecture;
  /** Default: the package's folder `native`. */
  folder?: string;
  env?: NodeJS.ProcessEnv;
}

const COMMON_FLAGS = [
  ...['-std=gnu11', '-O2', '-ffreestanding', '-fno-builtin', '-fno-stack-protector'],
  ...['-fno-asynchronous-unwind-tables', '-fno-tree-loop-distribute-patterns', '-Wall', '-Wextra', '-Werror', '-nostdlib'],
  ...['-Wl,--build-id=none', '-Wl,-z,noexecstack'],
];
const DOORS = [
  // Symbolic: otherwise our `crc32` and `memcpy` would be replaced by those that Node exports.
  { output: 'executor.so', without: 'agent.c', flags: ['-fPIC', '-shared', '-Wl,-Bsymbolic'] },
  { output: 'agent', without: 'library.c', flags: ['-static', '-fno-pie', '-no-pie'] },
];

/** The folder that holds package.json, whether this module runs from source or from `dist`. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/**
 * The executor's files, built first if one is missing or was built from other sources. Safe to be called by several processes at once.
 *
 * @throws UserError (exit 3) when there is no compiler, or it refuses the sources
 */
export async function ensureBuilt(options: BuildOptions = {}): Promise<Executables> {
  const {
    architecture = hostArchitecture(),
    folder = join(packageRoot(), 'native'),
    env = process.env,
  } = options;
  const build = join(folder, 'build', architecture);
  const executables = { agent: join(build, 'agent'), library: join(build, 'executor.so') };
  const stamp = join(build, 'stamp');
  const sources = sourceFiles(folder);
  // Contents and not times: a checkout or an unpacked package sets times at will.
  const fingerprint = fingerprintOf(sources);
  const isBuilt = existsSync(executables.agent) && existsSync(executables.library);
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return executables;

  const compiler = findCompiler(architecture, env);
  await mkdir(build, { recursive: true });
  const cFiles = sources.filter((path) => path.endsWith('.c'));
  const doors = await Promise.allSettled(
    DOORS.map(({ output, without, flags }) => {
      const inputs = cFiles.filter((path) => basename(path) !== without);
      return atomically(join(build, output), (path) =>
        compile([...compiler, ...COMMON_FLAGS, ...flags, '-o', path, ...inputs, '-lgcc'], env),
      );
    }),
  );
  for (const door of doors) if (door.status === 'rejected') throw door.reason;
  await atomically(stamp, (path) => writeFile(path, fingerprint));
  return executables;
}

function sourceFiles(folder: string): string[] {
  const executor = join(folder, 'executor');
  return readdirSync(executor)
    .filter((name) => /\.[ch]$/.test(name))
    .sort()
    .map((name) => join(executor, name));
}

function fingerprintOf(sources: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([COMMON_FLAGS, DOORS]));
  for (const path of sources) hash.update(`${basename(path)}\0`).update(readFileSync(path));
  return hash.digest('hex');
}

/** Makes a file under another name first: who looks sees the old file or the new one, never half of one. */
async function atomically(path: string, make: (temporary: string) => Promise<unknown>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await make(temporary);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function compile([program = '', ...args]: string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await promisify(execFile)(program, args, { env });
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const said = stderr.trim() === '' ? String(error) : stderr;
    const lines = said.trim().split('\n').slice(0, 12);
    throw new UserError(`The executor cannot be compiled with ${program}:\n  ${lines.join('\n  ')}`, {
      exitCode: 3,
      cause: error,
    });
  }
}

async function main(args: readonly string[]): Promise<void> {
  try {
    await ensureBuilt();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = args.includes('--lenient') ? 0 : error.exitCode;
  }
}

const script = process.argv[1];
if (script !== undefined && existsSync(script) && realpathSync(script) === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2));
}
