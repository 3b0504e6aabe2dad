/**
 * All cases on kernels that are known to be good: none may fail there, and what this machine lacks is shown there. Under CI all kernels are
 * fetched and booted; elsewhere those that are in the cache (`node dist/native/vm/fetch-kernel.js`).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../native/build.ts';
import { bootableKernel, bootableKernels, KERNEL_SUITE_I386 } from '../native/vm/fetch-kernel.ts';
import { findProgram } from './implementations/find-program.ts';
import type { RunResult } from './result.ts';
import { runWhole } from './whole-run.test-data.ts';

/** Milliseconds: some 60 s where nothing else runs. */
const RUN_MS = 600_000;
/** Machines that together have all that a case may need: no one has, since some needs exclude each other. */
const MACHINES = ['dax', 'append=hugepages=16', 'dax&cpu=max&memory=4400', 'arch=i386'];
/** What the plain machine with direct access must have. */
const AT_HAND =
  /^skip: needs (?:dax|system-changes|own-machine|scratch|append-only|tmpfs|mount|exec|root|secretmem):/;
const folder = mkdtempSync(join(tmpdir(), 'mc-kernel-images-'));
const hasEmulator = process.env.CI !== undefined || findProgram('qemu-system-x86_64') !== undefined;
const kernels = hasEmulator ? await bootableKernels() : [];

beforeAll(async () => {
  await ensureBuilt();
});
afterAll(() => rmSync(folder, { recursive: true }));

const onMachine = (image: string, options: string, ...filters: string[]) =>
  runWhole(folder, [...filters, '--reference', 'vm', '-i', `vm=kernel-image:${image}?${options}`]);

/** By case id: its status, and the reason where there is one. */
function statuses({ cases }: RunResult, name: string): Map<string, string> {
  return new Map(
    cases.map(({ id, results }) => {
      const { status, reason } = results[name] ?? { status: 'missing', reason: null };
      return [id, reason === null ? status : `${status}: ${reason}`];
    }),
  );
}

const select = (found: ReadonlyMap<string, string>, sought: RegExp): [string, string][] =>
  [...found].filter(([, status]) => sought.test(status));

describe.each(kernels)('on the kernel of $suite', { timeout: RUN_MS }, ({ image }) => {
  test('all cases are as documented, with system settings and direct access', async () => {
    const { exitCode, result } = await onMachine(image, 'dax');
    const found = statuses(result, 'vm');
    expect(select(found, /^(?!pass|skip)/)).toEqual([]);
    expect(select(found, AT_HAND)).toEqual([]);
    expect(exitCode).toBe(0);
  });
});

test.runIf(kernels.length > 0)('what is skipped here passes on a machine', { timeout: RUN_MS }, async () => {
  const here = statuses((await runWhole(folder, [])).result, 'kernel');
  const lacking = new Map(select(here, /^skip/));
  const newest = kernels.at(-1)?.image ?? '';
  const machines = MACHINES.map((options) => ({ image: newest, options }));
  const image32 = await bootableKernel(KERNEL_SUITE_I386);
  if (image32 !== undefined) machines.push({ image: image32, options: 'arch=i386' });
  for (const { image, options } of machines) {
    if (lacking.size === 0) break;
    const { result } = await onMachine(image, options, ...lacking.keys());
    for (const [id] of select(statuses(result, 'vm'), /^pass/)) lacking.delete(id);
  }
  expect([...lacking]).toEqual([]);
});
