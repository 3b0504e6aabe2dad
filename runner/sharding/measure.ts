/** `node dist/runner/sharding/measure.js RESULT.json...`: writes measured.ts anew, from recorded runs of the reference. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../native/build.ts';
import { parseResult } from '../../reports/schema.ts';
import { type CostTable, createCostTable } from './costs.ts';

const FILE = 'runner/sharding/measured.ts';

function renderTable({ median, suites, cases }: CostTable): string {
  const rows = (name: string, all: CostTable['cases']) => [
    `  ${name}: {`,
    ...Object.entries(all).map(([id, us]) => `    '${id}': ${us},`),
    '  },',
  ];
  return `${[
    '/** Made by measure.ts from recorded runs. */',
    "import type { CostTable } from './costs.ts';",
    '',
    'export const MEASURED: CostTable = {',
    `  median: ${median},`,
    ...rows('suites', suites),
    ...rows('cases', cases),
    '};',
  ].join('\n')}\n`;
}

const measurements = process.argv.slice(2).flatMap((path) => {
  const { cases, reference } = parseResult(readFileSync(path, 'utf8'));
  return cases.flatMap(({ id, results }) => {
    const own = results[reference];
    return own === undefined || own.status === 'skip' ? [] : [{ id, durationUs: own.durationUs }];
  });
});
if (measurements.length === 0) {
  console.error('usage: node dist/runner/sharding/measure.js RESULT.json...');
  process.exitCode = 2;
} else {
  writeFileSync(join(packageRoot(), FILE), renderTable(createCostTable(measurements)));
}
