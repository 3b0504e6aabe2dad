import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { parseMachineOptions } from './kernel-image-options.ts';
import { parseImplementation, parseImplementations } from './spec.ts';

function refusal(text: string): UserError {
  try {
    parseMachineOptions(text);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`not refused: ${text}`);
}

describe('parseMachineOptions', () => {
  it('makes a plain machine of a path', () => {
    expect(parseMachineOptions('/boot/vmlinuz-6.1')).toEqual({
      image: '/boot/vmlinuz-6.1',
      arch: 'x86_64',
      accel: 'tcg,thread=single',
      cpu: 'qemu64,+pdpe1gb',
      cpus: 2,
      memory: 1024,
      disk: 256,
      dax: false,
      append: '',
    });
  });

  it('reads all options', () => {
    const text = 'a?arch=i386&accel=kvm&cpu=max,-pku&cpus=1&memory=512&disk=0&dax&append=a=b c=d&modules=/m';
    expect(parseMachineOptions(text)).toEqual({
      ...{ image: 'a', arch: 'i386', accel: 'kvm', cpu: 'max,-pku', cpus: 1, memory: 512, disk: 0 },
      ...{ dax: true, append: 'a=b c=d', modules: '/m' },
    });
  });

  it.each([
    ['a?dax=yes', true],
    ['a?dax=no', false],
  ])('reads %s', (text, dax) => {
    expect(parseMachineOptions(text).dax).toBe(dax);
  });

  it.each([
    ['', 'The path of the kernel is empty.'],
    ['?dax', 'The path of the kernel is empty.'],
    ['a?', 'A machine has no option ``'],
    ['a?memory', 'The option `memory` needs a value: `memory=...`.'],
    ['a?memory=12', '`memory=12`: it is a number (MiB) from 64 on.'],
    ['a?memory=1G', '`memory=1G`: it is a number (MiB) from 64 on.'],
    ['a?disk=-1', '`disk=-1`: it is a number (MiB) from 0 on.'],
    ['a?cpus=0', '`cpus=0`: it is a number from 1 on.'],
    ['a?dax=1', '`dax=1`: it is `yes` or `no`.'],
    ['a?arch=arm', '`arch=arm`: it is `x86_64` or `i386`.'],
  ])('refuses %j with exit code 2', (text, message) => {
    expect(refusal(text).message).toContain(message);
    expect(refusal(text).exitCode).toBe(2);
  });

  it('suggests the option that was meant', () => {
    expect(refusal('a?memry=512').hint).toBe('Did you mean `memory`?');
  });
});

describe('as the value of -i', () => {
  it('is named after the image', () => {
    expect(parseImplementation('kernel-image:/boot/vmlinuz-6.12.1+deb13-amd64?dax')).toMatchObject({
      name: 'vmlinuz-6.12.1-deb13-amd64',
      form: 'kernel-image',
      options: { image: '/boot/vmlinuz-6.12.1+deb13-amd64', dax: true },
    });
  });

  it('takes a name, and no `=` of its options for one', () => {
    const names = parseImplementations(['old=kernel-image:a', 'kernel-image:b?memory=512', 'kernel-image:b']);
    expect(names.map(({ name }) => name)).toEqual(['old', 'b', 'b-2']);
  });
});
