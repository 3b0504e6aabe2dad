/** What each architecture's agent answers, by qemu's user mode: what differs between architectures must not show. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { encodeProgram } from '../runner/records.ts';
import { ensureBuilt } from './build.ts';
import { packAgent } from './packed-agent.ts';
import { ARCHITECTURES, type Architecture, findCompiler, NoCompilerError } from './toolchain.ts';

/** What qemu shows a guest of 32 bits lacks what is only reserved: nobody can tell whether a failed call has changed the mappings. */
const WATCHED = 'watched';
const tellsOf = (architecture: Architecture): string =>
  architecture === 'i386' || architecture === 'arm' ? 'unknown' : 'kept';

/** A step, and what it answers; addresses and counts that may differ are left out. */
const DIALOGUE: readonly (readonly [line: string, answer: string | RegExp])[] = [
  // Code that was just stored.
  ['mmap a 0 2p rwx PRIVATE|ANONYMOUS -1 0 1', /^ok 0x/],
  ['plant a', 'ok'],
  ['execute a', 'ok 0x2a'],
  // Numbers of 64 bits, in registers of 32, too.
  ['store a+8 8 0x123456789abcdef0', 'ok'],
  ['load a+8 8', 'ok 0x123456789abcdef0'],
  ['munmap a 1p', 'ok'],
  ['load a 1', /^fault SIGSEGV SEGV_MAPERR 0x/],
  ['mmap - 0 0 rw PRIVATE|ANONYMOUS -1 0 1', WATCHED],
  ['memfd f 3p pattern 0', 'ok'],
  ['ftruncate f 5G+77', 'ok'],
  ['pwrite f 4G 77 p:4G', 'ok'],
  ['pread f 4G 77 p:4G', 'ok same 0x4d'],
  ['size f', 'ok 0x14000004d'],
  ['punch f 0 1p', 'ok'],
  ['pread f 0 16 v:0', 'ok same 0x10'],
  ['evict f', 'ok'],
  // Signals have other numbers on MIPS. Where the fault was, emulators get wrong.
  ['mmap c 0 1p r SHARED f 3p 0', /^ok 0x/],
  ['ftruncate f 1p', 'ok'],
  ['load c+5 1', /^fault SIGBUS BUS_ADRERR 0x/],
  // So have commands of fcntl and kinds of sockets; below, resources.
  ['memfd h 1p zero ALLOW_SEALING', 'ok'],
  ['seal h WRITE', 'ok'],
  ['seals h', 'ok WRITE'],
  ['mmap - 0 1p rw SHARED h 0 0', 'err EPERM'],
  ['lock f 0', 'ok'],
  ['special g socket-tcp', 'ok'],
  ['special g socket-udp', 'ok'],
  ['special g signalfd', 'ok'],
  // Processes and threads.
  ['mmap d 0 1p rw SHARED|ANONYMOUS -1 0 0', /^ok 0x/],
  ['fork 1', 'ok'],
  ['store d 1 7', 'ok'],
  ['join 0', 'ok exit 0'],
  ['load d 1', 'ok 0x7'],
  ['threads 4 20', 'ok 0'],
  ['rlimit NOFILE 64 keep', 'ok'],
  ['openmany 64', 'err EMFILE'],
  ['kill SIGKILL', ''],
];

const folder = mkdtempSync(join(tmpdir(), 'mc-foreign-agents-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lines = DIALOGUE.map(([line]) => line);

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

for (const architecture of ARCHITECTURES) {
  it.runIf(isPossible(architecture))(
    `the agent for ${architecture} answers as all do`,
    { timeout: 120_000 },
    async () => {
      const { agent } = await ensureBuilt({ architecture });
      const input = encodeProgram({ seq: 0, timeoutMs: 20_000, lines });
      const output = execFileSync(`qemu-${architecture}`, [agent], {
        input,
        encoding: 'latin1',
        timeout: 60_000,
        killSignal: 'SIGKILL',
      });
      expect(output).toMatch(new RegExp(` hello v=1 arch=${architecture} page=4096 `));
      const answers = new Map(
        [...output.matchAll(/ step 0 (\d+) (.*)/g)].map(([, index, answer]) => [Number(index), answer]),
      );
      const shown = DIALOGUE.map(([line], index) => `${line}: ${answers.get(index) ?? ''}`);
      expect(shown).toEqual(
        DIALOGUE.map(([line, asked]) => {
          const answer = asked === WATCHED ? `err EINVAL ${tellsOf(architecture)}` : asked;
          return typeof answer === 'string'
            ? `${line}: ${answer}`
            : expect.stringMatching(new RegExp(`: ${answer.source.slice(1)}[0-9a-f]+$`));
        }),
      );
      expect(output).toMatch(/ end 0 killed SIGKILL /);

      const packed = join(folder, architecture);
      writeFileSync(packed, packAgent(readFileSync(agent), input), { mode: 0o755 });
      const again = execFileSync(`qemu-${architecture}`, [packed], {
        input: '',
        encoding: 'latin1',
        timeout: 60_000,
        killSignal: 'SIGKILL',
      });
      expect(again).toMatch(new RegExp(` end 0 killed SIGKILL .* steps=${lines.length - 1}\n`));
    },
  );
}
