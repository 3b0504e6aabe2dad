import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../../native/build.ts';
import { loadCases } from '../../cases.ts';
import { UserError } from '../../errors.ts';
import { isRecording } from '../../recording/recording.ts';
import type { RunResult } from '../../result.ts';
import { runConformance } from '../../run.ts';
import { processesWith, untilGone } from '../processes.test-data.ts';
import { parseImplementation, parseImplementations } from '../spec.ts';

const source = fileURLToPath(new URL('wrong.test-data.c', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mc-library-test-'));

beforeAll(async () => {
  await ensureBuilt();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await untilGone(() => processesWith(folder));
});

/** Compiles one of the libraries; returns its path. */
function compiled(which: string, ...flags: readonly string[]): string {
  const path = join(folder, `${which.toLowerCase().replaceAll('_', '-')}.so`);
  execFileSync('cc', [
    '-O1',
    '-shared',
    '-fPIC',
    '-Wall',
    '-Werror',
    `-D${which}`,
    '-o',
    path,
    source,
    ...flags,
  ]);
  return path;
}

async function run(
  specs: readonly string[],
  filter: RegExp,
  options: { timeoutMs?: number } = {},
): Promise<RunResult> {
  return runConformance({
    cases: loadCases().filter(({ id }) => filter.test(id)),
    implementations: parseImplementations(['kernel', ...specs]),
    reference: 'kernel',
    timeoutMs: 5000,
    ...options,
  });
}

const withStatus = ({ cases }: RunResult, name: string, ...statuses: string[]) =>
  cases.filter(({ results }) => statuses.includes(results[name]?.status ?? '')).map(({ id }) => id);

/** The results of one implementation, by case. */
const resultsOf = ({ cases }: RunResult, name: string) =>
  Object.fromEntries(cases.map(({ id, results }) => [id, results[name]]));

async function refusalOf(spec: string): Promise<UserError> {
  const error = await run([spec], /^flags\/type\/anonymous-type-0x7$/).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error(`no UserError: ${error}`);
}

describe('a library that keeps its promises', () => {
  it('passes where it exports the function, and is skipped where it does not', async () => {
    const result = await run(
      [`right=library:${compiled('RIGHT')}`],
      /^(flags\/fixed|munmap\/range|prot\/mprotect)/,
    );
    expect(withStatus(result, 'right', 'fail', 'deviate', 'crash', 'timeout', 'broken')).toEqual([]);
    expect(result.summary.right?.pass).toBeGreaterThan(50);
    const skipped = withStatus(result, 'right', 'skip');
    expect(skipped).toContain('prot/mprotect/unaligned-by-one');
    expect(resultsOf(result, 'right')['prot/mprotect/unaligned-by-one']?.reason).toBe(
      'the implementation has no mprotect',
    );
  });

  it('may look the real function up, allocate, start threads, have data of each thread and an errno of its own, and a prefix', async () => {
    const prefixed = compiled('PREFIXED', '-DNAME(name)=my_##name');
    const result = await run(
      [
        `interposer=library:${compiled('INTERPOSER')}`,
        `preloaded=library:${compiled('INTERPOSER')}?preload`,
        `errno=library:${compiled('OWN_ERRNO')}`,
        `threads=library:${compiled('PER_THREAD')}`,
        `prefix=library:${prefixed}?prefix=my_`,
      ],
      /^(flags\/fixed|errors\/e(badf|inval)|process\/threads)/,
    );
    for (const name of ['interposer', 'preloaded', 'errno', 'threads', 'prefix']) {
      expect(withStatus(result, name, 'fail', 'deviate', 'crash', 'timeout', 'broken')).toEqual([]);
      expect(result.summary[name]?.pass).toBeGreaterThan(20);
    }
    expect((await refusalOf(`library:${prefixed}`)).message).toContain('exports no mmap, nor any of its kin');
  });
});

describe('a wrong library', () => {
  it('is found out: flags, results and errnos', async () => {
    const wrong = [
      'IGNORES_NOREPLACE',
      'MPROTECT_SUCCEEDS',
      'MPROTECT_RETURNS_1',
      'MUNMAP_FAILS',
      'RETURNS_ERRNO',
      'KEEPS_ERRNO',
    ];
    const specs = wrong.map((which) => `${which}=library:${compiled(which)}`);
    const result = await run(specs, /^(flags\/fixed-noreplace|munmap\/range|prot\/mprotect|errors\/ebadf)\//);
    const seen = (name: string, id: string) => {
      const found = resultsOf(result, name)[id];
      return [found?.status, found?.steps.find(({ ok }) => ok === false)?.observed];
    };
    expect(seen('IGNORES_NOREPLACE', 'flags/fixed-noreplace/overlap-same-range')[0]).toBe('fail');
    expect(seen('MPROTECT_SUCCEEDS', 'prot/mprotect/unaligned-by-one')).toEqual(['fail', 'success']);
    expect(withStatus(result, 'MPROTECT_RETURNS_1', 'pass', 'fail').length).toBeGreaterThan(10);
    const returned1 = result.cases.flatMap(({ results }) => results.MPROTECT_RETURNS_1?.steps ?? []);
    expect(returned1.filter(({ observed }) => observed === 'returned:1').length).toBeGreaterThan(5);
    expect(withStatus(result, 'MUNMAP_FAILS', 'fail').length).toBeGreaterThan(10);
    expect(seen('RETURNS_ERRNO', 'errors/ebadf/minus-one-private')).toEqual(['fail', 'returned:-9']);
    expect(seen('KEEPS_ERRNO', 'errors/ebadf/minus-one-private')).toEqual(['fail', 'errno:0']);
    for (const name of wrong) expect(withStatus(result, name, 'broken', 'crash', 'timeout')).toEqual([]);
  });

  it('loses only the cases that it crashes, hangs or ends in, and is started anew when it takes its process along', async () => {
    const specs = ['CRASHES', 'HANGS', 'EXITS', 'KILLS'].map(
      (which) => `${which}=library:${compiled(which)}`,
    );
    const result = await run(
      specs,
      /^flags\/fixed-noreplace\/(overlap-same-range|null-unprivileged)$|^flags\/type\/anonymous/,
      {
        timeoutMs: 300,
      },
    );
    const fixed = result.cases.map(({ id }) => id).filter((id) => id.startsWith('flags/fixed-noreplace/'));
    expect(fixed).toHaveLength(2);
    for (const name of ['CRASHES', 'HANGS', 'EXITS', 'KILLS']) {
      const results = resultsOf(result, name);
      const others = result.cases.filter(({ id }) => id.startsWith('flags/type/'));
      expect(others.map(({ id }) => results[id]?.status)).toEqual(others.map(() => 'pass'));
    }
    const [id = ''] = fixed;
    expect(resultsOf(result, 'CRASHES')[id]).toMatchObject({ status: 'fail' });
    expect(JSON.stringify(resultsOf(result, 'CRASHES')[id]?.steps)).toContain('SIGSEGV/SEGV_MAPERR');
    expect(resultsOf(result, 'HANGS')[id]?.status).toBe('timeout');
    expect(resultsOf(result, 'EXITS')[id]?.status).toBe('crash');
    expect(resultsOf(result, 'KILLS')[id]?.status).toBe('crash');
  });
});

describe('what cannot be loaded says why', () => {
  it.each([
    [
      'ABORTS_AT_LOAD',
      'ended its process with signal SIGABRT while it was loaded.\n  no such luck',
      '?preload',
    ],
    ['EXITS_AT_LOAD', 'ended its process with exit status 7 while it was loaded', '?preload'],
    ['NEEDS_A_SYMBOL', 'undefined symbol: nobody_has_this', 'linked without'],
    ['WITHOUT_MMAP', 'exports no mmap, but msync', 'no case can begin'],
  ])('%s', async (which, message, hint) => {
    const error = await refusalOf(`library:${compiled(which)}`);
    expect(error.exitCode).toBe(3);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it('a constructor that hangs', async () => {
    const scratch = join(folder, 'scratch');
    const { create, ...parsed } = parseImplementation(`library:${compiled('HANGS_AT_LOAD')}`);
    const implementation = await create({ ...parsed, scratch, helloTimeoutMs: 1500 });
    if (isRecording(implementation)) throw new TypeError('a library executes');
    await expect(implementation.start()).rejects.toMatchObject({
      message: expect.stringContaining('has not said what it is within 1.5 s'),
      hint: expect.stringContaining('must come to an end'),
    });
    await implementation.stop();
  });

  it('no file, no library, none for it, none that is needed', async () => {
    const text = join(folder, 'text.so');
    writeFileSync(text, 'This is no shared object, however long it may be.\n'.repeat(100));
    const inner = compiled('RIGHT');
    const needy = compiled('WITHOUT_MMAP', '-Wl,--no-as-needed', inner);
    rmSync(inner);
    const errors = await Promise.all(
      [`${folder}/nothing.so`, 'libnothing.so.9', text, needy].map((path) => refusalOf(`library:${path}`)),
    );
    expect(errors.map(({ exitCode }) => exitCode)).toEqual([3, 3, 3, 3]);
    const [missing, unknown, noLibrary, lacking] = errors.map(({ message }) => message);
    expect(missing).toContain('There is no file');
    expect(unknown).toContain('libnothing.so.9: cannot open shared object file');
    expect(noLibrary).toContain('invalid ELF header');
    expect(lacking).toContain('right.so: cannot open shared object file');
    expect(errors[3]?.hint).toContain('LD_LIBRARY_PATH');
  });
});
