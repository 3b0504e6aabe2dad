/** User-mode Linux, started for real. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../native/build.ts';
import { isThere, itGoesOn, LIFE_MS, runOn, statusOf, usePlaces } from './forms/preset-life.test-data.ts';
import { until, untilGone } from './processes.test-data.ts';
import { parseImplementation } from './spec.ts';
import { umlCommand } from './uml.ts';

const files = { initramfs: '/s/i.cpio', folder: '/s/uml' };

describe('umlCommand', () => {
  it('has its console on standard error and its line on standard input and output', () => {
    const words = umlCommand({ memory: 64, disk: 0, append: '' }, files, '/k').join(' ');
    expect(words).toMatch(/^\/k mem=64M initrd=\/s\/i.cpio uml_dir=\/s\/uml\/ /);
    expect(words).toContain('con0=null,fd:2 ssl=null ssl0=fd:0,fd:1');
    expect(words).toMatch(/ -- --init line=\/dev\/ttyS0$/);
  });

  it('adds a disk, and words of the user', () => {
    const words = umlCommand({ memory: 64, disk: 9, append: 'a=1 b' }, { ...files, disk: '/s/d' }, '/k').join(
      ' ',
    );
    expect(words).toContain(' ubd0=/s/d ');
    expect(words).toMatch(/ a=1 b -- --init line=\/dev\/ttyS0 disk=\/dev\/ubda$/);
  });
});

describe('uml', () => {
  it('takes options', () => {
    expect(parseImplementation('uml').options).toEqual({ memory: 512, disk: 256, append: '' });
    expect(parseImplementation('uml?kernel=/l&memory=96&disk=0&append=a=1').options).toEqual({
      ...{ kernel: '/l', memory: 96, disk: 0, append: 'a=1' },
    });
    expect(() => parseImplementation('uml?memory=3')).toThrow('`memory=3`: it is a number (MiB) from 64 on.');
  });
});

describe.runIf(isThere('linux.uml'))('uml for real', { timeout: LIFE_MS }, () => {
  const place = usePlaces();

  it('keeps the promises of its release, also those about the whole machine', async () => {
    const result = await runOn('uml', [
      'flags/fixed',
      'flags/fixed-noreplace',
      'file/eof',
      'system/overcommit',
      'errors/eperm',
    ]);
    const { release, level } = result.implementations.uml ?? {};
    expect(level).toEqual({ release, from: 'target' });
    const { pass = 0, skip = 0, ...others } = result.summary.uml ?? {};
    expect(others).toEqual({ deviate: 0, fail: 0, drift: 0, crash: 0, timeout: 0, broken: 0 });
    expect(pass).toBeGreaterThan(skip);
    expect(statusOf(result, 'uml', 'flags/fixed-noreplace/overlap-whole')).toBe('pass');
  });

  itGoesOn(place, 'uml?disk=0&memory=128', { victims: /linux\.uml/ });

  it('shows what its console shows when it does not start', async () => {
    await expect(runOn('uml?append=rdinit=/nothing root=/nothing', ['flags/fixed/null'])).rejects.toThrow(
      /before it said what it is, 3 times in a row\.\n[\s\S]*Kernel panic - not syncing: VFS/,
    );
  });

  it('wants room for its memory', async () => {
    await expect(runOn('uml?memory=9999999', ['flags/fixed/null'])).rejects.toThrow(
      'no 9999999 MiB are free',
    );
  });

  it('does not outlive a runner that is killed', async () => {
    const main = join(packageRoot(), 'dist', 'runner', 'main.js');
    const runner = execa(process.execPath, [main, 'run', '-i', 'uml'], { reject: false });
    const machines = () =>
      place()
        .processes()
        .filter(({ command }) => command.includes('linux.uml'));
    await until(() => machines().length >= 3);
    const memory =
      /TMPDIR=([^\0]+)/.exec(readFileSync(`/proc/${machines()[0]?.pid}/environ`, 'latin1'))?.[1] ?? '';
    runner.kill('SIGKILL');
    await runner;
    await untilGone(machines);
    // Killed like this, it could not remove its directories.
    rmSync(dirname(memory), { recursive: true });
    for (const name of readdirSync(place().root)) rmSync(join(place().root, name), { recursive: true });
  });
});
