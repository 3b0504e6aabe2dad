/** A real sshd on loopback, with keys that are thrown away, stands in for another machine. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../../native/build.ts';
import { findProgram } from '../find-program.ts';
import { parseImplementation } from '../spec.ts';
import { isThere, LIFE_MS, runOn, statusOf } from './preset-life.test-data.ts';

describe('options of a command', () => {
  it('are told from its words', () => {
    expect(parseImplementation('command:ssh b a?arch=aarch64&scratch=/s').options).toEqual({
      words: ['ssh', 'b', 'a'],
      architecture: 'aarch64',
      scratch: '/s',
    });
    expect(parseImplementation("command:sh -c 'a?scratch=x y'").options).toMatchObject({
      words: ['sh', '-c', 'a?scratch=x y'],
    });
    expect(() => parseImplementation('command:a?scratch=/s&tmpf=/t')).toThrow(
      '`command` has no option `tmpf`',
    );
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe.runIf(isThere('sshd'))('command: by ssh', { timeout: LIFE_MS }, () => {
  const root = mkdtempSync(join(tmpdir(), 'mc-ssh-'));
  const cases = join(root, 'cases');
  let daemon: ReturnType<typeof spawn> | undefined;
  let ssh = '';

  beforeAll(async () => {
    const { agent } = await ensureBuilt();
    copyFileSync(agent, join(root, 'agent'));
    mkdirSync(cases);
    for (const name of ['host', 'user'])
      await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(root, name)]);
    copyFileSync(join(root, 'user.pub'), join(root, 'authorized'));
    const port = await freePort();
    const settings = [
      ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${root}/host`, 'PidFile none'],
      ...[`AuthorizedKeysFile ${root}/authorized`, 'StrictModes no', 'UsePAM no', 'PermitRootLogin yes'],
    ];
    writeFileSync(join(root, 'config'), `${settings.join('\n')}\n`);
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const program = findProgram('sshd', process.env, ['/usr/sbin']) ?? 'sshd';
    daemon = spawn(program, ['-D', '-e', '-f', join(root, 'config')], { stdio: 'ignore' });
    const options = [
      'StrictHostKeyChecking=no',
      'UserKnownHostsFile=/dev/null',
      'LogLevel=ERROR',
      'BatchMode=yes',
    ];
    ssh = `ssh -T -p ${port} -i ${root}/user ${options.map((one) => `-o ${one}`).join(' ')} ${userInfo().username}@127.0.0.1`;
    for (let tries = 0; tries < 50; tries++) {
      const { exitCode } = await execa({ reject: false, shell: true })`${ssh} true`;
      if (exitCode === 0) break;
      await sleep(100);
    }
  });

  afterAll(() => {
    daemon?.kill('SIGKILL');
    expect(readdirSync(cases)).toEqual([]);
    rmSync(root, { recursive: true });
  });

  it('runs the copy of the agent there, with files in a directory of that machine', async () => {
    const result = await runOn(`board=command:${ssh} ${root}/agent --for {agent}?scratch=${cases}`, [
      'flags/fixed-noreplace',
      'file/eof',
    ]);
    const { pass = 0, skip = 0, ...others } = result.summary.board ?? {};
    expect(others).toEqual({ deviate: 0, fail: 0, drift: 0, crash: 0, timeout: 0, broken: 0 });
    expect(pass).toBeGreaterThan(50);
    expect(statusOf(result, 'board', 'flags/fixed-noreplace/free-private-file')).toBe('pass');
  });

  it('says what ssh says when there is no agent', async () => {
    await expect(runOn(`command:${ssh} ${root}/nothing`, ['flags/fixed/null'])).rejects.toThrow(
      /ended with exit status 127 before it said what it is, 3 times in a row\.\n.*No such file/,
    );
  });
});
