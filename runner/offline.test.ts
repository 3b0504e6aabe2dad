/** A machine that has a serial line and nothing else: what is packed for it boots as its first process, what it prints is read back. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt, packageRoot } from '../native/build.ts';
import { bootableKernel } from '../native/vm/fetch-kernel.ts';
import { findProgram } from './implementations/find-program.ts';
import { writeArchive } from './implementations/initramfs.ts';
import type { RunResult } from './result.ts';

const main = join(packageRoot(), 'dist', 'runner', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'mc-offline-'));
const kernel = await bootableKernel('bookworm');
const emulator = findProgram('qemu-system-x86_64');
/** No /proc is mounted there: suites that get along without it. */
const SUITES = ['flags/fixed-noreplace', 'errors', 'fork/inheritance'];
const hasMachine = process.env.CI !== undefined || (kernel !== undefined && emulator !== undefined);

beforeAll(async () => {
  await ensureBuilt();
});
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string): string => join(folder, name);
const mc = (...args: string[]) => execa(process.execPath, [main, ...args], { reject: false });

async function boot(packed: string): Promise<string> {
  const entries = [
    { path: 'dev', mode: 0o755 },
    { path: 'dev/console', mode: 0o600, device: [5, 1] as const },
    { path: 'files', mode: 0o777 },
    { path: 'init', mode: 0o755, data: readFileSync(packed) },
  ];
  writeFileSync(path('initramfs.cpio'), writeArchive(entries));
  const machine = [
    '-accel',
    'tcg',
    '-m',
    '512',
    '-nographic',
    '-no-reboot',
    '-nodefaults',
    '-serial',
    'stdio',
  ];
  const boots = [
    '-kernel',
    kernel ?? '',
    '-initrd',
    path('initramfs.cpio'),
    '-append',
    'console=ttyS0 panic=-1',
  ];
  // The first process ends, so that the kernel panics, so that the machine ends.
  const run = await execa(emulator ?? 'qemu-system-x86_64', [...machine, ...boots], { stdin: 'ignore' });
  return run.stdout;
}

// Kernel messages come in the middle of lines: the second time they come elsewhere.
test.runIf(hasMachine).each([[['--repeat', '3']], [['--repeat', '3', '--one-process']]])(
  'a kernel with nothing but a serial line %j',
  { timeout: 240_000 },
  async (flags) => {
    const packed = await mc('pack', ...SUITES, '--scratch', '/files', '--output', path('mc.elf'), ...flags);
    expect(packed.stdout).toMatch(/mc\.elf: \d+ cases, \d+ KiB$/);
    const captured = await boot(path('mc.elf'));
    // The kernel's own messages stand in between, and its lines end as a terminal wants it.
    expect(captured).toContain('Run /init as init process');
    expect(captured).toContain('\r');
    writeFileSync(path('serial.log'), captured);
    const board = `board=transcript:${path('serial.log')}`;
    const json = path('result.json');
    const run = await mc('run', ...SUITES, '--reference', board, '-i', board, '--json', json);
    const { summary, implementations, cases } = JSON.parse(readFileSync(json, 'utf8')) as RunResult;
    const wrong = cases.filter(({ results }) => !['pass', 'skip'].includes(results.board?.status ?? ''));
    expect(wrong.map(({ id, results }) => `${id}: ${results.board?.reason}`)).toEqual([]);
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(implementations.board?.release).toMatch(/^6\.1\./);
    const { pass = 0, skip = 0 } = summary.board ?? {};
    expect(pass).toBeGreaterThan(150);
    expect(skip).toBeGreaterThan(0);
  },
);
