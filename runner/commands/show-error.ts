import { visible } from '../../reports/visible.ts';
import { UserError } from '../errors.ts';
import type { TextStream } from './io.ts';

/** What a target or a file has to say must not move the cursor, nor be a command to GitHub's runner, which looks for `##[` everywhere. */
const harmless = (text: string): string => visible(text).replaceAll('##[', '# #[');

/**
 * Says what went wrong: a sentence, lines that it quotes, and what to do about it on the last line.
 * @param options.about what it is about, if not the whole program
 * @param options.stack with the stack trace, for an error that is our own mistake
 */
export function showError(
  error: unknown,
  stderr: TextStream,
  options: { about?: string; stack?: boolean } = {},
): void {
  const { about, stack = false } = options;
  const [message = '', ...quoted] = (error instanceof Error ? error.message : String(error)).split('\n');
  const subject = about === undefined || message.startsWith(about) ? '' : `${about}: `;
  const lines = [`mmap-conformance: ${harmless(subject + message)}`];
  for (const line of quoted) lines.push(`  | ${harmless(line.trim())}`);
  if (error instanceof UserError && error.hint !== undefined) lines.push(`  ${harmless(error.hint)}`);
  if (!(error instanceof UserError)) {
    if (stack && error instanceof Error) lines.push(error.stack ?? '');
    else
      lines.push('  This is a mistake of mmap-conformance itself; `run --verbose` shows where it came from.');
  }
  stderr.write(`${lines.join('\n')}\n`);
}
