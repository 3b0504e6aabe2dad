import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../runner/result.ts';
import { anyResult, entry, everyStatus, NASTY, own, run, step } from './made-up.test-data.ts';
import { JOB_SUMMARY_BYTES, renderMarkdown } from './markdown.ts';
import { code, codeBlock, plain, table } from './markdown-text.ts';
import { visible } from './visible.ts';

const clauses = { 'mmap.made.up': { promise: 'An overlap is refused.', sources: ['mmap.2/ERRORS'] } };
const render = (result: RunResult, more: { strict?: boolean; limitBytes?: number } = {}) =>
  renderMarkdown(result, { clauses, ...more });

it('has a table, the differences by clause with their steps, and what was skipped', () => {
  const result = everyStatus();
  const text = render({ ...result, cases: result.cases.filter(({ id }) => /fail$|skip$|pass$/.test(id)) });
  expect(text).toContain(`### 1 case failing

#### <code>mmap.made.up</code>: An overlap is refused. (mmap.2/ERRORS)

<details><summary>fail on gvisor: <code>flags/made-up/fail</code></summary>

Title of flags/made-up/fail

| step | documented | kernel | gvisor |
| --- | --- | --- | --- |
| <code>mmap(a, 1p, rw, PRIVATE&#124;ANONYMOUS&#124;FIXED_NOREPLACE, -1, 0)</code> | <code>EEXIST</code> | <code>EEXIST</code> | <code>a</code> |

- gvisor: fail: the reason for fail

\`\`\`sh
npx mmap-conformance run 'flags/made-up/fail' -i gvisor
\`\`\`

</details>

<details><summary>skipped: 2</summary>`);
});

it('tells known failures apart, with what is known, and shows what is not as expected', () => {
  const expectation = { status: 'fail' as const, reason: 'never did', issue: 'issue 7' };
  const text = render(
    run([
      entry('a/b/c', { gvisor: own('fail', { known: true, expectation }) }),
      entry('a/b/d', { gvisor: own('pass', { fixed: true, expectation }) }),
    ]),
  );
  expect(text).toContain('<details><summary>1 known failure</summary>');
  expect(text).toContain(
    '| <code>a/b/c</code> | gvisor | fail: the reason for fail; known: never did (issue 7) |',
  );
  expect(text).toContain('<details><summary>pass (not as expected) on gvisor: <code>a/b/d</code></summary>');
  expect(text).toContain('- gvisor: pass; not fail as expected: never did (issue 7)');
});

it('says when nothing fails, and when cases are missing', () => {
  const text = render(run([], { interrupted: true }));
  expect(text).toContain('No case fails.');
  expect(text).toContain('> interrupted: the cases that are missing were not run');
});

describe('a limit', () => {
  const many = run(
    Array.from({ length: 3000 }, (_, index) =>
      entry(`a/b/${index}`, {
        gvisor: own('fail', { steps: [step({ ok: false, observed: 'x'.repeat(1000) })] }),
      }),
    ),
  );

  it.each([2000, 20_000, 200_000, JOB_SUMMARY_BYTES])(
    'of %d bytes is kept, and what is left out is counted',
    (limitBytes) => {
      const text = render(many, { limitBytes });
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limitBytes);
      const blocks = text.match(/^<details><summary>fail/gm)?.length ?? 0;
      const named = text.match(/^- <code>a\/b\/\d+<\/code>: fail/gm)?.length ?? 0;
      const unnamed = Number(text.match(/^and (\d+) that are not even named/m)?.[1] ?? 0);
      expect(blocks + named + unnamed).toBe(3000);
      expect(text).toContain('### 3000 cases failing');
    },
  );

  it('that is far leaves everything', () => {
    expect(render(everyStatus(), { limitBytes: JOB_SUMMARY_BYTES })).toBe(render(everyStatus()));
  });
});

const cmark = (markdown: string) =>
  spawnSync(
    'cmark-gfm',
    [
      '--unsafe',
      ...['table', 'autolink', 'strikethrough', 'tagfilter', 'tasklist'].flatMap((e) => ['-e', e]),
    ],
    { input: markdown, encoding: 'utf8' },
  );
const hasCmark = cmark('').status === 0;

it.runIf(process.env.CI)('cmark-gfm is there', () => expect(hasCmark).toBe(true));

describe.skipIf(!hasCmark)("GitHub's own reader", () => {
  /** It makes links of addresses after everything else: they lead where they say. */
  const html = (markdown: string) =>
    cmark(markdown).stdout.replace(/<a href="mailto:[^"]*">(.*?)<\/a>/g, '$1');
  /** The text that a reader sees of HTML without any element but `allowed`. */
  const seen = (text: string, allowed: RegExp): string => {
    expect(text.replace(allowed, '')).not.toMatch(/<[a-z!/]/i);
    return text
      .replace(allowed, '')
      .replace(
        /&(lt|gt|quot|amp);/g,
        (_, name: string) => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name] ?? '',
      );
  };

  it('shows any text as it is, in a paragraph, in a cell, and as code', () => {
    const nasty = fc.oneof(
      fc.constantFrom(
        NASTY,
        '|',
        '\\|',
        '`',
        '``|`',
        '**x**',
        '_x_',
        '~~x~~',
        '<b>',
        '&lt;',
        '# x',
        '- x',
        '1. x',
        '1) x',
      ),
      fc.constantFrom(
        '[a](b)',
        '![a](b)',
        'https://example.org',
        'www.example.org',
        'a@example.org',
        '    x',
        '<!-- x',
        '---',
      ),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'\\`*_{}[]<>()#+-.!|~&@:$^=1a ') }),
    );
    // One process for all of them.
    const texts = fc.sample(nasty, { numRuns: 400, seed: 11 }).filter((text) => visible(text).trim() !== '');
    const document = texts
      .map((text) => `${plain(text)}\n\n${table(['x', 'y'], [[plain(text), code(text)]])}\n\n---`)
      .join('\n\n');
    const parts = html(document).split('<hr />\n');
    expect(parts.length).toBe(texts.length + 1);
    for (const [index, text] of texts.entries()) {
      const part = parts[index] ?? '';
      const paragraph = part.match(/^<p>(.*)<\/p>\n<table>/s)?.[1] ?? 'no paragraph';
      const cells = [...part.matchAll(/<td>(.*)<\/td>/g)].map(([, cell = '']) => cell);
      expect(cells.length).toBe(2);
      const wanted = visible(text).trim();
      expect(seen(paragraph, /$^/g).trim()).toBe(wanted);
      expect(seen(cells[0] ?? '', /$^/g).trim()).toBe(wanted);
      expect(seen(cells[1] ?? '', /<\/?code>/g).trim()).toBe(wanted);
    }
  });

  it('does not end a block of code before its end', () => {
    expect(html(codeBlock('a\n```\n````\n<b>', 'sh'))).toBe(
      '<pre><code class="language-sh">a\n```\n````\n&lt;b&gt;\n</code></pre>\n',
    );
  });

  it('finds no element but ours, and each closed, in any result', () => {
    const known = 'table|thead|tbody|tr|t[hd]|h[234]|p|li|ul|blockquote|details|summary|code|pre';
    const all = fc.sample(anyResult, { numRuns: 60, seed: 3 });
    for (const result of [...all, everyStatus(), run([])]) {
      const text = html(render(result, { strict: true }));
      const open = new Map<string, number>();
      for (const [, slash, name = ''] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
        expect(name).toMatch(new RegExp(`^(${known})$`));
        open.set(name, (open.get(name) ?? 0) + (slash ? -1 : 1));
      }
      expect([...open].filter(([, count]) => count !== 0)).toEqual([]);
      const rows = (text.match(/<tr>/g)?.length ?? 0) - (text.match(/<table>/g)?.length ?? 0);
      expect(rows).toBeGreaterThanOrEqual(Object.keys(result.implementations).length);
    }
  });
});
