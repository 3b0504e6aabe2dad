/** Text that came from anywhere, in Markdown as GitHub and GitLab read it. */
import { visible } from './visible.ts';

/** What begins markup, a link, a mention, an emoji or a cell; entities never do. */
const SPECIAL =
  /[\\`*[\]<>#|~$@&]|(?<![a-z\d])_|_(?![a-z\d])|:(?=\/\/|[\w+-]+:)|(?<=www)\.|^[+\- ]|(?<=^\d+)[.)]/gi;

/** Text that shows as it is, also in a cell of a table and inside of HTML. */
export function plain(text: string): string {
  return visible(text).replace(SPECIAL, (character) => `&#${character.codePointAt(0)};`);
}

/** The same in the letters of code; nothing at all for an empty text, which has no letters. */
export function code(text: string): string {
  return text === '' ? '' : `<code>${plain(text)}</code>`;
}

/** Lines that are shown as they are. */
export function codeBlock(text: string, language = ''): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], align = '---'): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : align))), ...rows.map(line)].join(
    '\n',
  );
}

/** Something to be opened by a click. All of it is Markdown; the summary is one line. */
export function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}
