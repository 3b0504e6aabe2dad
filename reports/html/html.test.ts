import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCases } from '../../runner/cases.ts';
import type { RunResult } from '../../runner/result.ts';
import { CLAUSES, type ClauseId, clauseSection } from '../../suites/clauses/index.ts';
import { anyResult, entry, everyStatus, own, run, step } from '../made-up.test-data.ts';
import { type HtmlOptions, renderHtml } from './html.ts';
import { largeResult } from './large.test-data.ts';
import { unpackProgram } from './programs.ts';
import { readCases, readData, readPrograms } from './read-html.test-data.ts';

const render = (result: RunResult, more: Partial<HtmlOptions> = {}): string =>
  renderHtml(result, {
    strict: false,
    clauses: {},
    sectionOf: () => 'a section',
    cases: result.cases,
    ...more,
  });

/** The page without its own script and style, which are the same in every report. */
const body = (html: string): string =>
  html.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<script>[\s\S]*?<\/script>/, '');

describe('what a target says is data', () => {
  const attacks = [
    '</script><script>alert(1)</script>',
    '<!--<script>',
    '<img src=x onerror=alert(1)>',
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    '</style><style>*{display:none}',
    '</noscript><script>alert(1)</script>',
    '&lt;b&gt;&amp;&#0;',
    ']]>\u0000\u001b[31m\u202e\u2028\ud800\ufffe',
    'javascript:alert(1)',
    '__proto__',
  ];

  it.each(attacks)('%j', (attack) => {
    const hostile = step({ call: attack, expected: attack, observed: attack, documented: attack, ok: false });
    const results = {
      [attack]: own('fail', {
        reason: attack,
        steps: [hostile],
        expectation: { status: 'pass', reason: attack, issue: attack },
      }),
    };
    const result = run([entry(attack, results, { title: attack, clauses: [attack] })], {}, [attack]);
    const info = { spec: attack, arch: attack, release: attack, pageSize: 4096, startMs: 0, wallMs: 0 };
    const html = render({ ...result, reference: attack, implementations: { [attack]: info } });
    // Two scripts are ours: the data and the program.
    expect(body(html).match(/<script/gi)).toHaveLength(1);
    expect(body(html).match(/<(img|style)\b|<!--/i)).toBeNull();
    // No attribute begins within what was said.
    const tags = body(html).match(/<[a-z][^>]*>/gi) ?? [];
    expect(tags.filter((tag) => /\son\w+=/i.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([]);
    expect(
      body(html)
        .replaceAll('\n', '')
        .match(/[\p{Cc}\p{Cs}\u202e\u2028\ufffe]/u),
    ).toBeNull();
  });
});

it('lets the browser run its own script and style only', () => {
  const html = render(everyStatus());
  const [, policy = ''] = html.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/) ?? [];
  const hashOf = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, script] = html.match(/<script>([\s\S]*?)<\/script>/) ?? [];
  const [, style] = html.match(/<style>([\s\S]*?)<\/style>/) ?? [];
  const unescaped = policy.replaceAll('&#39;', "'");
  expect(unescaped).toContain(`script-src ${hashOf(script)};`);
  expect(unescaped).toContain(`style-src ${hashOf(style)};`);
  expect(unescaped).toContain("default-src 'none'");
  expect(html).not.toMatch(/\sstyle="/);
  expect(html).not.toMatch(/(src|href)="(?!#)/);
});

/** The numbers of the table, by the name of the implementation. */
function tableOf(html: string): string[][] {
  const [, rows = ''] = html.match(/<tbody>([\s\S]*?)<\/tbody>/) ?? [];
  const text = (markup: string) => markup.replace(/<svg[\s\S]*?<\/svg>/g, '').replace(/<[^>]*>/g, ' ');
  return rows
    .split('</tr>')
    .slice(0, -1)
    .map((row) =>
      [...row.matchAll(/<td class="count[^"]*">([\s\S]*?)<\/td>/g)].map(([, cell = '']) => text(cell).trim()),
    );
}

describe('totals', () => {
  it('stand in the table, without JavaScript, as in the summary', () => {
    const result = everyStatus();
    const numbers = tableOf(render(result)).map((cells) =>
      cells.slice(0, -1).map((cell) => Number.parseInt(cell, 10)),
    );
    expect(numbers).toEqual(Object.values(result.summary).map((counts) => Object.values(counts)));
  });

  it('are those of the cases that it carries, for any result', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const html = render(result);
        const cases = readCases(html);
        const names = readData(html).implementations.map(({ name }) => name);
        for (const [index, counts] of Object.values(result.summary).entries()) {
          for (const [status, count] of Object.entries(counts)) {
            const found = cases.filter(({ results }) => results[names[index] ?? '']?.status === status);
            expect(found).toHaveLength(count);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

it.each<[string, RunResult]>([
  ['no case', run([])],
  ['one case', run([entry('a/b/c', { kernel: own('pass') })])],
  ['an interrupted run', run([entry('a/b/c', {})], { interrupted: true }, ['kernel', 'gvisor'])],
  ['crashes, timeouts and all that', everyStatus()],
  [
    'a reference that is not there',
    run([entry('a/b/c', { mine: own('pass') })], { reference: 'gone' }, ['mine']),
  ],
])('holds with %s', (_, result) => {
  const html = render(result);
  expect(readCases(html)).toHaveLength(result.cases.length);
  expect(html.includes('ended early')).toBe(result.interrupted);
});

it('carries C programs where it is given them', () => {
  const result = run([entry('a/b/c', {}), entry('a/b/d', {})]);
  expect(readPrograms(render(result))).toBeNull();
  const text = 'int main(void)\n{\n\treturn "</script>"[0];\n}\n';
  const html = render(result, { renderC: (id) => (id === 'a/b/c' ? text : null) });
  const programs = readPrograms(html);
  expect(programs && [unpackProgram(programs, 'a/b/c'), unpackProgram(programs, 'a/b/d')]).toEqual([
    text,
    null,
  ]);
});

it('is the same every time', () => {
  expect(render(everyStatus())).toBe(render(everyStatus()));
});

it('is small: all cases on ten implementations, with pictures', () => {
  const result = largeResult();
  const sectionOf = (id: string) => clauseSection(id as ClauseId);
  const html = render(result, { clauses: CLAUSES, sectionOf, cases: loadCases() });
  expect(result.cases.length).toBeGreaterThan(3000);
  // Far from the 5 MB that are promised: a program in C for each case must have room, too.
  expect(html.length).toBeLessThan(2.5e6);
});
