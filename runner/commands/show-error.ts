import { UserError } from '../errors.ts';
import type { TextStream } from './io.ts';

/**
 * Says what went wrong: a sentence, and what to do about it on the next line.
 * @param options.about what it is about, if not the whole program
 * @param options.stack with the stack trace, for an error that is our own mistake
 */
export function showError(
  error: unknown,
  stderr: TextStream,
  options: { about?: string; stack?: boolean } = {},
): void {
  const { about, stack = false } = options;
  const message = error instanceof Error ? error.message : String(error);
  const lines = [
    `mmap-conformance: ${about === undefined || message.startsWith(about) ? '' : `${about}: `}${message}`,
  ];
  if (error instanceof UserError && error.hint !== undefined) lines.push(`  ${error.hint}`);
  if (!(error instanceof UserError)) {
    if (stack && error instanceof Error) lines.push(error.stack ?? '');
    else
      lines.push('  This is a mistake of mmap-conformance itself; `run --verbose` shows where it came from.');
  }
  stderr.write(`${lines.join('\n')}\n`);
}
