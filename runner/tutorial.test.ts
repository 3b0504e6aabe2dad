/** docs/plug-in-your-own.md, carried out literally from an empty folder: its files, its commands, what they are said to show. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../native/build.ts';

const root = packageRoot();
const folder = mkdtempSync(join(tmpdir(), 'mc-tutorial-'));
const page = readFileSync(join(root, 'docs', 'plug-in-your-own.md'), 'utf8');
const sections = page
  .split(/^## /m)
  .filter((text) => /`(?:command|library|module):`/.test(text.split('\n')[0] ?? ''));

beforeAll(async () => {
  // As `npm install mmap-conformance` would, but for this tree.
  await execa('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', root], { cwd: folder });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** The blocks of a section: language and text. */
function blocksOf(section: string): { language: string; text: string }[] {
  return [...section.matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
}

test('there are three ways in', () => {
  expect(sections.map((text) => text.split('`')[1])).toEqual(['command:', 'library:', 'module:']);
});

test.each(sections.map((section) => [section.split('\n')[0], section]))(
  '%s',
  { timeout: 60_000 },
  async (_, section = '') => {
    const [code, commands, report] = blocksOf(section);
    const file = /`(\w+\.\w+)`/.exec(section)?.[1] ?? '';
    expect([code?.language, commands?.language, report?.language]).toEqual([file.split('.')[1], 'sh', '']);
    expect(code?.text.trimEnd().split('\n').length).toBeLessThan(15);
    writeFileSync(join(folder, file), code?.text ?? '');
    const lines = commands?.text.trimEnd().split('\n') ?? [];
    const last = lines.pop() ?? '';
    for (const line of lines) await execa('sh', ['-c', line], { cwd: folder });
    const { stdout, exitCode } = await execa('sh', ['-c', last], { cwd: folder, reject: false });
    expect(exitCode).toBe(1);
    expect(stdout).toContain(report?.text.trimEnd());
  },
);
