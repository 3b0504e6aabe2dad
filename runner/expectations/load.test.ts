import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCases } from '../cases.ts';
import { type LoadOptions, loadExpectations, shippedExpectations } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'mc-load-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const shipped = join(folder, 'shipped');
for (const [path, word] of [
  ['shipped/gvisor.json', 'a/**'],
  ['shipped/valgrind.json', 'b/**'],
  ['expectations/valgrind.json', 'a/x/two'],
] as const) {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  const findings = [{ reason: 'A bug', status: 'fail', cases: [word] }];
  writeFileSync(join(folder, path), JSON.stringify({ schema: 1, findings }));
}

const load = (implementations: LoadOptions['implementations'], more: Partial<LoadOptions> = {}) =>
  loadExpectations({
    ...{ implementations, folder, shipped, reference: 'kernel', updating: false },
    ...{ files: ['shipped'], ids: ['a/x/one', 'a/x/two', 'b/x/one'] },
    ...more,
  });
const of = (...specs: string[]) => specs.map((spec) => ({ name: spec.replace(/\?.*/, ''), spec }));

describe('what the package knows of the presets', () => {
  it('is taken where it is asked for, in the place of the file of that name', async () => {
    const loaded = await load(of('kernel', 'gvisor?platform=kvm', 'valgrind', 'uml'));
    expect([...loaded].map(([name, { path }]) => [name, path])).toEqual([
      ['gvisor', join(shipped, 'gvisor.json')],
      ['valgrind', join(shipped, 'valgrind.json')],
    ]);
    const own = await load(of('kernel', 'gvisor', 'valgrind'), { files: [] });
    expect([...own.values()].map(({ path }) => path)).toEqual([join(folder, 'expectations/valgrind.json')]);
  });

  it('is not about what only has the name', async () => {
    const mine = [{ name: 'gvisor', spec: 'command:./mine {agent}' }];
    await expect(load(mine)).rejects.toThrow('No expectations are shipped for any implementation');
    expect(await load(mine, { files: [] })).toEqual(new Map());
  });

  it('may be written anew, and for a preset of which nothing is known yet', async () => {
    const loaded = await load(of('kernel', 'gvisor', 'uml'), { updating: true });
    expect(loaded.get('uml')).toEqual({ path: join(shipped, 'uml.json'), file: null });
  });

  it('is about cases that there are', async () => {
    const names = await shippedExpectations();
    if (names.length === 0) return;
    const ids = loadCases().map(({ id }) => id);
    await expect(
      loadExpectations({
        ...{ implementations: of('kernel', ...names), reference: 'kernel', files: ['shipped'], ids },
        ...{ updating: false, folder },
      }),
    ).resolves.toBeDefined();
  });
});
