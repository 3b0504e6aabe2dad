/** What can be read out of each report: how many cases, which fail. For the test that holds all of them to the same. */
import { Parser } from 'tap-parser';
import { expect } from 'vitest';
import type { RunResult, Status } from '../runner/result.ts';
import { isRed } from '../runner/verdict-counts.ts';
import { namesByStatus } from './block.ts';
import { renderGithub } from './github.ts';
import { renderHtml } from './html/html.ts';
import { readCases, readData } from './html/read-html.test-data.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { MERGED_JUNIT } from './junit-files.ts';
import { renderMarkdown } from './markdown.ts';
import { failingNames } from './outcome.ts';
import { renderPretty } from './pretty.ts';
import { readJunit } from './read-junit.test-data.ts';
import { parseResult } from './schema.ts';
import { renderTap } from './tap.ts';
import { visible } from './visible.ts';

/** What every report must agree on, by implementation. */
export interface Totals {
  cases: number;
  skipped: number;
  /** Known failures. */
  known: number;
  /** Ids of what is shown as a failure. */
  red: string[];
}

/** What the records say, by the rules of docs/results.md. */
export function ofJson(result: RunResult, strict: boolean): Totals[] {
  const { cases, summary, reference } = parseResult(renderJson(result));
  return Object.entries(summary).map(([name, counts]) => {
    const isReference = name === reference;
    const own = cases.flatMap(({ id, results }) =>
      results[name] === undefined ? [] : [{ id, ...results[name] }],
    );
    const isBad = ({ status }: { status: Status }) => isRed(status, { isReference, strict, known: false });
    return {
      cases: Object.values(counts).reduce((sum, count) => sum + count, 0),
      skipped: counts.skip,
      known: own.filter((one) => isBad(one) && one.known).length,
      red: own.filter((one) => one.fixed || (isBad(one) && !one.known)).map(({ id }) => id),
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
  const files = [...renderJunit(result, { strict })].map(([name, xml]) => {
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
    const totals = {
      cases: cases.length,
      skipped,
      known,
      // Suites bring cases of one file together; ours are in the order of the run.
      red: is('failure', 'error').map(({ suite, name }) => `${suite}/${name}`),
    };
    return { name, totals };
  });
  const apart = files.filter(({ name }) => name !== MERGED_JUNIT).map(({ totals }) => totals);
  const merged = files.find(({ name }) => name === MERGED_JUNIT)?.totals;
  const add = (key: 'cases' | 'skipped' | 'known') => apart.reduce((sum, one) => sum + one[key], 0);
  expect(merged).toMatchObject({ cases: add('cases'), skipped: add('skipped'), known: add('known') });
  expect(merged?.red.map((id) => id.split(': ').at(-1)).toSorted()).toEqual(
    apart.flatMap(({ red }) => red).toSorted(),
  );
  return apart;
}

/** From the summary's numbers and the blocks' first lines. */
function ofPretty(result: RunResult, strict: boolean): Totals[] {
  const text = renderPretty(result, { color: false, verbose: false, strict, clauses: {} });
  return readPretty(result, text);
}

function readPretty(result: RunResult, text: string): Totals[] {
  const names = Object.keys(result.implementations);
  const lines = text.trimEnd().split('\n').slice(-names.length);
  const blocks = text
    .split('\n')
    .flatMap((line) => line.match(/^(\w+(?: \(.*?\))?(?: on .*?)?) {2}(\w[\w-]*\/[\w-]+\/[\w-]+)$/) ?? []);
  const head =
    text
      .trimEnd()
      .split('\n')
      .at(-names.length - 1) ?? '';
  return names.map((name, index) => {
    const line = (lines[index] ?? '').slice(visible(name).length);
    const heads = head.trim().split(/ +/);
    const cells = line.trim().split(/ +/);
    const column = (name: string): number => Number(cells[heads.indexOf(name)] ?? 0);
    const known = [...line.matchAll(/\((\d+) known\)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    const red: string[] = [];
    for (let i = 0; i < blocks.length; i += 3) {
      const [, statuses = '', id = ''] = blocks.slice(i, i + 3);
      const isNamed = statuses
        .split('; ')
        .some((part) => part.split(' on ')[1]?.split(', ').includes(visible(name)));
      if (names.length === 1 || isNamed) red.push(id);
    }
    return {
      cases: Number(cells[0]),
      skipped: names.length > 1 ? column('skip') : Number(line.match(/(\d+) skip/)?.[1] ?? 0),
      known: names.length > 1 ? column('known') : known,
      red,
    };
  });
}

/** Undoes the escaping of Markdown. */
const decode = (text: string): string =>
  text
    .replace(/<\/?code>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

/** The failing cases of each implementation, from lines such as `fail on a, b; crash on c: ID`. */
function byName(result: RunResult, heads: readonly [statuses: string, id: string][]): string[][] {
  const names = Object.keys(result.implementations);
  return names.map((name) =>
    heads
      .filter(([statuses]) => {
        const on = statuses.split('; ').flatMap((part) => part.split(' on ')[1]?.split(', ') ?? []);
        return names.length === 1 || on.includes(visible(name));
      })
      .map(([, id]) => id),
  );
}

function ofMarkdown(result: RunResult, strict: boolean): Totals[] {
  const lines = renderMarkdown(result, { strict, clauses: {} }).split('\n');
  const cells = (line = ''): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const start = lines.findIndex((line) => line.startsWith('|'));
  const head = cells(lines[start]);
  const knownStart = lines.findIndex((line) => /^<details><summary>\d+ known failure/.test(line));
  const known =
    knownStart < 0 ? [] : lines.slice(knownStart + 4, lines.indexOf('</details>', knownStart) - 1);
  const heads = lines.flatMap((line): [string, string][] => {
    const found = line.match(/^<details><summary>(.*): <code>(.*)<\/code><\/summary>$/);
    return found === null ? [] : [[decode(found[1] ?? ''), decode(found[2] ?? '')]];
  });
  const red = byName(result, heads);
  return Object.keys(result.implementations).map((name, index) => {
    const row = cells(lines[start + 2 + index]);
    expect(decode(row[0] ?? '')).toBe(visible(name));
    const column = (title: string): number => (head.includes(title) ? Number(row[head.indexOf(title)]) : 0);
    const listed = known.filter((line) => decode(cells(line)[1] ?? '') === visible(name)).length;
    // The table's number and the list below it.
    expect(column('known')).toBe(listed);
    return {
      cases: Number(row[1]),
      skipped: column('skip'),
      known: listed,
      red: red[index] ?? [],
    };
  });
}

/** The log holds the terminal's report, where nothing is a command, and annotations of all cases, if there are few. */
function ofGithub(result: RunResult, strict: boolean): Totals[] {
  const text = renderGithub(result, { strict, clauses: {}, token: 'secret' });
  const [, log = '', annotations = ''] = text.split(/^::(?:stop-commands::)?secret(?:::)?\n/m);
  const data = (escaped: string): string =>
    decodeURIComponent(escaped.replace(/%(?!25|0A|0D|3A|2C)/g, '%25'));
  const heads = annotations.split('\n').flatMap((line): [string, string][] => {
    const title = data(line.match(/^::(?:error|warning) title=(.*?)::/)?.[1] ?? '');
    const found = title.match(/^(.*): (.*?)$/);
    return found === null ? [] : [[found[1] ?? '', found[2] ?? '']];
  });
  const totals = readPretty(result, log);
  const isShort = totals.reduce((sum, { red }) => sum + red.length, 0) <= 10;
  if (isShort) expect(byName(result, heads)).toEqual(annotated(result, strict));
  return totals;
}

/** What is to be annotated, by implementation. */
function annotated(result: RunResult, strict: boolean): string[][] {
  // Errors come before warnings.
  const heads = (isUntold: boolean) =>
    result.cases.flatMap((entry): [string, string][] => {
      const names = failingNames(result, entry, strict);
      if (names.length === 0) return [];
      const untold = names.every((name) => entry.results[name]?.status === 'broken');
      return untold === isUntold ? [[namesByStatus(result, entry, names), entry.id]] : [];
    });
  return byName(result, [...heads(false), ...heads(true)]);
}

export const sorted = <T extends { red: string[] }>(all: T[]): T[] =>
  all.map((one) => ({ ...one, red: one.red.toSorted() }));

/** The known failures in the page's table of totals, by implementation; none where it has no such column. */
function knownInTable(html: string): number[] {
  const [, rows = ''] = html.match(/<tbody>([\s\S]*?)<\/tbody>/) ?? [];
  return rows
    .split('</tr>')
    .slice(0, -1)
    .map((row) => Number(row.match(/>(\d+)<span class="count-label" aria-hidden="true"> known</)?.[1] ?? 0));
}

/** What the page carries, by the same rules; the rest of its table of totals is held to the summary in html.test.ts. */
function ofHtml(result: RunResult, strict: boolean): Totals[] {
  const html = renderHtml(result, { strict, clauses: {}, sectionOf: () => '', cases: [] });
  const cases = readCases(html);
  const { implementations, reference } = readData(html);
  const inTable = knownInTable(html);
  return implementations.map(({ name }, index) => {
    const isReference = name === reference;
    const own = cases.flatMap(({ id, results }) =>
      results[name] === undefined ? [] : [{ id, ...results[name] }],
    );
    const isBad = ({ status }: { status: Status }) => isRed(status, { isReference, strict, known: false });
    const known = own.filter((one) => isBad(one) && one.known).length;
    expect(inTable[index] ?? 0).toBe(known);
    return {
      cases: own.length,
      skipped: own.filter(({ status }) => status === 'skip').length,
      known,
      red: own.filter((one) => one.fixed || (isBad(one) && !one.known)).map(({ id }) => id),
    };
  });
}

/** Every format that people or machines read, by what can be read out of it. A new one belongs here. */
export const FORMATS: Readonly<Record<string, (result: RunResult, strict: boolean) => Partial<Totals>[]>> = {
  pretty: ofPretty,
  tap: ofTap,
  junit: ofJunit,
  markdown: ofMarkdown,
  github: ofGithub,
  html: ofHtml,
};
