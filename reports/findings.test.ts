import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderFindings } from './findings.ts';
import { anyResult, entry, everyStatus, NASTY, own, run, step } from './made-up.test-data.ts';

const CLAUSES = {
  'mmap.b': { promise: 'The second <promise>.', sources: ['man-pages mmap.2/_B_'] },
  'mmap.a': { promise: 'The first promise.', sources: [] },
};
const wrong = (observed: string) => step({ call: 'mmap(a)', expected: 'EEXIST', observed, ok: false });
const right = own('pass', { steps: [step({ call: 'mmap(a)', expected: 'EEXIST', observed: 'EEXIST' })] });
const fail = (observed: string, more: object = {}) => own('fail', { steps: [wrong(observed)], ...more });
const known = {
  known: true,
  expectation: { status: 'fail', reason: 'No hints', issue: 'https://example.org/1' },
};

const RESULT = run(
  [
    entry('g/s/one', { kernel: right, mine: fail('success') }, { clauses: ['mmap.a', 'mmap.b'] }),
    entry('g/s/two', { kernel: right, mine: fail('EINVAL', known) }, { clauses: ['mmap.b'] }),
    entry('g/s/three', { kernel: right, mine: fail('success', known) }, { clauses: ['mmap.b'] }),
    entry('g/s/four', { kernel: right, mine: fail('success') }, { clauses: ['mmap.b'] }),
    entry(
      'g/s/five',
      { kernel: right, mine: own('broken', { reason: 'set-up failed' }) },
      { clauses: ['mmap.a'] },
    ),
    entry('g/s/six', {
      kernel: right,
      mine: own('crash', {
        steps: [step({ observed: null, ok: null })],
        ending: { how: 'killed', signal: 'SIGKILL' },
      }),
    }),
  ],
  { implementations: run([], {}, ['kernel', 'mine']).implementations },
);

describe('renderFindings', () => {
  const text = renderFindings([RESULT], { clauses: CLAUSES, versions: { mine: 'mine 1.0' } });
  const block = (from: string, to: string) => text.slice(text.indexOf(from), text.indexOf(to));

  it('counts by implementation', () => {
    expect(text).toContain('| kernel | 6.18.44, x86_64 | 6 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |');
    expect(text).toContain('| mine | 6.18.44, x86_64 | 0 | 0 | 4 | 0 | 1 | 0 | 1 | 0 |');
    expect(text).not.toContain('## kernel');
    expect(text).toContain('`mine`: mine 1.0; says it is Linux 6.18.44 on x86_64.');
  });

  it('shows each clause once, in its order, with what was seen and the command that shows it', () => {
    expect(text.match(/^#### .*$/gm)).toEqual([
      '#### `mmap.b` (3 cases)',
      '#### `mmap.a` (1 case)',
      '#### `no clause` (1 case)',
    ]);
    expect(block('#### `mmap.b`', '#### `mmap.a`')).toBe(`#### \`mmap.b\` (3 cases)

The second \\<promise>. (man-pages mmap.2/\\_B\\_)

- 2 cases, fail: \`mmap(a)\`: documented \`EEXIST\`, kernel \`EEXIST\`, mine \`success\`
  - cause (1 case): No hints <https://example.org/1>
  - \`npx mmap-conformance run 'g/s/three' -i mine\`
- 1 case, fail: \`mmap(a)\`: documented \`EEXIST\`, kernel \`EEXIST\`, mine \`EINVAL\`
  - cause: No hints <https://example.org/1>
  - \`npx mmap-conformance run 'g/s/two' -i mine\`

`);
  });

  it('says how a case ended, and what could not be told', () => {
    expect(text).toContain("- 1 case, crash: the case's process died of SIGKILL; `mmap(null, ");
    expect(text).toContain('### Could not be told: 1 case\n\n- 1 case: set-up failed\n');
  });

  it('does not take for a cause what nobody has looked at, or what is not so any more', () => {
    for (const more of [
      { expectation: { ...known.expectation, unreviewed: true } },
      { fixed: true, known: false },
    ]) {
      const result = run([entry('g/s/one', { kernel: right, mine: fail('success', { ...known, ...more }) })]);
      expect(renderFindings([result], { clauses: {} })).not.toContain('- cause');
    }
  });

  it('says when there is nothing', () => {
    const result = run([entry('g/s/one', { kernel: right, mine: right })]);
    expect(renderFindings([result], { clauses: {} })).toContain(
      '## mine\n\n`mine`: says it is Linux 6.18.44 on x86_64.\n\nNo difference was found.\n',
    );
    expect(renderFindings([], { clauses: {} })).toMatch(/^# What was found\n/);
  });

  it('takes several runs, each with its reference', () => {
    const other = { ...RESULT, reference: 'mine' };
    const both = renderFindings([RESULT, other], { clauses: CLAUSES });
    expect(both.match(/^## .*$/gm)).toEqual(['## mine', '## kernel', '## mine']);
  });

  it('does not depend on times', () => {
    const { cases, implementations, ...rest } = structuredClone(everyStatus());
    const later = {
      ...rest,
      implementations: Object.fromEntries(
        Object.entries(implementations).map(([name, info]) => [name, { ...info, wallMs: 7, startMs: 9 }]),
      ),
      cases: cases.map((one) => ({
        ...one,
        results: Object.fromEntries(
          Object.entries(one.results).map(([name, result]) => [name, { ...result, durationUs: 1 }]),
        ),
      })),
    };
    expect(renderFindings([later], { clauses: {} })).toBe(renderFindings([everyStatus()], { clauses: {} }));
  });

  it('lets nothing of a target be markup, and names every case that went wrong in a count', () => {
    expect(
      renderFindings([run([entry('g/s/one', { kernel: own('broken', { reason: NASTY }) })])], {
        clauses: {},
      }),
    ).toContain('a\\\\x1b\\[31m');
    fc.assert(
      fc.property(anyResult, (result) => {
        const shown = renderFindings([result], { clauses: {} });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
        expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
        const counted = [...shown.matchAll(/^- (\d+) cases?[,:]/gm)].reduce(
          (sum, [, n]) => sum + Number(n),
          0,
        );
        const wrongOnes = Object.values(result.summary).reduce(
          (sum, { pass = 0, skip = 0, ...others }) => sum + Object.values(others).reduce((a, b) => a + b, 0),
          0,
        );
        expect(counted).toBe(wrongOnes);
      }),
    );
  });
});
