/** `compare`: what changed from one recorded run to another. */
import { type Command, Option } from 'commander';
import { type ComparedFile, type ComparisonReport, renderComparisonJson } from '../../reports/comparison.ts';
import { renderComparisonMarkdown } from '../../reports/comparison-markdown.ts';
import { renderComparisonPretty } from '../../reports/comparison-pretty.ts';
import { compareResults } from '../compare.ts';
import type { RunResult } from '../result.ts';
import { toolVersion } from '../tool-version.ts';
import { collect } from './case-selection.ts';
import { type Io, wantsColor } from './io.ts';
import { readResult } from './read-result.ts';

interface CompareFlags {
  implementation?: string[];
  reporter: 'pretty' | 'markdown' | 'json';
  strict?: true;
  verbose?: true;
}

const EXAMPLES = `
Examples:
  $ mmap-conformance compare before.json after.json
  $ mmap-conformance compare before.json after.json -i gvisor --reporter markdown
  $ mmap-conformance compare one.json one.json -i kernel=gvisor      two implementations of one run

Exit codes: 0 no regression, 1 something got worse, 2 no results or nothing to compare.`;

export function addCompare(program: Command, io: Io, end: (code: number) => void): void {
  program
    .command('compare')
    .description('show what got better, worse, new or gone between two recorded runs')
    .argument('<before.json>', 'a file that `run --json FILE` wrote')
    .argument('<after.json>', 'another')
    .option(
      '-i, --implementation <NAME|BEFORE=AFTER>',
      'only this one; or two of different names (repeatable; default: all of the same name)',
      collect,
    )
    .addOption(
      new Option('--reporter <name>', 'what standard output holds')
        .choices(['pretty', 'markdown', 'json'])
        .default('pretty'),
    )
    .option('--strict', 'deviations from the reference count')
    .option('--verbose', 'the steps of all cases')
    .addHelpText('after', EXAMPLES)
    .action(async (before: string, after: string, flags: CompareFlags) =>
      end(await compare(before, after, flags, io)),
    );
}

/** Returns the exit code. */
async function compare(before: string, after: string, flags: CompareFlags, io: Io): Promise<0 | 1> {
  const [one, other] = [await readResult(before), await readResult(after)];
  const { implementation: implementations = [] } = flags;
  const strict = flags.strict === true;
  const report: ComparisonReport = {
    schema: 1,
    tool: { name: 'mmap-conformance', version: toolVersion() },
    strict,
    before: fileOf(before, one),
    after: fileOf(after, other),
    ...compareResults(one, other, { strict, implementations }),
  };
  io.stdout.write(render(report, flags, io));
  return report.regression ? 1 : 0;
}

function fileOf(file: string, { tool, interrupted, implementations }: RunResult): ComparedFile {
  return { file, tool, interrupted, implementations };
}

function render(report: ComparisonReport, { reporter, verbose }: CompareFlags, io: Io): string {
  if (reporter === 'json') return renderComparisonJson(report);
  if (reporter === 'markdown') return renderComparisonMarkdown(report);
  return renderComparisonPretty(report, { color: wantsColor(io.stdout, io.env), verbose: verbose === true });
}
