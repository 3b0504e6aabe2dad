import { expect, it } from 'vitest';
import { convertTap } from './tap-to-junit.ts';

const document = (...lines: string[]) => `${['TAP version 13', `1..${lines.length}`, ...lines].join('\n')}\n`;

it('reads totals and test points of what tap-junit writes', () => {
  const tap = document(
    'ok 1 - a',
    'not ok 2 - b \\# \\\\ <&>"',
    'ok 3 - c # SKIP no root',
    'not ok 4 - d # TODO known',
  );
  expect(convertTap(tap)).toEqual({
    tests: 4,
    failures: 2,
    skipped: 1,
    cases: [
      { id: 1, name: 'a', outcome: 'ok' },
      { id: 2, name: 'b # \\ <&>"', outcome: 'failure' },
      { id: 3, name: 'c', outcome: 'skipped' },
      { id: 4, name: 'd', outcome: 'failure' },
    ],
  });
});

it('reads a document without and with one test point', () => {
  expect(convertTap('TAP version 13\n1..0\n')).toEqual({ tests: 0, failures: 0, skipped: 0, cases: [] });
  expect(convertTap(document('ok 1 - a')).cases).toHaveLength(1);
});

it('gives console.info back', () => {
  const { info } = console;
  convertTap('TAP version 13\n1..0\n');
  expect(console.info).toBe(info);
});
