import { UserError } from '../errors.ts';

/**
 * Splits a command line into words as a POSIX shell does: blanks, quotes and backslashes. Nothing is expanded, and operators such
 * as `|` or `#` are ordinary characters, because no shell runs. (string-argv does not know backslashes.)
 *
 * @throws UserError when a quote is not closed
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    const next = text[at + 1];
    if (quote === "'" ? char === "'" : quote === '"' && char === '"') {
      quote = '';
    } else if (quote !== "'" && char === '\\' && next !== undefined) {
      // Between double quotes a backslash is special in front of these only.
      const escapes = quote === '' || '"\\$`\n'.includes(next);
      if (next !== '\n') word = (word ?? '') + (escapes ? next : char + next);
      at++;
    } else if (quote !== '') {
      word = (word ?? '') + char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (' \t\n'.includes(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== '') throw new UserError(`The command line has an unclosed ${quote} quote: ${text}`);
  if (word !== undefined) words.push(word);
  return words;
}
