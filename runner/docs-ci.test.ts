/** The commands of docs/ci.md are carried out as they stand there. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../native/build.ts';
import { parseResult } from '../reports/schema.ts';

const page = readFileSync(join(packageRoot(), 'docs/ci.md'), 'utf8');
const LIAR = join(packageRoot(), 'runner/liars/liar.mjs');
const COUNT = 3;

const folder = mkdtempSync(join(tmpdir(), 'mc-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// What `npx` starts is the program that was built, not one that is downloaded.
const npx = join(folder, 'npx');
writeFileSync(
  npx,
  `#!/bin/sh\nshift\nexec '${process.execPath}' '${join(packageRoot(), 'dist/runner/main.js')}' "$@"\n`,
);
chmodSync(npx, 0o755);

/** The block of code that follows a heading. */
function blockAfter(heading: string): string {
  const [, block] = page.slice(page.indexOf(`\n## ${heading}\n`)).match(/\n```\w+\n(.*?)\n```\n/s) ?? [];
  if (block === undefined) throw new Error(`no block after ${heading}`);
  return block;
}

/** The one command of a block that begins so. */
function command(heading: string, verb: string): string {
  const lines = blockAfter(heading)
    .split('\n')
    .map((line) => line.trim().replace(/^- (run: )?/, ''))
    .filter((line) => line.startsWith(`npx mmap-conformance ${verb} `));
  if (lines.length !== 1) throw new Error(`${lines.length} commands for ${verb} after ${heading}`);
  return lines[0] ?? '';
}

/** As both services start a script: a shell that ends at the first failure. */
async function shell(cwd: string, script: string, env: Record<string, string>) {
  const { exitCode, stdout, stderr } = await execa(
    'bash',
    ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script],
    {
      cwd,
      env: { PATH: `${folder}${delimiter}${process.env.PATH}`, ...env },
      extendEnv: false,
      reject: false,
    },
  );
  return { exitCode, stdout, stderr };
}

const SERVICES: readonly [string, (index: number) => Record<string, string>][] = [
  ['GitHub Actions', (index) => ({ SHARD: `${index}/${COUNT}` })],
  ['GitLab', (index) => ({ CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(COUNT) })],
];

describe.each(SERVICES)('%s', (heading, variables) => {
  it.each([
    ['honest', 0],
    ['wrong-errno', 1],
  ])(
    'an implementation that is %s: shards and merge end as the run does, with its totals',
    async (lie, code) => {
      const cwd = mkdtempSync(join(folder, 'job-'));
      const env = {
        CASES: 'flags/fixed-noreplace prot/bits',
        IMPLEMENTATION: `mine=command:${process.execPath} ${LIAR} ${lie} {agent}`,
      };
      for (let index = 1; index <= COUNT; index++) {
        const { exitCode, stderr } = await shell(cwd, command(heading, 'run'), {
          ...env,
          ...variables(index),
        });
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      }
      const summary = join(cwd, 'summary.md');
      const merged = await shell(cwd, command(heading, 'merge'), { ...env, GITHUB_STEP_SUMMARY: summary });
      const whole = await shell(
        cwd,
        'npx mmap-conformance run $CASES -i "$IMPLEMENTATION" --json whole.json',
        env,
      );
      expect([merged.exitCode, whole.exitCode]).toEqual([code, code]);

      const read = (name: string) => parseResult(readFileSync(join(cwd, name), 'utf8'));
      const [one, other] = [read('result.json'), read('whole.json')];
      expect(one.summary).toEqual(other.summary);
      expect(one.cases.map(({ id }) => id)).toEqual(other.cases.map(({ id }) => id));
      const report = heading === 'GitHub Actions' ? summary : join(cwd, 'report.md');
      expect(readFileSync(report, 'utf8')).toContain('| mine |');
      expect(execFileSync('ls', [join(cwd, 'junit')], { encoding: 'utf8' })).toContain('mine.xml');

      writeFileSync(join(cwd, 'baseline.json'), readFileSync(join(cwd, 'whole.json')));
      const compared = await shell(cwd, command('What changed', 'compare'), env);
      expect(compared.exitCode).toBe(0);
      expect(readFileSync(join(cwd, 'comparison.md'), 'utf8')).toContain('no regression');

      // A machine that never delivered.
      rmSync(join(cwd, 'shards/2.json'));
      const part = await shell(cwd, command(heading, 'merge'), env);
      expect(part.exitCode).toBe(130);
      expect(part.stderr).toContain('shard 2 of 3 is missing');
    },
  );
});
