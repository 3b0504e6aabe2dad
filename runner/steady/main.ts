/**
 * `npm run steady [N]`: the default run, N times in a row (default 20), as whoever calls it, and as an ordinary user where root calls
 * it. All runs of one user must come to the same results, observation by observation. Prints one line a user; exit 1 if they do not.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../native/build.ts';
import type { RunResult } from '../result.ts';

const NOBODY = 65534;
const times = Number(process.argv[2] ?? 20);

/** What a run saw, without what may differ: how long it took. */
function seen({ cases }: RunResult): Map<string, string> {
  return new Map(cases.map(({ id, results }) => [id, JSON.stringify({ ...results.kernel, durationUs: 0 })]));
}

function run(folder: string, n: number, uid: number | undefined): RunResult {
  const json = join(folder, `${uid ?? 'caller'}-${n}.json`);
  const main = join(packageRoot(), 'dist', 'runner', 'main.js');
  const user = uid === undefined ? {} : { uid, gid: uid };
  const { status, stderr } = spawnSync(process.execPath, [main, 'run', '--json', json], {
    encoding: 'utf8',
    ...user,
  });
  if (status !== 0) throw new Error(`run ${n} ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(json, 'utf8')) as RunResult;
}

/** Ids of cases that came out otherwise in some run than in the first. */
function unsteady(folder: string, uid: number | undefined): string[] {
  const first = run(folder, 1, uid);
  const expected = seen(first);
  const ids = new Set<string>();
  for (let n = 2; n <= times; n++) {
    for (const [id, text] of seen(run(folder, n, uid))) if (expected.get(id) !== text) ids.add(id);
  }
  const { pass, skip } = first.summary.kernel ?? { pass: 0, skip: 0 };
  const who = uid === undefined ? 'this user' : 'an ordinary user';
  console.log(
    `${who}: ${times} runs, ${expected.size} cases (${pass} pass, ${skip} skip), ${ids.size} unsteady`,
  );
  for (const id of ids) console.log(`  ${id}`);
  return [...ids];
}

const folder = mkdtempSync(join(tmpdir(), 'mmap-conformance-steady-'));
try {
  chmodSync(folder, 0o777);
  const users = process.getuid?.() === 0 ? [undefined, NOBODY] : [undefined];
  if (users.flatMap((uid) => unsteady(folder, uid)).length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
