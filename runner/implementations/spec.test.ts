import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { placeAgent } from './forms/command.ts';
import { parseImplementation, parseImplementations, SPEC_FORMS } from './spec.ts';

const forms = SPEC_FORMS.map((form) => `\`${form}\``).join(', ');

function refusal(...specs: string[]): UserError {
  try {
    parseImplementations(specs);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`not refused: ${specs.join(' ')}`);
}

describe('parseImplementation', () => {
  it('reads the two words', () => {
    expect(parseImplementation('kernel')).toMatchObject({ name: 'kernel', form: 'kernel' });
    expect(parseImplementation('agent')).toMatchObject({ name: 'agent', form: 'agent' });
  });

  it('reads a command, and names it after its program', () => {
    expect(parseImplementation('command:/usr/bin/qemu-x86_64 -p "4 k" {agent}')).toMatchObject({
      name: 'qemu-x86_64',
      spec: 'command:/usr/bin/qemu-x86_64 -p "4 k" {agent}',
      form: 'command',
      options: { words: ['/usr/bin/qemu-x86_64', '-p', '4 k', '{agent}'], architecture: undefined },
    });
  });

  it('takes a name in front, but no `=` of the command for one', () => {
    expect(parseImplementation('old=kernel')).toMatchObject({ name: 'old', spec: 'kernel', form: 'kernel' });
    expect(parseImplementation('x.y-z_1=command:a b=c')).toMatchObject({
      name: 'x.y-z_1',
      options: { words: ['a', 'b=c'] },
    });
    expect(parseImplementation('command:env A=b {agent}')).toMatchObject({
      name: 'env',
      options: { words: ['env', 'A=b', '{agent}'] },
    });
  });

  it('takes an architecture at the very end only', () => {
    expect(parseImplementation('command:qemu-aarch64 {agent}?arch=aarch64')).toMatchObject({
      options: { words: ['qemu-aarch64', '{agent}'], architecture: 'aarch64' },
    });
    expect(parseImplementation('command:a ?arch=aarch64 b')).toMatchObject({
      options: { words: ['a', '?arch=aarch64', 'b'], architecture: undefined },
    });
    const refused = refusal('command:a?arch=aarch46');
    expect(refused.message).toBe(
      'There is no agent for the architecture `aarch46`: there is one for x86_64, i386, aarch64, arm, riscv64, ppc64le, s390x, mips64el.',
    );
    expect(refused.hint).toBe('Did you mean `aarch64`?');
  });

  it('makes a name out of any program', () => {
    expect(parseImplementation('command:{agent}').name).toBe('agent');
    expect(parseImplementation('command:"/opt/my emulator (new)" {agent}').name).toBe('my-emulator-new-');
  });

  it.each([
    ['=kernel', '`` cannot be the name of an implementation'],
    ['a b=kernel', '`a b` cannot be the name of an implementation'],
    ['command:', 'The command is empty.'],
    ["command:''", 'The command is empty.'],
    ['command:a "b', 'The command line has an unclosed " quote'],
    ['', `\`\` is no implementation: the forms are ${forms}.`],
    ['bochs', `\`bochs\` is no implementation: the forms are ${forms}.`],
  ])('refuses %j with exit code 2', (spec, message) => {
    expect(refusal(spec).message).toContain(message);
    expect(refusal(spec).exitCode).toBe(2);
  });

  it.each([
    ['kernal', 'kernel'],
    ['agnet', 'agent'],
    ['comand:qemu {agent}', 'command:qemu {agent}'],
    ['comand', 'command:CMDLINE'],
    ['kernel:x', 'kernel'],
    ['command:qemu-aarch64 {agent}?arc=aarch64', 'arch'],
    ['command:ssh board "{agent}"?scrach=/tmp&tmpfs=/dev/shm', 'scratch'],
  ])('suggests for %s', (spec, meant) => {
    expect(refusal(spec).hint).toBe(`Did you mean \`${meant}\`?`);
  });
});

describe('parseImplementations', () => {
  const names = (...specs: string[]): string[] => parseImplementations(specs).map(({ name }) => name);

  it('makes usual names unique, also beside given ones', () => {
    expect(names('kernel', 'agent')).toEqual(['kernel', 'agent']);
    expect(names('command:qemu a', 'command:/opt/qemu b', 'command:qemu c')).toEqual([
      'qemu',
      'qemu-2',
      'qemu-3',
    ]);
    expect(names('agent', 'agent=command:x', 'agent-2=command:y')).toEqual(['agent-3', 'agent', 'agent-2']);
  });

  it('refuses a name that is given twice', () => {
    expect(refusal('a=kernel', 'a=agent').message).toBe('Two implementations are named `a`.');
  });
});

describe('placeAgent', () => {
  it.each([
    [
      ['qemu', '{agent}', '-x'],
      ['qemu', '/$&/agent', '-x'],
    ],
    [
      ['sh', '-c', 'exec {agent}; {agent}'],
      ['sh', '-c', 'exec /$&/agent; /$&/agent'],
    ],
    [
      ['runsc', 'do'],
      ['runsc', 'do', '/$&/agent'],
    ],
  ])('places it in %j', (words, argv) => {
    expect(placeAgent(words, '/$&/agent')).toEqual(argv);
  });
});
