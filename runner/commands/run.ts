/** `run`: executes cases and reports. */
import type { Command } from 'commander';
import { createProgress } from '../../reports/progress.ts';
import { ImplementationError } from '../errors.ts';
import { SPEC_FORMS } from '../implementations/spec.ts';
import type { RunResult, RunSettings } from '../result.ts';
import { CASE_MS, runConformance } from '../run.ts';
import { exitCode } from '../verdict-counts.ts';
import { addSelection, collect, type SelectionFlags, selectedCases } from './case-selection.ts';
import { chooseImplementations } from './choose-implementations.ts';
import {
  addExpectationFlags,
  type ExpectationFlags,
  hintAtShipped,
  planExpectations,
  updatedResult,
} from './expectation-flags.ts';
import { parseTimeout } from './flag-values.ts';
import type { Io } from './io.ts';
import { parseLevel } from './parse-level.ts';
import { addReportFlags, checkReportPaths, type ReportFlags, report } from './run-reports.ts';
import { showError } from './show-error.ts';

/** The flags of `run` as commander delivers them. */
export interface RunFlags extends SelectionFlags, ReportFlags, ExpectationFlags {
  implementation?: string[];
  reference?: string;
  timeout?: number;
  level?: string;
  bail?: true;
  allowSystemChanges?: true;
}

const EXAMPLES = `
Examples:
  $ mmap-conformance run                                     all cases on the running kernel
  $ mmap-conformance run flags/fixed-noreplace               one suite
  $ mmap-conformance run -i 'command:qemu-aarch64 {agent}?arch=aarch64' --json result.json
  $ mmap-conformance run -i mine=command:'./my-sandbox {agent}' --junit reports --bail

Exit codes: 0 as documented, 1 an implementation does not conform, 2 wrong usage, 3 an implementation could not be
started or the harness could not tell, 130 interrupted.`;

export function addRun(program: Command, io: Io, end: (code: number) => void): void {
  const command = program
    .command('run')
    .description('run cases and report where an implementation is not as documented');
  addExpectationFlags(addSelection(command))
    .option(
      '-i, --implementation <[NAME=]SPEC>',
      `${SPEC_FORMS.join(', ')} (repeatable; default: kernel)`,
      collect,
    )
    .option('--reference <name|SPEC>', 'what the others are compared with (default: kernel)');
  addReportFlags(command)
    .option(
      '--timeout <ms>',
      `time limit of each case (default: ${CASE_MS}; some presets have their own)`,
      parseTimeout,
    )
    .option('--level <version>', 'hold all targets to what this Linux release documents', parseLevel)
    .option('--allow-system-changes', 'run cases that change settings of the whole machine for a moment')
    .option('--bail', 'stop after the first case that counts')
    .addHelpText('after', EXAMPLES)
    .action(async (filters: string[], flags: RunFlags) => end(await run(filters, flags, io)));
}

/** Returns the exit code. */
async function run(filters: readonly string[], flags: RunFlags, io: Io): Promise<number> {
  const { cases, shard } = selectedCases(filters, flags);
  const chosen = chooseImplementations(flags.implementation ?? [], flags.reference);
  const plan = await planExpectations(chosen, flags);
  const { expectations } = plan;
  await checkReportPaths(flags);

  if (chosen.notice !== null) io.stderr.write(`mmap-conformance: ${chosen.notice}\n`);
  const signal = io.interruption();
  const { timeout: timeoutMs, level, strict, bail, allowSystemChanges } = flags;
  const pictures = wantsPictures(flags);
  const { events, clear } = observe(io, cases.length);
  let result: RunResult;
  try {
    result = await runConformance(
      {
        ...chosen,
        cases,
        shard,
        expectations,
        timeoutMs,
        level,
        strict,
        bail,
        allowSystemChanges,
        pictures,
        settings: settingsOf(flags),
        signal,
      },
      events,
    );
  } finally {
    clear();
  }
  const seen = await updatedResult(result, plan, flags, io);
  const code = exitCode(seen, { strict: strict === true, bailed: !signal.aborted });
  const end = await report(seen, flags, io, code);
  await hintAtShipped(seen, plan, flags, io);
  return end;
}

/** For the result; undefined where nothing was asked for. */
function settingsOf(flags: RunFlags): RunSettings | undefined {
  const { level, timeout, strict, allowSystemChanges, expectations = [] } = flags;
  const settings: RunSettings = {
    ...(level !== undefined && { level }),
    ...(timeout !== undefined && { timeout }),
    ...(strict && { strict }),
    ...(allowSystemChanges && { allowSystemChanges }),
    ...(expectations.length > 0 && { expectations }),
  };
  return Object.keys(settings).length > 0 ? settings : undefined;
}

/** A shard's JSON is what `merge` makes its reports of, so that the page's pictures must be in it. */
function wantsPictures({ html, json, reporter, shard }: RunFlags): boolean {
  return html !== undefined || (shard !== undefined && (json !== undefined || reporter === 'json'));
}

/** The progress line, and what must be said while it is there. */
function observe(io: Io, total: number) {
  const progress = createProgress(io.stderr, total);
  const done = new Map<string, number>();
  const events = {
    done(name: string): void {
      const count = (done.get(name) ?? 0) + 1;
      done.set(name, count);
      progress.update(count, name);
    },
    crashedAtStart(name: string, { message }: ImplementationError): void {
      progress.clear();
      const error = new ImplementationError(message, { hint: `${name} was started again, and went on.` });
      showError(error, io.stderr, { about: name });
    },
    lost(name: string, error: ImplementationError): void {
      progress.clear();
      showError(error, io.stderr, { about: name });
    },
  };
  return { events, clear: () => progress.clear() };
}
