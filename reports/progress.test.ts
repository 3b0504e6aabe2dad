import { expect, it } from 'vitest';
import { createProgress } from './progress.ts';

function terminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, stream: { isTTY, columns, write: (text: string) => written.push(text) } };
}

it('rewrites one line, at most every 80 ms', () => {
  const { written, stream } = terminal(true);
  let time = 0;
  const progress = createProgress(stream, 412, () => time);
  for (time = 0; time <= 200; time += 10) progress.update(time, 'kernel');
  expect(written).toEqual(
    ['kernel  0/412', 'kernel  80/412', 'kernel  160/412'].map((text) => `\r\u001b[2K${text}`),
  );
});

it('takes the line away once, and shows it again at once', () => {
  const { written, stream } = terminal(true);
  const progress = createProgress(stream, 2, () => 0);
  progress.clear();
  progress.update(1, 'kernel');
  progress.clear();
  progress.clear();
  progress.update(2, 'kernel');
  expect(written).toEqual(['\r\u001b[2Kkernel  1/2', '\r\u001b[2K', '\r\u001b[2Kkernel  2/2']);
});

it('never wraps', () => {
  const { written, stream } = terminal(true, 10);
  createProgress(stream, 412, () => 0).update(7, 'a-long-name');
  expect(written).toEqual(['\r\u001b[2Ka-long-na']);
});

it('writes nothing where the stream is not a terminal', () => {
  const { written, stream } = terminal(false);
  const progress = createProgress(stream, 412);
  progress.update(1, 'kernel');
  progress.clear();
  expect(written).toEqual([]);
});
