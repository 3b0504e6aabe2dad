/** What a target had to say is quoted, and does nothing. */
import { expect, it } from 'vitest';
import { ImplementationError } from '../errors.ts';
import { showError } from './show-error.ts';

function shown(error: Error): string {
  const pieces: string[] = [];
  showError(error, { write: (piece: string) => pieces.push(piece) > 0 }, { about: 'mine' });
  return pieces.join('');
}

it('is a sentence, what it quotes, and what to do', () => {
  const error = new ImplementationError('it ended\n  first\n  second', { hint: 'Look at it.' });
  expect(shown(error)).toBe('mmap-conformance: mine: it ended\n  | first\n  | second\n  Look at it.\n');
});

it('is no command to a terminal, nor to the runner of GitHub, wherever it stands', () => {
  const text = shown(
    new ImplementationError('it ended\n  ::stop-commands::x\n ##[error]a ##[add-mask]b \x1b[31m'),
  );
  expect(text.split('\n').filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
  expect(text).not.toContain('##[');
  expect(text).not.toContain('\x1b');
});
