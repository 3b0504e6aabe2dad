/** What a run leaves: the report on standard output, and files. */
import { join } from 'node:path';
import { renderJson } from '../../reports/json.ts';
import { renderPretty } from '../../reports/pretty.ts';
import { renderTap } from '../../reports/tap.ts';
import { CLAUSES, type ClauseId, clauseSection } from '../../suites/clauses/index.ts';
import { loadCases } from '../cases.ts';
import type { RunResult } from '../result.ts';
import { type Io, wantsColor } from './io.ts';
import { writeWhole } from './output-files.ts';

export const REPORTERS = ['pretty', 'tap', 'json'] as const;
export type Reporter = (typeof REPORTERS)[number];

export interface ReportFlags {
  reporter: Reporter;
  strict?: true;
  verbose?: true;
  /** A directory. */
  junit?: string;
  /** A file. */
  json?: string;
  /** A file. */
  html?: string;
}

/** The report for standard output. */
export function renderReport(result: RunResult, flags: ReportFlags, io: Io): string {
  const strict = flags.strict === true;
  if (flags.reporter === 'json') return renderJson(result);
  if (flags.reporter === 'tap') return renderTap(result, { strict });
  const color = wantsColor(io.stdout, io.env);
  return renderPretty(result, { color, verbose: flags.verbose === true, strict, clauses: CLAUSES });
}

/** Writes the files that were asked for. One that cannot be written does not keep the others from being written. */
export async function saveReports(result: RunResult, flags: ReportFlags): Promise<unknown[]> {
  const { json, html, junit } = flags;
  const jobs = [];
  if (json !== undefined) jobs.push(writeWhole(json, renderJson(result)));
  if (html !== undefined) jobs.push(saveHtml(html, result, flags.strict === true));
  if (junit !== undefined) jobs.push(saveJunit(junit, result, flags.strict === true));
  const ends = await Promise.allSettled(jobs);
  return ends.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
}

async function saveJunit(directory: string, result: RunResult, strict: boolean): Promise<void> {
  // Here only: what it stands on takes longer to load than many a run to execute.
  const { renderJunit } = await import('../../reports/junit.ts');
  for (const [name, text] of renderJunit(result, { strict })) await writeWhole(join(directory, name), text);
}

async function saveHtml(file: string, result: RunResult, strict: boolean): Promise<void> {
  const { renderHtml } = await import('../../reports/html/html.ts');
  const sectionOf = (id: string) => clauseSection(id as ClauseId);
  const options = { strict, clauses: CLAUSES, sectionOf, cases: loadCases() };
  await writeWhole(file, renderHtml(result, options));
}
