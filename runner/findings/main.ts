/**
 * `npm run findings RESULT.json...`: writes docs/findings.md from recorded results (of `run --json`, gzipped or not). With
 * `--output FILE` it is written elsewhere.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../native/build.ts';
import { renderFindings } from '../../reports/findings.ts';
import { CLAUSES } from '../../suites/clauses/index.ts';
import { writeWhole } from '../commands/output-files.ts';
import { showError } from '../commands/show-error.ts';
import { UserError } from '../errors.ts';
import { shippedFile } from '../expectations/load.ts';
import { parseExpectations } from '../expectations/schema.ts';
import { readRecordedResult } from '../recording/read.ts';
import type { RunResult } from '../result.ts';

/** What the shipped expectations say an implementation was measured on. */
function versionsOf(results: readonly RunResult[]): Record<string, string> {
  const names = results.flatMap(({ implementations }) => Object.keys(implementations));
  return Object.fromEntries(
    names.flatMap((name) => {
      const path = shippedFile(name);
      const version = existsSync(path)
        ? parseExpectations(readFileSync(path, 'utf8'), path).version
        : undefined;
      return version === undefined ? [] : [[name, version] as const];
    }),
  );
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { output: { type: 'string' } },
  });
  if (positionals.length === 0)
    throw new UserError('Give the results of a run: npm run findings RESULT.json');
  const results: RunResult[] = [];
  for (const path of positionals) results.push(await readRecordedResult(path));
  const output = values.output ?? join(packageRoot(), 'docs', 'findings.md');
  await writeWhole(output, renderFindings(results, { clauses: CLAUSES, versions: versionsOf(results) }));
  console.log(output);
}

try {
  await main();
} catch (error) {
  showError(error, process.stderr, { stack: true });
  process.exitCode = error instanceof UserError ? error.exitCode : 3;
}
