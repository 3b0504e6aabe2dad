/** What holds for all presets. */
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../native/build.ts';
import { LIFE_MS } from './preset-life.test-data.ts';

const main = join(packageRoot(), 'dist', 'runner', 'main.js');
/** A name space in which the program, if it is there at all, is no program. */
const HIDDEN =
  'for place in /usr/bin /usr/sbin; do [ ! -e $place/$0 ] || mount --bind /dev/null $place/$0; done; exec "$@"';

describe('a preset whose program is missing', { timeout: LIFE_MS }, () => {
  it.each([
    ['gvisor', 'runsc', 'runsc'],
    ['valgrind', 'valgrind', 'valgrind'],
    ['uml', 'linux.uml', 'user-mode-linux'],
    ['qemu-x86_64', 'qemu-x86_64', 'qemu-user'],
  ])('%s says what to install', async (preset, program, debian) => {
    const words = ['--user', '--map-root-user', '--mount', 'sh', '-c', HIDDEN, program];
    const { exitCode, stderr, stdout } = await execa(
      'unshare',
      [...words, process.execPath, main, 'run', '-i', preset, 'flags/fixed/null'],
      { reject: false },
    );
    expect(stderr).toContain(`\`${program}\`, which \`-i ${preset}\` starts, is not there`);
    expect(stderr).toContain(`apt-get install ${debian}`);
    expect(stdout).toBe('');
    expect(exitCode).toBe(3);
  });
});

describe('doctor', { timeout: LIFE_MS }, () => {
  it('holds a preset to the level that run would', async () => {
    const doctor = (...args: string[]) =>
      execa(process.execPath, [main, 'doctor', '-i', 'qemu-x86_64', ...args]);
    const [usual, older] = await Promise.all([doctor(), doctor('--level', '4.4')]);
    expect(usual.stdout).not.toContain('documented for other releases');
    expect(older.stdout).toMatch(/qemu-x86_64\n.*\n.*, \d+ are documented for other releases \(--level\)/);
  });
});
