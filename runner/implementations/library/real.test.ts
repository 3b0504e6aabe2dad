/** Real libraries, and a program linked with each that shows that what is held against them is true. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../../native/build.ts';
import { loadCases } from '../../cases.ts';
import type { RunResult } from '../../result.ts';
import { runConformance } from '../../run.ts';
import { parseImplementations } from '../spec.ts';

const MUSL = '/usr/lib/x86_64-linux-musl/libc.so';
const ASAN = '/usr/lib/x86_64-linux-gnu/libasan.so.8';
const folder = mkdtempSync(join(tmpdir(), 'mc-real-library-test-'));
const confirm = fileURLToPath(new URL('confirm.test-data.c', import.meta.url));

/** In CI a missing library fails the test. */
const lacks = (path: string): boolean => process.env.CI === undefined && !existsSync(path);

beforeAll(async () => {
  await ensureBuilt();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(specs: readonly string[], filter = /./): Promise<RunResult> {
  return runConformance({
    cases: loadCases().filter(({ id }) => filter.test(id)),
    implementations: parseImplementations(['kernel', ...specs]),
    reference: 'kernel',
    timeoutMs: 10_000,
  });
}

/** What a program of its own sees in the calls that the libraries are known by. */
function confirmed([compiler = '', ...flags]: readonly string[], env: Record<string, string> = {}): string[] {
  const program = join(folder, `confirm-${compiler}`);
  execFileSync(compiler, [...flags, '-o', program, confirm]);
  return execFileSync(program, { encoding: 'utf8', env: { ...process.env, ...env } })
    .trim()
    .split('\n');
}

const withStatus = ({ cases }: RunResult, name: string, ...statuses: string[]) =>
  cases.filter(({ results }) => statuses.includes(results[name]?.status ?? '')).map(({ id }) => id);

/** The step that breaks the case's promise. */
const broken = ({ cases }: RunResult, name: string, id: string) => {
  const step = cases.find((one) => one.id === id)?.results[name]?.steps.find(({ ok }) => ok === false);
  return `${step?.call} = ${step?.observed}`;
};

/** How musl differs from Linux's documentation, by what a program linked with it sees: the cases, and in each the call. */
const MUSL_DIFFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // It aligns the range itself, before it asks the kernel.
  'mprotect unaligned: success': {
    'prot/mprotect/unaligned-by-one': 'mprotect(arena+1, 1p, r) = success',
    'prot/mprotect/unaligned-last-byte': 'mprotect(arena+1p-1, 1, r) = success',
    'prot/mprotect/unaligned-same-prot': 'mprotect(arena+1p+1, 1, rw) = success',
    'prot/mprotect/unaligned-length-zero': 'mprotect(arena+1, 0, r) = success',
  },
  'mprotect overflow: success': {
    'prot/mprotect/length-rounds-to-zero': 'mprotect(arena, 0-1, r) = success',
  },
  // It makes ENOMEM of EPERM for anonymous memory without an address.
  'mmap locked, limit 0: ENOMEM': {
    'flags/locked/zero-limit-private-anonymous':
      'mmap(NULL, 4p, rw, PRIVATE|ANONYMOUS|LOCKED, -1, 0) = ENOMEM',
    'flags/locked/zero-limit-shared-anonymous': 'mmap(NULL, 4p, rw, SHARED|ANONYMOUS|LOCKED, -1, 0) = ENOMEM',
    'flags/locked/future-zero-limit': 'mmap(NULL, 1p, rw, PRIVATE|ANONYMOUS|LOCKED, -1, 0) = ENOMEM',
  },
  'mmap noreplace null: ENOMEM': {
    'flags/fixed-noreplace/null-unprivileged':
      'mmap(NULL, 1p, rw, PRIVATE|ANONYMOUS|FIXED_NOREPLACE, -1, 0) = ENOMEM',
    'errors/eperm/address-0-noreplace':
      'mmap(NULL, 1p, rw, PRIVATE|ANONYMOUS|FIXED_NOREPLACE, -1, 0) = ENOMEM',
  },
  // It looks at the length before it asks the kernel, which looks at the descriptor first.
  'mmap overflow, bad fd: ENOMEM': {
    'errors/order/fd-before-overflow': 'mmap(NULL, 0-1, r, SHARED, -1, 0) = ENOMEM',
  },
};

describe("the C libraries' own functions", () => {
  let result: RunResult;

  beforeAll(async () => {
    result = await run(['glibc=library:libc.so.6', ...(lacks(MUSL) ? [] : [`musl=library:${MUSL}`])]);
  }, 60_000);

  it("glibc's are what the kernel is", () => {
    expect(withStatus(result, 'glibc', 'fail', 'deviate', 'crash', 'timeout', 'broken')).toEqual([]);
    const passed = withStatus(result, 'kernel', 'pass').length;
    expect(withStatus(result, 'glibc', 'pass').length).toBeGreaterThan(passed * 0.97);
    expect(Object.keys(MUSL_DIFFERENCES).filter((line) => confirmed(['cc']).includes(line))).toEqual([]);
  });

  it.skipIf(lacks(MUSL))("musl's differ as a program linked with musl does, and not otherwise", () => {
    const lines = confirmed(['musl-gcc', '-static']);
    expect(lines).toEqual(expect.arrayContaining(Object.keys(MUSL_DIFFERENCES)));
    const known: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(MUSL_DIFFERENCES));
    const failed = withStatus(result, 'musl', 'fail', 'drift', 'crash', 'timeout', 'broken');
    expect(Object.fromEntries(failed.map((id) => [id, broken(result, 'musl', id)]))).toEqual(known);
    expect(withStatus(result, 'musl', 'deviate')).toEqual(['neighbours/mremap/new-length-enormous']);
  });
});

describe.skipIf(lacks(ASAN))('an interceptor, which must be there from the start', () => {
  const spec = `library:${ASAN}`;

  it('says so when it is not', async () => {
    await expect(run([spec], /^flags\/type/)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('ASan runtime does not come first'),
      hint: expect.stringContaining(`'${spec}?preload'`),
    });
  });

  it('locks no memory, as a program under it sees', async () => {
    const lines = confirmed(['cc'], { LD_PRELOAD: ASAN, ASAN_OPTIONS: 'detect_leaks=0' });
    expect(lines).toEqual(expect.arrayContaining(['mlock: success 0 kB', 'mmap below 2 GiB: elsewhere']));
    const result = await run([`asan=${spec}?preload`], /^(neighbours\/mlock\/|flags\/type\/)/);
    const failed = withStatus(result, 'asan', 'fail');
    expect(failed.length).toBeGreaterThan(5);
    expect(failed.filter((id) => !id.startsWith('neighbours/mlock/'))).toEqual([]);
    expect(withStatus(result, 'asan', 'deviate', 'drift', 'crash', 'timeout', 'broken')).toEqual([]);
    expect(withStatus(result, 'asan', 'pass').length).toBeGreaterThan(40);
  });
});
