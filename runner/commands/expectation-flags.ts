/** `--expectations` and `--update-expectations`. */
import { type Command, Option } from 'commander';
import { loadCases } from '../cases.ts';
import { annotateAll, type Expectations } from '../expectations/annotate.ts';
import {
  expectationsOf,
  isPreset,
  type Loaded,
  loadExpectations,
  SHIPPED,
  shippedExpectations,
} from '../expectations/load.ts';
import { describeSaved, saveExpectations } from '../expectations/save.ts';
import type { RunResult } from '../result.ts';
import { isRed } from '../verdict-counts.ts';
import { collect } from './case-selection.ts';
import type { Chosen } from './choose-implementations.ts';
import type { Io } from './io.ts';
import { checkFile } from './output-files.ts';

/** The flags as commander delivers them. */
export interface ExpectationFlags {
  expectations?: string[];
  updateExpectations?: true;
  strict?: true;
}

export function addExpectationFlags(command: Command): Command {
  return command
    .option(
      '--expectations <file>',
      `what is known and does not count (repeatable; default: expectations/NAME.json); \`${SHIPPED}\`: what was measured of the presets`,
      collect,
    )
    .addOption(
      new Option('--update-expectations', 'write what this run finds into these files').conflicts('bail'),
    );
}

/** What a run goes by, and what it may write. */
export interface ExpectationPlan {
  loaded: ReadonlyMap<string, Loaded>;
  expectations: Expectations;
}

/**
 * Finds and reads the files.
 *
 * @throws UserError (exit 2) when one is no good, stale, or cannot be written where that is wanted
 */
export async function planExpectations(chosen: Chosen, flags: ExpectationFlags): Promise<ExpectationPlan> {
  const ids = allIds();
  const files = flags.expectations ?? [];
  const updating = flags.updateExpectations === true;
  if (updating) {
    for (const path of files) if (path !== SHIPPED) await checkFile(path, '--expectations');
  }
  const loaded = await loadExpectations({ ...chosen, files, ids, updating });
  return { loaded, expectations: expectationsOf(loaded, ids) };
}

/**
 * Writes the files if that is asked for, and sees the result in their light.
 *
 * @throws UserError (exit 3) when one cannot be written
 */
export async function updatedResult(
  result: RunResult,
  { loaded }: ExpectationPlan,
  flags: ExpectationFlags,
  io: Io,
): Promise<RunResult> {
  if (flags.updateExpectations !== true) return result;
  const say = (line: string): unknown => io.stderr.write(`mmap-conformance: ${line}\n`);
  if (result.interrupted) {
    say('interrupted: the expectations are left as they were');
    return result;
  }
  const ids = allIds();
  const saved = await saveExpectations(loaded, { result, ids, strict: flags.strict === true });
  for (const one of saved.values()) {
    const line = describeSaved(one);
    if (line !== null) say(line);
  }
  return annotateAll(result, expectationsOf(saved, ids));
}

/** Says that there is a list of what is known, where one would have helped. */
export async function hintAtShipped(
  result: RunResult,
  { loaded }: ExpectationPlan,
  { strict = false }: { strict?: boolean },
  io: Io,
): Promise<void> {
  const known = await shippedExpectations();
  for (const [name, { spec }] of Object.entries(result.implementations)) {
    if (loaded.has(name) || !isPreset({ name, spec }) || !known.includes(name)) continue;
    const isReference = name === result.reference;
    const failing = result.cases.some(
      ({ results: { [name]: own } }) =>
        own !== undefined && isRed(own.status, { ...own, isReference, strict }),
    );
    if (failing)
      io.stderr.write(
        `mmap-conformance: what was measured of ${name} before is not new: \`--expectations ${SHIPPED}\` leaves it out\n`,
      );
  }
}

const allIds = (): string[] => loadCases().map(({ id }) => id);
