/**
 * Cases on the agents of all architectures, each by qemu's user mode, which keeps these promises on all of them. Under CI every emulator
 * and every compiler must be there.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../native/build.ts';
import { ARCHITECTURES, type Architecture, findCompiler, NoCompilerError } from '../native/toolchain.ts';
import { registerBits } from './steps/context.ts';
import { runWhole } from './whole-run.test-data.ts';

const FILTERS = [
  // An errno with another number on MIPS.
  'errors/eoverflow',
  'errors/sigsegv/hole-load*',
  'errors/sigsegv/hole-store',
  'errors/sigsegv/null-*',
  'file/tail',
  'fork/sharing/child-stores-*',
  'neighbours/mlockall/unknown-flag',
  'prot/access/*-rwx-execute',
  'flags/unknown-bits/private-anonymous-*',
];
/** What is about programs of 64 bits, or fits into no register of 32, is skipped. */
const LEAST_PASSES: Readonly<Record<number, number>> = { 32: 55, 64: 70 };

let folder = '';

function isPossible(architecture: Architecture): boolean {
  if (process.env.CI !== undefined) return true;
  try {
    findCompiler(architecture);
  } catch (error) {
    if (error instanceof NoCompilerError) return false;
    throw error;
  }
  return spawnSync(`qemu-${architecture}`, ['--version']).status === 0;
}
const architectures = ARCHITECTURES.filter(isPossible);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mc-architectures-'));
  for (const architecture of architectures) await ensureBuilt({ architecture });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.runIf(architectures.length > 0)(
  'what holds everywhere holds on every architecture',
  { timeout: 180_000 },
  async () => {
    const specs = architectures.flatMap((name) => [
      '-i',
      `${name}=command:qemu-${name} {agent}?arch=${name}`,
    ]);
    const { exitCode, stderr, result } = await runWhole(folder, [...FILTERS, ...specs], { env: { CI: '1' } });
    for (const name of architectures) {
      const bad = result.cases
        .map((c) => [c.id, c.results[name]?.status, c.results[name]?.reason] as const)
        .filter(([, status]) => status !== 'pass' && status !== 'skip');
      expect([name, bad]).toEqual([name, []]);
      expect(result.implementations[name]).toMatchObject({ arch: name, pageSize: 4096 });
      expect(result.summary[name]?.pass).toBeGreaterThanOrEqual(LEAST_PASSES[registerBits(name)] ?? 0);
    }
    expect([exitCode, stderr]).toEqual([0, expect.anything()]);
  },
);
