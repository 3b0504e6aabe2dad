import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../native/build.ts';
import { ImplementationError } from '../errors.ts';
import type { Implementation, Outcome, Program } from '../implementation.ts';
import { createKernelImplementation, type KernelOptions } from './kernel.ts';

const root = mkdtempSync(join(tmpdir(), 'mc-kernel-test-'));
const scratch = join(root, 'scratch');
let kernel: Implementation;

async function create(options: Partial<KernelOptions> = {}): Promise<Implementation> {
  const built = await ensureBuilt();
  return createKernelImplementation({ name: 'kernel', spec: 'kernel', scratch, ...built, ...options });
}

beforeAll(async () => {
  kernel = await create();
});

afterAll(async () => {
  await kernel.stop();
  await kernel.stop();
  expect(existsSync(scratch)).toBe(false);
  rmSync(root, { recursive: true });
});

const program = (seq: number, ...lines: string[]): Program => ({ seq, timeoutMs: 1000, lines });

async function execute(
  programs: readonly Program[],
  signal = new AbortController().signal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  await kernel.execute(programs, (outcome) => outcomes.push(outcome), signal);
  return outcomes;
}

describe('the kernel through FFI', () => {
  it('says what it is', async () => {
    const hello = await kernel.start();
    expect(hello).toMatchObject({ uid: process.getuid?.(), release: expect.stringMatching(/^\d+\.\d+/) });
    expect(existsSync(scratch)).toBe(true);
  });

  it('executes programs, and takes faults for observations', async () => {
    const map = 'mmap a 0 1p r PRIVATE|ANONYMOUS -1 0 0';
    const programs = Array.from({ length: 30 }, (_, seq) => program(seq, map, 'store a 1 1', 'load a 1'));
    const outcomes = await execute(programs);
    expect(outcomes.map(({ seq }) => seq)).toEqual(programs.map(({ seq }) => seq));
    for (const { ending, observations, durationUs } of outcomes) {
      expect(ending).toEqual({ how: 'exited' });
      expect(observations.get(1)).toMatch(/^fault SIGSEGV SEGV_ACCERR 0x[0-9a-f]+$/);
      expect(observations.get(2)).toBe('ok 0x0');
      expect(durationUs).toBeGreaterThan(0);
    }
  });

  it('says that a program cannot be read, and goes on', async () => {
    const tooMany = Array.from({ length: 3000 }, () => 'load 0 1');
    const tooLong = Array.from({ length: 100_000 }, () => 'load 0 1');
    const outcomes = await execute([program(0, ...tooMany), program(1, ...tooLong), program(2)]);
    expect(outcomes.map(({ ending }) => ending.how)).toEqual(['damaged', 'damaged', 'exited']);
  });

  it('is interrupted at once, and can be used again', async () => {
    const interrupt = new AbortController();
    const many = Array.from({ length: 100_000 }, (_, seq) => program(seq));
    const outcomes: Outcome[] = [];
    const report = (outcome: Outcome): void => {
      if (outcomes.push(outcome) === 50) interrupt.abort();
    };
    await kernel.execute(many, report, interrupt.signal);
    expect(outcomes).toHaveLength(50);
    expect(await execute(many, AbortSignal.abort())).toEqual([]);
    expect((await execute([program(7)])).map(({ ending }) => ending)).toEqual([{ how: 'exited' }]);
  });
});

it('that has no executor is an error of the implementation', async () => {
  const broken = await create({ library: join(root, 'nothing.so'), scratch: join(root, 'other') });
  await expect(broken.start()).rejects.toThrow(ImplementationError);
  await expect(broken.execute([program(0)], () => {}, new AbortController().signal)).rejects.toThrow(
    'kernel was not started',
  );
  await broken.stop();
});
