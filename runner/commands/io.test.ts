import { expect, it } from 'vitest';
import { wantsColor } from './io.ts';

it.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('a terminal: %s, %j', (isTTY, env, expected) => {
  expect(wantsColor({ isTTY, write: () => {} }, env)).toBe(expected);
});
