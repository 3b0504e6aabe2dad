import { describe, expect, it } from 'vitest';
import { renderBugReport } from './bug-report.ts';
import { entry, own, run, step } from './made-up.test-data.ts';

const report = (cases: ReturnType<typeof entry>[], index = 0) =>
  renderBugReport({
    result: run(cases),
    entry: cases[index] ?? entry('a/b/none', {}),
    clauses: [{ id: 'c.d', promise: 'It <fails> with *EEXIST*.', sources: ['man-pages mmap.2/ERRORS'] }],
    program: 'int main(void) { return 0; }\n',
    versions: [['C compiler', 'gcc 12']],
  });

const failing = entry('a/b/c', {
  kernel: own('pass', { steps: [step(), step({ expected: 'EEXIST', observed: 'EEXIST' })] }),
  mine: own('fail', {
    reason: 'mmap(): expected EEXIST, observed success',
    steps: [step(), step({ expected: 'EEXIST', observed: 'success', ok: false, differs: true })],
  }),
});

describe('renderBugReport', () => {
  it('says what is expected and by whom, what was seen by whom, and ends with a program and versions', () => {
    const text = report([failing]);
    expect(text).toContain('# mmap(2): Title of a/b/c\n');
    expect(text).toContain('- It &#60;fails&#62; with &#42;EEXIST&#42;.\n  - man-pages mmap.2/ERRORS\n');
    expect(text).toContain('|  | step | documented | kernel | mine |');
    expect(text).toMatch(/^\| \*\*2\*\* \| .* \| `EEXIST` \| `EEXIST` \| \*\*`success`\*\* \|$/m);
    expect(text).toContain('```c\nint main(void) { return 0; }\n```\n');
    expect(text).toContain("npx mmap-conformance run 'a/b/c' -i mine");
    expect(text).toContain('| C compiler | gcc 12 |');
    expect(text).toMatch(/^\| mine \| `mine` x86_64, 6\.18\.44 \|$/m);
  });

  it('is about the reference where there is nobody else', () => {
    const text = report([entry('a/b/c', { kernel: own('drift') })]);
    expect(text).toContain('kernel: drift (case `a/b/c`)');
    expect(text).toContain('|  | step | documented | kernel |\n');
  });

  it.each(['crash', 'timeout', 'broken', 'skip', 'deviate'] as const)('says how it ended: %s', (status) => {
    const text = report([entry('a/b/c', { kernel: own('pass'), mine: own(status) })]);
    expect(text).toContain(`- mine: ${status}: the reason for ${status}`);
  });

  it('shows what a hostile target says, and does nothing with it', () => {
    const observed = '``` </td>\n# <script>|x|\u202e\u0007';
    const steps = [step({ observed, ok: false, differs: true })];
    const text = report([
      entry('a/b/c', { kernel: own('pass'), mine: own('fail', { reason: observed, steps }) }),
    ]);
    const row = text.split('\n').find((line) => line.startsWith('| **1**')) ?? '';
    // Five cells: the bars of the target's words are escaped.
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(7);
    expect(row).toContain('````');
    expect(text).not.toContain('\u202e');
    expect(text).not.toContain('\u0007');
    expect(text).not.toMatch(/^# <script>/m);
    // Outside of code every mark is escaped.
    expect(text).toContain('&#60;script&#62;');
  });
});
