import { describe, expect, it } from 'vitest';
import { parseMachineOptions } from './kernel-image-options.ts';
import { initramfsEntries, machineCommand } from './machine.ts';

const files = { initramfs: '/s/initramfs.cpio', console: '/s/a,b.log' };
const command = (text: string, disk?: string): string =>
  machineCommand(parseMachineOptions(text), { ...files, ...(disk !== undefined && { disk }) }, '/q').join(
    ' ',
  );

describe('machineCommand', () => {
  it('starts a machine with two serial lines, and ends it with its parent', () => {
    const words = command('/k');
    expect(words).toMatch(/^\S*setpriv --pdeathsig KILL -- \/q -nodefaults /);
    expect(words).toContain('-accel tcg,thread=single -cpu qemu64,+pdpe1gb -smp 2 -m 1024');
    expect(words).toContain('-chardev file,id=console,path=/s/a,,b.log -serial chardev:console');
    expect(words).toContain('-chardev stdio,id=line,signal=off -serial chardev:line -kernel /k');
    expect(words).toMatch(/ -- --init line=\/dev\/ttyS1$/);
    expect(words).not.toMatch(/-drive|memmap/);
  });

  it('gives it a disk that forgets', () => {
    const words = command('/k', '/s/disk,1');
    expect(words).toContain('-drive file=/s/disk,,1,format=raw,if=virtio,snapshot=on');
    expect(words).toMatch(/ line=\/dev\/ttyS1 disk=\/dev\/vda$/);
  });

  it('gives it memory that stands in for a persistent one', () => {
    const words = command('/k?dax&memory=512&append=nosmp loglevel=7');
    expect(words).toContain('-m 2048');
    expect(words).toMatch(/ memmap=64M!1024M nosmp loglevel=7 -- --init line=\/dev\/ttyS1 dax=\/dev\/pmem0$/);
    expect(command('/k?dax&memory=4096')).toContain('-m 4096');
  });
});

describe('initramfsEntries', () => {
  it('holds the agent as init, and modules with the order to load them in', () => {
    const modules = ['jbd2', 'ext4'].map((name) => ({ name, data: Buffer.from(name) }));
    const found = initramfsEntries({ agent: Buffer.from('agent'), modules, dax: Buffer.from('image') });
    const contents = Object.fromEntries(
      found.map(({ path, mode, data }) => [path, [mode, data?.toString()]]),
    );
    expect(contents).toMatchObject({
      init: [0o755, 'agent'],
      'modules/jbd2.ko': [0o644, 'jbd2'],
      'modules/load': [0o644, '/modules/jbd2.ko\n/modules/ext4.ko\n'],
      'dax.img': [0o644, 'image'],
    });
    const paths = found.map(({ path }) => path);
    for (const path of paths.filter((one) => one.includes('/'))) {
      const folder = path.slice(0, path.indexOf('/'));
      expect(paths.indexOf(folder)).toBeGreaterThanOrEqual(0);
      expect(paths.indexOf(folder)).toBeLessThan(paths.indexOf(path));
    }
  });
});
