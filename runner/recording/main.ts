/**
 * `npm run record [NAME...]`: records the results that are shipped anew (default: all), into runner/recorded. Debian's kernels are
 * fetched if need be and boot in virtual machines; linux-6.18 is the running kernel, so root must call it on a machine that runs 6.18.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { packageRoot } from '../../native/build.ts';
import { fetchKernel } from '../../native/vm/fetch-kernel.ts';
import { parseResult } from '../../reports/schema.ts';
import { showError } from '../commands/show-error.ts';
import { UserError } from '../errors.ts';
import type { RunResult } from '../result.ts';
import { compact, fillGaps, skippedIds } from './compact.ts';
import { shippedFolder } from './read.ts';

/** Machines that have what the plain one lacks: each is asked only for what was skipped before. */
const FURTHER_MACHINES = ['?dax&memory=4096', '?append=hugepages=16', '?cpu=max'];

/** Suites of Debian whose kernel is recorded, by the name of the recording. */
const DEBIAN: Readonly<Record<string, string>> = { 'linux-6.1': 'bookworm', 'linux-6.12': 'trixie' };
const RUNNING = 'linux-6.18';

/** Runs the cases on one implementation, the only one of the run. */
async function run(
  folder: string,
  name: string,
  spec: string,
  filters: readonly string[],
): Promise<RunResult> {
  const json = join(folder, 'result.json');
  const main = join(packageRoot(), 'dist', 'runner', 'main.js');
  const one = ['-i', `${name}=${spec}`, '--reference', name];
  const args = [main, 'run', ...one, '--allow-system-changes', '--json', json, ...filters];
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, { reject: false });
  if (exitCode !== 0)
    throw new UserError(`${spec} is not as documented: nothing is recorded of it\n${stdout}${stderr}`);
  return parseResult(readFileSync(json, 'utf8'));
}

async function recordDebian(folder: string, name: string, suite: string): Promise<RunResult> {
  const image = await fetchKernel(suite);
  const options = { name, spec: `kernel-image:${basename(image)}` };
  let result = compact(await run(folder, name, `kernel-image:${image}`, []), name, options);
  for (const machine of FURTHER_MACHINES) {
    const gaps = skippedIds(result, name);
    if (gaps.length === 0) break;
    const more = await run(folder, name, `kernel-image:${image}${machine}`, gaps);
    result = fillGaps(result, compact(more, name, options), name);
  }
  return result;
}

async function recordRunning(folder: string): Promise<RunResult> {
  if (!`linux-${release()}`.startsWith(`${RUNNING}.`) || process.getuid?.() !== 0)
    throw new UserError(
      `${RUNNING} is recorded by root on a machine that runs it; this one runs ${release()}`,
    );
  return compact(await run(folder, RUNNING, 'kernel', []), RUNNING, { name: RUNNING, spec: 'kernel' });
}

const folder = mkdtempSync(join(tmpdir(), 'mmap-conformance-record-'));
const all = [RUNNING, ...Object.keys(DEBIAN)];
const names = process.argv.length > 2 ? process.argv.slice(2) : all;
try {
  for (const name of names) {
    const suite = DEBIAN[name];
    if (!all.includes(name)) throw new UserError(`${name} is none of ${all.join(', ')}`);
    const result =
      suite === undefined ? await recordRunning(folder) : await recordDebian(folder, name, suite);
    const bytes = gzipSync(JSON.stringify(result), { level: 9 });
    await writeFile(join(shippedFolder(), `${name}.json.gz`), bytes);
    const { pass = 0, skip = 0 } = result.summary[name] ?? {};
    console.log(`${name}: ${result.cases.length} cases, ${pass} pass, ${skip} skip, ${bytes.length} bytes`);
  }
} catch (error) {
  showError(error, process.stderr, { stack: true });
  process.exitCode = error instanceof UserError ? error.exitCode : 3;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
