/** The report for a pull request, a job's summary or a wiki. */
import type { CaseEntry, RunResult } from '../runner/result.ts';
import { STATUSES } from '../runner/result.ts';
import { againCommand } from './again.ts';
import { type ClauseText, namesByStatus } from './block.ts';
import { type ClauseGroup, groupByClause } from './by-clause.ts';
import { differences, headline } from './difference.ts';
import { code, codeBlock, details, plain, table } from './markdown-text.ts';
import { failingNames, knownFailures } from './outcome.ts';
import { completeness, duration, plural, skipsByReason, tally } from './summary.ts';

/** GitHub refuses a job's summary of more. */
export const JOB_SUMMARY_BYTES = 1024 * 1024;

export interface MarkdownOptions {
  /** Deviations count. */
  strict?: boolean;
  /** Clauses by id. */
  clauses: Readonly<Record<string, ClauseText>>;
  /** Cases that would make it longer are named only; those for whose names there is no room are counted. */
  limitBytes?: number;
}

/** A case that fails, and the implementations on which it does. */
interface Failing {
  entry: CaseEntry;
  names: string[];
}

const bytes = (text: string): number => Buffer.byteLength(text) + 2;

/** The whole report, with a line end. */
export function renderMarkdown(result: RunResult, options: MarkdownOptions): string {
  const { strict = false, limitBytes = Number.POSITIVE_INFINITY } = options;
  const failing = result.cases.flatMap((entry): Failing[] => {
    const names = failingNames(result, entry, strict);
    return names.length === 0 ? [] : [{ entry, names }];
  });
  const head = [
    '## mmap conformance',
    ...completeness(result).map((line) => `> ${plain(line)}`),
    summaryTable(result, strict),
    failing.length === 0 ? 'No case fails.' : `### ${plural(failing.length, 'case')} failing`,
  ];
  const tail = [...knownDetails(result, strict), ...skips(result)];
  const fixed = [...head, ...tail].reduce((sum, text) => sum + bytes(text), 0);
  // What stands outside of the blocks is short, but for skip reasons by the thousand.
  const kept = fixed + RESERVE > limitBytes ? head : [...head, ...tail];
  const room = limitBytes - RESERVE - kept.reduce((sum, text) => sum + bytes(text), 0);
  const blocks = failingBlocks(result, groupByClause(failing), options, room);
  return `${[...head, ...blocks, ...(kept === head ? [] : tail)].join('\n\n')}\n`;
}

/** Bytes for the sentence that says what was left out. */
const RESERVE = 500;

function summaryTable(result: RunResult, strict: boolean): string {
  const rows = Object.keys(result.implementations).map((name) => ({ name, ...tally(result, name, strict) }));
  const statuses = STATUSES.filter((status) =>
    rows.some(({ counts }) => counts.some((one) => one.status === status && one.count > 0)),
  );
  const hasKnown = rows.some(({ known }) => known > 0);
  return table(
    ['', 'cases', ...statuses, ...(hasKnown ? ['known'] : []), 'time'],
    rows.map(({ name, cases, counts, known }) => [
      plain(name),
      String(cases),
      ...counts.filter(({ status }) => statuses.includes(status)).map(({ count }) => String(count)),
      ...(hasKnown ? [String(known)] : []),
      duration(result.implementations[name]?.wallMs ?? 0),
    ]),
    '---:',
  );
}

/** Blocks under the headings of their clauses, as many as there is room for. */
function failingBlocks(
  result: RunResult,
  groups: readonly ClauseGroup<Failing>[],
  options: MarkdownOptions,
  room: number,
): string[] {
  const texts: string[] = [];
  const left: Failing[] = [];
  let used = 0;
  for (const { clause, members } of groups) {
    const heading = clause === null ? '#### no clause' : `#### ${clauseText(clause, options)}`;
    let isHeaded = false;
    for (const one of members) {
      const block = caseBlock(result, one, clause, options);
      const size = bytes(block) + (isHeaded ? 0 : bytes(heading));
      // The names of those that follow want room, too.
      if (left.length > 0 || used + size > room * 0.8) {
        left.push(one);
        continue;
      }
      texts.push(...(isHeaded ? [] : [heading]), block);
      isHeaded = true;
      used += size;
    }
  }
  return left.length === 0 ? texts : [...texts, ...namesOnly(result, left, room - used)];
}

function namesOnly(result: RunResult, left: readonly Failing[], room: number): string[] {
  const lines: string[] = [];
  let used = 0;
  for (const { entry, names } of left) {
    const line = `- ${code(entry.id)}: ${plain(namesByStatus(result, entry, names))}`;
    used += bytes(line);
    if (used > room) break;
    lines.push(line);
  }
  const rest = left.length - lines.length;
  const heading = `#### ${plural(left.length, 'case')} more, without details for want of room`;
  const more = rest === 0 ? [] : [`and ${rest} that are not even named: --json has them all`];
  return [heading, ...(lines.length > 0 ? [lines.join('\n')] : []), ...more];
}

function clauseText(id: string, { clauses }: MarkdownOptions): string {
  const clause = Object.hasOwn(clauses, id) ? clauses[id] : undefined;
  if (clause === undefined) return code(id);
  const source = clause.sources[0] === undefined ? '' : ` (${plain(clause.sources[0])})`;
  return `${code(id)}: ${plain(clause.promise)}${source}`;
}

function caseBlock(
  result: RunResult,
  { entry, names }: Failing,
  told: string | null,
  options: MarkdownOptions,
): string {
  const { strict = false } = options;
  const others = entry.clauses.filter((id) => id !== told);
  const steps = differences(result, entry, names);
  const reasons = names.flatMap((name) => {
    const own = entry.results[name];
    return own === undefined ? [] : [`- ${plain(name)}: ${plain(headline(own))}`];
  });
  const parts = [
    ...(entry.title === '' ? [] : [plain(entry.title)]),
    ...(others.length === 0 ? [] : [others.map((id) => `- ${clauseText(id, options)}`).join('\n')]),
    ...(steps.length === 0 ? [] : [stepsTable(result, steps)]),
    reasons.join('\n'),
    codeBlock(againCommand(result, entry, names, strict), 'sh'),
  ];
  const summary = `${plain(namesByStatus(result, entry, names))}: ${code(entry.id)}`;
  return details(summary, parts.join('\n\n'));
}

function stepsTable(result: RunResult, steps: ReturnType<typeof differences>): string {
  const hasInstead = steps.some(({ instead }) => instead !== null);
  const hasReference = steps.some(({ reference }) => reference !== null);
  const head = [
    'step',
    'documented',
    ...(hasInstead ? ['Linux now'] : []),
    ...(hasReference ? [plain(result.reference)] : []),
    ...(steps[0]?.observed ?? []).map(({ name }) => plain(name)),
  ];
  const rows = steps.map(({ call, documented, instead, reference, observed }) => [
    code(call),
    code(documented),
    ...(hasInstead ? [code(instead ?? '')] : []),
    ...(hasReference ? [code(reference ?? '')] : []),
    ...observed.map(({ text }) => code(text)),
  ]);
  return table(head, rows);
}

function knownDetails(result: RunResult, strict: boolean): string[] {
  const rows = Object.keys(result.implementations).flatMap((name) =>
    knownFailures(result, name, strict).map(({ entry, own }) => [
      code(entry.id),
      plain(name),
      plain(headline(own)),
    ]),
  );
  if (rows.length === 0) return [];
  return [details(plural(rows.length, 'known failure'), table(['case', 'implementation', 'why'], rows))];
}

function skips(result: RunResult): string[] {
  const groups = skipsByReason(result);
  if (groups.length === 0) return [];
  const rows = groups.map(({ names, ids, reason }) => [
    String(ids.length),
    names.map(plain).join(', '),
    plain(reason),
  ]);
  const count = groups.reduce((sum, { ids }) => sum + ids.length, 0);
  return [details(`skipped: ${count}`, table(['cases', 'implementation', 'why'], rows))];
}
