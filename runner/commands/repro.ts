/** `repro CASE`: a case as a program of its own, as data, or as a report of what an implementation does wrong. */
import { type Command, Option } from 'commander';
import { accused, renderBugReport } from '../../reports/bug-report.ts';
import { visible } from '../../reports/visible.ts';
import type { Case } from '../../suites/case.ts';
import { CLAUSES } from '../../suites/clauses/index.ts';
import { loadCases } from '../cases.ts';
import { compileCase } from '../compile.ts';
import { describeCase } from '../describe.ts';
import { UserError } from '../errors.ts';
import { PROTOCOL_VERSION } from '../records.ts';
import { renderC } from '../repro/render-c.ts';
import { reproVersions } from '../repro/versions.ts';
import type { CaseEntry, RunResult, Status } from '../result.ts';
import { runConformance } from '../run.ts';
import { toolVersion } from '../tool-version.ts';
import { exitCode } from '../verdict-counts.ts';
import { caseAsData } from './case-as-data.ts';
import { collect } from './case-selection.ts';
import { chooseImplementations } from './choose-implementations.ts';
import { findCase } from './find-case.ts';
import { parseTimeout } from './flag-values.ts';
import type { Io } from './io.ts';
import { checkFile, writeWhole } from './output-files.ts';
import { readResult } from './read-result.ts';

const FORMATS = ['c', 'json', 'markdown'] as const;

interface ReproFlags {
  format: (typeof FORMATS)[number];
  output?: string;
  implementation?: string[];
  reference?: string;
  result?: string;
  timeout: number;
  allowSystemChanges?: true;
}

const EXAMPLES = `
Examples:
  $ mmap-conformance repro flags/fixed-noreplace/overlap-whole --output repro.c
  $ cc -Wall -Wextra -o repro repro.c && ./repro
  $ mmap-conformance repro flags/fixed-noreplace/overlap-whole --format markdown -i 'command:qemu-x86_64 {agent}'

The program exits with 0 where everything is as documented, 1 where something is not, 77 where it cannot tell.`;

export function addRepro(program: Command, io: Io, end: (code: number) => void): void {
  program
    .command('repro')
    .description('write a case as a C program of its own, as data, or as a bug report')
    .argument('<case>', 'the id of a case')
    .addOption(
      new Option(
        '--format <name>',
        'c: a program; json: the case and its program for the executor; markdown: a bug report',
      )
        .choices(FORMATS)
        .default('c'),
    )
    .option('--output <file>', 'write it to this file')
    .option('-i, --implementation <[NAME=]SPEC>', 'markdown: run the case on it (repeatable)', collect)
    .option('--reference <name|SPEC>', 'markdown: what it is compared with (default: kernel)')
    .option('--result <file>', 'markdown: take what was seen from recorded results')
    .option('--timeout <ms>', 'markdown: time limit of the case', parseTimeout, 10_000)
    .option('--allow-system-changes', 'markdown: the case may change settings of the whole machine')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, flags: ReproFlags) => end(await repro(id, flags, io)));
}

/** Returns the exit code. */
async function repro(id: string, flags: ReproFlags, io: Io): Promise<number> {
  const one = findCase(id, loadCases());
  if (flags.output !== undefined) await checkFile(flags.output, '--output');
  const { text, code } = await render(one, flags, io);
  if (flags.output !== undefined) await writeWhole(flags.output, text);
  else io.stdout.write(text);
  return code;
}

async function render(one: Case, flags: ReproFlags, io: Io): Promise<{ text: string; code: number }> {
  if (flags.format === 'markdown') return bugReport(one, flags, io);
  for (const flag of ['implementation', 'reference', 'result'] as const) {
    if (flags[flag] === undefined) continue;
    throw new UserError(`--${flag} is for \`--format markdown\`: what was seen stands in no other format.`);
  }
  const text = flags.format === 'c' ? renderC(one) : `${JSON.stringify(reproAsData(one), null, 2)}\n`;
  return { text, code: 0 };
}

/** Everything that a tool needs to carry out the case, or to say what it is about. */
function reproAsData(one: Case) {
  return {
    schema: 1,
    tool: { name: 'mmap-conformance', version: toolVersion() },
    case: caseAsData(one),
    clauses: one.clauses.map((id) => ({ id, promise: CLAUSES[id].promise, sources: CLAUSES[id].sources })),
    steps: describeCase(one),
    program: { protocol: PROTOCOL_VERSION, lines: compileCase(one, 0, 0).lines },
    c: renderC(one),
  };
}

async function bugReport(one: Case, flags: ReproFlags, io: Io): Promise<{ text: string; code: number }> {
  const { result, code } = await resultOf(one, flags, io);
  const entry = result.cases.find(({ id }) => id === one.id);
  if (entry === undefined) {
    throw new UserError(`the recorded results hold no case \`${one.id}\``, {
      hint: 'Record it: mmap-conformance run, with --json FILE',
    });
  }
  // What kept it from finding out is another matter, and has its own code.
  if (code === 0) demandFault(result, entry);
  const clauses = one.clauses.map((id) => ({ id, ...CLAUSES[id] }));
  const versions = await reproVersions();
  const text = renderBugReport({ result, entry, clauses, program: renderC(one), versions });
  return { text, code };
}

/** Statuses of which nothing can be reported: nothing was wrong, or nothing was seen. */
const FAULTLESS: readonly Status[] = ['pass', 'skip'];

/** @throws UserError (exit 2) where the report would accuse nobody */
function demandFault(result: RunResult, entry: CaseEntry): void {
  const seen = accused(result, entry).flatMap((name) => {
    const status = entry.results[name]?.status;
    return status === undefined ? [] : [{ name, status }];
  });
  if (seen.some(({ status }) => !FAULTLESS.includes(status))) return;
  const words = seen.map(({ name, status }) => `${status} on ${visible(name)}`).join(', ');
  throw new UserError(`there is nothing to report: case \`${entry.id}\` is ${words || 'without a result'}`);
}

async function resultOf(one: Case, flags: ReproFlags, io: Io): Promise<{ result: RunResult; code: number }> {
  const { implementation = [], reference, timeout: timeoutMs, allowSystemChanges } = flags;
  if (flags.result !== undefined) {
    if (implementation.length > 0 || reference !== undefined)
      throw new UserError(
        '--result and -i exclude each other: what was seen is recorded, or it is seen now.',
      );
    return { result: await readResult(flags.result), code: 0 };
  }
  if (implementation.length === 0) {
    throw new UserError('a bug report needs something that was seen', {
      hint: 'Give the implementation (-i SPEC), or recorded results (--result FILE).',
    });
  }
  const chosen = chooseImplementations(implementation, reference);
  const options = { ...chosen, cases: [one], timeoutMs, allowSystemChanges, signal: io.interruption() };
  const result = await runConformance(options);
  // What it found is what it was asked to report: only what kept it from finding out counts.
  const code = exitCode(result, { strict: false, bailed: false });
  return { result, code: code === 1 ? 0 : code };
}
