import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareResults } from '../runner/compare.ts';
import { CHANGES } from '../runner/comparison.ts';
import type { RunResult } from '../runner/result.ts';
import { type ComparisonReport, comparisonSchema, renderComparisonJson } from './comparison.ts';
import { renderComparisonMarkdown } from './comparison-markdown.ts';
import { renderComparisonPretty } from './comparison-pretty.ts';
import { anyResult, entry, NASTY, own, run, step } from './made-up.test-data.ts';
import { validate } from './validation.ts';

function compared(before: RunResult, after: RunResult): ComparisonReport {
  const file = (path: string, { tool, interrupted, implementations }: RunResult) => ({
    file: path,
    tool,
    interrupted,
    implementations,
  });
  return {
    schema: 1,
    tool: before.tool,
    strict: false,
    before: file('before.json', before),
    after: file('after.json', after),
    ...compareResults(before, after, { strict: false }),
  };
}

const broken = [step({ observed: 'EINVAL', ok: false })];
const before = run([
  entry('a/b/same', { kernel: own('pass') }),
  entry('a/b/worse', { kernel: own('pass') }),
  entry('a/b/better', { kernel: own('drift') }),
  entry('a/b/skipped', { kernel: own('pass') }),
  entry('a/b/moved', { kernel: own('drift') }),
  entry('a/b/changed', { kernel: own('pass') }),
  entry('a/b/gone', { kernel: own('pass') }),
]);
const after = run([
  entry('a/b/same', { kernel: own('pass') }),
  entry('a/b/worse', { kernel: own('drift', { steps: broken }) }),
  entry('a/b/better', { kernel: own('pass') }),
  entry('a/b/skipped', { kernel: own('skip') }),
  entry('a/b/moved', { kernel: own('crash') }),
  entry('a/b/changed', { kernel: own('pass', { steps: [step({ observed: 'b' })] }) }),
  entry('a/b/new', { kernel: own('pass') }),
]);

describe('in a terminal', () => {
  const render = (report: ComparisonReport, verbose = false, color = false) =>
    renderComparisonPretty(report, { color, verbose });

  it('shows every kind of change, and the steps of what matters', () => {
    expect(render(compared(before, after))).toBe(`before  before.json: version 0.1.0; kernel (6.18.44, x86_64)
after   after.json: version 0.1.0; kernel (6.18.44, x86_64)

kernel  1 worse, 1 better, 1 not run any more, 1 moved, 1 changed, 1 new, 1 gone, 1 the same

got worse: 1
  pass -> drift  a/b/worse
    Title of a/b/worse
    the reason for drift
      mmap(null, 1p, rw, PRIVATE|ANONYMOUS, -1, 0)
        before  a
        after   EINVAL

got better: 1
  drift -> pass  a/b/better

not run any more: 1
  pass -> skip  a/b/skipped

another status, nothing that counts: 1
  drift -> crash  a/b/moved

the same status, but a step went otherwise: 1
  pass  a/b/changed
    Title of a/b/changed
      mmap(null, 1p, rw, PRIVATE|ANONYMOUS, -1, 0)
        before  a
        after   b

new: 1
  pass  a/b/new

gone: 1
  pass  a/b/gone

1 regression
`);
  });

  it('says that there is none', () => {
    expect(render(compared(before, before))).toMatch(/7 the same\n\nno regression\n$/);
  });

  it('colours on request, and says the same', () => {
    const text = render(compared(before, after), true, true);
    expect(text).toContain('\u001b[31m');
    expect(stripVTControlCharacters(text)).toBe(render(compared(before, after), true));
  });
});

it('in Markdown shows what got worse, and the rest to be opened', () => {
  const text = renderComparisonMarkdown(compared(before, after));
  expect(text).toContain('## mmap conformance: 1 regression\n');
  expect(text).toContain('| kernel | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 0 |');
  expect(text).toContain(
    '### kernel, got worse: 1\n\n<details><summary>pass -&#62; drift: <code>a/b/worse</code></summary>',
  );
  for (const name of ['better', 'skipped', 'moved', 'changed', 'new', 'gone'])
    expect(text).toContain(`a/b/${name}`);
  expect(text).not.toContain('a/b/same');
});

describe('any comparison', () => {
  const attempt = (one: RunResult, other: RunResult): ComparisonReport | null => {
    try {
      return compared(one, other);
    } catch {
      return null;
    }
  };
  const unseen = /[\p{Cc}\p{Cf}\p{Cs}]/u;

  it('comes back from its JSON, and names the same cases in every report', () => {
    fc.assert(
      fc.property(anyResult, anyResult, (one, other) => {
        const report = attempt(one, other);
        if (report === null) return;
        const json = renderComparisonJson(report);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(report)));
        expect(validate(comparisonSchema, JSON.parse(json))).toHaveProperty('output');
        const [pretty, markdown] = [
          renderComparisonPretty(report, { color: false, verbose: true }),
          renderComparisonMarkdown(report),
        ];
        for (const text of [pretty, markdown]) expect(text.replaceAll('\n', '')).not.toMatch(unseen);
        const count = report.pairs.reduce((sum, { cases }) => sum + cases.length, 0);
        const ids = /^ {2}\w+(?: \(known\))?(?: -> \w+(?: \(known\))?)? {2}([\w-]+\/[\w-]+\/[\w-]+)$/gm;
        expect(pretty.match(ids)?.length ?? 0).toBe(count);
        for (const { cases } of report.pairs) for (const { id } of cases) expect(markdown).toContain(id);
      }),
    );
  });

  it('shows nothing of a target raw', () => {
    const of = (text: string) =>
      run(
        [
          entry('a/b/c', {
            [NASTY]: own('fail', { reason: text, steps: [step({ call: text, observed: text })] }),
          }),
        ],
        {},
        [NASTY],
      );
    const report = compared(of(NASTY), of(`${NASTY}x`));
    expect(report.pairs.flatMap(({ cases }) => cases.map(({ change }) => change))).toEqual(['changed']);
    for (const text of [
      renderComparisonPretty(report, { color: false, verbose: true }),
      renderComparisonMarkdown(report),
    ]) {
      expect(text.replaceAll('\n', '')).not.toMatch(unseen);
    }
  });
});

it('every change has a heading of its own', () => {
  const report = compared(before, after);
  expect(new Set(report.pairs[0]?.cases.map(({ change }) => change))).toEqual(new Set(CHANGES));
});
