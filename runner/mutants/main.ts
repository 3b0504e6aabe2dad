#!/usr/bin/env node
/**
 * `npm run mutants [NAME...]`: which cases kill which wrong kernel.
 *
 * `--all` runs every case on each, and not only those about its clause; `--verbose` names all cases and what they saw; `--survivors`
 * shows only mutants that are not killed as they should; `--json FILE` writes everything to a file. Exit 1 unless all are killed by a
 * case about the promise that they break, and none by a right kernel.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { hunt } from './hunt.ts';
import { renderTotals, renderTrial } from './report.ts';
import { fateOf, isCaught } from './trial.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    survivors: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

try {
  const result = await hunt({ names: positionals, all: values.all });
  const { trials, falseKills } = result;
  const shown = values.survivors ? trials.filter((trial) => !isCaught(trial)) : trials;
  for (const trial of shown) console.log(renderTrial(trial, values.verbose));
  console.log(renderTotals(result));
  if (values.json !== undefined) {
    const rows = trials.map((trial) => ({ ...trial, fate: fateOf(trial) }));
    await writeFile(values.json, `${JSON.stringify({ schema: 1, falseKills, mutants: rows }, null, 2)}\n`);
  }
  const isClean = falseKills.length === 0 && trials.every(isCaught);
  process.exitCode = isClean ? 0 : 1;
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.hint === undefined ? error.message : `${error.message}\n${error.hint}`);
  process.exitCode = error.exitCode;
}
