import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeProgram } from '../runner/records.ts';
import { ensureBuilt } from './build.ts';
import { findCompiler, hostArchitecture } from './toolchain.ts';

const folder = mkdtempSync(join(tmpdir(), 'one-process-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { agent } = await ensureBuilt();

function run(argv: readonly string[], programs: readonly (readonly string[])[], timeoutMs = 2000): string[] {
  const [program = '', ...args] = argv;
  const input = programs.map((lines, seq) => encodeProgram({ seq, timeoutMs, lines })).join('');
  const output = execFileSync(program, args, { input, maxBuffer: 1 << 26, timeout: 30_000 });
  return output
    .toString('latin1')
    .split('\n')
    .map((line) => line.replace(/^%mc \d+ \w+ /, ''))
    .filter((line) => /^(step|end)/.test(line))
    .map((line) => line.replace(/ us=\d+/, ''));
}

const alone = [agent, '--one-process'];

describe('cases in one process', () => {
  it('never run out of stack, however many faults there are', () => {
    const programs = Array.from({ length: 3000 }, () => ['arena', 'load arena 1', 'load arena+1p 1']);
    const said = run(alone, programs);
    expect(said.filter((line) => line.includes('fault SIGSEGV SEGV_ACCERR')).length).toBe(6000);
    expect(said.filter((line) => line.endsWith('exited steps=3')).length).toBe(3000);
  });

  it('leave nothing behind for the next one', () => {
    const map = 'mmap a 0 64M rw PRIVATE|ANONYMOUS -1 0 0';
    const programs = Array.from({ length: 400 }, () => [
      ...[map, map, 'memfd f 1p zero 0', 'mmap b 0 1p rw SHARED f 0 0', 'size f'],
    ]);
    const said = run(['prlimit', '--as=1073741824', ...alone], programs);
    expect(said.filter((line) => line.includes('err'))).toEqual([]);
    // Descriptors get the same numbers again.
    expect(said.filter((line) => line.endsWith('steps=5')).length).toBe(400);
  });

  it('may hang, and only the one that hangs is lost', () => {
    const said = run(
      alone,
      [['pipe f g', 'mmap a 0 1p rw PRIVATE|ANONYMOUS -1 0 0', 'read f a 1'], ['architecture']],
      200,
    );
    expect(said.map((line) => line.replace(/0x[0-9a-f]+/, 'X'))).toEqual([
      ...['step 0 0 ok', 'step 0 1 ok X', 'end 0 timeout steps=2'],
      ...[`step 1 0 ok ${hostArchitecture()}`, 'end 1 exited steps=1'],
    ]);
  });

  it('do not change what the process is', () => {
    const said = run(alone, [
      ['fork 0', 'drop all', 'rlimit AS 1p 1p', 'mlockall CURRENT'],
      ['architecture'],
    ]);
    const refused = 'not provided process for a case to change (it does not fork)';
    expect(said.slice(0, 4)).toEqual([0, 1, 2, 3].map((step) => `step 0 ${step} ${refused}`));
    expect(said.at(-1)).toBe('end 1 exited steps=1');
  });
});

describe('a system without fork', () => {
  const launcher = join(folder, 'without-fork');
  beforeAll(() => {
    const source = join(folder, 'without-fork.c');
    writeFileSync(source, WITHOUT_FORK);
    const [program = '', ...flags] = findCompiler(hostArchitecture());
    execFileSync(program, [...flags, '-Wall', '-Wextra', '-Werror', '-o', launcher, source]);
  });

  it('is found out by itself', () => {
    const said = run([launcher, agent], [['arena', 'load arena 1'], ['fork 0']]);
    expect(said.slice(1)).toEqual([
      expect.stringContaining('fault SIGSEGV SEGV_ACCERR'),
      'end 0 exited steps=2',
      'step 1 0 not provided process for a case to change (it does not fork)',
      'end 1 exited steps=1',
    ]);
  });
});

/** Starts a program that the kernel refuses clone, fork and vfork to, as one that has not got them. */
const WITHOUT_FORK = `
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
	};
	struct sock_fprog program = { sizeof filter / sizeof *filter, filter };

	if (argc < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return 125;
	execv(argv[1], argv + 1);
	return 126;
}
`;
