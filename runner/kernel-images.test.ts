/**
 * All cases on kernels that are known to be good: none may fail there, and what this machine lacks is shown there. Under CI all kernels are
 * fetched and booted; elsewhere those that are in the cache (`node dist/native/vm/fetch-kernel.js`).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, packageRoot } from '../native/build.ts';
import { bootableKernels } from '../native/vm/fetch-kernel.ts';
import { findProgram } from './implementations/machine.ts';
import type { RunResult } from './result.ts';

const main = join(packageRoot(), 'dist', 'runner', 'main.js');
/** Milliseconds: some 60 s where nothing else runs. */
const RUN_MS = 600_000;
/** Options of the machine with a pool of huge pages: with one, the cases that need an empty pool are skipped. */
const WITH_POOL = 'append=hugepages=16';
const folder = mkdtempSync(join(tmpdir(), 'mc-kernel-images-'));
const hasEmulator = process.env.CI !== undefined || findProgram('qemu-system-x86_64') !== undefined;
const kernels = hasEmulator ? await bootableKernels() : [];

beforeAll(async () => {
  await ensureBuilt();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[]) {
  const json = join(folder, 'result.json');
  const { exitCode } = await execa(process.execPath, [main, 'run', '--json', json, ...args], {
    reject: false,
  });
  return { exitCode, result: JSON.parse(readFileSync(json, 'utf8')) as RunResult };
}

const onMachine = (image: string, options: string, ...filters: string[]) =>
  run([...filters, '--reference', 'vm', '-i', `vm=kernel-image:${image}?${options}`]);

/** By case id: its status, and the reason where there is one. */
function statuses({ cases }: RunResult, name: string): Map<string, string> {
  return new Map(
    cases.map(({ id, results }) => {
      const { status, reason } = results[name] ?? { status: 'missing', reason: null };
      return [id, reason === null ? status : `${status}: ${reason}`];
    }),
  );
}

const others = (found: ReadonlyMap<string, string>, allowed: RegExp): [string, string][] =>
  [...found].filter(([, status]) => !allowed.test(status));

describe.each(kernels)('on the kernel of $suite', { timeout: RUN_MS }, ({ image }) => {
  test('all cases are as documented, with system settings and direct access', async () => {
    const { exitCode, result } = await onMachine(image, 'dax');
    expect(
      others(
        statuses(result, 'vm'),
        /^(?:pass|skip: (?:documented|not documented|needs (?:c-compiler|huge-pages-free)))/,
      ),
    ).toEqual([]);
    expect(exitCode).toBe(0);
  });
});

test.runIf(kernels.length > 0)(
  'what is skipped here passes on the newest kernel',
  { timeout: RUN_MS },
  async () => {
    const image = kernels.at(-1)?.image ?? '';
    const here = statuses((await run([])).result, 'kernel');
    const skipped = others(here, /^(?!skip)/).map(([id]) => id);
    const lacking = new Set(skipped);
    for (const options of ['dax', WITH_POOL]) {
      if (lacking.size === 0) break;
      const { result } = await onMachine(image, options, ...lacking);
      for (const [id, status] of statuses(result, 'vm')) if (status === 'pass') lacking.delete(id);
    }
    expect([...lacking]).toEqual([]);
  },
);
