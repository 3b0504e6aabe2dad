/** What only a process of its own can show: signals, broken pipes, leftovers. Runs what `npm run build` has made. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../native/build.ts';
import { parseResult } from '../../reports/schema.ts';
import { processesWith, until, untilGone } from '../implementations/processes.test-data.ts';

const MAIN = join(packageRoot(), 'dist/runner/main.js');
const LIAR = join(packageRoot(), 'runner/liars/liar.mjs');

let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'mc-test-'));
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

/** A run with an implementation that lies so; with what must be left of it: nothing. */
function start(lie: string) {
  const shared = () => readdirSync('/dev/shm').filter((name) => name.startsWith('mmap-conformance-'));
  const sharedBefore = shared();
  const json = join(temporary, 'result.json');
  const junit = join(temporary, 'junit');
  const spec = `liar=command:${process.execPath} ${LIAR} ${lie} {agent}`;
  const child = execa(
    process.execPath,
    [MAIN, 'run', 'length', '-i', spec, '--json', json, '--junit', junit],
    {
      reject: false,
      env: { TMPDIR: temporary, NO_COLOR: '1' },
    },
  );
  const scratch = () => readdirSync(temporary).filter((name) => name.startsWith('mmap-conformance-'));
  return {
    child,
    json,
    junit,
    scratch,
    leftInShared: () => shared().filter((one) => !sharedBefore.includes(one)),
  };
}

/** Those of the run: the liar's temporary directory is in their environment. */
const processes = () => processesWith(`TMPDIR=${temporary}\0`);

/** All that is there now: what another run on this machine made goes, and new ones come. */
async function untilRemoved(names: () => readonly string[]): Promise<void> {
  const seen = names();
  await until(() => names().every((name) => !seen.includes(name)));
}

/** The run itself, the liar, and the liar's agent. */
const isUnderWay = (): boolean => processes().length >= 3;

describe('an interrupted run', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends with 130 and a report: %s', async (signal) => {
    const { child, json, junit, scratch, leftInShared } = start('hang-deaf');
    await until(isUnderWay);
    // Long enough for the kernel, and not for the liar.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    child.kill(signal);
    const { exitCode, stdout, stderr } = await child;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('interrupted');
    expect(stdout).toContain('interrupted');
    const result = parseResult(readFileSync(json, 'utf8'));
    expect(result.interrupted).toBe(true);
    expect(result.summary.kernel?.pass).toBeGreaterThan(0);
    expect(result.summary.liar?.pass).toBe(0);
    expect(readdirSync(junit).sort()).toEqual(['kernel.xml', 'liar.xml', 'merged']);
    await untilGone(processes);
    expect(scratch()).toEqual([]);
    await untilRemoved(leftInShared);
  });

  it('ends at once the second time', async () => {
    const { child, json, scratch, leftInShared } = start('hang-deaf');
    await until(isUnderWay);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    const { exitCode } = await child;
    expect(exitCode).toBe(130);
    // Not even the report was waited for.
    expect(existsSync(json)).toBe(false);
    await untilGone(processes);
    expect(scratch()).toEqual([]);
    await untilRemoved(leftInShared);
  });

  it('does not wait for an implementation that never says what it is', async () => {
    const { child, json, scratch } = start('no-hello');
    await until(isUnderWay);
    child.kill('SIGINT');
    expect((await child).exitCode).toBe(130);
    expect(parseResult(readFileSync(json, 'utf8')).interrupted).toBe(true);
    await untilGone(processes);
    expect(scratch()).toEqual([]);
  });
});

describe('standard output', () => {
  it.each(['coverage', 'list'])('that nobody reads any more ends %s quietly', async (verb) => {
    const { stdout, stderr } = await execa('bash', [
      ...['-c', 'set -o pipefail; "$0" "$1" "$2" | head -n 1; echo "$?"', process.execPath, MAIN, verb],
    ]);
    expect(stdout.split('\n')).toEqual([expect.any(String), '0']);
    expect(stderr).toBe('');
  });

  it('that is full is said in one sentence', async () => {
    for (const verb of ['list', 'coverage']) {
      const { exitCode, stderr } = await execa(
        'bash',
        ['-c', '"$0" "$1" "$2" > /dev/full', process.execPath, MAIN, verb],
        { reject: false },
      );
      expect(stderr).toMatch(/^mmap-conformance: standard output cannot be written: ENOSPC.*$/);
      expect(exitCode).toBe(3);
    }
  });

  it('may be a file that a report goes to as well', async () => {
    const { stdout } = await execa('bash', [
      ...['-c', '"$0" "$1" run length/zero --json /dev/stdout > "$2"; cat "$2"', process.execPath, MAIN],
      join(temporary, 'both'),
    ]);
    const text = stdout.split('\n');
    expect(text.at(-1)).toMatch(/^kernel +\d+ cases: /);
    expect(parseResult(text.slice(0, text.lastIndexOf('}') + 1).join('\n')).cases.length).toBeGreaterThan(0);
  });

  it('is not touched by progress or colours in a pipe', async () => {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [
      MAIN,
      'run',
      'length',
      '--reporter',
      'json',
    ]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(parseResult(stdout).interrupted).toBe(false);
  });
});

it('is built', () => {
  expect(existsSync(MAIN)).toBe(true);
});
