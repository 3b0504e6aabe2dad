/** Characters of one line that are kept. */
const LONGEST = 300;

/** Remembers the last lines of a text that comes in pieces, fit to be shown on a terminal. */
export class LastLines {
  readonly #limit: number;
  readonly #lines: string[] = [];
  #rest = '';

  constructor(limit = 20) {
    this.#limit = limit;
  }

  /** Takes a piece of text of any size. */
  write(text: string): void {
    const pieces = (this.#rest + text).split('\n');
    this.#rest = (pieces.pop() ?? '').slice(0, LONGEST);
    for (const line of pieces) this.push(line);
  }

  /** Takes one whole line. */
  push(line: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
    const shown = line.replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ').trim();
    if (shown === '') return;
    this.#lines.push(shown.slice(0, LONGEST));
    if (this.#lines.length > this.#limit) this.#lines.shift();
  }

  /** The lines, the last one even if it has no line end yet. */
  get lines(): readonly string[] {
    if (this.#rest !== '') this.write('\n');
    return this.#lines;
  }

  get last(): string | undefined {
    return this.lines.at(-1);
  }
}
