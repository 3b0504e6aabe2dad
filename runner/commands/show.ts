/** `show CASE`: everything that is to be known of a case without running it. */
import type { Command } from 'commander';
import picocolors from 'picocolors';
import type { Case } from '../../suites/case.ts';
import { CLAUSES } from '../../suites/clauses/index.ts';
import { NEEDS } from '../../suites/needs.ts';
import { loadCases } from '../cases.ts';
import { describeCase } from '../describe.ts';
import { UserError } from '../errors.ts';
import { matchIds, nearestId } from '../select.ts';
import { caseAsData } from './case-as-data.ts';
import { type Io, wantsColor } from './io.ts';

export function addShow(program: Command, io: Io): void {
  program
    .command('show')
    .description('show a case: its steps, and what is documented of each')
    .argument('<case>', 'the id of a case')
    .option('--json', 'the case as data, for other tools')
    .action((id: string, { json }: { json?: true }) => {
      const one = findCase(id, loadCases());
      const text = json
        ? `${JSON.stringify(caseAsData(one), null, 2)}\n`
        : renderCase(one, wantsColor(io.stdout, io.env));
      io.stdout.write(text);
    });
}

function findCase(id: string, cases: readonly Case[]): Case {
  const found = cases.find((one) => one.id === id);
  if (found !== undefined) return found;
  const ids = cases.map((one) => one.id);
  const below = matchIds(id, ids);
  const message = `there is no case \`${id}\``;
  if (below.length === 1) throw new UserError(message, { hint: `Did you mean \`${below[0]}\`?` });
  if (below.length > 1) {
    const listed = `mmap-conformance list '${id}'`;
    throw new UserError(message, { hint: `It matches ${below.length} cases: ${listed}` });
  }
  const meant = nearestId(id, ids);
  const isCase = meant !== undefined && ids.includes(meant);
  const hint = isCase
    ? `Did you mean \`${meant}\`?`
    : `To see all: mmap-conformance list${meant ? ` ${meant}` : ''}`;
  throw new UserError(message, { hint });
}

function renderCase(one: Case, color: boolean): string {
  const { bold, dim } = picocolors.createColors(color);
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

  lines.push('', bold('steps'));
  const steps = describeCase(one);
  const width = String(steps.length).length;
  for (const [index, { call, expected, documented }] of steps.entries()) {
    const margin = ' '.repeat(width + 4);
    lines.push(`  ${String(index + 1).padStart(width)}  ${call}`);
    if (documented !== undefined)
      lines.push(`${margin}  documented: ${documented}`, `${margin}  Linux: ${expected}`);
    else lines.push(`${margin}  ${expected ?? dim('not documented: only compared with the reference')}`);
  }
  lines.push('', `run it: mmap-conformance run ${one.id}`);
  return `${lines.join('\n')}\n`;
}
