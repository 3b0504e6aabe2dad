import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../native/build.ts';
import { loadCases } from '../cases.ts';
import { compileCase } from '../compile.ts';
import { renderC } from '../repro/render-c.ts';
import { cli } from './cli.test-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'mc-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ID = 'flags/fixed-noreplace/overlap-same-range';
const LIAR = `liar=command:${process.execPath} ${join(packageRoot(), 'runner/liars/liar.mjs')} wrong-errno {agent}`;
const one = loadCases().find(({ id }) => id === ID);
if (one === undefined) throw new TypeError(`there is no ${ID}`);

/** Carries out `repro` in this process. */
const repro = (...args: string[]) => cli(['repro', ...args]);

describe('wrong usage', () => {
  it.each([
    [[], "missing required argument 'case'", ''],
    [[`${ID}x`], 'there is no case', `\`${ID}\``],
    [[ID, '--format', 'pdf'], "'pdf' is invalid", 'c, json, markdown'],
    [[ID, '--format', 'markdown'], 'needs something that was seen', '-i SPEC'],
    [[ID, '-i', 'agent'], '--implementation is for `--format markdown`', ''],
    [[ID, '--format', 'json', '--result', 'x'], '--result is for `--format markdown`', ''],
    [[ID, '--format', 'markdown', '-i', 'agent', '--result', 'x'], 'exclude each other', ''],
    [[ID, '--format', 'markdown', '--result', '/no/such'], 'cannot be read: there is no such file', ''],
    [[ID, '--format', 'markdown', '-i', 'kernl'], '`kernl` is no implementation', '`kernel`'],
    [[ID, '--output', tmpdir()], 'it is a directory', ''],
  ])('repro %j', async (args, message, hint) => {
    const { code, stdout, stderr } = await repro(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });
});

describe('--format c', () => {
  it('writes a program that compiles and says what it does', async () => {
    const source = join(folder, 'repro.c');
    const { code, stdout } = await repro(ID, '--output', source);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(readFileSync(source, 'utf8')).toBe(renderC(one));
    const program = join(folder, 'repro');
    const words = ['-Wall', '-Wextra', '-Werror', '-o', program, source];
    expect(spawnSync('cc', words, { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    const run = spawnSync(program, { encoding: 'utf8' });
    expect(run.status).toBe(0);
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(one.steps.length);
    expect(run.stdout).toMatch(/^ok {4}mmap\(arena \+ 4 \* page, .*MAP_FIXED_NOREPLACE, -1, 0\): EEXIST$/m);
  });

  it('is the usual format, on standard output', async () => {
    expect(await repro(ID)).toEqual({ code: 0, stdout: renderC(one), stderr: '' });
  });
});

describe('--format json', () => {
  it('has the case, its clauses, its steps in words and its program', async () => {
    const { code, stdout } = await repro(ID, '--format', 'json');
    const data = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(data).toMatchObject({
      schema: 1,
      tool: { name: 'mmap-conformance' },
      case: { id: ID, steps: one.steps },
      program: { protocol: 1, lines: compileCase(one, 0, 0).lines },
      c: renderC(one),
    });
    expect(data.clauses.map(({ id }: { id: string }) => id)).toEqual(one.clauses);
    expect(data.steps).toHaveLength(one.steps.length);
  });
});

describe('--format markdown', () => {
  it('runs the case on the reference and on the implementation', async () => {
    const { code, stdout } = await repro(ID, '--format', 'markdown', '-i', LIAR);
    expect(code).toBe(0);
    expect(stdout).toContain(`liar: fail (case \`${ID}\`)`);
    expect(stdout).toContain('| documented | kernel | liar |');
    expect(stdout).toContain(renderC(one).trimEnd());
  });

  it('says the same of recorded results', async () => {
    const path = join(folder, 'result.json');
    expect((await cli(['run', ID, '-i', LIAR, '--json', path])).code).toBe(1);
    const { code, stdout } = await repro(ID, '--format', 'markdown', '--result', path);
    expect(code).toBe(0);
    expect(stdout).toBe((await repro(ID, '--format', 'markdown', '-i', LIAR)).stdout);
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
    expect((await repro(ID, '--format', 'markdown', '--result', `${path}.gz`)).stdout).toBe(stdout);
    const other = await repro(loadCases()[0]?.id ?? '', '--format', 'markdown', '--result', path);
    expect(other).toMatchObject({ code: 2, stdout: '' });
    writeFileSync(path, '{}');
    expect(await repro(ID, '--format', 'markdown', '--result', path)).toMatchObject({ code: 2 });
  });

  it.each([
    [[ID, '-i', 'agent'], `case \`${ID}\` is pass on agent`],
    [[ID, '-i', 'kernel'], 'is pass on kernel'],
    [['system/map-count/limit-70000', '-i', 'agent', '-i', 'mine=agent'], 'is skip on agent, skip on mine'],
  ])('refuses to report what is not wrong: %j', async (args, message) => {
    const { code, stdout, stderr } = await repro(...args, '--format', 'markdown');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`there is nothing to report: `);
    expect(stderr).toContain(message);
  });

  it('ends with 3 when the implementation cannot be started', async () => {
    const { code, stderr } = await repro(ID, '--format', 'markdown', '-i', 'command:/no/such');
    expect(code).toBe(3);
    expect(stderr).toContain('no such program');
  });
});
