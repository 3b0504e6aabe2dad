import fc from 'fast-check';
import { expect, it } from 'vitest';
import { visible } from './visible.ts';

it.each([
  ['mmap(a, 1p, rw)', 'mmap(a, 1p, rw)'],
  ['größer als 2⁶³ 🦀', 'größer als 2⁶³ 🦀'],
  ['two\nlines\r\n\tand a tab', 'two\\nlines\\r\\n\\tand a tab'],
  ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['\u0000\u0007\u007f\u009b', '\\x00\\x07\\x7f\\x9b'],
  ['\u202Eright to left\u2028', '\\u{202e}right to left\\u{2028}'],
  ['half \uD800 pair', 'half \\u{d800} pair'],
  ['\uFFFE\uFFFF\u{1FFFE}', '\\u{fffe}\\u{ffff}\\u{1fffe}'],
  ['C:\\path # {', 'C:\\path # {'],
])('%j', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

it('leaves nothing unseen, and is idempotent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = visible(text);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      expect(visible(shown)).toBe(shown);
    }),
  );
});
