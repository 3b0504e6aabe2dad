import { describe, expect, it } from 'vitest';
import { entry, own, run } from '../../reports/made-up.test-data.ts';
import { UserError } from '../errors.ts';
import { chooseRecorded } from './choose.ts';

const of = (...names: string[]) =>
  run(
    [entry('a/b/c', Object.fromEntries(names.map((name) => [name, own('pass')])))],
    { reference: names[0] ?? '' },
    names.slice(0, 1),
  );

describe('chooseRecorded', () => {
  it.each<[string[], string | undefined, boolean, string]>([
    [['kernel'], undefined, false, 'kernel'],
    [['kernel'], undefined, true, 'kernel'],
    [['kernel', 'gvisor'], undefined, false, 'gvisor'],
    [['kernel', 'gvisor'], undefined, true, 'kernel'],
    [['kernel', 'gvisor', 'qemu'], undefined, true, 'kernel'],
    [['kernel', 'gvisor', 'qemu'], 'qemu', true, 'qemu'],
    [['kernel', 'gvisor', 'qemu'], 'kernel', false, 'kernel'],
  ])('%j, name=%s, reference: %s', (names, name, isReference, chosen) => {
    expect(chooseRecorded(of(...names), { path: 'r.json', name, isReference })).toBe(chosen);
  });

  it.each<[string[], string | undefined, string, string]>([
    [
      ['kernel', 'gvisor', 'qemu'],
      undefined,
      'several: `kernel`, `gvisor`, `qemu`',
      'results:r.json?name=gvisor',
    ],
    [
      ['kernel', 'gvisor'],
      'gviser',
      'not of `gviser`, but of `kernel`, `gvisor`',
      'results:r.json?name=gvisor',
    ],
    [[], undefined, 'of nobody', ''],
    [[], 'x', 'but of nobody', ''],
  ])('%j, name=%s is refused', (names, name, message, hint) => {
    const choose = () => chooseRecorded(of(...names), { path: 'r.json', name, isReference: false });
    expect(choose).toThrow(UserError);
    expect(choose).toThrow(message);
    try {
      choose();
    } catch (error) {
      expect(error).toMatchObject({ exitCode: 2 });
      expect((error as UserError).hint ?? '').toContain(hint);
    }
  });
});
