import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Case } from '../../suites/case.ts';
import { loadCases } from '../cases.ts';
import { buildBatch, compile, WARNINGS } from './build-batch.ts';
import { CONFIRM_TARGETS, type ConfirmTarget, confirm } from './confirmation.ts';
import { renderC } from './render-c.ts';
import { sampleOf } from './sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'mc-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const cases = loadCases();
const sample = sampleOf(cases);

function target(name: string): ConfirmTarget {
  const found = CONFIRM_TARGETS[name];
  if (found === undefined) throw new TypeError(`no such target: ${name}`);
  return found;
}

/** Without it the test is skipped, but not under CI. */
const hasProgram = (program: string): boolean =>
  process.env.CI !== undefined || spawnSync(program, ['--version']).error === undefined;

async function disagreements(name: string, some: readonly Case[]): Promise<string[]> {
  const found = await confirm(target(name), some);
  return found.disagreements
    .filter(({ why }) => why === undefined)
    .map(
      ({ id, status, reason, end }) => `${id}: ${status} (${reason}), program ${end?.status}: ${end?.output}`,
    );
}

describe('the C programs', () => {
  it('all compile without a warning, and say of this kernel what the executor says', {
    timeout: 600_000,
  }, async () => {
    expect(await disagreements('kernel', cases)).toEqual([]);
  });

  it('all compile without a warning where the compiler optimises, too', { timeout: 600_000 }, async () => {
    await buildBatch(cases, join(folder, 'optimised'), { flags: ['-std=gnu11', '-O2'] });
  });

  it('compile one by one as a user would, without a warning', { timeout: 600_000 }, async () => {
    for (const [index, one] of sample.entries()) {
      const source = join(folder, `${index}.c`);
      writeFileSync(source, renderC(one));
      await compile('gcc', [...WARNINGS, '-std=gnu11', '-O2', '-pthread', source, '-o', join(folder, 'one')]);
    }
  });

  it('say of gVisor what the executor says', { timeout: 300_000, skip: !hasProgram('runsc') }, async () => {
    expect(await disagreements('gvisor', sample)).toEqual([]);
  });

  it('say of qemu what the executor says', {
    timeout: 300_000,
    skip: !hasProgram('qemu-x86_64'),
  }, async () => {
    expect(await disagreements('qemu-x86_64', sample)).toEqual([]);
  });

  it('are found out where they say something else', { timeout: 120_000 }, async () => {
    // A kernel without MAP_FIXED_NOREPLACE for the programs alone: the flag is no flag.
    const one = cases.filter(({ id }) => id === 'flags/fixed-noreplace/overlap-same-range');
    const found = await confirm({ ...target('kernel'), flags: ['-include', withoutNoreplace()] }, one);
    expect(found.disagreements.map(({ id, end }) => [id, end?.status])).toEqual([[one[0]?.id, 1]]);
  });

  it('that do not compile are an error with what the compiler says', async () => {
    const building = buildBatch(sample.slice(0, 2), join(folder, 'bad'), { flags: ['-Dpage=@'] });
    await expect(building).rejects.toThrow(/the compiler refuses it:\n.*error/s);
  });
});

/** A header that takes the meaning from a flag. */
function withoutNoreplace(): string {
  const path = join(folder, 'wrong.h');
  writeFileSync(
    path,
    '#define _GNU_SOURCE\n#define _FILE_OFFSET_BITS 64\n#include <sys/mman.h>\n#undef MAP_FIXED_NOREPLACE\n#define MAP_FIXED_NOREPLACE 0\n',
  );
  return path;
}
