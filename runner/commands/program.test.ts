import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseResult } from '../../reports/schema.ts';
import { loadCases } from '../cases.ts';
import { cli as runCli } from './cli.test-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'mc-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [first] = loadCases();
const SOME = first?.id.split('/').slice(0, 2).join('/') ?? '';

const cli = (...args: string[]) => runCli(args);

describe('wrong usage', () => {
  it.each([
    [['rnu'], 'unknown command', '`run`'],
    [['compare', 'a.json', 'b.json'], '`a.json` cannot be read', ''],
    [['--verison'], 'unknown option', '`--version`'],
    [['run', '--jsn', 'x'], "unknown option '--jsn'", '`--json`'],
    [['run', '--strcit'], "unknown option '--strcit'", '`--strict`'],
    [['run', '--expectations', 'x.json'], 'There are no expectations at `x.json`', '--update-expectations'],
    [['run', '--shard', '3/2'], "'3/2' is invalid", 'I from 1 to N'],
    [['run', '--shard', '0/2'], "'0/2' is invalid", '2/3'],
    [['list', '--shard', 'one'], "'one' is invalid", '2/3'],
    [['run', '--shard', '1/1000000'], "'1/1000000' is invalid", 'at most 10000'],
    [['merge'], "missing required argument 'result.json'", ''],
    [['run', '--reporter', 'xml'], "'xml' is invalid", 'pretty, tap, json, github'],
    [['compare', 'a', 'b', '--reporter', 'tap'], "'tap' is invalid", 'pretty, markdown, json'],
    [['run', '--timeout', '0'], "'0' is invalid", 'milliseconds'],
    [['run', '--timeout', '1e3'], "'1e3' is invalid", 'milliseconds'],
    [['run', '--level', 'six'], "'six' is invalid", '6.11'],
    [['run', '-i'], 'argument missing', ''],
    [['run', '-i', 'kernl'], '`kernl` is no implementation', '`kernel`'],
    [['run', '-i', 'agent', '--reference', 'mine'], '`mine` is no implementation', ''],
    [['run', 'no/such/case'], 'no case matches `no/such/case`', ''],
    [['run', SOME.slice(0, -1).concat('?x')], 'no case matches', 'In a glob'],
    [['run', '--exclude', '**'], 'no case is left', ''],
    [['run', '--suite', 'nothing-like-it'], 'there is no suite', ''],
    [['list', '--clause', 'mmap.prot.none_'], 'there is no clause', '`mmap.prot.none`'],
    [['show'], "missing required argument 'case'", ''],
    [['show', `${first?.id}x`], 'there is no case', `\`${first?.id}\``],
    [['show', SOME], 'there is no case', `mmap-conformance list '${SOME}'`],
    [['show', first?.id ?? '', '--reference', 'agent'], '--reference is for a case that is run', '-i SPEC'],
    [['show', first?.id ?? '', '--allow-system-changes'], '--allow-system-changes is for', '-i SPEC'],
    [['list', '--json=yes'], 'unknown option', ''],
    [['coverage', '--json', '--markdown'], 'cannot be used with', ''],
    [['agent', '--arch', 'vax'], "'vax' is invalid", 'x86_64'],
    [['doctor', '-i', 'kernl'], '`kernl` is no implementation', ''],
  ])('%j', async (args, message, hint) => {
    const { code, stdout, stderr } = await cli(...args);
    expect(stderr).toMatch(/^mmap-conformance: /);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('without a verb shows the help', async () => {
    const { code, stdout, stderr } = await cli();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: mmap-conformance');
    expect(await cli('--help')).toEqual({ code: 0, stdout: stderr, stderr: '' });
  });
});

describe('paths that cannot be written', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  it.each([
    ['--json', folder, 'it is a directory'],
    ['--json', join(folder, 'new/'), 'it is a directory'],
    ['--json', join(file, 'below.json'), 'ENOTDIR'],
    ['--json', '/proc/no/such', 'ENOENT'],
    ['--json', '', 'it is a directory'],
    ['--json', '-', 'standard output is no file'],
    ['--junit', file, 'ENOTDIR'],
    ['--junit', '/proc/no/such', 'ENOENT'],
    ['--junit', '', 'empty'],
  ])('%s %s', async (flag, path, message) => {
    const { code, stdout, stderr } = await cli('run', flag, path);
    expect(stderr).toMatch(new RegExp(`^mmap-conformance: ${flag}: .*${message}`));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('that are the same for two reports', async () => {
    const { code, stderr } = await cli(
      'run',
      SOME,
      '--json',
      join(folder, 'x'),
      '--html',
      join(folder, './x'),
    );
    expect(stderr).toMatch(/^mmap-conformance: --json and --html would both write /);
    expect(code).toBe(2);
    expect((await cli('run', SOME, '--json', '/dev/null', '--html', '/dev/null')).code).toBe(0);
  });

  it('that are found full in the end cost the file, not the report', async () => {
    const { code, stdout, stderr } = await cli('run', SOME, '--reporter', 'json', '--json', '/dev/full');
    expect(parseResult(stdout).cases.length).toBeGreaterThan(0);
    expect(stderr).toMatch(/^mmap-conformance: `\/dev\/full` cannot be written: ENOSPC: .*\n$/);
    expect(code).toBe(3);
  });
});

describe('run', () => {
  it('writes files, makes their directories, follows links and leaves nothing beside them', async () => {
    const reports = join(folder, 'reports');
    mkdirSync(reports);
    symlinkSync('target.json', join(reports, 'link.json'));
    writeFileSync(join(reports, 'target.json'), 'old');
    const { code, stdout, stderr } = await cli(
      ...['run', SOME, '-i', 'agent', '--junit', join(reports, 'a/junit')],
      ...['--json', join(reports, 'link.json'), '--reporter', 'tap', '--allow-system-changes'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^TAP version/);
    const result = parseResult(readFileSync(join(reports, 'target.json'), 'utf8'));
    expect(Object.keys(result.implementations)).toEqual(['kernel', 'agent']);
    expect(result.cases.map(({ id }) => id)).toEqual(
      loadCases()
        .map(({ id }) => id)
        .filter((id) => id.startsWith(`${SOME}/`)),
    );
    expect(readdirSync(reports).sort()).toEqual(['a', 'link.json', 'target.json']);
    expect(readdirSync(join(reports, 'a/junit')).sort()).toEqual(['agent.xml', 'kernel.xml', 'merged']);
  });

  it('ends with 3 when an implementation cannot be started', async () => {
    const { code, stdout, stderr } = await cli('run', SOME, '-i', 'command:no-such-program');
    expect(stderr).toContain('`no-such-program`: no such program');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });

  it('goes on where only the first start crashes, and says so', async () => {
    const spec = (name: string): string =>
      `late=command:sh -c 'test -e "$0" || { : > "$0"; echo worn out >&2; exit 9; }; exec "$@"' ${join(folder, name)}`;
    const { code, stderr } = await cli('run', SOME, '-i', spec('first-run'));
    expect(stderr).toBe(
      [
        'mmap-conformance: late ended with exit status 9 before it said what it is.',
        '  | worn out',
        '  late was started again, and went on.',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
    const { stdout } = await cli('doctor', '-i', spec('first-examination'));
    expect(stdout).toContain(
      '\n  before: late ended with exit status 9 before it said what it is.\n  worn out\n',
    );
  });

  it('skips at an older --level, and says so', async () => {
    const { code, stdout } = await cli(
      'run',
      '--level',
      '2.6',
      'flags/fixed-noreplace',
      '--reporter',
      'json',
    );
    const reasons = parseResult(stdout).cases.map(({ results }) => results.kernel);
    expect(reasons[0]).toEqual({
      status: 'skip',
      known: false,
      reason: 'documented since Linux 4.17, --level says 2.6',
      durationUs: 0,
      steps: [],
    });
    expect(code).toBe(0);
  });
});

describe('the verbs that only look', () => {
  it('list', async () => {
    const all = await cli('list');
    expect(all.stdout.split('\n').length - 1).toBe(loadCases().length);
    const { cases } = JSON.parse((await cli('list', SOME, '--json')).stdout) as {
      cases: { suite: string; steps: unknown[] }[];
    };
    expect(cases.length).toBeGreaterThan(0);
    expect(cases.every(({ suite, steps }) => suite === SOME && steps.length > 0)).toBe(true);
    expect((await cli('list', '--suites', '--suite', SOME)).stdout).toMatch(
      new RegExp(`^${SOME} +\\d+  \\S`),
    );
  });

  it('show', async () => {
    const { code, stdout } = await cli('show', first?.id ?? '');
    expect(code).toBe(0);
    expect(stdout).toContain(first?.title);
    expect(stdout).toContain(`run it: mmap-conformance run ${first?.id}`);
    expect(JSON.parse((await cli('show', first?.id ?? '', '--json')).stdout)).toMatchObject({
      id: first?.id,
    });
  });

  it('coverage', async () => {
    expect((await cli('coverage')).stdout).toMatch(/^mmap: call \(/);
    expect((await cli('coverage', '--markdown')).stdout).toMatch(/^# Coverage/);
    expect(JSON.parse((await cli('coverage', '--json')).stdout)).toMatchObject({ schema: 1, unknown: [] });
  });

  it('doctor', async () => {
    const { code, stdout } = await cli('doctor', '-i', 'agent', '-i', 'command:no-such-program');
    expect(stdout).toMatch(/^kernel\n {2}\S+, Linux /m);
    expect(stdout).toMatch(/met {2}proc-maps +\d+ cases/);
    expect(stdout).toMatch(/^agent\n/m);
    expect(stdout).toMatch(/no-such-program \(command:no-such-program\)\n {2}cannot be started: /);
    expect(code).toBe(3);
    expect((await cli('doctor')).code).toBe(0);
  });

  it('agent', async () => {
    const { stdout } = await cli('agent');
    const copy = join(folder, 'bin/agent');
    expect((await cli('agent', '--output', copy)).stdout).toBe(`${copy}\n`);
    expect(readFileSync(copy).equals(readFileSync(stdout.trim()))).toBe(true);
  });
});
