/** The script, from a real run to the document. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, packageRoot } from '../../native/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'mc-findings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const dist = join(packageRoot(), 'dist', 'runner');
const json = join(folder, 'result.json');
const LIAR = `${process.execPath} ${join(packageRoot(), 'runner/liars/liar.mjs')}`;

const node = (script: string, ...args: string[]) =>
  execa(process.execPath, [join(dist, script), ...args], { reject: false, cwd: folder });

beforeAll(async () => {
  await ensureBuilt();
  const args = [
    '-i',
    `liar=command:${LIAR} noreplace-as-hint {agent}`,
    '--reference',
    'agent',
    '--json',
    json,
  ];
  expect((await node('main.js', 'run', 'flags/fixed-noreplace', ...args)).exitCode).toBe(1);
});

describe('npm run findings', () => {
  it('writes what a run has found, the same each time', async () => {
    const paths = ['one.md', 'two.md'].map((name) => join(folder, name));
    for (const path of paths) {
      const { exitCode, stdout, stderr } = await node('findings/main.js', json, '--output', path);
      expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: path, stderr: '' });
    }
    const [one = '', two] = paths.map((path) => readFileSync(path, 'utf8'));
    expect(two).toBe(one);
    expect(one).toContain('#### `mmap.flags.fixed_noreplace.overlap`');
    expect(one).toMatch(
      /^- \d+ cases?, fail: `.*mmap\(.*FIXED_NOREPLACE.*`: documented `EEXIST`, agent `EEXIST`, liar `success/m,
    );
    // The command that is shown shows it.
    const [, id = ''] = /npx mmap-conformance run '([^']+)' -i 'liar=/.exec(one) ?? [];
    expect(id).toMatch(/^flags\/fixed-noreplace\//);
  });

  it.each([
    [[], 2, 'Give the results of a run'],
    [['no.json'], 3, 'There are no recorded results at `no.json`'],
  ])('%j', async (args, code, message) => {
    const { exitCode, stderr } = await node('findings/main.js', ...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});
