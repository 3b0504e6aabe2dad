/**
 * What is published: packed as npm packs it, installed without install scripts into an empty folder, on a machine without a compiler.
 */
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../native/build.ts';
import { ARCHITECTURES } from '../native/toolchain.ts';

const root = packageRoot();
const folder = mkdtempSync(join(tmpdir(), 'mc-package-'));
const project = join(folder, 'project');
const programs = join(folder, 'bin');
const installed = join(project, 'node_modules', 'mmap-conformance');
/** Besides Node and npm: what npm itself needs. */
const PROGRAMS = ['sh', 'env', 'node', 'npm', 'npx'];
let packed: { filename: string; size: number; files: { path: string }[] };

const there = (...argv: [string, ...string[]]) =>
  execa(argv[0], argv.slice(1), {
    cwd: project,
    env: { PATH: programs, HOME: folder, npm_config_update_notifier: 'false' },
    extendEnv: false,
    reject: false,
  });

beforeAll(async () => {
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  // What the build says stands before it.
  const [found] = JSON.parse(stdout.slice(stdout.search(/^\[$/m))) as [typeof packed];
  packed = found;
  mkdirSync(project);
  mkdirSync(programs);
  for (const name of PROGRAMS) symlinkSync((await execa('which', [name])).stdout, join(programs, name));
  const tarball = join(folder, packed.filename);
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await execa('npm', ['install', ...flags, tarball], { cwd: project, env: { HOME: folder } });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Bytes of all files below a folder. */
function sizeOf(path: string): number {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

describe('the package', () => {
  it('holds what it needs, and nothing of the workshop', () => {
    const paths = packed.files.map(({ path }) => path);
    for (const architecture of ARCHITECTURES) {
      expect(paths).toContain(`native/build/${architecture}/agent`);
      expect(paths).toContain(`native/build/${architecture}/stamp`);
    }
    expect(paths).toContain('native/build/x86_64/executor.so');
    expect(paths.filter((path) => /\.test\.|test-data|\/mutants\/|\/steady\/|\.map$/.test(path))).toEqual([]);
  });

  it('imports what is in it, and the packages that it brings, each of them', async () => {
    const paths = packed.files.map(({ path }) => path).filter((path) => /^dist\/.*\.js$/.test(path));
    const { metafile } = await build({
      absWorkingDir: installed,
      entryPoints: paths,
      outdir: folder,
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      metafile: true,
    });
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    const packages = imports
      .filter(({ external, path }) => external && !isBuiltin(path))
      .map(({ path }) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect([...new Set(packages)].sort()).toEqual(Object.keys(dependencies).sort());
  });

  it('has the types of what it exports', async () => {
    const path = join(project, 'examples');
    cpSync(join(installed, 'docs', 'examples'), path, { recursive: true });
    const options = [
      '--strict',
      '--noEmit',
      '--allowImportingTsExtensions',
      '--module',
      'nodenext',
      '--types',
      'node',
    ];
    const typeRoots = ['--typeRoots', join(root, 'node_modules', '@types')];
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    const { stdout } = await execa(
      tsc,
      [...options, ...typeRoots, '--target', 'es2023', join(path, 'model.ts')],
      {
        cwd: project,
        reject: false,
      },
    );
    expect(stdout).toBe('');
  });

  it('runs no script when it is installed', () => {
    const { scripts } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });

  it('is clean for publint', async () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest, { color: false }))).toEqual([]);
  });

  it('is small', async () => {
    const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
    const count =
      Object.keys(lock.packages).filter((path) => existsSync(join(project, path, 'package.json'))).length - 1;
    const size = sizeOf(join(project, 'node_modules')) / (1 << 20);
    const own = sizeOf(installed) / (1 << 20);
    console.log(`installed: ${size.toFixed(1)} MiB, of it ${own.toFixed(1)} MiB ours; ${count} packages`);
    expect(size).toBeLessThan(14);
    expect(count).toBeLessThan(13);
  });
});

describe('without a compiler', () => {
  it.each([
    ['the kernel, by FFI', ['run'], /^kernel\s+\d+ cases: .*\d+ pass/m],
    ['the agent', ['run', '-i', 'agent'], /^agent\s+\d+\s+\d+/m],
  ])('runs all cases: %s', { timeout: 120_000 }, async (_, args, report) => {
    const { stdout, stderr, exitCode } = await there('npx', 'mmap-conformance', ...args);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(report);
  });

  it.each(ARCHITECTURES)('has an agent for %s', async (architecture) => {
    const { stdout, exitCode } = await there('npx', 'mmap-conformance', 'agent', '--arch', architecture);
    expect(exitCode).toBe(0);
    expect(dirname(stdout)).toBe(join(installed, 'native', 'build', architecture));
    expect(readFileSync(stdout).toString('latin1', 0, 4)).toBe('\x7fELF');
  });
});
