/** Expectations from end to end: looked up, named, updated, stale. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../native/build.ts';
import { parseResult } from '../../reports/schema.ts';
import { cli as runCli } from '../commands/cli.test-data.ts';
import { runMain } from '../commands/program.ts';
import type { RunResult } from '../result.ts';
import { type ExpectationsFile, type Finding, parseExpectations } from './schema.ts';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'mc-expectations-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

const LIAR = `${process.execPath} ${join(packageRoot(), 'runner/liars/liar.mjs')}`;
const SOME = ['flags/fixed-noreplace', 'length/zero'];
/** One that fails, and says so each time. */
const WRONG = ['-i', `wrong=command:${LIAR} wrong-errno {agent}`, '--reference', 'agent'];
const OWN = join('expectations', 'wrong.json');

const cli = (...args: string[]) => runCli(['run', ...args]);

async function run(...args: string[]): Promise<{ code: number; stderr: string; result: RunResult }> {
  const { code, stdout, stderr } = await cli(...SOME, ...WRONG, ...args, '--reporter', 'json');
  return { code, stderr, result: parseResult(stdout) };
}

const read = (path = OWN): ExpectationsFile => parseExpectations(readFileSync(path, 'utf8'), path);
const write = (findings: Finding[], more: Partial<ExpectationsFile> = {}, path = OWN): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ schema: 1, findings, ...more }));
};
const finding = (status: Finding['status'], ...cases: string[]): Finding => ({
  reason: 'A bug',
  status,
  cases,
});
const failing = ({ cases }: RunResult): string[] =>
  cases.flatMap(({ id, results }) => (results.wrong?.status === 'fail' ? [id] : []));

let fails: string[] = [];
let passes: string[] = [];
beforeAll(async () => {
  const { code, result } = await run();
  fails = failing(result);
  passes = result.cases.flatMap(({ id, results }) => (results.wrong?.status === 'pass' ? [id] : []));
  expect(code).toBe(1);
  expect(Math.min(fails.length, passes.length)).toBeGreaterThan(1);
});
beforeEach(() => {
  rmSync('expectations', { recursive: true, force: true });
  rmSync('mine', { recursive: true, force: true });
});

describe('what is expected', () => {
  it('does not count, whether the file is looked up or named', async () => {
    write([finding('fail', ...fails)]);
    const { code, stderr, result } = await run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(result.summary.wrong?.fail).toBe(fails.length);
    for (const { results } of result.cases) {
      const isKnown = results.wrong?.status === 'fail';
      expect(results.wrong).toMatchObject({ known: isKnown });
      expect(results.wrong?.expectation?.reason).toBe(isKnown ? 'A bug' : undefined);
      expect(results.agent).toMatchObject({ known: false });
    }
    rmSync('expectations', { recursive: true });
    write([finding(['fail', 'crash'], '**/*')], { implementation: 'wrong' }, 'mine/file.json');
    write([], {}, OWN);
    const named = await run('--expectations', 'mine/file.json', ...fails.flatMap((id) => ['--exclude', id]));
    // All that is left passes, against what the file says.
    expect(named.code).toBe(1);
    expect(
      named.result.cases.every(({ results }) => results.wrong?.fixed || results.wrong?.status === 'skip'),
    ).toBe(true);
  });

  it('does not stop --bail', async () => {
    write([finding('fail', ...fails)]);
    expect(await run('--bail')).toMatchObject({ code: 0, result: { interrupted: false } });
    write([finding('crash', ...fails)]);
    expect(await run('--bail')).toMatchObject({ code: 1, result: { interrupted: true } });
  });

  it('counts when it is not so any more, in every report', async () => {
    write([finding('fail', ...fails, passes[0] ?? '')]);
    const { code, stdout } = await cli(...SOME, ...WRONG);
    expect(code).toBe(1);
    expect(stdout).toContain(`pass (not as expected) on wrong  ${passes[0]}`);
    expect(stdout).toContain('wrong: pass; not fail as expected: A bug');
    const [head = '', row = ''] =
      stdout.match(/^ +cases .*\n(?:.*\n)*?wrong .*$/m)?.[0].split(/\n(?:.*\n)*/) ?? [];
    const cell = (name: string) => row.trim().split(/ +/)[head.trim().split(/ +/).indexOf(name) + 1];
    expect([cell('fail'), cell('known'), cell('fixed')]).toEqual([`${fails.length}`, `${fails.length}`, '1']);
    const tap = await cli(...SOME, ...WRONG, '--reporter', 'tap', '--junit', 'mine');
    expect(tap.stdout).toMatch(
      new RegExp(
        `^not ok \\d+ - wrong: ${passes[0]}\\n {2}---\\n {2}status: pass\\n {2}expected: fail$`,
        'm',
      ),
    );
    expect(tap.stdout).toMatch(
      new RegExp(`^not ok \\d+ - wrong: ${fails[0]} # TODO known fail: A bug$`, 'm'),
    );
    const junit = readFileSync('mine/wrong.xml', 'utf8');
    expect(
      junit.match(/<failure type="fixed-pass" message="pass; not fail as expected: A bug"/g),
    ).toHaveLength(1);
    expect(junit.match(/<skipped [^>]*message="known failure: /g)).toHaveLength(fails.length);
  });

  it('is judged against all cases, not against the selection', async () => {
    write([finding('fail', fails[0] ?? '', 'prot/**')]);
    expect((await cli(fails[0] ?? '', ...WRONG)).code).toBe(0);
  });

  it('may be of the reference', async () => {
    write([finding('drift', passes[0] ?? '')], {}, 'expectations/agent.json');
    const { code, result } = await run();
    expect(result.cases.find(({ id }) => id === passes[0])?.results.agent).toMatchObject({ fixed: true });
    expect(code).toBe(1);
  });
});

describe('files that are no good', () => {
  it.each<[string, Finding[] | string, string[], string]>([
    ['not JSON', '{', [], 'expectations/wrong.json: not JSON'],
    [
      'an empty reason',
      [{ ...finding('fail', 'prot/**'), reason: '' }],
      [],
      'findings[0].reason: must not be empty',
    ],
    [
      'stale',
      [finding('fail', 'prot/no-such-case')],
      [],
      'wrong.json is stale: no case matches `prot/no-such-case`',
    ],
    [
      'a duplicate',
      [finding('fail', 'prot/**'), finding('crash', 'prot/**')],
      [],
      '`prot/**` stands there twice',
    ],
    ['missing', [], ['--expectations', 'no.json'], 'There are no expectations at `no.json`'],
    ['a folder', [], ['--expectations', '.'], 'cannot be read: EISDIR'],
    ['twice about one', [], ['--expectations', OWN, '--expectations', OWN], 'are both about `wrong`'],
    ['of nobody shipped', [], ['--expectations', 'shipped'], 'No expectations are shipped for any'],
  ])('%s', async (_, content, flags, message) => {
    if (typeof content === 'string') {
      mkdirSync('expectations');
      writeFileSync(OWN, content);
    } else write(content);
    const args = [...SOME, '-i', WRONG[1] ?? '', ...flags];
    const { code, stdout, stderr } = await cli(...args);
    expect(stderr).toMatch(/^mmap-conformance: .*\n( {2}.*\n)?$/);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.each<[string, Partial<ExpectationsFile>, string[], string]>([
    [
      'about somebody else',
      { implementation: 'gvisor' },
      WRONG,
      'is about `gvisor`, which does not take part: `agent`, `wrong` do.',
    ],
    ['about who knows whom', {}, [...WRONG, '-i', 'kernel'], 'does not say which implementation it is about'],
  ])('%s', async (_, more, args, message) => {
    write([], more, 'mine/file.json');
    const { code, stderr } = await cli(...SOME, ...args, '--expectations', 'mine/file.json');
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('--update-expectations', () => {
  it('writes a file by which the run is as expected, and writes it once only', async () => {
    const { code, stderr, result } = await run('--update-expectations');
    expect(code).toBe(0);
    expect(stderr).toBe(
      `mmap-conformance: ${OWN}: ${fails.length} cases added, their reasons are for you to write ("unreviewed")\n`,
    );
    expect(
      result.cases.every(({ results }) => results.wrong?.known === (results.wrong?.status === 'fail')),
    ).toBe(true);
    expect(read()).toMatchObject({ schema: 1, implementation: 'wrong' });
    expect(
      read()
        .findings.flatMap(({ cases }) => cases)
        .sort(),
    ).toEqual(fails.toSorted());
    expect(read().findings.every(({ unreviewed, reason }) => unreviewed && reason.includes('expected'))).toBe(
      true,
    );
    expect(existsSync('expectations/agent.json')).toBe(false);
    const text = readFileSync(OWN, 'utf8');
    expect((await run()).code).toBe(0);
    expect((await run('--update-expectations')).stderr).toBe(`mmap-conformance: ${OWN} is up to date\n`);
    expect(readFileSync(OWN, 'utf8')).toBe(text);
  });

  it('keeps what somebody wrote, takes out what is stale or not so, leaves what was not run', async () => {
    const issue = 'https://example.org/1';
    write([
      { ...finding('fail', 'prot/no-such-case', fails[0] ?? ''), issue },
      finding('crash', passes[0] ?? ''),
      finding('fail', 'prot/**'),
    ]);
    const { code, stderr } = await run('--update-expectations');
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`${fails.length - 1} cases? added, .*; 2 entries taken out`));
    const [first, second] = read().findings;
    expect(first).toEqual({ ...finding('fail', fails[0] ?? ''), issue });
    expect(second).toEqual(finding('fail', 'prot/**'));
  });

  it('writes the file that is named', async () => {
    const { code } = await run('--expectations', 'mine/new.json', '--update-expectations');
    expect(code).toBe(0);
    expect(read('mine/new.json').implementation).toBe('wrong');
    expect(existsSync('expectations')).toBe(false);
  });

  it('does not go with --bail, and writes nothing when it was interrupted', async () => {
    expect(await cli(...SOME, ...WRONG, '--update-expectations', '--bail')).toMatchObject({ code: 2 });
    const stderr: string[] = [];
    const code = await runMain(['run', ...SOME, ...WRONG, '--update-expectations'], {
      stdout: { write: () => {} },
      stderr: { write: (text) => stderr.push(text) },
      env: {},
      interruption: () => AbortSignal.abort(),
    });
    expect(code).toBe(130);
    expect(stderr.join('')).toContain('interrupted: the expectations are left as they were');
    expect(existsSync('expectations')).toBe(false);
  });

  it('says beforehand what cannot be written', async () => {
    const { code, stderr } = await cli(
      ...SOME,
      ...WRONG,
      '--expectations',
      '/proc/no/e.json',
      '--update-expectations',
    );
    expect(stderr).toContain('--expectations: `/proc/no/e.json` cannot be written');
    expect(code).toBe(2);
  });
});
