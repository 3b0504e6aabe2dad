/** The modules of docs/examples, run as a user runs them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../native/build.ts';
import { loadCases } from '../cases.ts';
import { parseImplementations } from '../implementations/spec.ts';
import type { CaseResult, RunResult, Status } from '../result.ts';
import { runConformance } from '../run.ts';

async function run(example: string, ...prefixes: string[]): Promise<RunResult> {
  const path = join(packageRoot(), 'docs', 'examples', example);
  return runConformance({
    cases: loadCases().filter(
      ({ id }) => prefixes.length === 0 || prefixes.some((prefix) => id.startsWith(prefix)),
    ),
    implementations: parseImplementations([`mine=module:${path}`]),
    // Its own reference: what it breaks of the documentation is then called drift.
    reference: 'mine',
    timeoutMs: 10_000,
  });
}

const counted = ({ summary }: RunResult): Partial<Record<Status, number>> => summary.mine ?? {};

function withStatus({ cases }: RunResult, ...statuses: Status[]): string[] {
  return cases.filter(({ results }) => statuses.includes(results.mine?.status as Status)).map(({ id }) => id);
}

function resultOf({ cases }: RunResult, id: string): CaseResult | undefined {
  return cases.find((one) => one.id === id)?.results.mine;
}

/** In CI a missing compiler is a failure, not a reason to skip. */
function isThere(program: string): boolean {
  if (process.env.CI) return true;
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the model', () => {
  it('keeps all promises but those that it does not know of', async () => {
    const result = await run('model.ts');
    const { pass = 0, skip = 0, drift = 0 } = counted(result);
    expect(withStatus(result, 'crash', 'timeout', 'broken')).toEqual([]);
    expect(pass).toBeGreaterThan(1600);
    expect(pass + skip + drift).toBe(result.cases.length);
    // It knows no advice but the oldest, does not grow downwards, and moves one mapping at a time.
    const unknown =
      /^(neighbours\/madvise|fork\/advice)\/|^neighbours\/mremap\/(dontunmap|move-several)|growsdown$/;
    expect(withStatus(result, 'drift').filter((id) => !unknown.test(id))).toEqual([]);
  });

  it('shows pictures as the kernel does', async () => {
    const id = 'flags/fixed-noreplace/overlap-whole';
    const cases = loadCases().filter((one) => one.id === id);
    const path = join(packageRoot(), 'docs', 'examples', 'model.ts');
    const areasOn = async (spec: string) => {
      const implementations = parseImplementations([`mine=${spec}`]);
      const options = { cases, implementations, reference: 'mine', timeoutMs: 10_000, pictures: true };
      return resultOf(await runConformance(options), id)?.steps.map(({ areas }) => areas);
    };
    const areas = await areasOn(`module:${path}`);
    expect(areas?.flat()).toContainEqual(expect.objectContaining({ perms: 'rw-p', backing: 'anonymous' }));
    const inTheArena = (all: typeof areas) => all?.map((one) => one?.filter(({ from }) => from === 'arena'));
    expect(inTheArena(areas)).toEqual(inTheArena(await areasOn('agent')));
  });

  it('is skipped where it has nothing of the kind, and that is said', async () => {
    const result = await run('model.ts', 'fork/', 'neighbours/mlock/');
    const reasons = new Set(
      result.cases
        .map(({ results }) => results.mine)
        .filter((one) => one?.status === 'skip')
        .map((one) => one?.reason),
    );
    expect(reasons).toContain('the implementation has no fork');
    expect(reasons).toContain('needs exec: the implementation has no exec');
    for (const reason of reasons) expect(reason).toMatch(/the implementation has no |about /);
  });
});

describe.runIf(isThere('clang'))("wasi-libc's emulated mmap", () => {
  it('refuses what it cannot do, and aligns nothing', async () => {
    const result = await run(
      'webassembly/wasi-libc.mjs',
      'length/',
      'flags/anonymous/',
      'munmap/range/',
      'flags/type/',
    );
    expect(withStatus(result, 'timeout', 'broken')).toEqual([]);
    expect(counted(result).pass).toBeGreaterThan(20);
    expect(resultOf(result, 'flags/anonymous/private-zeroed-read-only')?.reason).toContain(
      'not page aligned',
    );
    // It has no PROT_NONE, so that no room can be reserved.
    expect(resultOf(result, 'munmap/range/load-private-anonymous')?.reason).toContain(
      'room in which the case could work: mmap(NULL, 0x14200000, none, PRIVATE|ANONYMOUS|NORESERVE, -1, 0) gives EINVAL',
    );
    // It reads a header in front of the address that it is given.
    expect(withStatus(result, 'crash')).toEqual(['munmap/range/nothing-at-null']);
    expect(resultOf(result, 'munmap/range/nothing-at-null')?.reason).toContain(
      'RuntimeError: memory access out of bounds',
    );
    expect(resultOf(result, 'length/zero/anonymous-private')?.status).toBe('pass');
  }, 60_000);
});

describe.runIf(isThere('emcc'))("Emscripten's mmap", () => {
  it('maps anywhere, protects nothing, and does not survive an empty file', async () => {
    const result = await run(
      'webassembly/emscripten.mjs',
      'length/zero/',
      'flags/type/',
      'file/private/',
      'prot/access/anonymous-private',
    );
    expect(withStatus(result, 'timeout', 'broken')).toEqual([]);
    expect(counted(result).pass).toBeGreaterThan(15);
    expect(resultOf(result, 'prot/access/anonymous-private-none-load')?.reason).toBe(
      'load(a): expected SIGSEGV/SEGV_ACCERR at a, observed a value',
    );
    expect(resultOf(result, 'flags/type/anonymous-none')?.reason).toMatch(
      /^mmap\(.*\): expected EINVAL, observed success/,
    );
    expect(withStatus(result, 'crash')).toEqual(['length/zero/empty-file']);
    expect(resultOf(result, 'length/zero/empty-file')?.reason).toContain(
      "Cannot read properties of null (reading 'buffer')",
    );
  }, 90_000);
});

describe('docs/module.md', () => {
  it('shows a module, and what is said of it', () => {
    const text = readFileSync(join(packageRoot(), 'docs', 'module.md'), 'utf8');
    const [, source = ''] = /```ts\n(.*?)```/s.exec(text) ?? [];
    const [, args = '', output = ''] = /```\n\$ npx mmap-conformance ([^\n]*)\n(.*?)```/s.exec(text) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'mc-tutorial-'));
    try {
      writeFileSync(join(folder, 'my-mmap.ts'), source);
      const main = join(packageRoot(), 'dist', 'runner', 'main.js');
      const { stdout, status } = spawnSync(process.execPath, [main, ...args.split(' ')], {
        cwd: folder,
        encoding: 'utf8',
      });
      const timeless = (words: string): string => words.replace(/ +(time|[\d.]+ m?s)$/gm, ' TIME');
      expect(timeless(stdout)).toBe(timeless(output));
      expect(status).toBe(1);
      expect(source.split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(15);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
