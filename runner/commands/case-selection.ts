/** The flags by which `run` and `list` select cases. */
import type { Command } from 'commander';
import type { Case } from '../../suites/case.ts';
import { CLAUSES } from '../../suites/clauses/index.ts';
import { loadCases } from '../cases.ts';
import { selectCases } from '../select.ts';

/** Values of these flags as commander delivers them. */
export interface SelectionFlags {
  suite?: string[];
  clause?: string[];
  exclude?: string[];
}

/** For options that may be given several times. */
export function collect(value: string, values: readonly string[] = []): string[] {
  return [...values, value];
}

/** Adds FILTER and the flags to a command. */
export function addSelection(command: Command): Command {
  return command
    .argument('[filter...]', 'case ids, prefixes of them, or globs; without any: all cases')
    .option('--suite <name>', 'only this group or group/suite (repeatable)', collect)
    .option(
      '--clause <id>',
      'only cases that check this clause: an id, a prefix, or a glob (repeatable)',
      collect,
    )
    .option('--exclude <filter>', 'not these cases (repeatable)', collect);
}

/**
 * The cases that are meant.
 *
 * @throws UserError (exit 2) when a word matches nothing
 */
export function selectedCases(filters: readonly string[], flags: SelectionFlags): Case[] {
  const { suite: suites = [], clause: clauses = [], exclude: excludes = [] } = flags;
  return selectCases(loadCases(), { filters, suites, clauses, excludes }, Object.keys(CLAUSES));
}
