/**
 * Builds the executor: `node dist/native/build.js [--lenient] [--all]`. With --lenient a missing compiler is no error; with --all it is built
 * for every architecture.
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../runner/errors.ts';
import { ARCHITECTURES, type Architecture, findCompiler, hostArchitecture } from './toolchain.ts';

/** Where the two doors of the executor are. */
export interface Executables {
  /** Path of the static executable. */
  agent: string;
  /** Path of the shared object; it is there for the architectures that Node runs on. */
  library: string;
}

export interface BuildOptions {
  /** Default: this machine's. */
  architecture?: Architecture;
  /** Default: the package's folder `native`. */
  folder?: string;
  env?: NodeJS.ProcessEnv;
}

/** What is linked, of which sources. */
interface Target {
  output: string;
  /** The sources that only the other door needs. */
  without: readonly string[];
  flags: readonly string[];
}

const COMMON_FLAGS = [
  ...['-std=gnu11', '-O2', '-ffreestanding', '-fno-builtin', '-fno-stack-protector'],
  ...[
    '-fno-asynchronous-unwind-tables',
    '-fno-tree-loop-distribute-patterns',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-nostdlib',
  ],
  ...['-Wl,--build-id=none', '-Wl,-z,noexecstack'],
];
const STATIC = ['-static', '-fno-pie', '-no-pie', '-Wl,-e,_start'];
const AGENT: Target = { output: 'agent', without: ['library.c', 'foreign.c'], flags: STATIC };
const LIBRARY: Target = {
  output: 'executor.so',
  without: ['agent.c', 'init.c'],
  // Symbolic: otherwise our `crc32` and `memcpy` would be replaced by those that Node exports.
  flags: ['-fPIC', '-shared', '-Wl,-Bsymbolic'],
};
/** Both doors, or the agent alone where there is no Node to load a library. */
const DOORS: Readonly<Record<Architecture, readonly Target[]>> = {
  x86_64: [LIBRARY, AGENT],
  i386: [AGENT],
  aarch64: [LIBRARY, AGENT],
  arm: [LIBRARY, AGENT],
  riscv64: [LIBRARY, AGENT],
  ppc64le: [LIBRARY, AGENT],
  s390x: [LIBRARY, AGENT],
  mips64el: [AGENT],
};
/** The segment that `pack` lets grow lies behind all others. */
const packedAt = (address: string): string => `-Wl,--section-start=.packed=${address}`;
const PACKED = packedAt('0x30000000');
/** What each architecture needs besides. */
const ARCHITECTURE_FLAGS: Readonly<Record<Architecture, readonly string[]>> = {
  // Not in the middle of the room that MAP_32BIT may want.
  x86_64: [packedAt('0x2000000'), '-lgcc'],
  // A compiler for x86_64 brings no libgcc of 32 bits: divide.c has what is needed of it.
  i386: [PACKED],
  // libgcc's atomics ask the C library what the processor can do.
  aarch64: [PACKED, '-mno-outline-atomics', '-lgcc'],
  // Code that is planted is of this instruction set, too.
  arm: [PACKED, '-marm', '-lgcc'],
  riscv64: [PACKED, '-lgcc'],
  ppc64le: [PACKED, '-lgcc'],
  s390x: [PACKED, '-lgcc'],
  // Programs begin at 0x120000000. Nobody sets up the pointer that the usual way of addressing globals needs.
  mips64el: [packedAt('0x130000000'), '-mno-abicalls', '-G0'],
};

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
  const { architecture, build, folder } = placeOf(options);
  await ensureTargets({
    ...options,
    targets: DOORS[architecture],
    sources: sourceFiles(join(folder, 'executor')),
    stamp: 'stamp',
  });
  return { agent: join(build, 'agent'), library: join(build, 'executor.so') };
}

/**
 * An agent with the sources of one more folder (below `native`) linked in, built if need be.
 *
 * @param extra.flags further flags for compiler and linker
 * @throws UserError (exit 3)
 */
export async function ensureAgentWith(
  extra: { output: string; sources: string; flags: readonly string[] },
  options: BuildOptions = {},
): Promise<string> {
  const { build, folder } = placeOf(options);
  const sources = [...sourceFiles(join(folder, 'executor')), ...sourceFiles(join(folder, extra.sources))];
  const target = {
    output: extra.output,
    without: ['library.c', 'foreign.c'],
    flags: [...STATIC, ...extra.flags],
  };
  await ensureTargets({ ...options, targets: [target], sources, stamp: `${extra.output}.stamp` });
  return join(build, extra.output);
}

function placeOf({
  architecture = hostArchitecture(),
  folder = join(packageRoot(), 'native'),
}: BuildOptions) {
  return { architecture, folder, build: join(folder, 'build', architecture) };
}

async function ensureTargets(
  plan: BuildOptions & { targets: readonly Target[]; sources: readonly string[]; stamp: string },
): Promise<void> {
  const { targets, sources, env = process.env } = plan;
  const { architecture, build } = placeOf(plan);
  const stamp = join(build, plan.stamp);
  // Contents and not times: a checkout or an unpacked package sets times at will.
  const fingerprint = fingerprintOf([COMMON_FLAGS, ARCHITECTURE_FLAGS[architecture], targets], sources);
  const isBuilt = targets.every(({ output }) => existsSync(join(build, output)));
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;

  const compiler = findCompiler(architecture, env);
  await mkdir(build, { recursive: true });
  const cFiles = sources.filter((path) => path.endsWith('.c'));
  const doors = await Promise.allSettled(
    targets.map(({ output, without, flags }) => {
      const inputs = cFiles.filter((path) => !without.includes(basename(path)));
      return atomically(join(build, output), (path) =>
        compile(
          [
            ...compiler,
            ...COMMON_FLAGS,
            ...flags,
            '-o',
            path,
            ...inputs,
            ...ARCHITECTURE_FLAGS[architecture],
          ],
          env,
        ),
      );
    }),
  );
  for (const door of doors) if (door.status === 'rejected') throw door.reason;
  await atomically(stamp, (path) => writeFile(path, fingerprint));
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.[ch]$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function fingerprintOf(settings: unknown, sources: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
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
  const architectures = args.includes('--all') ? ARCHITECTURES : [hostArchitecture()];
  for (const architecture of architectures) {
    try {
      await ensureBuilt({ architecture });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      if (!args.includes('--lenient')) process.exitCode = error.exitCode;
    }
  }
}

const script = process.argv[1];
if (script !== undefined && existsSync(script) && realpathSync(script) === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2));
}
