/**
 * `npm run bench`: what a case costs, as a ratio to a bare C loop measured in the same run. Absolute times of a noisy machine say
 * nothing; the two sides of a ratio are measured in turns.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import koffi from 'koffi';
import { compileCase } from '../runner/compile.ts';
import type { Implementation } from '../runner/implementation.ts';
import { createImplementation } from '../runner/implementations/create.ts';
import { parseImplementation } from '../runner/implementations/spec.ts';
import type { Step } from '../suites/case.ts';
import { packageRoot } from './build.ts';
import { findCompiler, hostArchitecture } from './toolchain.ts';

const TURNS = 7;
const ROUNDS = 400;

/** The same work as a round of the loop. */
const steps: readonly Step[] = [
  { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
  { store: 'a', value: 1 },
];

const median = (values: number[]): number =>
  values.toSorted((x, y) => x - y)[values.length >> 1] ?? Number.NaN;

/** Microseconds a case, through the whole implementation: encoding, transport, execution, parsing. */
async function measureCases(implementation: Implementation): Promise<number> {
  const programs = Array.from({ length: ROUNDS }, (_, seq) => compileCase({ steps }, seq, 10_000));
  let answered = 0;
  const start = process.hrtime.bigint();
  await implementation.execute(
    programs,
    ({ ending }) => {
      if (ending.how === 'exited') answered++;
    },
    new AbortController().signal,
  );
  const us = Number(process.hrtime.bigint() - start) / 1e3 / ROUNDS;
  if (answered !== ROUNDS) throw new Error(`only ${answered} of ${ROUNDS} cases were answered`);
  return us;
}

async function bench(folder: string): Promise<void> {
  const [compiler = 'cc', ...options] = findCompiler(hostArchitecture(), process.env);
  const source = join(packageRoot(), 'native', 'bench', 'loop.c');
  const program = join(folder, 'loop');
  const library = join(folder, 'loop.so');
  execFileSync(compiler, [
    ...options,
    '-O2',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-static',
    '-DPROGRAM',
    '-o',
    program,
    source,
  ]);
  execFileSync(compiler, [
    ...options,
    '-O2',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-shared',
    '-fPIC',
    '-o',
    library,
    source,
  ]);
  const round = koffi.load(library).func('int bench_round()');
  const bareProgram = (): number => Number(execFileSync(program, [String(ROUNDS)], { encoding: 'utf8' }));
  const bareCall = (): number => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < ROUNDS; i++) round();
    return Number(process.hrtime.bigint() - start) / 1e3 / ROUNDS;
  };

  const doors = ['agent', 'kernel'].map((spec) =>
    createImplementation(parseImplementation(spec), { scratchRoot: folder }),
  );
  const [agent, kernel] = (await Promise.all(doors)) as [Implementation, Implementation];
  try {
    await agent.start();
    await kernel.start();
    const times = {
      loop: [] as number[],
      agent: [] as number[],
      call: [] as number[],
      kernel: [] as number[],
    };
    for (let turn = 0; turn < TURNS; turn++) {
      times.loop.push(bareProgram());
      times.agent.push(await measureCases(agent));
      times.call.push(bareCall());
      times.kernel.push(await measureCases(kernel));
    }
    const report = (name: string, mine: number[], bare: number[], what: string): void => {
      const ratio = median(mine.map((us, turn) => us / (bare[turn] ?? Number.NaN)));
      console.log(
        `${name.padEnd(7)} ${median(mine).toFixed(0).padStart(5)} us a case, ${ratio.toFixed(2)} x ${what} (${median(bare).toFixed(0)} us)`,
      );
    };
    report('agent', times.agent, times.loop, 'a bare static loop');
    report('kernel', times.kernel, times.call, 'the same loop called through koffi');
  } finally {
    await agent.stop();
    await kernel.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'mmap-conformance-bench-'));
try {
  await bench(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
