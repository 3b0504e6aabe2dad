import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectModules, dependencies, findModules } from './kernel-modules.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mc-modules-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, data: string | Buffer): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, data);
  return whole;
}

/** As much of a module as is looked at. */
const module = (depends: string, soft?: string): Buffer =>
  Buffer.from(
    `\x7fELF\0license=GPL\0${soft === undefined ? '' : `softdep=pre: ${soft}\0`}depends=${depends}\0name=x\0`,
  );

describe('findModules', () => {
  it.each([
    ['a package of Linux 6', 'boot/vmlinuz-6.1-amd64', 'lib/modules/6.1-amd64'],
    ['a package with merged /usr', 'boot/vmlinuz-6.12+deb13', 'usr/lib/modules/6.12+deb13'],
    ['a package of Linux 7', 'usr/lib/modules/7.2-amd64/vmlinuz', 'usr/lib/modules/7.2-amd64'],
  ])('finds them in %s', (_, image, folder) => {
    put(join(folder, 'kernel/fs/ext4.ko'), '');
    expect(findModules(put(image, ''))).toBe(join(root, folder));
  });

  it('finds none beside a kernel that somebody built, nor those of another release', () => {
    expect(findModules(put('linux/arch/x86/boot/bzImage', ''))).toBeUndefined();
    put('lib/modules/6.1-mc-other/kernel/fs/ext4.ko', '');
    expect(findModules(put('boot/vmlinuz-6.1-mc', ''))).toBeUndefined();
  });
});

describe('dependencies', () => {
  it('reads them as the kernel names them', () => {
    expect(dependencies(module('jbd2,virtio-ring', 'crc32c sha-256'))).toEqual([
      'jbd2',
      'virtio_ring',
      'crc32c',
      'sha_256',
    ]);
    expect(dependencies(module(''))).toEqual([]);
    expect(dependencies(Buffer.from('depends='))).toEqual([]);
  });
});

describe('collectModules', () => {
  const names = (...wanted: string[]): string[] => collectModules(root, wanted).map(({ name }) => name);

  it('puts each after what it needs, once, and leaves out what is built in', () => {
    put('kernel/fs/ext4/ext4.ko', module('jbd2,mbcache', 'crc32c-generic'));
    put('kernel/fs/jbd2.ko', module('mbcache,built-in'));
    put('kernel/fs/mbcache.ko', module(''));
    put('kernel/crypto/crc32c-generic.ko', module(''));
    expect(names('mbcache', 'ext4', 'nowhere')).toEqual(['mbcache', 'jbd2', 'crc32c_generic', 'ext4']);
  });

  it('is not trapped by a circle', () => {
    put('kernel/a.ko', module('b'));
    put('kernel/b.ko', module('a'));
    expect(names('a')).toEqual(['b', 'a']);
  });

  it('decompresses', () => {
    put('kernel/plain.ko', module('zipped,squeezed'));
    put('kernel/zipped.ko.gz', gzipSync(module('')));
    put('kernel/squeezed.ko.xz', execFileSync('xz', ['-c'], { input: module('') }));
    const found = collectModules(root, ['plain']);
    expect(found.map(({ name }) => name)).toEqual(['zipped', 'squeezed', 'plain']);
    for (const { data } of found.slice(0, 2)) expect(data.equals(module(''))).toBe(true);
  });

  it('says what is missing when it cannot', () => {
    put('kernel/bad.ko.xz', 'no such thing');
    expect(() => names('bad')).toThrow(/cannot decompress the kernel module .*bad\.ko\.xz with `xz`/);
  });
});
