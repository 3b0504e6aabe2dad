/** Kernels that boot. Under CI all of them are fetched and booted; elsewhere those that are in the cache. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureBuilt, packageRoot } from '../../native/build.ts';
import { bootableKernels } from '../../native/vm/fetch-kernel.ts';
import { ImplementationError } from '../errors.ts';
import type { Implementation, Outcome } from '../implementation.ts';
import { createImplementation } from './create.ts';
import { findProgram } from './find-program.ts';
import { processesWith, until, untilGone } from './processes.test-data.ts';
import { parseImplementation } from './spec.ts';

/** Milliseconds: on a busy computer a kernel takes a minute to boot. */
const BOOTS_MS = 240_000;
const root = mkdtempSync(join(tmpdir(), 'mc-machines-'));
const hasEmulator = process.env.CI !== undefined || findProgram('qemu-system-x86_64') !== undefined;
const kernels = hasEmulator ? await bootableKernels() : [];
const started: Implementation[] = [];

beforeAll(async () => {
  await ensureBuilt();
});
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});
afterAll(() => {
  expect(machines()).toEqual([]);
  expect(readdirSync(root)).toEqual([]);
  rmSync(root, { recursive: true });
});

/** The emulators that work with files of this test. */
const machines = () => processesWith(root).filter(({ command }) => command.includes('qemu-system-x86_64 '));

async function create(spec: string, graceMs?: number): Promise<Implementation> {
  const context = { scratchRoot: root, ...(graceMs !== undefined && { graceMs }) };
  const implementation = await createImplementation(parseImplementation(`vm=kernel-image:${spec}`), context);
  started.push(implementation);
  return implementation;
}

async function failure(implementation: Implementation): Promise<ImplementationError> {
  const error: unknown = await implementation.start().catch((reason: unknown) => reason);
  if (error instanceof ImplementationError) return error;
  throw new Error(`no ImplementationError: ${error}`);
}

/** Executes programs, given as their lines; each answer is the observations, or how it ended otherwise. */
async function answers(implementation: Implementation, programs: readonly (readonly string[])[]) {
  const outcomes: Outcome[] = [];
  const numbered = programs.map((lines, seq) => ({ seq, timeoutMs: 10_000, lines }));
  await implementation.execute(numbered, (one) => outcomes.push(one), new AbortController().signal);
  return outcomes.map(({ ending, observations }) =>
    ending.how === 'exited' ? [...observations.values()] : ending,
  );
}

const ORDINARY = ['mmap a 0 1p rw PRIVATE|ANONYMOUS -1 0 0', 'load a 8', 'munmap a 0'];
const ORDINARY_ANSWER = [expect.stringMatching(/^ok 0x/), 'ok 0x0', 'err EINVAL'];
/** More than the machine has. */
const HUNGRY = ['mmap a 0 2G rw PRIVATE|ANONYMOUS|NORESERVE -1 0 0', 'touch a 2G w'];

describe('a machine that cannot be started', { timeout: BOOTS_MS }, () => {
  it('has no kernel', async () => {
    const error = await failure(await create('/no/such/vmlinuz'));
    expect(error.message).toBe('there is no kernel at /no/such/vmlinuz');
    expect(error.hint).toContain('apt-get install linux-image-amd64');
    expect(error.exitCode).toBe(3);
  });

  it('has no emulator', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const error = await failure(await create('/bin/sh'));
    vi.unstubAllEnvs();
    expect(error.message).toBe('`qemu-system-x86_64` is not there to boot /bin/sh with');
    expect(error.hint).toContain('apt-get install --no-install-recommends qemu-system-x86 seabios');
  });

  it.runIf(kernels.length > 0)('has a kernel that is none', async () => {
    const image = join(root, 'text');
    writeFileSync(image, 'no kernel\n'.repeat(1000));
    const error = await failure(await create(`${image}?disk=0`));
    rmSync(image);
    expect(error.message).toMatch(
      /^vm ended with exit status 1 before it said what it is, 3 times in a row\.\n {2}.*qemu/,
    );
  });

  it('shows why its kernel panics, not only that it does', async () => {
    const oops = [
      'BUG: unable to handle page fault for address: ffffc90000004000',
      'RIP: 0010:do_mmap+0x1a/0x4f0',
      'Kernel panic - not syncing: Fatal exception',
    ];
    const bin = join(root, 'bin');
    mkdirSync(bin);
    const emulator = `#!/bin/sh\npath=\${*#*console,path=}\nprintf '%s\\n' quiet '${oops.join("' '")}' > "\${path%% *}"\n`;
    writeFileSync(join(bin, 'qemu-system-x86_64'), emulator, { mode: 0o755 });
    vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
    const error = await failure(await create('/bin/sh?disk=0'));
    vi.unstubAllEnvs();
    rmSync(bin, { recursive: true });
    expect(error.message.split('\n').slice(1)).toEqual(oops.map((line) => `  ${line}`));
  });

  it.runIf(kernels.length > 0)('has a kernel that panics', async () => {
    const error = await failure(await create(`${kernels[0]?.image}?append=rdinit=/nothing`));
    expect(error.message).toMatch(
      /^vm ended with exit status 0 before .*\n[\s\S]*Kernel panic - not syncing: VFS/,
    );
    expect(error.hint).toContain('docs/kernel-image.md');
  });
});

describe.each(kernels)('the kernel of $suite', { timeout: BOOTS_MS }, ({ image }) => {
  it('has a disk, room with direct access, and settings that are put back', async () => {
    const machine = await create(`${image}?dax`);
    const hello = await machine.start();
    expect(hello).toMatchObject({ arch: 'x86_64', pageSize: 4096, hugePageSize: 2 << 20, uid: 0 });
    const overcommit = '/proc/sys/vm/overcommit_memory';
    const [ordinary, setting, killed, after, swap, huge, dax, exec] = await answers(machine, [
      ORDINARY,
      [`setting ${overcommit} 2`, `number - ${overcommit} -`, 'allowed changes'],
      [`setting ${overcommit} 1`, 'kill SIGKILL'],
      [`number - ${overcommit} -`],
      ['swapon f 1M', 'number - /proc/meminfo SwapTotal:'],
      ['setting /proc/sys/vm/nr_hugepages 2', 'mmap a 0 1h rw PRIVATE|ANONYMOUS|HUGETLB -1 0 0', 'load a 8'],
      ['file f 2p pattern rdwr dax', 'mmap a 0 2p rw SHARED_VALIDATE|SYNC f 0 0', 'load a+1 1'],
      ['exec 1', 'maps arena 1p'],
    ]);
    expect(ordinary).toEqual(ORDINARY_ANSWER);
    expect(setting).toEqual(['ok', 'ok 0x2', 'ok yes']);
    expect(killed).toEqual({ how: 'killed', signal: 'SIGKILL' });
    expect(after).toEqual(['ok 0x0']);
    expect(swap).toEqual(['ok', 'ok 0x3fc']);
    expect(huge).toEqual(['ok', expect.stringMatching(/^ok 0x/), 'ok 0x0']);
    expect(dax).toEqual(['ok', expect.stringMatching(/^ok 0x/), expect.stringMatching(/^ok 0x/)]);
    expect(exec).toContain('ok exit 0');
  });

  it('is started anew after a panic, which is a crash of that case', async () => {
    const machine = await create(`${image}?disk=0&memory=384`);
    await machine.start();
    const panics = ['setting /proc/sys/vm/panic_on_oom 2', ...HUNGRY];
    const [before, panic, after] = await answers(machine, [ORDINARY, panics, ORDINARY]);
    expect(before).toEqual(ORDINARY_ANSWER);
    expect(panic).toEqual({ how: 'crashed', reason: expect.stringContaining('Kernel panic - not syncing') });
    expect(after).toEqual(ORDINARY_ANSWER);
  });
});

describe.runIf(kernels.length > 0)('a machine', { timeout: BOOTS_MS }, () => {
  const image = kernels[0]?.image ?? '';

  it('that gets much at once loses nothing of it', async () => {
    const machine = await create(`${image}?disk=0&cpus=1&memory=512&append=unknown-word`);
    await machine.start();
    const long = Array.from({ length: 200 }, (_, i) => `load 0x${i.toString(16)} 1`);
    const found = await answers(machine, Array(60).fill(long));
    expect(found.map((one) => (Array.isArray(one) ? one.length : one))).toEqual(Array(60).fill(200));
  });

  it('that had not memory enough for a case goes on', async () => {
    const machine = await create(`${image}?disk=0&memory=384`);
    await machine.start();
    const [hungry, ordinary] = await answers(machine, [HUNGRY, ORDINARY]);
    expect(hungry).toEqual({ how: 'killed', signal: 'SIGKILL' });
    expect(ordinary).toEqual(ORDINARY_ANSWER);
  });

  it('that hangs is started anew', async () => {
    const machine = await create(`${image}?disk=0`, 500);
    await machine.start();
    const [hung] = machines();
    process.kill(hung?.pid ?? Number.NaN, 'SIGSTOP');
    const outcomes: Outcome[] = [];
    const programs = [0, 1].map((seq) => ({ seq, timeoutMs: 2000, lines: ORDINARY }));
    await machine.execute(programs, (one) => outcomes.push(one), new AbortController().signal);
    expect(outcomes.map(({ ending }) => ending)).toEqual([
      { how: 'timeout', hung: 'system' },
      { how: 'exited' },
    ]);
    expect(machines()).not.toContainEqual(hung);
  });

  it('does not outlive a runner that is killed', async () => {
    const main = join(packageRoot(), 'dist', 'runner', 'main.js');
    const runner = execa(process.execPath, [main, 'run', '-i', `kernel-image:${image}`], {
      env: { TMPDIR: root },
      reject: false,
    });
    await until(() => machines().length > 0);
    await sleep(300);
    runner.kill('SIGKILL');
    await runner;
    await untilGone(machines);
    for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
    expect(existsSync(root)).toBe(true);
  });
});
