import { expect, it } from 'vitest';
import { LastLines } from './last-lines.ts';

it('keeps the last lines, whatever pieces they come in', () => {
  const log = new LastLines(2);
  for (const piece of ['on', 'e\ntwo\nth', 'ree\n\n', 'fo', 'ur']) log.write(piece);
  expect(log.lines).toEqual(['three', 'four']);
  expect(log.last).toBe('four');
});

it('keeps nothing of nothing', () => {
  expect(new LastLines().lines).toEqual([]);
  expect(new LastLines().last).toBeUndefined();
});

it('cuts long lines and takes out what a terminal would obey', () => {
  const log = new LastLines();
  log.write(`\u001b[31mred\u0007\r\n${'x'.repeat(10_000)}`);
  log.write('y'.repeat(10_000));
  expect(log.lines[0]).toBe('[31mred');
  expect(log.lines[1]).toHaveLength(300);
});
