/** `merge`: shards of a run as one result, reported as the run would have been. */
import type { Command } from 'commander';
import { loadCases } from '../cases.ts';
import { type Merged, mergeResults } from '../merge.ts';
import { exitCode } from '../verdict-counts.ts';
import type { Io } from './io.ts';
import { readResult } from './read-result.ts';
import { addReportFlags, checkReportPaths, type ReportFlags, report } from './run-reports.ts';

const EXAMPLES = `
Examples:
  $ mmap-conformance run --shard 1/2 --json 1.json           on one machine
  $ mmap-conformance run --shard 2/2 --json 2.json           on another
  $ mmap-conformance merge 1.json 2.json --json all.json --junit reports

Exit codes: those of the run in one piece; 130 if a shard is missing or was interrupted; 2 for files that are not parts
of one run.`;

export function addMerge(program: Command, io: Io, end: (code: number) => void): void {
  addReportFlags(
    program
      .command('merge')
      .description('bring the shards of a run together')
      .argument('<result.json...>', 'files that `run --shard I/N --json FILE` wrote'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: ReportFlags) => end(await merge(paths, flags, io)));
}

/** Returns the exit code. */
async function merge(paths: readonly string[], flags: ReportFlags, io: Io): Promise<number> {
  const parts = await Promise.all(paths.map(async (from) => ({ from, result: await readResult(from) })));
  const merged = mergeResults(
    parts,
    loadCases().map(({ id }) => id),
  );
  await checkReportPaths(flags);
  if (merged.missing !== null) io.stderr.write(`mmap-conformance: ${sentenceOf(merged.missing)}\n`);
  const { result } = merged;
  // What counted in its parts counts in the whole.
  const strict = flags.strict === true || result.settings?.strict === true;
  const code = exitCode(result, { strict, bailed: result.bailed === true });
  return report(result, strict ? { ...flags, strict } : flags, io, code);
}

function sentenceOf({ indexes, count, cases }: NonNullable<Merged['missing']>): string {
  const shards =
    indexes.length === 1
      ? `shard ${indexes[0]} of ${count} is`
      : `shards ${indexes.join(', ')} of ${count} are`;
  return `${shards} missing: ${cases} case${cases === 1 ? ' is' : 's are'} in none of the files`;
}
