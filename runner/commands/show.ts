/** `show CASE`: everything that is to be known of a case; with `-i`, also what became of it just now. */
import type { Command } from 'commander';
import picocolors from 'picocolors';
import { renderCaseRun } from '../../reports/case-run.ts';
import type { Paint } from '../../reports/paint.ts';
import type { Case } from '../../suites/case.ts';
import { CLAUSES } from '../../suites/clauses/index.ts';
import { NEEDS } from '../../suites/needs.ts';
import { loadCases } from '../cases.ts';
import { describeCase } from '../describe.ts';
import { UserError } from '../errors.ts';
import { SPEC_FORMS } from '../implementations/spec.ts';
import type { RunResult } from '../result.ts';
import { runConformance } from '../run.ts';
import { caseAsData } from './case-as-data.ts';
import { collect } from './case-selection.ts';
import { chooseImplementations } from './choose-implementations.ts';
import { findCase } from './find-case.ts';
import { type Io, wantsColor } from './io.ts';

interface ShowFlags {
  implementation?: string[];
  reference?: string;
  allowSystemChanges?: true;
  json?: true;
}

/** Milliseconds for the case. */
const TIMEOUT_MS = 10_000;

export function addShow(program: Command, io: Io): void {
  program
    .command('show')
    .description('show a case: its steps, and what is documented of each; with -i, what is done')
    .argument('<case>', 'the id of a case')
    .option(
      '-i, --implementation <[NAME=]SPEC>',
      `run it on ${SPEC_FORMS.join(', ')} (repeatable), and show each step`,
      collect,
    )
    .option('--reference <name|SPEC>', 'with -i: what the others are compared with (default: kernel)')
    .option('--allow-system-changes', 'with -i: the case may change settings of the whole machine')
    .option('--json', 'the case as data, for other tools')
    .action(async (id: string, flags: ShowFlags) => {
      const one = findCase(id, loadCases());
      demandRun(flags);
      const paint = picocolors.createColors(wantsColor(io.stdout, io.env));
      const result = flags.implementation === undefined ? null : await runCase(one, flags, io);
      if (flags.json) {
        const data = { ...caseAsData(one), ...(result === null ? {} : { result }) };
        io.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
        return;
      }
      const [entry] = result?.cases ?? [];
      const lines =
        result === null || entry === undefined
          ? stepsOf(one, paint)
          : [...renderCaseRun(result, entry, paint), ''];
      io.stdout.write(`${[...aboutCase(one, paint), ...lines].join('\n')}\n`);
    });
}

/** Flags that say how a case is run mean nothing where it is only shown. */
function demandRun({ implementation, reference, allowSystemChanges }: ShowFlags): void {
  if (implementation !== undefined) return;
  const given = [
    ...(reference === undefined ? [] : ['--reference']),
    ...(allowSystemChanges === undefined ? [] : ['--allow-system-changes']),
  ];
  if (given[0] === undefined) return;
  throw new UserError(`${given[0]} is for a case that is run, and without -i none is`, {
    hint: 'Name what it is to be run on: -i SPEC',
  });
}

/** The case alone, with pictures. */
async function runCase(
  one: Case,
  { implementation = [], reference, allowSystemChanges }: ShowFlags,
  io: Io,
): Promise<RunResult> {
  const chosen = chooseImplementations(implementation, reference);
  const signal = io.interruption();
  return await runConformance({
    ...chosen,
    cases: [one],
    timeoutMs: TIMEOUT_MS,
    allowSystemChanges,
    pictures: true,
    signal,
  });
}

/** What it is about. */
function aboutCase(one: Case, { bold, dim }: Paint): string[] {
  const lines = [bold(one.id), one.title, ''];

  lines.push(bold('clauses'));
  for (const id of one.clauses) {
    const { promise, sources } = CLAUSES[id];
    lines.push(`  ${id}`, `    ${promise}`, ...sources.map((source) => dim(`    - ${source}`)));
  }

  if (one.since !== undefined) lines.push('', `documented since Linux ${one.since}`);
  if (one.until !== undefined) lines.push('', `not documented any more since Linux ${one.until}`);

  const { needs = [] } = one;
  if (needs.length > 0) lines.push('', bold('needs'));
  for (const need of needs) lines.push(`  ${need} ${dim(`(skipped if: ${NEEDS[need].lacking})`)}`);
  return [...lines, ''];
}

/** What is promised of each step. */
function stepsOf(one: Case, { bold, dim }: Paint): string[] {
  const lines = [bold('steps')];
  const steps = describeCase(one);
  const width = String(steps.length).length;
  for (const [index, { call, expected, documented }] of steps.entries()) {
    const margin = ' '.repeat(width + 4);
    lines.push(`  ${String(index + 1).padStart(width)}  ${call}`);
    if (documented !== undefined)
      lines.push(`${margin}  documented: ${documented}`, `${margin}  Linux: ${expected}`);
    else lines.push(`${margin}  ${expected ?? dim('not documented: only compared with the reference')}`);
  }
  return [...lines, '', `run it: mmap-conformance run ${one.id}`];
}
