/** The main job on the real kernel: what README promises of `npx mmap-conformance run`. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecaError, execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, packageRoot } from '../native/build.ts';
import type { RunResult, StepResult } from './result.ts';

const main = join(packageRoot(), 'dist', 'runner', 'main.js');
let folder = '';

beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'mc-whole-run-'));
  chmodSync(folder, 0o777);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(name: string, args: readonly string[], options: { uid?: number; gid?: number } = {}) {
  const json = join(folder, `${name}.json`);
  const { exitCode, stderr, stdout } = await execa(process.execPath, [main, 'run', '--json', json, ...args], {
    reject: false,
    ...options,
  });
  return { exitCode, stderr, stdout, result: JSON.parse(readFileSync(json, 'utf8')) as RunResult };
}

const seen = (steps: readonly StepResult[] | undefined) => steps?.map((step) => [step.call, step.observed]);
const withStatus = (result: RunResult, name: string, ...statuses: string[]) =>
  result.cases
    .filter((c) => statuses.includes(c.results[name]?.status ?? ''))
    .map((c) => `${c.id}: ${c.results[name]?.reason}`);

describe('on the running kernel', () => {
  test('all cases are as documented, and the agent sees the same, case by case', async () => {
    const { exitCode, result } = await run('root', ['-i', 'agent']);
    expect(withStatus(result, 'kernel', 'fail', 'drift', 'broken', 'crash', 'timeout')).toEqual([]);
    expect(withStatus(result, 'agent', 'fail', 'deviate', 'drift', 'broken', 'crash', 'timeout')).toEqual([]);
    expect(result.cases.map((c) => [c.id, seen(c.results.agent?.steps)])).toEqual(
      result.cases.map((c) => [c.id, seen(c.results.kernel?.steps)]),
    );
    expect(result.cases.length).toBeGreaterThanOrEqual(300);
    expect(exitCode).toBe(0);
  });

  test.runIf(process.getuid?.() === 0)('the same as an ordinary user', async () => {
    const { exitCode, result } = await run('user', [], { uid: 65534, gid: 65534 });
    expect(withStatus(result, 'kernel', 'fail', 'drift', 'broken', 'crash', 'timeout')).toEqual([]);
    expect(exitCode).toBe(0);
    for (const { results } of result.cases) {
      if (results.kernel?.status === 'skip')
        expect(results.kernel.reason).toMatch(/^needs |documented since/);
    }
  });
});

describe.skipIf(!process.env.CI && !hasQemu())('under qemu-x86_64', () => {
  test('the run completes: its failures are failures, nothing is lost', async () => {
    const { exitCode, result } = await run('qemu', [
      '-i',
      'qemu=command:qemu-x86_64 {agent}',
      '--timeout',
      '4000',
    ]);
    expect(withStatus(result, 'kernel', 'fail', 'drift', 'broken')).toEqual([]);
    expect(withStatus(result, 'qemu', 'broken')).toEqual([]);
    expect(result.cases.every((c) => c.results.qemu !== undefined)).toBe(true);
    expect(exitCode).toBe(1);
    // Some of its cases run into their time limit.
  }, 300_000);
});

function hasQemu(): boolean {
  try {
    execFileSync('qemu-x86_64', ['--version']);
    return true;
  } catch (error) {
    if ((error as ExecaError & { code?: string }).code === 'ENOENT') return false;
    throw error;
  }
}
