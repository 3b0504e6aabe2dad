/** `coverage`: which documented promise is checked by which cases. */
import { type Command, Option } from 'commander';
import { CLAUSES, clauseSection } from '../../suites/clauses/index.ts';
import { loadCases } from '../cases.ts';
import { coverage, renderCoverageJson, renderCoverageMarkdown, renderCoverageText } from '../coverage.ts';
import type { Io } from './io.ts';

export function addCoverage(program: Command, io: Io): void {
  program
    .command('coverage')
    .description('show which documented promise is checked by which cases')
    .option('--markdown', 'as tables, for a web page')
    .addOption(new Option('--json', 'as data, for other tools').conflicts('markdown'))
    .action(({ markdown, json }: { markdown?: true; json?: true }) => {
      const render = json ? renderCoverageJson : markdown ? renderCoverageMarkdown : renderCoverageText;
      io.stdout.write(render(coverage(CLAUSES, loadCases(), clauseSection)));
    });
}
