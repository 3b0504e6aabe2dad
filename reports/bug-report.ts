/** One case as a bug report in Markdown, ready to send: what is expected and who says so, what was seen, and a program that shows it. */
import type { CaseEntry, ImplementationInfo, RunResult } from '../runner/result.ts';
import { againCommand } from './again.ts';
import type { ClauseText } from './block.ts';
import { type Difference, differences, headline } from './difference.ts';
import { plain } from './markdown-text.ts';
import { visible } from './visible.ts';

export interface BugReport {
  result: RunResult;
  entry: CaseEntry;
  clauses: readonly (ClauseText & { id: string })[];
  /** The C program of the case. */
  program: string;
  /** Label and version, of what is not in the result. */
  versions: readonly (readonly [string, string])[];
}

/** Text between backticks, which may itself hold some. */
function code(text: string): string {
  const shown = visible(text);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const room = /^`|`$/.test(shown) ? ' ' : '';
  return `${fence}${room}${shown}${room}${fence}`;
}

/** In a table a bar ends the cell, even inside of code. */
const cell = (text: string): string => code(text).replaceAll('|', '\\|');

/** The implementations that a report is about: all but the reference, or it alone. */
export function accused(result: RunResult, entry: CaseEntry): string[] {
  const names = Object.keys(result.implementations).filter((name) => entry.results[name] !== undefined);
  const others = names.filter((name) => name !== result.reference);
  return others.length > 0 ? others : names;
}

function row(step: Difference, index: number, reference: string | null): string {
  const mark = step.differs ? '**' : '';
  const documented =
    step.instead === null ? cell(step.documented) : `${cell(step.documented)}; Linux: ${cell(step.instead)}`;
  const cells = [
    `${mark}${index + 1}${mark}`,
    cell(step.call),
    documented,
    ...(reference === null ? [] : [cell(step.reference ?? 'not reached')]),
    ...step.observed.map(({ text }) => `${mark}${cell(text)}${mark}`),
  ];
  return `| ${cells.join(' | ')} |`;
}

function table({ result, entry }: BugReport, names: readonly string[]): string[] {
  const steps = differences(result, entry, names, true);
  const isBeside = !names.includes(result.reference) && entry.results[result.reference] !== undefined;
  const reference = isBeside ? result.reference : null;
  const heads = [
    '',
    'step',
    'documented',
    ...(reference === null ? [] : [plain(reference)]),
    ...names.map(plain),
  ];
  return [
    `| ${heads.join(' | ')} |`,
    `|${heads.map(() => '---').join('|')}|`,
    ...steps.map((step, index) => row(step, index, reference)),
  ];
}

function describe(name: string, { spec, arch, release }: ImplementationInfo): string {
  const said = [arch, release].filter((word) => word !== null).map((word) => visible(word));
  return `${plain(name)} | ${cell(spec)} ${plain(said.join(', '))}`;
}

/** The report, with a line end. */
export function renderBugReport(report: BugReport): string {
  const { result, entry, clauses, program, versions } = report;
  const names = accused(result, entry);
  const statuses = names.map((name) => `${plain(name)}: ${entry.results[name]?.status ?? 'not run'}`);
  const lines = [
    `# mmap(2): ${plain(entry.title)}`,
    '',
    `${statuses.join('; ')} (case ${code(entry.id)})`,
    '',
    '## Expected',
    '',
    ...clauses.flatMap(({ promise, sources }) => [
      `- ${plain(promise)}`,
      ...sources.map((source) => `  - ${plain(source)}`),
    ]),
    '',
    '## Seen',
    '',
    ...names.flatMap((name) => {
      const own = entry.results[name];
      return own === undefined ? [] : [`- ${plain(name)}: ${plain(headline(own))}`];
    }),
    '',
    ...table(report, names),
    '',
    `\`a+1p\` is one page behind the address in \`a\`; \`arena\` is a range of PROT_NONE that the case works in. Once more: ${code(againCommand(result, entry, names, false))}`,
    '',
    '## Program',
    '',
    'It exits with 0 where everything is as documented, 1 where something is not, 77 where it cannot tell.',
    '',
    '```c',
    program.trimEnd(),
    '```',
    '',
    '## Versions',
    '',
    '| | |',
    '|---|---|',
    ...Object.entries(result.implementations).map(([name, info]) => `| ${describe(name, info)} |`),
    ...versions.map(([label, version]) => `| ${plain(label)} | ${plain(version)} |`),
  ];
  return `${lines.join('\n')}\n`;
}
