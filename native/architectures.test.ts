/** The executor for every architecture, by Debian's cross compilers. Under CI all of them must be there. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, packageRoot } from './build.ts';
import { ARCHITECTURES, type Architecture, findCompiler, NoCompilerError } from './toolchain.ts';

/** What `readelf -h` says of each. */
const MACHINES: Readonly<Record<Architecture, readonly [bits: 'ELF32' | 'ELF64', machine: string]>> = {
  x86_64: ['ELF64', 'Advanced Micro Devices X86-64'],
  i386: ['ELF32', 'Intel 80386'],
  aarch64: ['ELF64', 'AArch64'],
  arm: ['ELF32', 'ARM'],
  riscv64: ['ELF64', 'RISC-V'],
  ppc64le: ['ELF64', 'PowerPC64'],
  s390x: ['ELF64', 'IBM S/390'],
  mips64el: ['ELF64', 'MIPS R3000'],
};

function hasCompiler(architecture: Architecture): boolean {
  try {
    return findCompiler(architecture).length > 0;
  } catch (error) {
    if (error instanceof NoCompilerError) return false;
    throw error;
  }
}

const sources = join(packageRoot(), 'native', 'executor');
const nowhere = { PATH: '/nowhere' };
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mc-architectures-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(ARCHITECTURES)('the executor for %s', (architecture) => {
  const isPossible = process.env.CI !== undefined || hasCompiler(architecture);

  it.runIf(isPossible)('is the same bytes wherever it was built', { timeout: 180_000 }, async () => {
    const first = await ensureBuilt({ architecture });
    const elsewhere = join(folder, 'some', 'where', architecture);
    cpSync(sources, join(elsewhere, 'executor'), { recursive: true });
    const second = await ensureBuilt({ architecture, folder: elsewhere });
    expect(second.agent).not.toBe(first.agent);
    expect(readFileSync(second.agent).equals(readFileSync(first.agent))).toBe(true);
    expect(existsSync(second.library)).toBe(existsSync(first.library));
    if (existsSync(first.library))
      expect(readFileSync(second.library).equals(readFileSync(first.library))).toBe(true);
  });

  it.runIf(isPossible)('is a small static program of that machine', { timeout: 180_000 }, async () => {
    const { agent } = await ensureBuilt({ architecture });
    const header = execFileSync('readelf', ['-hlW', agent], { encoding: 'utf8' });
    const [bits, machine] = MACHINES[architecture];
    const order = architecture === 's390x' ? 'big' : 'little';
    expect(header).toMatch(new RegExp(`Class: +${bits}\\n`));
    expect(header).toMatch(new RegExp(`Data: .*${order} endian`));
    expect(header).toMatch(new RegExp(`Type: +EXEC .*\\n +Machine: +${machine}`));
    expect(header).not.toMatch(/INTERP|DYNAMIC|RWE/);
    expect(readFileSync(agent).length).toBeLessThan(256 << 10);
  });

  it.runIf(isPossible)('is taken as it is when it was built before', { timeout: 180_000 }, async () => {
    const { agent } = await ensureBuilt({ architecture });
    // What a published package holds.
    const unpacked = join(folder, 'package', architecture);
    cpSync(sources, join(unpacked, 'executor'), { recursive: true });
    cpSync(dirname(agent), join(unpacked, 'build', architecture), { recursive: true });
    const found = await ensureBuilt({ architecture, folder: unpacked, env: nowhere });
    expect(readFileSync(found.agent).equals(readFileSync(agent))).toBe(true);
    appendFileSync(join(unpacked, 'executor', 'agent.c'), '\n');
    await expect(ensureBuilt({ architecture, folder: unpacked, env: nowhere })).rejects.toThrow(
      NoCompilerError,
    );
  });
});

it('what to install is named as Debian names it', () => {
  const asked = (architecture: Architecture) => new NoCompilerError(architecture).message;
  expect(asked('ppc64le')).toContain(
    'apt-get install gcc-powerpc64le-linux-gnu linux-libc-dev-ppc64el-cross',
  );
  expect(asked('mips64el')).toContain(
    'apt-get install gcc-mips64el-linux-gnuabi64 linux-libc-dev-mips64el-cross',
  );
  expect(asked('arm')).toContain('apt-get install gcc-arm-linux-gnueabihf linux-libc-dev-armhf-cross');
});
