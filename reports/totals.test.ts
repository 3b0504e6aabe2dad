import fc from 'fast-check';
import { Parser } from 'tap-parser';
import { expect, it } from 'vitest';
import type { RunResult } from '../runner/result.ts';
import { isRed } from '../runner/verdict-counts.ts';
import { renderHtml } from './html/html.ts';
import { readCases, readData } from './html/read-html.test-data.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { anyResult, everyStatus } from './made-up.test-data.ts';
import { renderPretty } from './pretty.ts';
import { readJunit } from './read-junit.test-data.ts';
import { parseResult } from './schema.ts';
import { renderTap } from './tap.ts';
import { visible } from './visible.ts';

/** What every report must agree on, by implementation. */
interface Totals {
  cases: number;
  skipped: number;
  /** Known failures. */
  known: number;
  /** Ids of what is shown as a failure. */
  red: string[];
}

function ofJson(result: RunResult, strict: boolean): Totals[] {
  const { cases, summary, reference } = parseResult(renderJson(result));
  return Object.entries(summary).map(([name, counts]) => {
    const isReference = name === reference;
    const own = cases.flatMap(({ id, results }) =>
      results[name] === undefined ? [] : [{ id, ...results[name] }],
    );
    const isBad = (known: boolean) => own.filter((one) => isRed(one.status, { isReference, strict, known }));
    return {
      cases: Object.values(counts).reduce((sum, count) => sum + count, 0),
      skipped: counts.skip,
      known: isBad(false).filter(({ known }) => known).length,
      red: isBad(false)
        .filter(({ known }) => !known)
        .map(({ id }) => id),
    };
  });
}

function ofTap(result: RunResult, strict: boolean): Totals[] {
  const totals = Object.keys(result.implementations).map(
    (): Totals => ({ cases: 0, skipped: 0, known: 0, red: [] }),
  );
  const names = Object.keys(result.implementations).map((name) => `${visible(name).trim()}: `);
  const parser = new Parser({ strict: true });
  parser.on('assert', ({ ok, name, skip, todo }) => {
    const index = names.findIndex((one) => name.startsWith(one));
    const own = totals[index];
    if (own === undefined) throw new Error(`whose is ${name}?`);
    own.cases++;
    if (skip) own.skipped++;
    else if (todo) own.known++;
    else if (!ok) own.red.push(name.slice(names[index]?.length));
  });
  parser.end(renderTap(result, { strict }));
  // tap-parser's own count, too: a point that it did not see would be missing in both.
  expect(parser.results?.count).toBe(totals.reduce((sum, { cases }) => sum + cases, 0));
  return totals;
}

function ofJunit(result: RunResult, strict: boolean): Totals[] {
  return [...renderJunit(result, { strict }).values()].map((xml) => {
    const { counts, suites, cases } = readJunit(xml);
    const is = (...elements: string[]) =>
      cases.filter(({ verdict }) => elements.includes(verdict?.element ?? ''));
    const known = is('skipped').filter(({ verdict }) =>
      verdict?.message?.startsWith('known failure: '),
    ).length;
    const skipped = is('skipped').length - known;
    const sum = (key: string) => suites.reduce((total, suite) => total + (suite.counts[key] ?? 0), 0);
    expect(counts).toEqual({ tests: sum('tests'), failures: sum('failures'), errors: sum('errors') });
    expect(counts).toEqual({
      tests: cases.length,
      failures: is('failure').length,
      errors: is('error').length,
    });
    expect(sum('skipped')).toBe(skipped + known);
    return {
      cases: cases.length,
      skipped,
      known,
      // Suites bring cases of one file together; ours are in the order of the run.
      red: is('failure', 'error').map(({ suite, name }) => `${suite}/${name}`),
    };
  });
}

function ofHtml(result: RunResult, strict: boolean): Totals[] {
  const options = { strict, clauses: {}, sectionOf: () => '', cases: [] };
  const html = renderHtml(result, options);
  const cases = readCases(html);
  const { implementations, reference } = readData(html);
  return implementations.map(({ name }) => {
    const isReference = name === reference;
    const own = cases.flatMap(({ id, results }) =>
      results[name] === undefined ? [] : [{ id, ...results[name] }],
    );
    const isBad = (known: boolean) => own.filter((one) => isRed(one.status, { isReference, strict, known }));
    return {
      cases: own.length,
      skipped: own.filter(({ status }) => status === 'skip').length,
      known: isBad(false).filter(({ known }) => known).length,
      red: isBad(false)
        .filter(({ known }) => !known)
        .map(({ id }) => id),
    };
  });
}

/** From the summary's numbers and the blocks' first lines. */
function ofPretty(result: RunResult, strict: boolean): Pick<Totals, 'cases' | 'skipped' | 'red'>[] {
  const text = renderPretty(result, { color: false, verbose: false, strict, clauses: {} });
  const names = Object.keys(result.implementations);
  const lines = text.trimEnd().split('\n').slice(-names.length);
  const heads = text
    .split('\n')
    .flatMap((line) => line.match(/^(\w+(?: on .*?)?) {2}(\w[\w-]*\/[\w-]+\/[\w-]+)$/) ?? []);
  const head =
    text
      .trimEnd()
      .split('\n')
      .at(-names.length - 1) ?? '';
  return names.map((name, index) => {
    const line = (lines[index] ?? '').slice(visible(name).length);
    const skipColumn = head.trim().split(/ +/).indexOf('skip');
    const cells = line.trim().split(/ +/);
    const red: string[] = [];
    for (let i = 0; i < heads.length; i += 3) {
      const [, statuses = '', id = ''] = heads.slice(i, i + 3);
      const isNamed = statuses
        .split('; ')
        .some((part) => part.split(' on ')[1]?.split(', ').includes(visible(name)));
      if (names.length === 1 || isNamed) red.push(id);
    }
    return {
      cases: Number(cells[0]),
      skipped: names.length > 2 ? Number(cells[skipColumn] ?? 0) : Number(line.match(/(\d+) skip/)?.[1] ?? 0),
      red,
    };
  });
}

const sorted = <T extends { red: string[] }>(all: T[]): T[] =>
  all.map((one) => ({ ...one, red: one.red.toSorted() }));

function demandParity(result: RunResult, strict: boolean): void {
  const json = sorted(ofJson(result, strict));
  expect(sorted(ofTap(result, strict))).toEqual(json);
  expect(sorted(ofJunit(result, strict))).toEqual(json);
  expect(sorted(ofHtml(result, strict))).toEqual(json);
  expect(sorted(ofPretty(result, strict))).toEqual(
    json.map(({ cases, skipped, red }) => ({ cases, skipped, red })),
  );
}

it('every report tells the same of every status', () => {
  demandParity(everyStatus(), false);
  demandParity(everyStatus(), true);
});

it('every report tells the same of any result', () => {
  fc.assert(fc.property(anyResult, fc.boolean(), demandParity), { numRuns: 200 });
});
