import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../runner/errors.ts';
import { encodeProgram } from '../runner/records.ts';
import { ensureBuilt, packageRoot } from './build.ts';
import { findCompiler, hostArchitecture, NoCompilerError } from './toolchain.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mc-build-test-'));
  mkdirSync(join(folder, 'executor'));
  source('agent.c', 'void _start(void) { for (;;) ; }\n');
  source('library.c', '#include "shared.h"\nint mc_answer(void) { return ANSWER; }\n');
  source('shared.h', '#define ANSWER 42\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

function source(name: string, text: string): void {
  writeFileSync(join(folder, 'executor', name), text);
}
const built = (): string[] => readdirSync(join(folder, 'build', hostArchitecture())).sort();
const inode = (path: string): number => statSync(path).ino;
/** An environment without any compiler. */
const bare = (): NodeJS.ProcessEnv => ({ PATH: join(folder, 'nowhere') });

async function refusal(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error(`not refused: ${error}`);
}

describe('ensureBuilt', () => {
  it('builds both doors, and leaves nothing else behind', async () => {
    const { agent, library } = await ensureBuilt({ folder });
    expect(built()).toEqual(['agent', 'executor.so', 'stamp']);
    expect(statSync(agent).mode & 0o111).not.toBe(0);
    expect(execFileSync('nm', ['-D', library], { encoding: 'utf8' })).toContain(' T mc_answer');
    expect(execFileSync('readelf', ['-lW', agent], { encoding: 'utf8' })).not.toMatch(/INTERP|RWE/);
  });

  it('builds again only when a source has changed, not when it was touched', async () => {
    const { agent } = await ensureBuilt({ folder });
    const first = inode(agent);
    utimesSync(join(folder, 'executor', 'agent.c'), new Date(), new Date());
    await ensureBuilt({ folder, env: bare() });
    expect(inode(agent)).toBe(first);
    source('shared.h', '#define ANSWER 43\n');
    await ensureBuilt({ folder });
    expect(inode(agent)).not.toBe(first);
    rmSync(agent);
    await ensureBuilt({ folder });
    expect(built()).toContain('agent');
  });

  it('can be called by several at once', async () => {
    const results = await Promise.all([1, 2, 3].map(() => ensureBuilt({ folder })));
    expect(new Set(results.map(({ agent }) => agent)).size).toBe(1);
    expect(built()).toEqual(['agent', 'executor.so', 'stamp']);
  });

  it('shows the first lines of a compile error, and keeps what was there', async () => {
    await ensureBuilt({ folder });
    source('agent.c', 'int unfinished(\n');
    const error = await refusal(ensureBuilt({ folder }));
    expect(error.message).toMatch(/^The executor cannot be compiled with .*:\n.*agent\.c:/s);
    expect(error.exitCode).toBe(3);
    expect(built()).toEqual(['agent', 'executor.so', 'stamp']);
  });

  it('says what to install when there is no compiler', async () => {
    const error = await refusal(ensureBuilt({ folder, env: bare() }));
    expect(error).toBeInstanceOf(NoCompilerError);
    expect(error.message).toBe(
      'No C compiler was found: install one (on Debian: apt-get install gcc libc6-dev) and run again.',
    );
    expect(error.exitCode).toBe(3);
  });

  it('says what to install for another architecture', async () => {
    const other = hostArchitecture() === 'aarch64' ? 'riscv64' : 'aarch64';
    const { message } = await refusal(ensureBuilt({ folder, architecture: other, env: bare() }));
    expect(message).toContain(`apt-get install gcc-${other}-linux-gnu`);
  });
});

describe('findCompiler', () => {
  function compiler(name: string): NodeJS.ProcessEnv {
    const path = join(folder, 'bin', name);
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o755);
    return { PATH: `${join(folder, 'bin')}:/bin` };
  }

  it('takes $CC, with its arguments, before the usual ones', () => {
    const env = compiler('tcc');
    expect(findCompiler(hostArchitecture(), { ...env, CC: ' tcc  -m64 ' })).toEqual(['tcc', '-m64']);
  });

  it('takes the usual ones when $CC does not work', () => {
    expect(
      findCompiler(hostArchitecture(), { PATH: compiler('clang').PATH?.split(':')[0], CC: 'gone' }),
    ).toEqual(['clang']);
  });

  it.runIf(hostArchitecture() === 'x86_64')("makes this machine's own compile for i386", () => {
    const [program, ...flags] = findCompiler('i386', { ...compiler('tcc'), CC: 'tcc -g' });
    expect([program, ...flags.slice(0, 2)]).toEqual(['tcc', '-g', '-m32']);
    expect(() => findCompiler('i386', bare())).toThrow('apt-get install gcc libc6-dev)');
  });
});

it('the package root holds package.json and the sources', () => {
  expect(readdirSync(packageRoot())).toEqual(expect.arrayContaining(['package.json', 'native']));
});

it('the real sources compile', async () => {
  cpSync(join(packageRoot(), 'native', 'executor'), join(folder, 'executor'), { recursive: true });
  const { agent } = await ensureBuilt({ folder });
  expect(execFileSync(agent, { input: '', encoding: 'latin1' })).toMatch(/^%mc \d+ [0-9a-f]{8} hello v=1 /);
  expect(statSync(agent).size).toBeLessThan(200_000);
});

it.runIf(hostArchitecture() === 'x86_64')('the agent of i386 counts in 64 bits', async () => {
  const { agent } = await ensureBuilt({ architecture: 'i386' });
  const lines = [
    'mmap a 0 1p rw PRIVATE|ANONYMOUS -1 0 0',
    'store a 8 0x123456789abcdef0',
    'load a 8',
    'memfd f 0 zero 0',
    'ftruncate f 3T+77',
    'pwrite f 3T 77 p:3T',
    'pread f 3T 77 p:3T',
    'size f',
    'mmap b 0 1p r SHARED f 3T 0',
    'contents b 77 p:3T',
    'load 0-1p 1',
    'mmap - 0 8E none PRIVATE|ANONYMOUS -1 0 1',
  ];
  const input = encodeProgram({ seq: 0, timeoutMs: 5000, lines });
  const output = execFileSync(agent, { input, encoding: 'latin1' });
  expect(output).toMatch(/ hello v=1 arch=i386 page=4096 /);
  expect([...output.matchAll(/ step 0 \d+ (.*)/g)].map(([, answer]) => answer)).toEqual([
    expect.stringMatching(/^ok 0x[0-9a-f]{8}$/),
    'ok',
    'ok 0x123456789abcdef0',
    'ok',
    'ok',
    'ok',
    'ok same 0x4d',
    'ok 0x3000000004d',
    expect.stringMatching(/^ok 0x[0-9a-f]{8}$/),
    'ok same 0x4d',
    'fault SIGSEGV SEGV_MAPERR 0xfffff000',
    'not fitting into a register: 8E',
  ]);
});
