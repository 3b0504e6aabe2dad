import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../runner/result.ts';
import { renderJunit } from './junit.ts';
import { MERGED_JUNIT } from './junit-files.ts';
import { anyResult, entry, everyStatus, NASTY, own, run, step } from './made-up.test-data.ts';
import { readJunit } from './read-junit.test-data.ts';

/** The file of an implementation, read back. */
function file(result: RunResult, name: string, strict = false) {
  const xml = renderJunit(result, { strict }).get(`${name}.xml`);
  if (xml === undefined) throw new Error(`no ${name}.xml`);
  return readJunit(xml);
}

describe('verdicts', () => {
  it.each<[string, [element: string, type: string | null, message: string | null] | null]>([
    ['pass', null],
    ['deviate', ['system-out', null, null]],
    ['fail', ['failure', 'fail', 'fail: the reason for fail']],
    ['drift', ['system-out', null, null]],
    ['crash', ['error', 'crash', 'crash: the reason for crash']],
    ['timeout', ['error', 'timeout', 'timeout: the reason for timeout']],
    ['broken', ['error', 'broken', 'broken: the reason for broken']],
    ['skip', ['skipped', 'skip', 'the reason for skip']],
  ])('%s', (status, expected) => {
    const verdict = file(everyStatus(), 'gvisor').cases.find(({ name }) => name === status)?.verdict;
    expect(verdict && [verdict.element, verdict.type, verdict.message]).toEqual(expected);
  });

  it('holds a drift against the reference, and a deviation against all when strict', () => {
    const drift = file(everyStatus(), 'kernel').cases.find(({ name }) => name === 'drift');
    expect(drift?.verdict?.element).toBe('failure');
    const deviate = file(everyStatus(), 'gvisor', true).cases.find(({ name }) => name === 'deviate');
    expect(deviate?.verdict).toMatchObject({ element: 'failure', type: 'deviate' });
  });

  it('skips what is known, and says so', () => {
    const result = run([entry('a/b/c', { kernel: own('timeout', { known: true, reason: 'issue 7' }) })]);
    expect(file(result, 'kernel').cases[0]?.verdict).toMatchObject({
      element: 'skipped',
      type: 'known-timeout',
      message: 'known failure: timeout: issue 7',
    });
    expect(file(result, 'kernel').counts).toMatchObject({ tests: 1, failures: 0, errors: 0 });
  });
});

it('tells what is not as expected from what fails, whatever it does instead', () => {
  const expectation = { status: 'fail' as const, reason: 'never did' };
  const result = run([
    entry('a/b/c', {
      kernel: own('pass', { fixed: true, expectation }),
      gvisor: own('crash', { fixed: true, expectation }),
    }),
  ]);
  expect(file(result, 'kernel').cases[0]?.verdict).toMatchObject({
    element: 'failure',
    type: 'fixed-pass',
    message: 'pass; not fail as expected: never did',
  });
  expect(file(result, 'gvisor').cases[0]?.verdict).toMatchObject({ element: 'error', type: 'fixed-crash' });
});

describe('the file of all implementations', () => {
  const merged = (result: RunResult) => readJunit(renderJunit(result).get(MERGED_JUNIT) ?? '');

  it('has their suites and cases, and adds them up', () => {
    const result = everyStatus();
    const apart = ['kernel', 'gvisor'].map((name) => file(result, name));
    const { counts, suites, cases } = merged(result);
    expect(suites.map(({ name }) => name)).toEqual(['kernel: flags/made-up', 'gvisor: flags/made-up']);
    expect(cases.map(({ suite: _, ...one }) => one)).toEqual(
      apart.flatMap((one) => one.cases.map(({ suite: _, ...rest }) => rest)),
    );
    for (const key of ['tests', 'failures', 'errors']) {
      expect(counts[key]).toBe(apart.reduce((sum, one) => sum + (one.counts[key] ?? 0), 0));
    }
    expect(merged(run([]))).toMatchObject({ counts: { tests: 0 }, cases: [] });
  });

  it('lies where no pattern finds it together with the others', () => {
    expect(MERGED_JUNIT).toMatch(/^[^/]+\/[^/]+\.xml$/);
    expect([...renderJunit(run([], {}, ['merged'])).keys()]).toEqual(['merged.xml', MERGED_JUNIT]);
  });
});

describe('a file', () => {
  it('has counts, file, time and properties for each suite', () => {
    const pass = { kernel: own('pass') };
    const result = run([
      entry('a/b/c', pass),
      entry('a/x/d', { kernel: own('fail') }),
      entry('a/b/e', { kernel: own('skip') }),
    ]);
    const { counts, suites, cases } = file(result, 'kernel');
    expect(counts).toEqual({ tests: 3, failures: 1, errors: 0 });
    const properties = { spec: 'kernel', arch: 'x86_64', release: '6.18.44', tool: '0.1.0' };
    expect(suites).toEqual([
      {
        name: 'a/b',
        file: 'suites/a/b.ts',
        counts: { tests: 2, failures: 0, errors: 0, skipped: 1 },
        properties,
      },
      {
        name: 'a/x',
        file: 'suites/a/x.ts',
        counts: { tests: 1, failures: 1, errors: 0, skipped: 0 },
        properties,
      },
    ]);
    expect(cases.map(({ time }) => time)).toEqual([0.00018, 0.00018, 0.00018]);
  });

  it('is there for an implementation that ran nothing, or not all', () => {
    expect(file(run([]), 'kernel')).toEqual({
      counts: { tests: 0, failures: 0, errors: 0 },
      suites: [],
      cases: [],
    });
    const cut = run([entry('a/b/c', { kernel: own('pass') })], { interrupted: true }, ['kernel', 'gvisor']);
    expect(file(cut, 'gvisor').cases).toEqual([]);
    expect(file(cut, 'kernel').suites[0]?.properties).toMatchObject({ interrupted: 'true' });
  });

  it('has a safe name that no other has', () => {
    const names = ['../etc/x', 'a b', 'a/b', 'A_b', '.hidden', ''];
    expect([...renderJunit(run([], {}, names)).keys()]).toEqual([
      '_._etc_x.xml',
      'a_b.xml',
      'a_b-2.xml',
      'A_b-3.xml',
      '_hidden.xml',
      '_.xml',
      MERGED_JUNIT,
    ]);
  });
});

describe('for its consumers', () => {
  it('GitLab: the body alone tells everything', () => {
    const body = file(everyStatus(), 'gvisor').cases.find(({ name }) => name === 'fail')?.verdict?.body;
    expect(body).toBe(`
fail: the reason for fail
flags/made-up/fail on gvisor
Title of flags/made-up/fail
clauses: mmap.made.up

mmap(a, 1p, rw, PRIVATE|ANONYMOUS|FIXED_NOREPLACE, -1, 0)
  documented  EEXIST
  kernel      EEXIST
  gvisor      a
`);
  });

  it('GitLab: no body is empty, and class and name are unique over all files', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const files = [...renderJunit(result)].filter(([name]) => name !== MERGED_JUNIT);
        const all = files.flatMap(([, xml]) => readJunit(xml).cases);
        expect(new Set(all.map(({ classname, name }) => `${classname}\n${name}`)).size).toBe(all.length);
        for (const { verdict } of all) {
          if (verdict !== null) expect(verdict.body.trim()).not.toBe('');
        }
      }),
    );
  });

  it('GitLab: an element has one text, whose type is none that Ruby would convert', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        for (const xml of renderJunit(result).values()) {
          for (const { verdict } of readJunit(xml).cases) {
            expect(verdict?.type ?? 'skip').toMatch(
              /^((known|fixed)-)?(pass|deviate|fail|drift|crash|timeout|broken|skip)$/,
            );
          }
        }
      }),
    );
  });

  it('GitLab: no target can point to an attachment', () => {
    const steps = [step({ observed: '[[ATTACHMENT|/etc/passwd]]', ok: false })];
    const xml =
      renderJunit(run([entry('a/b/c', { kernel: own('fail', { steps }) })])).get('kernel.xml') ?? '';
    // It is looked for in the output only, and only a case that passes has one here.
    for (const { verdict } of readJunit(xml).cases) expect(verdict?.element).not.toBe('system-out');
  });

  it('Jenkins: what stands after the last dot of a class is the suite', () => {
    const result = run([entry('flags/fixed-noreplace/a/b', { 'linux-6.18': own('pass') })], {}, [
      'linux-6.18',
    ]);
    expect(file(result, 'linux-6.18').cases).toMatchObject([
      { classname: 'mmap.linux-6_18.flags.fixed-noreplace', name: 'a/b' },
    ]);
  });

  it('dorny: one level of suites, each with a name', () => {
    for (const xml of renderJunit(everyStatus()).values()) {
      for (const { name } of readJunit(xml).suites)
        expect(name).toMatch(/^(kernel: |gvisor: )?flags\/made-up$/);
    }
  });

  it('dorny: times are numbers, and no line of a target looks like a Java stack frame', () => {
    const steps = [step({ observed: 'at org.example(Main.java:7)\nat org.example(Main.java:7)', ok: false })];
    const xml =
      renderJunit(run([entry('a/b/c', { kernel: own('fail', { steps }) })])).get('kernel.xml') ?? '';
    for (const { time, verdict } of readJunit(xml).cases) {
      expect(time).toBeCloseTo(0.00018);
      expect(verdict?.body.split('\n').filter((line) => /^at (.*)\((.*):(\d+)\)$/.test(line))).toEqual([]);
    }
  });

  it('mikepenz: a case has a suite of its own, in which its name is unique, and a message', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        for (const xml of renderJunit(result).values()) {
          const { cases, suites } = readJunit(xml);
          expect(new Set(suites.map(({ name }) => name)).size).toBe(suites.length);
          // With check_retries it takes two of one name in one suite for two attempts.
          expect(new Set(cases.map(({ suite, name }) => `${suite}\n${name}`)).size).toBe(cases.length);
          for (const { verdict } of cases) {
            if (verdict !== null && verdict.element !== 'system-out') expect(verdict.message).not.toBe('');
          }
        }
      }),
    );
  });

  it('mikepenz: the suite names a file, for want of one at the case', () => {
    expect(file(everyStatus(), 'gvisor').suites[0]?.file).toBe('suites/flags/made-up.ts');
  });
});

const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

describe.skipIf(!hasXmllint)('the schema', () => {
  const schema = fileURLToPath(new URL('junit-10.test-data.xsd', import.meta.url));
  const complaints = (xml: string) => {
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', schema, '-'], {
      input: xml,
      encoding: 'utf8',
    });
    return status === 0 ? '' : stderr;
  };
  const nasty = step({ call: NASTY, expected: NASTY, observed: NASTY, documented: NASTY, ok: false });
  const results = { [NASTY]: own('fail', { reason: NASTY, steps: [nasty] }) };

  it.each<[string, RunResult]>([
    ['every status', everyStatus()],
    ['nothing', run([])],
    ['one case, interrupted', run([entry('a/b/c', { kernel: own('pass') })], { interrupted: true })],
    ['any text', run([entry(`a/b/${NASTY}`, results, { title: NASTY, clauses: [NASTY] })], {}, [NASTY])],
    ['any result', run(fc.sample(anyResult, { numRuns: 1, seed: 7 }).flatMap(({ cases }) => cases))],
    ['an odd id', run([entry('a', { kernel: own('fail') }), entry('a/b', { kernel: own('crash') })])],
  ])('holds for %s', (_, result) => {
    for (const strict of [false, true]) {
      for (const xml of renderJunit(result, { strict }).values()) expect(complaints(xml)).toBe('');
    }
  });

  it('refuses what is not JUnit', () => {
    expect(
      complaints('<testsuites name="x" tests="1" failures="0" errors="0" time="0.0" skipped="0"/>'),
    ).toContain('skipped');
  });
});
