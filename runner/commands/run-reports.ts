/** What a run leaves: the report on standard output, and files. Shared by `run` and `merge`. */
import { appendFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { renderGithub } from '../../reports/github.ts';
import { renderJson } from '../../reports/json.ts';
import { MERGED_JUNIT } from '../../reports/junit-files.ts';
import { JOB_SUMMARY_BYTES, renderMarkdown } from '../../reports/markdown.ts';
import { renderPretty } from '../../reports/pretty.ts';
import { renderTap } from '../../reports/tap.ts';
import { CLAUSES, type ClauseId, clauseSection } from '../../suites/clauses/index.ts';
import { loadCases } from '../cases.ts';
import { UserError } from '../errors.ts';
import { renderC } from '../repro/render-c.ts';
import type { RunResult } from '../result.ts';
import { type Io, wantsColor } from './io.ts';
import { checkDirectory, checkFile, isReplaced, writeWhole } from './output-files.ts';
import { showError } from './show-error.ts';

export const REPORTERS = ['pretty', 'tap', 'json', 'github'] as const;
export type Reporter = (typeof REPORTERS)[number];

/** What is written, as commander delivers it. */
export interface ReportFlags {
  reporter: Reporter;
  strict?: true;
  verbose?: true;
  /** A directory. */
  junit?: string;
  /** Files. */
  json?: string;
  html?: string;
  markdown?: string;
}

/** A report that is one file. */
interface FileReport {
  flag: 'json' | 'html' | 'markdown';
  description: string;
  render(result: RunResult, options: { strict: boolean }): string | Promise<string>;
}

const FILES: readonly FileReport[] = [
  { flag: 'json', description: 'write the result as JSON', render: renderJson },
  {
    flag: 'html',
    description: 'write a page for a browser, with pictures of the address space',
    render: renderPage,
  },
  {
    flag: 'markdown',
    description: 'write the differences as Markdown',
    render: (result, { strict }) => renderMarkdown(result, { strict, clauses: CLAUSES }),
  },
];

async function renderPage(result: RunResult, { strict }: { strict: boolean }): Promise<string> {
  // Here only, as with JUnit below.
  const { renderHtml } = await import('../../reports/html/html.ts');
  const sectionOf = (id: string) => clauseSection(id as ClauseId);
  const cases = loadCases();
  const byId = new Map(cases.map((one) => [one.id, one]));
  return renderHtml(result, {
    ...{ strict, clauses: CLAUSES, sectionOf, cases },
    renderC(id) {
      const one = byId.get(id);
      return one === undefined ? null : renderC(one);
    },
  });
}

/** Adds the flags that choose reports. */
export function addReportFlags(command: Command): Command {
  command
    .addOption(
      new Option('--reporter <name>', 'what standard output holds').choices(REPORTERS).default('pretty'),
    )
    .option('--junit <dir>', 'write JUnit files, one for each implementation and one of all');
  for (const { flag, description } of FILES) command.option(`--${flag} <file>`, description);
  return command
    .option('--strict', 'what differs from the reference counts, even where nothing is documented')
    .option('--verbose', 'every case with its steps; errors with their stack');
}

/**
 * Finds out before the run whether what it leaves can be written.
 *
 * @throws UserError (exit 2)
 */
export async function checkReportPaths(flags: ReportFlags): Promise<void> {
  const taken = new Map<string, string>();
  for (const { flag } of FILES) {
    const path = flags[flag];
    if (path === undefined) continue;
    await checkFile(path, `--${flag}`);
    const twin = taken.get(resolve(path));
    // Pipes and devices take what comes.
    if (twin !== undefined && (await isReplaced(path)))
      throw new UserError(`--${twin} and --${flag} would both write \`${path}\``);
    taken.set(resolve(path), flag);
  }
  if (flags.junit === undefined) return;
  await checkDirectory(flags.junit, '--junit');
  await checkDirectory(dirname(join(flags.junit, MERGED_JUNIT)), '--junit');
}

/**
 * Writes everything that was asked for.
 *
 * @param code how the results alone would end the process
 * @returns how it ends: 3 when something could not be written
 */
export async function report(result: RunResult, flags: ReportFlags, io: Io, code: number): Promise<number> {
  const errors = await saveReports(result, flags, io);
  io.stdout.write(renderReport(result, flags, io));
  for (const error of errors) showError(error, io.stderr, { stack: flags.verbose === true });
  return errors.length > 0 && code !== 130 ? 3 : code;
}

/** The report for standard output. */
function renderReport(result: RunResult, flags: ReportFlags, io: Io): string {
  const strict = flags.strict === true;
  const verbose = flags.verbose === true;
  switch (flags.reporter) {
    case 'json':
      return renderJson(result);
    case 'tap':
      return renderTap(result, { strict });
    case 'github':
      return renderGithub(result, { strict, clauses: CLAUSES });
    case 'pretty':
      return renderPretty(result, {
        color: wantsColor(io.stdout, io.env),
        verbose,
        strict,
        clauses: CLAUSES,
      });
  }
}

/** Writes the files that were asked for. One that cannot be written does not keep the others from being written. */
async function saveReports(result: RunResult, flags: ReportFlags, io: Io): Promise<unknown[]> {
  const strict = flags.strict === true;
  const jobs = FILES.map(async ({ flag, render }) => {
    const path = flags[flag];
    if (path !== undefined) await writeWhole(path, await render(result, { strict }));
  });
  if (flags.junit !== undefined) jobs.push(saveJunit(flags.junit, result, strict));
  const summary = io.env.GITHUB_STEP_SUMMARY;
  if (flags.reporter === 'github' && summary) jobs.push(addJobSummary(summary, result, strict));
  const ends = await Promise.allSettled(jobs);
  return ends.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
}

async function saveJunit(directory: string, result: RunResult, strict: boolean): Promise<void> {
  // Here only: most runs write none, and need not load what writes XML.
  const { renderJunit } = await import('../../reports/junit.ts');
  for (const [name, text] of renderJunit(result, { strict })) await writeWhole(join(directory, name), text);
}

/** GitHub collects what all commands of a step append to the file, and takes none of it if it is too much. */
async function addJobSummary(path: string, result: RunResult, strict: boolean): Promise<void> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  const text = renderMarkdown(result, { strict, clauses: CLAUSES, limitBytes: JOB_SUMMARY_BYTES - size });
  await appendFile(path, text).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(`the job's summary \`${path}\` cannot be written: ${cause.code}`, {
      exitCode: 3,
      hint: 'GITHUB_STEP_SUMMARY names a file of its runner.',
      cause,
    });
  });
}
