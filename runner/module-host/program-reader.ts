/** Cuts the runner's text into programs (docs/protocol.md, "In"). */
import { crc32 } from '../records.ts';

export type Message =
  | { is: 'program'; seq: number; lines: readonly string[]; look: boolean }
  /** It cannot be read. */
  | { is: 'bad'; seq: number; why: string }
  | { is: 'config'; words: ReadonlyMap<string, string> }
  | { is: 'bye' };

export class ProgramReader {
  #rest: string[] = [];
  #partial = '';

  /** What this piece of text completes. */
  read(text: string): Message[] {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    this.#rest.push(...lines);
    const messages: Message[] = [];
    for (;;) {
      const message = this.#next();
      if (message === undefined) return messages;
      messages.push(message);
    }
  }

  #next(): Message | undefined {
    const [head] = this.#rest;
    if (head === undefined) return undefined;
    const [kind, ...words] = head.split(' ');
    if (kind === 'case') return this.#program(words.map(String));
    this.#rest.shift();
    if (kind === 'bye') return { is: 'bye' };
    const pairs = words.map(
      (word) => [word.split('=', 1)[0] ?? '', word.slice(word.indexOf('=') + 1)] as const,
    );
    return kind === 'config' ? { is: 'config', words: new Map(pairs) } : this.#next();
  }

  #program([number, , steps, checksum, look]: string[]): Message | undefined {
    const seq = Number(number);
    const count = Number(steps);
    if (this.#rest.length < count + 1) return undefined;
    const [, ...lines] = this.#rest.splice(0, count + 1);
    const isWhole = crc32(lines.map((line) => `${line}\n`).join('')) === checksum;
    return isWhole
      ? { is: 'program', seq, lines, look: look === 'look' }
      : { is: 'bad', seq, why: 'its checksum is wrong' };
  }
}
