/** `results:FILE` from end to end: recorded with --json, used as implementation and as reference. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../native/build.ts';
import { parseResult } from '../../reports/schema.ts';
import { runMain } from '../commands/program.ts';
import type { RunResult } from '../result.ts';

const folder = mkdtempSync(join(tmpdir(), 'mc-recording-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'two.json');
const SOME = ['length', 'flags/fixed-noreplace'];
const LIAR = `${process.execPath} ${join(packageRoot(), 'runner/liars/liar.mjs')}`;
const liar = (lie: string): string[] => ['-i', `${lie}=command:${LIAR} ${lie} {agent}`];

/** Carries out a command line in this process. */
async function cli(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runMain(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    interruption: () => new AbortController().signal,
  });
  return { code, stdout, stderr };
}

async function run(...args: string[]): Promise<RunResult> {
  const { stdout, stderr } = await cli('run', ...SOME, ...args, '--reporter', 'json');
  expect(stderr).toBe('');
  return parseResult(stdout);
}

const resultsOf = ({ cases }: RunResult, name: string) => cases.map(({ id, results }) => [id, results[name]]);

let live: RunResult;
beforeAll(async () => {
  await cli('run', ...SOME, ...liar('wrong-errno'), '--json', file);
  live = parseResult(readFileSync(file, 'utf8'));
});

describe('as an implementation', () => {
  it('comes to the same results as the execution', async () => {
    const again = await run('-i', `wrong-errno=results:${file}`);
    expect(resultsOf(again, 'wrong-errno')).toEqual(resultsOf(live, 'wrong-errno'));
    expect(again.summary).toEqual(live.summary);
    expect(again.summary['wrong-errno']?.fail).toBeGreaterThan(0);
  });

  it('is the only one beside the reference, or the one that is named; gzipped, too', async () => {
    const zipped = join(folder, 'two.json.gz');
    writeFileSync(zipped, gzipSync(readFileSync(file)));
    const result = await run('-i', `results:${zipped}`, '-i', `results:${zipped}?name=kernel`);
    expect(Object.keys(result.implementations)).toEqual(['kernel', 'two', 'two-kernel']);
    expect(result.summary.two).toEqual(live.summary['wrong-errno']);
    expect(result.summary['two-kernel']).toEqual(live.summary.kernel);
    const { arch, release, pageSize } = live.implementations['wrong-errno'] ?? {};
    expect(result.implementations.two).toMatchObject({ spec: `results:${zipped}`, arch, release, pageSize });
  });

  it.each([
    ['crash-on-step-2', 'crash'],
    ['hang', 'timeout'],
    ['damaged', 'broken'],
  ])('keeps how a case ended: %s, %s', async (lie, status) => {
    const some = ['flags/fixed-noreplace/overlap-whole', '--timeout', '300'];
    const path = join(folder, `${lie}.json`);
    await cli('run', ...some, ...liar(lie), '--json', path);
    const recorded = parseResult(readFileSync(path, 'utf8'));
    expect(recorded.summary[lie]).toMatchObject({ [status]: recorded.cases.length });
    const { stdout } = await cli('run', ...some, '-i', `${lie}=results:${path}`, '--reporter', 'json');
    expect(resultsOf(parseResult(stdout), lie)).toEqual(resultsOf(recorded, lie));
  });

  it('is held to the recorded release, or to --level', async () => {
    const cases = ['run', '--clause', 'mmap.flags.droppable'];
    const old = parseResult((await cli(...cases, '-i', 'results:linux-6.1', '--reporter', 'json')).stdout);
    expect(old.cases.length).toBeGreaterThan(0);
    for (const { results } of old.cases)
      expect(results['linux-6.1']?.reason).toMatch(/^documented since Linux 6.11, the target says 6\.1\.0/);
    const args = [...cases, '-i', 'results:linux-6.1', '--level', '6.11', '--reporter', 'json'];
    const newer = parseResult((await cli(...args)).stdout);
    for (const { results } of newer.cases)
      expect(results['linux-6.1']?.reason).toMatch(/^when it was recorded: documented since Linux 6.11/);
  });

  it('is held to what it was held to when it was recorded', async () => {
    const json = JSON.parse(readFileSync(file, 'utf8')) as RunResult;
    const info = json.implementations['wrong-errno'];
    Object.assign(info ?? {}, { release: '4.4.0', level: { release: info?.release, from: 'reference' } });
    writeFileSync(join(folder, 'level.json'), JSON.stringify(json));
    const result = await run('-i', `wrong-errno=results:${join(folder, 'level.json')}`);
    expect(result.implementations['wrong-errno']?.release).toBe('4.4.0');
    expect(resultsOf(result, 'wrong-errno')).toEqual(resultsOf(live, 'wrong-errno'));
  });

  it('skips what was not recorded, and what was recorded from another version of the case', async () => {
    const json = JSON.parse(readFileSync(file, 'utf8')) as RunResult;
    const [gone, changed] = json.cases;
    json.cases.shift();
    for (const name of ['kernel', 'wrong-errno']) {
      const status = gone?.results[name]?.status ?? 'pass';
      (json.summary[name] as Record<string, number>)[status] = (json.summary[name]?.[status] ?? 0) - 1;
      for (const step of changed?.results[name]?.steps ?? []) step.call = step.call.replace('mmap', 'nmap');
    }
    const path = join(folder, 'old.json');
    writeFileSync(path, JSON.stringify(json));
    const result = await run('--reference', `results:${path}`, '-i', 'agent');
    const reasons = (name: string) => result.cases.slice(0, 2).map(({ results }) => results[name]?.reason);
    expect(reasons('old')).toEqual([
      'not among the recorded results',
      'recorded from another version of the case',
    ]);
    expect(result.summary.old?.skip).toBe((live.summary.kernel?.skip ?? 0) + 2);
    expect(result.summary.agent?.pass).toBe(live.summary.kernel?.pass);
  });
});

describe('as the reference', () => {
  it('is what was the reference then', async () => {
    const result = await run('--reference', `results:${file}`, ...liar('wrong-errno'));
    expect(result.reference).toBe('two');
    expect(resultsOf(result, 'two')).toEqual(resultsOf(live, 'kernel'));
    const steps = ({ cases }: RunResult) =>
      cases.map(({ results }) => [results['wrong-errno']?.status, results['wrong-errno']?.steps]);
    expect(steps(result)).toEqual(steps(live));
  });

  it('may be shipped: the running kernel beside older ones', async () => {
    const result = await run('--reference', 'results:linux-6.18', '-i', 'results:linux-6.1', '-i', 'kernel');
    expect(Object.keys(result.implementations)).toEqual(['linux-6.18', 'linux-6.1', 'kernel']);
    expect(result.summary['linux-6.1']?.fail).toBe(0);
    expect(result.implementations['linux-6.1']?.release).toMatch(/^6\.1\.0/);
  });
});

describe('a file that is no good', () => {
  const good = () => readFileSync(file);
  it.each<[string, () => Uint8Array | string, string]>([
    ['cut.json', () => good().subarray(0, 1000), 'these are no results: not JSON'],
    ['empty.json', () => '', 'these are no results: not JSON'],
    ['other.json', () => '{}', 'these are no results: schema: is missing; tool: is missing'],
    ['cut.json.gz', () => gzipSync(good()).subarray(0, 1000), 'unexpected end of file'],
    ['sum.json', () => good().toString().replace('"fail": ', '"fail": 1'), 'summary.'],
  ])('%s', async (name, content, message) => {
    const path = join(folder, name);
    writeFileSync(path, content());
    const { code, stdout, stderr } = await cli('run', ...SOME, '-i', `results:${path}`);
    expect(stderr).toMatch(/^mmap-conformance: `.*` cannot be read: .*\n( {2}.*\n)?$/);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });

  it.each<[string, number, string]>([
    ['results:no/such.json', 3, 'There are no recorded results at `no/such.json`; shipped are `linux-6.1`'],
    ['results:linux-6.13', 3, 'Did you mean `results:linux-6.1'],
    ['results:', 2, 'The path of the results is empty'],
    [`results:${file}?nmae=kernel`, 2, 'no option `nmae`'],
    [`results:${file}?name=kernal`, 2, '?name=kernel`'],
    [`results:${folder}`, 3, 'EISDIR'],
  ])('%s', async (spec, status, message) => {
    const { code, stderr } = await cli('run', ...SOME, '-i', spec);
    expect(stderr).toContain(message);
    expect(code).toBe(status);
  });

  it('is no implementation that never answered', async () => {
    const json = JSON.parse(readFileSync(file, 'utf8')) as RunResult;
    Object.assign(json.implementations['wrong-errno'] ?? {}, { release: null });
    writeFileSync(join(folder, 'silent.json'), JSON.stringify(json));
    const { code, stderr } = await cli('run', ...SOME, '-i', `results:${join(folder, 'silent.json')}`);
    expect(stderr).toContain('`wrong-errno` never answered');
    expect(code).toBe(3);
  });
});

describe('where the cases cannot be run', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
  beforeAll(() => Object.defineProperty(process, 'platform', { ...platform, value: 'darwin' }));
  afterAll(() => Object.defineProperty(process, 'platform', platform));

  it('the shipped results are the reference, and that is said', async () => {
    const { code, stdout, stderr } = await cli(
      'run',
      ...SOME,
      '-i',
      'results:linux-6.1',
      '--reporter',
      'json',
    );
    expect(stderr).toMatch(/^mmap-conformance: the cases cannot be run on this machine itself \(darwin on /);
    expect(parseResult(stdout).reference).toBe('linux-6.18');
    expect(code).toBe(0);
  });

  it('a reference that is given is taken, without a word', async () => {
    const args = ['-i', 'results:linux-6.1', '--reference', 'results:linux-6.12'];
    expect(await cli('run', ...SOME, ...args)).toMatchObject({ code: 0, stderr: '' });
  });

  it('without anything to compare there is nothing to do', async () => {
    const { code, stderr } = await cli('run', ...SOME);
    expect(stderr).toContain('There is no executor for darwin');
    expect(code).toBe(3);
  });
});

it('doctor says how much was recorded', async () => {
  const { code, stdout } = await cli('doctor', '-i', 'results:linux-6.1');
  expect(stdout).toMatch(/recorded on x86_64, Linux 6\.1\.0-\S+: \d+ of \d+ cases were run/);
  expect(code).toBe(0);
});
