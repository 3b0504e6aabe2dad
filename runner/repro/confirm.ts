#!/usr/bin/env node
/**
 * `npm run confirm -- TARGET [FILTER...]`: whether the executor and the C programs of the cases say the same of kernel, gvisor,
 * qemu-x86_64 or valgrind. Two witnesses that share no code: what both call broken is broken.
 *
 * `--each` compiles every program on its own, as a user would, with -O2 and all warnings; `--output` shows what a program printed
 * where they disagree; `--level` and `--allow-system-changes` as for `run`. Exit 1 where they disagree
 * and nobody knows why.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCases } from '../cases.ts';
import { UserError } from '../errors.ts';
import { selectCases } from '../select.ts';
import { compile, WARNINGS } from './build-batch.ts';
import { CONFIRM_TARGETS, confirm } from './confirmation.ts';
import { renderC } from './render-c.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    each: { type: 'boolean', default: false },
    output: { type: 'boolean', default: false },
    level: { type: 'string' },
    'allow-system-changes': { type: 'boolean', default: false },
  },
});

async function compileEach(cases: ReturnType<typeof loadCases>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mc-each-'));
  const queue = cases.entries();
  const work = async (): Promise<void> => {
    for (const [index, one] of queue) {
      const source = join(folder, `${index}.c`);
      await writeFile(source, renderC(one));
      await compile('gcc', [
        ...WARNINGS,
        '-std=gnu11',
        '-O2',
        '-pthread',
        source,
        '-o',
        join(folder, `${index}`),
      ]);
      await rm(join(folder, `${index}`));
    }
  };
  try {
    const done = await Promise.allSettled(Array.from({ length: availableParallelism() }, work));
    for (const one of done) if (one.status === 'rejected') throw one.reason;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  const [name = '', ...filters] = positionals;
  const target = CONFIRM_TARGETS[name];
  if (target === undefined) {
    throw new UserError(`Which target? One of ${Object.keys(CONFIRM_TARGETS).join(', ')}.`);
  }
  const cases = selectCases(loadCases(), { filters });
  if (values.each) {
    await compileEach(cases);
    console.log(
      `${cases.length} programs compile on their own without a warning (-std=gnu11 -O2 -Wall -Wextra)`,
    );
  }
  const { disagreements, counts, seconds } = await confirm(target, cases, {
    level: values.level,
    allowSystemChanges: values['allow-system-changes'],
  });
  const unknown = disagreements.filter(({ why }) => why === undefined);
  for (const [pair, count] of [...counts].sort()) console.log(`${String(count).padStart(6)}  ${pair}`);
  for (const { id, status, reason, end, why } of disagreements) {
    console.log(`\n${id}\n  executor: ${status}${reason === null ? '' : `, ${reason}`}`);
    console.log(`  program:  exit ${end?.status ?? 'none'}`);
    const broken = end?.output
      .split('\n')
      .filter((line) => values.output || /^(FAIL|cannot tell)/.test(line));
    for (const line of broken ?? []) console.log(`    ${line}`);
    if (why !== undefined) console.log(`  known: ${why}`);
  }
  console.log(
    `\n${name}: ${cases.length} cases, ${disagreements.length} disagreements (${disagreements.length - unknown.length} known); executor ${seconds.executor} s, compiler ${seconds.compiler} s, programs ${seconds.programs} s`,
  );
  process.exitCode = unknown.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.hint === undefined ? error.message : `${error.message}\n${error.hint}`);
  process.exitCode = error.exitCode;
}
