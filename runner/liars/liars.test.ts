/** The harness against implementations that lie in known ways: each must get exactly the verdict that it deserves. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../../native/build.ts';
import type { Case } from '../../suites/case.ts';
import { parseImplementations } from '../implementations/spec.ts';
import type { RunResult, Status } from '../result.ts';
import { runConformance } from '../run.ts';
import { exitCode } from '../verdict-counts.ts';

const liar = fileURLToPath(new URL('./liar.mjs', import.meta.url));
const anonymous = { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] } as const;

/** One of each: a plain success, a call that must fail, a refused overlap, zeroed memory, a fault. */
const cases: readonly Case[] = [
  {
    id: 'liars/made-up/store',
    title: 'Memory keeps what is stored',
    clauses: ['mmap.prot.write'],
    steps: [
      { mmap: anonymous, as: 'a' },
      { store: 'a', value: 7 },
      { load: 'a', is: 7 },
    ],
  },
  {
    id: 'liars/made-up/zero-length',
    title: 'Length 0 is refused',
    clauses: ['mmap.length.zero_einval'],
    steps: [{ mmap: { ...anonymous, length: 0 }, fails: 'EINVAL' }],
  },
  {
    id: 'liars/made-up/no-replace',
    title: 'MAP_FIXED_NOREPLACE refuses an overlap',
    clauses: ['mmap.flags.fixed_noreplace.overlap'],
    steps: [
      { mmap: anonymous, as: 'a' },
      {
        mmap: { ...anonymous, addr: 'a', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] },
        fails: 'EEXIST',
      },
    ],
  },
  {
    id: 'liars/made-up/zeroed',
    title: 'New memory is zero',
    clauses: ['mmap.flags.anonymous.no_file_zeroed'],
    steps: [{ mmap: anonymous, as: 'a' }, { contents: { addr: 'a', length: '1p', value: 0 } }],
  },
  {
    id: 'liars/made-up/read-only',
    title: 'A store to read-only memory faults',
    clauses: ['mmap.prot.read_only_write_sigsegv'],
    steps: [
      { mmap: { ...anonymous, prot: 'r' }, as: 'a' },
      { store: 'a', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
    ],
  },
];

let agent = '';
beforeAll(async () => {
  ({ agent } = await ensureBuilt());
});

async function runAgainst(
  lie: string,
  timeoutMs = 2000,
): Promise<{ statuses: Status[]; result: RunResult; code: number }> {
  const implementations = parseImplementations([
    'kernel',
    `liar=command:'${process.execPath}' '${liar}' ${lie} '${agent}'`,
  ]);
  const result = await runConformance({ cases, implementations, reference: 'kernel', timeoutMs });
  expect(result.cases.map((c) => c.results.kernel?.status)).toEqual(cases.map(() => 'pass'));
  return {
    statuses: result.cases.map((c) => c.results.liar?.status as Status),
    result,
    code: exitCode(result, { strict: false }),
  };
}

describe('each lie gets the verdict that it deserves', () => {
  test.each<[string, Status[], number]>([
    ['honest', ['pass', 'pass', 'pass', 'pass', 'pass'], 0],
    ['garbage-between', ['pass', 'pass', 'pass', 'pass', 'pass'], 0],
    ['succeeds', ['pass', 'fail', 'fail', 'pass', 'fail'], 1],
    ['wrong-errno', ['pass', 'fail', 'fail', 'pass', 'pass'], 1],
    ['noreplace-as-hint', ['pass', 'pass', 'fail', 'pass', 'pass'], 1],
    ['not-zeroed', ['pass', 'pass', 'pass', 'fail', 'pass'], 1],
    ['damaged', ['broken', 'broken', 'broken', 'broken', 'broken'], 3],
    ['damaged --seq 3', ['pass', 'pass', 'pass', 'broken', 'pass'], 3],
    ['answers-twice --seq 1', ['pass', 'broken', 'pass', 'pass', 'pass'], 3],
    ['ends-twice --seq 1', ['pass', 'broken', 'pass', 'pass', 'pass'], 3],
    ['short --seq 2', ['pass', 'pass', 'broken', 'pass', 'pass'], 3],
    ['reports-other-seq --seq 1', ['pass', 'broken', 'pass', 'pass', 'pass'], 3],
    ['crash-on-step-2 --seq 2', ['pass', 'pass', 'crash', 'pass', 'pass'], 1],
    ['hang --seq 0', ['timeout', 'pass', 'pass', 'pass', 'pass'], 1],
    ['hang-deaf --seq 4', ['pass', 'pass', 'pass', 'pass', 'timeout'], 1],
    ['stops-half-way --after 3', ['pass', 'pass', 'pass', 'crash', 'pass'], 1],
    // Three deaths before a case in a row: the rest is lost.
    ['starts-and-dies', ['crash', 'crash', 'crash', 'broken', 'broken'], 3],
    ['leaks-child', ['pass', 'pass', 'pass', 'pass', 'pass'], 0],
  ])('%s', async (lie, statuses, code) => {
    expect(await runAgainst(lie, lie.startsWith('hang') ? 300 : 2000)).toMatchObject({ statuses, code });
  });

  test('a hang says that it was not only the case', async () => {
    const { result } = await runAgainst('hang --seq 0', 300);
    expect(result.cases[0]?.results.liar?.reason).toContain('the whole implementation hung');
  });

  test('a crash shows the last words, and the step', async () => {
    const { result } = await runAgainst('crash-on-step-2 --seq 2');
    expect(result.cases[2]?.results.liar?.reason).toContain('Assertion `lucky` failed');
  });
});
