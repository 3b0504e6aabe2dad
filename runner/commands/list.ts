/** `list`: which cases there are. */
import type { Command } from 'commander';
import type { Case } from '../../suites/case.ts';
import { loadSuites } from '../cases.ts';
import { caseAsData } from './case-as-data.ts';
import { addSelection, type SelectionFlags, selectedCases } from './case-selection.ts';
import type { Io } from './io.ts';

interface ListFlags extends SelectionFlags {
  json?: true;
  suites?: true;
}

export function addList(program: Command, io: Io): void {
  addSelection(program.command('list').description('list the cases'))
    .option('--json', 'the whole cases as data, for other tools')
    .option('--suites', 'the suites instead of the cases')
    .action((filters: string[], flags: ListFlags) => {
      const { cases } = selectedCases(filters, flags);
      io.stdout.write(flags.suites ? renderSuites(cases, flags.json) : renderCases(cases, flags.json));
    });
}

function renderCases(cases: readonly Case[], json?: true): string {
  if (json) return `${JSON.stringify({ schema: 1, cases: cases.map(caseAsData) }, null, 2)}\n`;
  return columns(cases.map(({ id, title }) => [id, title]));
}

/** The suites that hold these cases, and how many of them. */
function renderSuites(cases: readonly Case[], json?: true): string {
  const suites = loadSuites().flatMap(({ name, title }) => {
    const count = cases.filter(({ id }) => id.startsWith(`${name}/`)).length;
    return count === 0 ? [] : [{ name, title, cases: count }];
  });
  if (json) return `${JSON.stringify({ schema: 1, suites }, null, 2)}\n`;
  return columns(suites.map((one) => [one.name, String(one.cases).padStart(4), one.title]));
}

function columns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(0, ...rows.map(([first = '']) => first.length));
  return rows.map(([first = '', ...rest]) => `${[first.padEnd(width), ...rest].join('  ')}\n`).join('');
}
