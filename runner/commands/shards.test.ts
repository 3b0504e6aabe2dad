/** Shards, merge and compare through the command line, on real runs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../native/build.ts';
import { readCases } from '../../reports/html/read-html.test-data.ts';
import { parseResult } from '../../reports/schema.ts';
import type { RunResult } from '../result.ts';
import { cli } from './cli.test-data.ts';

const LIAR = `liar=command:${process.execPath} ${join(packageRoot(), 'runner/liars/liar.mjs')} wrong-errno {agent}`;
const SUITES = ['flags/fixed-noreplace', 'prot/bits'];
const RUN = ['run', ...SUITES, '-i', LIAR];
const SHARDS = 3;

const folder = mkdtempSync(join(tmpdir(), 'mc-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const shard = (index: number) => at(`shard-${index}.json`);
const read = (path: string) => parseResult(readFileSync(path, 'utf8'));

/** What does not depend on the clock. */
function timeless({ cases, summary, reference, interrupted }: RunResult) {
  const results = (one: RunResult['cases'][number]) =>
    Object.fromEntries(Object.entries(one.results).map(([name, own]) => [name, { ...own, durationUs: 0 }]));
  return { reference, interrupted, summary, cases: cases.map((one) => ({ ...one, results: results(one) })) };
}

let whole: { code: number };
const codes: number[] = [];
beforeAll(async () => {
  whole = await cli([...RUN, '--json', at('whole.json'), '--html', at('whole.html')]);
  for (let index = 1; index <= SHARDS; index++) {
    codes.push((await cli([...RUN, '--shard', `${index}/${SHARDS}`, '--json', shard(index)])).code);
  }
});

describe('run --shard', () => {
  it('runs what list --shard lists, and says which part it is', async () => {
    for (let index = 1; index <= SHARDS; index++) {
      const { stdout } = await cli(['list', ...SUITES, '--shard', `${index}/${SHARDS}`, '--json']);
      const listed = (JSON.parse(stdout) as { cases: { id: string }[] }).cases.map(({ id }) => id);
      const result = read(shard(index));
      expect(result.cases.map(({ id }) => id)).toEqual(listed);
      expect(result.shard).toMatchObject({
        index,
        count: SHARDS,
        total: read(at('whole.json')).cases.length,
      });
    }
    expect(read(at('whole.json')).shard).toBeUndefined();
    expect(codes).toEqual([1, 1, 1]);
  });

  it('without a case is a run of no case', async () => {
    const sizes = [];
    for (const index of [1, 2, 3]) {
      const { code, stdout } = await cli([
        'run',
        'prot/bits/ignored-sem',
        '--shard',
        `${index}/3`,
        '--reporter',
        'json',
      ]);
      const result = parseResult(stdout);
      sizes.push(result.cases.length);
      expect({ code, interrupted: result.interrupted }).toEqual({ code: 0, interrupted: false });
    }
    expect(sizes.toSorted()).toEqual([0, 0, 1]);
  });
});

describe('merge', () => {
  it('of all shards is the run in one piece', async () => {
    const files = [3, 1, 2].map(shard);
    const { code, stdout, stderr } = await cli([
      ...['merge', ...files, '--json', at('merged.json'), '--junit', at('junit')],
      ...['--markdown', at('merged.md'), '--html', at('merged.html'), '--reporter', 'tap'],
    ]);
    expect({ code, stderr }).toEqual({ code: whole.code, stderr: '' });
    expect(timeless(read(at('merged.json')))).toEqual(timeless(read(at('whole.json'))));
    expect(stdout).toMatch(/^TAP version 14/);
    expect(readdirSync(at('junit')).toSorted()).toEqual(['kernel.xml', 'liar.xml', 'merged']);
    expect(readFileSync(at('merged.md'), 'utf8')).toContain('## mmap conformance');
    // Pictures included.
    const page = (name: string) => readCases(readFileSync(at(name), 'utf8')).map(({ results }) => results);
    const bare = (name: string) => page(name).map((all) => Object.values(all).map(({ steps }) => steps));
    expect(bare('merged.html')).toEqual(bare('whole.html'));
    expect(
      bare('merged.html')
        .flat(2)
        .filter(({ areas }) => areas !== undefined).length,
    ).toBeGreaterThan(50);
  });

  it('has what its shards saw: a run in one piece takes pictures for the page only', async () => {
    const pictured = async (...args: string[]) => {
      const { stdout } = await cli([
        'run',
        'flags/fixed-noreplace/overlap-same-range',
        ...args,
        '--reporter',
        'json',
      ]);
      return parseResult(stdout).cases[0]?.results.kernel?.steps.some(({ areas }) => areas !== undefined);
    };
    expect(await pictured()).toBe(false);
    expect(await pictured('--shard', '1/1')).toBe(true);
  });

  it('reads files that are gzipped, as compare does', async () => {
    const zipped = [1, 2, 3].map((index) => {
      writeFileSync(`${shard(index)}.gz`, gzipSync(readFileSync(shard(index))));
      return `${shard(index)}.gz`;
    });
    expect(await cli(['merge', ...zipped, '--json', at('unzipped.json')])).toMatchObject({
      code: 1,
      stderr: '',
    });
    expect(timeless(read(at('unzipped.json')))).toEqual(timeless(read(at('whole.json'))));
    const compared = await cli(['compare', zipped[0] ?? '', shard(1)]);
    expect(compared).toMatchObject({ code: 0, stderr: '' });
    expect(compared.stdout).toContain('no regression');
  });

  it('says what is missing, and is not green', async () => {
    const { code, stdout, stderr } = await cli(['merge', shard(2), '--json', at('part.json')]);
    expect(stderr).toMatch(
      /^mmap-conformance: shards 1, 3 of 3 are missing: \d+ cases are in none of the files\n$/,
    );
    expect(stdout).toContain('interrupted: the cases that are missing were not run');
    expect(code).toBe(130);
    expect(read(at('part.json')).interrupted).toBe(true);
    const compared = await cli(['compare', at('whole.json'), at('part.json'), '-i', 'liar']);
    expect(compared.code).toBe(0);
    expect(compared.stdout).toMatch(/0 worse, 0 better, 0 new, 0 gone, \d+ the same, \d+ without a result/);
  });

  it.each([
    [['shard-1.json', 'whole.json'], 'is no shard'],
    [['shard-1.json', 'shard-1.json'], 'are both shard 1/3'],
    [['nothing.json'], 'cannot be read: there is no such file'],
    [['.'], 'cannot be read: it is a directory'],
    [['other.txt'], 'these are no results: not JSON'],
    [['cut.json.gz'], 'these are no results: the gzipped file is damaged'],
  ])('refuses %j', async (names, message) => {
    writeFileSync(at('other.txt'), 'hello');
    writeFileSync(at('cut.json.gz'), gzipSync(readFileSync(shard(1))).subarray(0, 1000));
    const { code, stdout, stderr } = await cli(['merge', ...names.map(at)]);
    expect(stderr).toMatch(/^mmap-conformance: `/);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('compare', () => {
  it('finds no difference between two runs of the same', async () => {
    const { code, stdout, stderr } = await cli(['compare', at('whole.json'), at('whole.json')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('no regression');
  });

  it('tells a liar from the kernel, in every format, and ends with 1', async () => {
    const args = ['compare', at('whole.json'), at('whole.json'), '-i', 'kernel=liar'];
    const json = await cli([...args, '--reporter', 'json']);
    const report = JSON.parse(json.stdout);
    const failing = read(at('whole.json')).summary.liar?.fail ?? 0;
    expect(failing).toBeGreaterThan(0);
    expect(report).toMatchObject({
      schema: 1,
      regression: true,
      pairs: [{ counts: { worse: failing, better: 0 } }],
    });
    const pretty = await cli(args);
    const markdown = await cli([...args, '--reporter', 'markdown']);
    expect(pretty.stdout).toContain(`got worse: ${failing}\n`);
    expect(markdown.stdout).toContain(`got worse: ${failing}\n`);
    expect([json.code, pretty.code, markdown.code]).toEqual([1, 1, 1]);
    const back = await cli(['compare', at('whole.json'), at('whole.json'), '-i', 'liar=kernel']);
    expect(back.code).toBe(0);
    expect(back.stdout).toContain(`got better: ${failing}\n`);
  });

  it.each([
    [['nothing.json', 'whole.json'], 'cannot be read'],
    [['whole.json', 'whole.json', '-i', 'lair'], 'no implementation `lair` in the first result'],
    [['whole.json'], "missing required argument 'after.json'"],
  ])('refuses %j', async (names, message) => {
    const paths = names.map((name) => (name.endsWith('.json') ? at(name) : name));
    const { code, stdout, stderr } = await cli(['compare', ...paths]);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

it('what is written holds to the schemas that the package exports', async () => {
  const schema = (name: string) =>
    JSON.parse(readFileSync(join(packageRoot(), `dist/schema/${name}.json`), 'utf8'));
  const ajv = new Ajv2020({ allErrors: true });
  const [result, comparison] = [ajv.compile(schema('result')), ajv.compile(schema('comparison'))];
  await cli(['merge', shard(1), shard(2), '--json', at('two.json')]);
  for (const name of ['whole.json', 'shard-1.json', 'two.json']) {
    result(JSON.parse(readFileSync(at(name), 'utf8')));
    expect(result.errors).toBeNull();
  }
  const { stdout } = await cli(['compare', at('whole.json'), at('two.json'), '--reporter', 'json']);
  comparison(JSON.parse(stdout));
  expect(comparison.errors).toBeNull();
});

describe('--reporter github', () => {
  it('adds to the summary of the job, if there is one, as much as there is room for', async () => {
    const summary = at('summary.md');
    const args = ['merge', ...[1, 2, 3].map(shard), '--reporter', 'github'];
    writeFileSync(summary, `${'x'.repeat(1024 * 1024 - 3000)}\n`);
    const { code, stdout } = await cli(args, { GITHUB_STEP_SUMMARY: summary });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::stop-commands::.*^::error title=fail on liar%3A /ms);
    const text = readFileSync(summary);
    expect(text.length).toBeLessThanOrEqual(1024 * 1024);
    expect(text.subarray(-3000).toString()).toMatch(
      /^## mmap conformance$.*without details for want of room/ms,
    );
    expect((await cli(args)).code).toBe(1);
  });

  it('that cannot be written costs the summary, not the report', async () => {
    const { code, stdout, stderr } = await cli(['merge', ...[1, 2, 3].map(shard), '--reporter', 'github'], {
      GITHUB_STEP_SUMMARY: at('no/such'),
    });
    expect(stderr).toContain("the job's summary");
    expect(stdout).toContain('::error title=');
    expect(code).toBe(3);
  });
});
