import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from 'tap-parser';
import { afterAll, describe, expect, it } from 'vitest';
import { entry, everyStatus, NASTY, own, run, step } from './made-up.test-data.ts';
import { renderTap } from './tap.ts';
import { visible } from './visible.ts';

/** Test points and final results by tap-parser; whatever it does not take for TAP is in `extra`. */
function parse(tap: string) {
  const parser = new Parser({ strict: true });
  const extra: string[] = [];
  const points: { ok: boolean; name: string; skip: unknown; todo: unknown; diag: unknown }[] = [];
  parser.on('extra', (line) => extra.push(line));
  parser.on('assert', ({ ok, name, skip, todo, diag }) => points.push({ ok, name, skip, todo, diag }));
  parser.end(tap);
  return { results: parser.results, points, extra };
}

describe('a document', () => {
  it('has one test point for each case and implementation', () => {
    const { points, results, extra } = parse(renderTap(everyStatus()));
    expect(extra).toEqual([]);
    expect(points.map(({ name }) => name).slice(6, 10)).toEqual([
      'kernel: flags/made-up/broken',
      'kernel: flags/made-up/skip',
      'gvisor: flags/made-up/pass',
      'gvisor: flags/made-up/deviate',
    ]);
    const failing = points.filter(({ ok }) => !ok).map(({ name }) => name);
    expect(failing).toEqual([
      'kernel: flags/made-up/drift',
      ...['fail', 'crash', 'timeout', 'broken'].map((status) => `gvisor: flags/made-up/${status}`),
    ]);
    expect(results).toMatchObject({ count: 16, fail: 5, skip: 2, todo: 0, bailout: false });
  });

  it('counts deviations only when they do', () => {
    const points = parse(renderTap(everyStatus(), { strict: true })).points;
    expect(points.find(({ name }) => name === 'gvisor: flags/made-up/deviate')?.ok).toBe(false);
  });

  it('explains in YAML', () => {
    const { points } = parse(renderTap(everyStatus()));
    expect(points.find(({ name }) => name === 'gvisor: flags/made-up/fail')?.diag).toEqual({
      status: 'fail',
      reason: 'the reason for fail',
      steps: [
        {
          call: 'mmap(a, 1p, rw, PRIVATE|ANONYMOUS|FIXED_NOREPLACE, -1, 0)',
          documented: 'EEXIST',
          reference: 'EEXIST',
          observed: 'a',
        },
      ],
    });
  });

  it('has reasons for skips, and for what is known', () => {
    const results = {
      kernel: own('skip', { reason: 'no root #1' }),
      gvisor: own('crash', { known: true, reason: 'issue 7' }),
    };
    const { points, results: final } = parse(renderTap(run([entry('a/b/c', results)])));
    expect(points.map(({ skip, todo }) => [skip, todo])).toEqual([
      ['no root #1', false],
      [false, 'known crash: issue 7'],
    ]);
    expect(final).toMatchObject({ ok: true, todo: 1, skip: 1 });
  });

  it('says what was expected of a case, as it is or not', () => {
    const expectation = { status: 'fail' as const, reason: 'never did', issue: 'https://example.org/7' };
    const results = {
      kernel: own('fail', { known: true, expectation }),
      gvisor: own('pass', { fixed: true, expectation }),
    };
    const { points, results: final } = parse(renderTap(run([entry('a/b/c', results)])));
    expect(points.map(({ ok, todo }) => [ok, todo])).toEqual([
      [false, 'known fail: never did'],
      [false, false],
    ]);
    const said = { expected: 'fail', because: 'never did', issue: 'https://example.org/7' };
    expect(points[0]?.diag).toMatchObject({ status: 'fail', ...said });
    expect(points[1]?.diag).toMatchObject({ status: 'pass', ...said });
    expect(final).toMatchObject({ ok: false, fail: 2, todo: 1 });
  });

  it('says all that a case was expected to be', () => {
    const expectation = { status: 'crash' as const, or: ['timeout' as const], reason: 'now so, now so' };
    const result = run([entry('a/b/c', { kernel: own('timeout', { known: true, expectation }) })]);
    expect(parse(renderTap(result)).points[0]?.diag).toMatchObject({ expected: 'crash or timeout' });
  });

  it('bails out when interrupted', () => {
    const result = run([entry('a/b/c', { kernel: own('pass') })], { interrupted: true });
    expect(parse(renderTap(result)).results?.bailout).toContain('interrupted');
  });

  it('is empty when nothing ran', () => {
    expect(renderTap(run([]))).toBe('TAP version 14\n1..0 # SKIP no case was run\n');
  });

  it('survives any text', () => {
    const nasty = step({ call: NASTY, expected: NASTY, observed: NASTY, ok: false });
    const results = (status: 'fail' | 'skip') => ({
      [NASTY]: own(status, { reason: NASTY, steps: [nasty] }),
    });
    const known = { [NASTY]: own('fail', { reason: NASTY, known: true }) };
    const result = run(
      [entry('a/b/c', results('fail')), entry('a/b/{', results('skip')), entry('a/#/{', known)],
      {},
      [NASTY],
    );
    const tap = renderTap(result);
    expect(tap.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    const { points, extra, results: final } = parse(tap);
    expect(extra).toEqual([]);
    expect(final).toMatchObject({ count: 3, fail: 2, skip: 1, todo: 1 });
    expect(points[0]?.name).toBe(visible(`${NASTY}: a/b/c`));
    expect(points[0]?.diag).toMatchObject({ reason: visible(NASTY) });
  });
});

const perl = spawnSync('perl', ['-MTest::Harness', '-e', 'print $Test::Harness::VERSION'], {
  encoding: 'utf8',
});
/** Test::Harness knows version 14 since 3.48. */
const knows14 = Number(perl.stdout) >= 3.48;

it.runIf(process.env.CI)('prove is there', () => {
  expect(perl.status).toBe(0);
});

describe.skipIf(perl.status !== 0)('prove', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mmap-conformance-tap-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const proveBy = (program: string, tap: string) => {
    const file = join(folder, 'run.tap');
    writeFileSync(file, tap);
    const { status, stdout } = spawnSync('prove', ['-e', program, file], { encoding: 'utf8' });
    return { status, stdout };
  };
  /** As docs/reports.md says, for readers of any age: without its version line the document is TAP 12. */
  const prove = (tap: string) => proveBy('tail -n +2', tap);

  it('that knows version 14 reads the document as it is; an older one says what it does not know', () => {
    const { status, stdout } = proveBy('cat', renderTap(run([entry('a/b/c', { kernel: own('pass') })])));
    expect(stdout.includes("TAP specified version 14 but we don't know about")).toBe(!knows14);
    expect(status === 0).toBe(knows14);
  });

  it('takes every status', () => {
    const { status, stdout } = prove(renderTap(everyStatus()));
    expect(stdout).toContain('Failed tests:  4, 11, 13-15\n');
    expect(stdout).not.toContain('Parse errors');
    expect(status).toBe(1);
  });

  it('is content with known failures and skips', () => {
    const results = { kernel: own('pass'), gvisor: own('fail', { known: true }), qemu: own('skip') };
    expect(prove(renderTap(run([entry('a/b/c', results)]))).status).toBe(0);
  });

  it('hears of an interruption', () => {
    const result = run([entry('a/b/c', { kernel: own('pass') })], { interrupted: true });
    expect(prove(renderTap(result)).status).not.toBe(0);
  });
});
