/**
 * `npm run bench [-- SPEC...]`: what a case costs on an implementation, as a ratio to a bare loop of fork, mmap, touch, exit and wait
 * that runs in the same target. Absolute times of a noisy machine say nothing; the two sides of a ratio are measured in turns.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCase } from '../runner/compile.ts';
import { UserError } from '../runner/errors.ts';
import type { Implementation, Outcome, Program } from '../runner/implementation.ts';
import { createImplementation } from '../runner/implementations/create.ts';
import { parseImplementations } from '../runner/implementations/spec.ts';
import type { Step } from '../suites/case.ts';

const TURNS = 7;
const ROUNDS = 400;
const LIMIT_MS = 60_000;

/** The same work as a round of the loop. */
const steps: readonly Step[] = [
  { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
  { store: 'a', value: 1 },
];

const median = (values: readonly number[]): number =>
  values.toSorted((x, y) => x - y)[values.length >> 1] ?? Number.NaN;

async function execute(
  implementation: Implementation,
  programs: readonly Program[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  await implementation.execute(programs, (outcome) => outcomes.push(outcome), new AbortController().signal);
  const lost = programs.length - outcomes.filter(({ ending }) => ending.how === 'exited').length;
  if (lost > 0)
    throw new Error(
      `${lost} of ${programs.length} cases did not end as they should: ${JSON.stringify(outcomes.find(({ ending }) => ending.how !== 'exited')?.ending)}`,
    );
  return outcomes;
}

/** Microseconds a case, through the whole implementation: encoding, transport, execution, parsing. */
async function measureCases(implementation: Implementation): Promise<number> {
  const programs = Array.from({ length: ROUNDS }, (_, seq) => compileCase({ steps }, seq, LIMIT_MS));
  const start = process.hrtime.bigint();
  await execute(implementation, programs);
  return Number(process.hrtime.bigint() - start) / 1e3 / ROUNDS;
}

/** Microseconds a round of the bare loop. */
async function measureLoop(implementation: Implementation): Promise<number> {
  const program = { seq: ROUNDS, timeoutMs: LIMIT_MS, lines: [`loop ${ROUNDS}`] };
  const [outcome] = await execute(implementation, [program]);
  const [how, value = ''] = outcome?.observations.get(0)?.split(' ') ?? [];
  if (how !== 'ok') throw new Error(`the loop could not be run: ${outcome?.observations.get(0)}`);
  return Number(value) / ROUNDS;
}

async function bench(implementation: Implementation, width: number): Promise<void> {
  const cases: number[] = [];
  const loops: number[] = [];
  const before = performance.now();
  try {
    await implementation.start();
    const startMs = performance.now() - before;
    for (let turn = 0; turn < TURNS; turn++) {
      loops.push(await measureLoop(implementation));
      cases.push(await measureCases(implementation));
    }
    const ratio = median(cases.map((us, turn) => us / (loops[turn] ?? Number.NaN)));
    const us = (values: readonly number[]): string => `${median(values).toFixed(0).padStart(6)} us`;
    const name = implementation.name.padEnd(width);
    console.log(
      `${name} ${us(cases)} a case, ${ratio.toFixed(2)} x the bare loop there (${us(loops).trim()} a round); start ${startMs.toFixed(0)} ms`,
    );
  } finally {
    await implementation.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'mmap-conformance-bench-'));
// A sandbox that runs as nobody must get there.
chmodSync(folder, 0o711);
const specs = process.argv.slice(2);
try {
  const all = parseImplementations(specs.length === 0 ? ['kernel', 'agent'] : specs);
  const width = Math.max(...all.map(({ name }) => name.length));
  for (const one of all) await bench(await createImplementation(one, { scratchRoot: folder }), width);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error([error.message, error.hint].filter(Boolean).join('\n  '));
  process.exitCode = error.exitCode;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
