import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../native/build.ts';
import type { Case } from '../suites/case.ts';
import { loadCases } from './cases.ts';
import { parseImplementations } from './implementations/spec.ts';
import type { RunResult } from './result.ts';
import { runConformance } from './run.ts';
import { exitCode } from './verdict-counts.ts';

const CASES = loadCases().filter(({ id }) => id.startsWith('length/'));
const LIAR = `${process.execPath} ${join(packageRoot(), 'runner/liars/liar.mjs')}`;
const RUN = { cases: CASES, reference: 'agent', timeoutMs: 10_000 };

const liar = (lie: string): string => `${lie}=command:${LIAR} ${lie} {agent}`;
/** What must not depend on who ran beside whom. */
const verdicts = ({ cases }: RunResult, name: string) =>
  cases.map(({ results: { [name]: own } }) => [own?.status, own?.reason, own?.steps]);

describe('runConformance', () => {
  it('comes to the same results alone and side by side, in the order of the suites', async () => {
    const specs = ['agent', liar('honest'), liar('wrong-errno')];
    const together = await runConformance({ ...RUN, implementations: parseImplementations(specs) });
    expect(together.cases.map(({ id }) => id)).toEqual(CASES.map(({ id }) => id));
    expect(Object.keys(together.implementations)).toEqual(['agent', 'honest', 'wrong-errno']);
    expect(together.summary.honest).toEqual(together.summary.agent);
    expect(together.summary['wrong-errno']?.fail).toBeGreaterThan(0);
    const alone = await runConformance({
      ...RUN,
      implementations: parseImplementations(['agent', liar('wrong-errno')]),
    });
    expect(verdicts(alone, 'wrong-errno')).toEqual(verdicts(together, 'wrong-errno'));
    expect(verdicts(alone, 'agent')).toEqual(verdicts(together, 'agent'));
  });

  it('stops after the first case that counts, if asked to', async () => {
    const implementations = parseImplementations(['agent', liar('wrong-errno')]);
    const done: string[] = [];
    const result = await runConformance(
      { ...RUN, implementations, bail: true },
      { done: (name, { status }) => done.push(`${name} ${status}`) },
    );
    expect(result.summary['wrong-errno']?.fail).toBe(1);
    expect(done.at(-1)).toBe('wrong-errno fail');
    expect(result.interrupted).toBe(true);
    expect(exitCode(result, { strict: false, bailed: true })).toBe(1);
  });

  it('has pictures of what it ran before it stopped, the case that counts above all', async () => {
    const implementations = parseImplementations(['agent', liar('wrong-errno')]);
    const { cases } = await runConformance({ ...RUN, implementations, bail: true, pictures: true });
    const failing = cases.find(({ results }) => results['wrong-errno']?.status === 'fail');
    for (const name of ['agent', 'wrong-errno'])
      expect(failing?.results[name]?.steps.some(({ areas }) => areas !== undefined)).toBe(true);
    expect(cases[0]?.results.agent?.steps[0]?.areas).toBeDefined();
  });

  it('goes on when an implementation cannot be kept running, and calls broken what that costs', async () => {
    const lost: string[] = [];
    const implementations = parseImplementations(['agent', liar('starts-and-dies')]);
    const result = await runConformance({ ...RUN, implementations }, { lost: (name) => lost.push(name) });
    expect(lost).toEqual(['starts-and-dies']);
    expect(result.summary.agent?.pass).toBe(CASES.length);
    expect(result.summary['starts-and-dies']?.pass).toBe(0);
    expect(exitCode(result, { strict: false })).toBe(3);
  });

  it('does not wait for a case on the kernel that hangs', async () => {
    const hanging: Case = {
      id: 'a/b/hangs',
      title: 'Waits for what never comes',
      clauses: ['mmap.prot.none'],
      steps: [
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { pipe: ['f', 'g'] },
        { read: 'f', into: 'a', length: 1 },
      ],
    };
    const before = Date.now();
    const result = await runConformance({
      ...{ cases: [hanging], reference: 'kernel', timeoutMs: 30_000 },
      implementations: parseImplementations(['kernel']),
      signal: AbortSignal.timeout(300),
    });
    // The time of the case was not waited for.
    expect(Date.now() - before).toBeLessThan(30_000);
    expect(result.interrupted).toBe(true);
    expect(result.cases[0]?.results).toEqual({});
  });

  it('starts nothing when it is aborted before', async () => {
    const implementations = parseImplementations(['kernel', 'agent']);
    const result = await runConformance({ ...RUN, implementations, signal: AbortSignal.abort() });
    expect(result.interrupted).toBe(true);
    expect(result.cases.every(({ results }) => Object.keys(results).length === 0)).toBe(true);
  });
});
