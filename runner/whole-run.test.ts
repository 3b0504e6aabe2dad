/** The main job on the real kernel: what README promises of `npx mmap-conformance run`. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../native/build.ts';
import { bootableKernel } from '../native/vm/fetch-kernel.ts';
import { findProgram } from './implementations/find-program.ts';
import type { RunResult, StepResult } from './result.ts';
import { runWhole } from './whole-run.test-data.ts';

let folder = '';

beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'mc-whole-run-'));
  chmodSync(folder, 0o777);
});
afterAll(() => rmSync(folder, { recursive: true }));

const seen = (steps: readonly StepResult[] | undefined) => steps?.map((step) => [step.call, step.observed]);
const withStatus = (result: RunResult, name: string, ...statuses: string[]) =>
  result.cases
    .filter((c) => statuses.includes(c.results[name]?.status ?? ''))
    .map((c) => `${c.id}: ${c.results[name]?.reason}`);

describe('on the running kernel', () => {
  test('all cases are as documented, and the agent sees the same, case by case', async () => {
    const { exitCode, result } = await runWhole(folder, ['-i', 'agent']);
    expect(withStatus(result, 'kernel', 'fail', 'drift', 'broken', 'crash', 'timeout')).toEqual([]);
    expect(withStatus(result, 'agent', 'fail', 'deviate', 'drift', 'broken', 'crash', 'timeout')).toEqual([]);
    expect(result.cases.map((c) => [c.id, seen(c.results.agent?.steps)])).toEqual(
      result.cases.map((c) => [c.id, seen(c.results.kernel?.steps)]),
    );
    expect(result.cases.length).toBeGreaterThanOrEqual(300);
    expect(exitCode).toBe(0);
  });

  test.runIf(process.getuid?.() === 0)('the same as an ordinary user', async () => {
    const { exitCode, result } = await runWhole(folder, [], { uid: 65534, gid: 65534 });
    expect(withStatus(result, 'kernel', 'fail', 'drift', 'broken', 'crash', 'timeout')).toEqual([]);
    expect(exitCode).toBe(0);
    for (const { results } of result.cases) {
      if (results.kernel?.status === 'skip')
        expect(results.kernel.reason).toMatch(/^needs |documented since/);
    }
  });
});

/** Each with the known differences that are shipped for it: a new one fails here, and so does one that is gone. */
const PRESETS = ['gvisor', 'qemu-x86_64', 'qemu-aarch64', 'valgrind', 'uml'];
const kernel = await bootableKernel('bookworm');
const isAllThere =
  process.env.CI !== undefined ||
  (kernel !== undefined &&
    ['runsc', 'qemu-x86_64', 'qemu-aarch64', 'valgrind', 'linux.uml', 'qemu-system-x86_64'].every(
      (program) => findProgram(program) !== undefined,
    ));

describe.runIf(isAllThere)('on everything that there is, in one command', () => {
  // The limit is what the command is allowed to take.
  test('what is not as documented is known, nothing is lost, and a table sums it up', async () => {
    const specs = [...PRESETS, `vm=kernel-image:${kernel}`];
    const args = specs.flatMap((spec) => ['-i', spec]);
    const { exitCode, result, stdout } = await runWhole(folder, [...args, '--expectations', 'shipped']);
    const names = ['kernel', ...PRESETS, 'vm'];
    const unknown = result.cases.flatMap(({ id, results }) =>
      names.flatMap((name) => {
        const { status, known, fixed, reason } = results[name] ?? { status: 'missing', reason: null };
        const isFine = status === 'pass' || status === 'skip' || status === 'deviate' || known === true;
        return isFine && fixed === undefined ? [] : [`${name} ${id}: ${status}, ${reason}`];
      }),
    );
    expect(unknown).toEqual([]);
    expect(exitCode).toBe(0);
    // A kernel that is known to be good, of its own time.
    expect(withStatus(result, 'vm', 'fail', 'drift', 'crash', 'timeout', 'broken')).toEqual([]);
    const table = stdout.trimEnd().split('\n').slice(-names.length);
    expect(table.map((line) => line.split(/\s+/)[0])).toEqual(names);
    for (const name of names) expect(result.summary[name]?.pass).toBeGreaterThan(1500);
  }, 300_000);
});
