/** Rules for suites that no linter knows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadCases, loadSuites } from '../runner/cases.ts';
import { linesOf } from '../runner/compile.ts';
import { stepAsDocumented } from '../runner/describe.ts';
import { CLAUSES } from './clauses/index.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);

/** A file's code: without comments, and without what stands in strings. */
function codeOf(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''");
}

describe.each(files)('%s', (name) => {
  test('is data: no control flow, no I/O', () => {
    const found = codeOf(name).match(
      /\b(?:if|for|while|switch|throw|try|await|async|function|class|let|var|require)\b(?!\s*:)/g,
    );
    expect(found ?? []).toEqual([]);
    expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/from 'node:/);
  });

  test('names no implementation', () => {
    expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(
      /gvisor|runsc|qemu|valgrind|user[- ]mode linux|\buml\b/i,
    );
  });
});

test('a suite stands in the file of its name, or is made of files that begin with it', () => {
  const misplaced = loadSuites().filter(({ name }) => !files.includes(`${name}.ts`));
  expect(misplaced.map(({ name }) => name)).toEqual([]);
});

test('where what is documented may be done instead of what Linux does, no child process waits', () => {
  const inChildren = loadCases().filter((c) =>
    linesOf(c).some(
      (line) => line.is === 'step' && line.actor !== 'case' && stepAsDocumented(line.step) !== null,
    ),
  );
  expect(inChildren.map(({ id }) => id)).toEqual([]);
});

test('what is historical is shown by what Linux does instead', () => {
  const shown = new Set(loadCases().flatMap(({ clauses }) => clauses as readonly string[]));
  const historical = Object.entries(CLAUSES).filter(([, clause]) => clause.observability === 'historical');
  expect(historical.map(([id]) => id).filter((id) => !shown.has(id))).toEqual([]);
});
