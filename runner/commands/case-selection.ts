/** The flags by which `run` and `list` select cases. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Case } from '../../suites/case.ts';
import { CLAUSES } from '../../suites/clauses/index.ts';
import { loadCases } from '../cases.ts';
import type { ShardInfo } from '../result.ts';
import { selectCases } from '../select.ts';
import { MOST_SHARDS, parseShard, type Shard, takeShard } from '../sharding/shard.ts';

/** Values of these flags as commander delivers them. */
export interface SelectionFlags {
  suite?: string[];
  clause?: string[];
  exclude?: string[];
  shard?: Shard;
}

/** What is to be run. */
export interface SelectedCases {
  /** In the order of the suites. */
  cases: Case[];
  /** Only where `--shard` was given. */
  shard?: ShardInfo;
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
    .option('--exclude <filter>', 'not these cases (repeatable)', collect)
    .option('--shard <I/N>', 'of these cases, part I of N parts that take equally long', readShard);
}

function readShard(text: string): Shard {
  const shard = parseShard(text);
  if (shard !== null) return shard;
  throw new InvalidArgumentError(`It must be I/N, I from 1 to N, N at most ${MOST_SHARDS}, such as 2/3.`);
}

/**
 * The cases that are meant. A shard of few cases may have none.
 *
 * @throws UserError (exit 2) when a word matches nothing
 */
export function selectedCases(filters: readonly string[], flags: SelectionFlags): SelectedCases {
  const { suite: suites = [], clause: clauses = [], exclude: excludes = [], shard } = flags;
  const cases = selectCases(loadCases(), { filters, suites, clauses, excludes }, Object.keys(CLAUSES));
  if (shard === undefined) return { cases };
  const { cases: own, info } = takeShard(cases, shard);
  return { cases: own, shard: info };
}
