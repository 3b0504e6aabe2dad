/** The text that runner and executor exchange: programs are written here, records are read. docs/protocol.md describes both. */
import { crc32 as crcOfBytes } from 'node:zlib';
import type { Hello, Program } from './implementation.ts';

/** How an executor says that a case ended. */
export interface EndRecord {
  kind: 'end';
  seq: number;
  how: 'exited' | 'killed' | 'timeout';
  /** What ended it; always there for `killed`. */
  signal?: string;
  durationUs: number;
  /** How many step records it wrote. */
  steps: number;
}

/** A record that belongs to one case. */
export type CaseRecord =
  | { kind: 'begin'; seq: number }
  | { kind: 'step'; seq: number; index: number; observation: string }
  /** What a step left of the address space, where the program asked for it. */
  | { kind: 'look'; seq: number; index: number; areas: string }
  | EndRecord
  /** The program could not be read. */
  | { kind: 'bad'; seq: number; reason: string }
  /** The implementation broke down in the middle of the case, and is ready for the next one. */
  | { kind: 'crash'; seq: number; reason: string };

/** One line of an executor's output. */
export type OutputRecord =
  | { kind: 'hello'; version: number; hello: Hello }
  /** Instead of a greeting: why the implementation cannot be used, and what to do about it. */
  | { kind: 'unusable'; message: string; hint?: string }
  | CaseRecord
  | { kind: 'bye' }
  /** A packed agent says which programs are in it: one part of the list. */
  | { kind: 'plan'; part: number; parts: number; seqs: number[] }
  /** It was meant as a record, but it cannot be trusted. */
  | { kind: 'damaged'; reason: string };

/** The version of the protocol that is spoken here. */
export const PROTOCOL_VERSION = 1;

const MARK = '%mc ';
/** Characters; longer than any record, so that noise without line ends cannot fill the memory. */
const LONGEST_LINE = 1 << 20;

/** The CRC-32 of zlib, as 8 hex digits. */
export function crc32(text: string): string {
  return crcOfBytes(text).toString(16).padStart(8, '0');
}

/** A program as an executor reads it: the `case` header and the step lines, each with its line end. */
export function encodeProgram(program: Program): string {
  const body = program.lines.map((line) => `${line}\n`).join('');
  const look = program.look ? ' look' : '';
  return `case ${program.seq} ${program.timeoutMs} ${program.lines.length} ${crc32(body)}${look}\n${body}`;
}

/** A payload as an executor writes it: for liars and tests. */
export function encodeRecord(payload: string): string {
  return `${MARK}${payload.length} ${crc32(payload)} ${payload}\n`;
}

/** The payload that says why an implementation cannot be used, in words of any language. */
export function unusablePayload(message: string, hint?: string): string {
  const text = JSON.stringify({ message, hint });
  return `unusable ${text.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}`;
}

/** Cuts an executor's output, in chunks of any size, into records. */
export class RecordReader {
  readonly #onNoise: (line: string) => void;
  #rest = '';

  /** @param onNoise is told every line that is no record: an emulator's own words, a kernel's messages */
  constructor(onNoise: (line: string) => void = () => {}) {
    this.#onNoise = onNoise;
  }

  /** The records that this chunk completes. */
  read(chunk: Uint8Array): OutputRecord[] {
    // One character a byte: lengths are in bytes, and noise need not be valid UTF-8.
    const text =
      this.#rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const lines = text.split('\n');
    this.#rest = lines.pop() ?? '';
    const records = lines.flatMap((line) => this.#readLine(line));
    if (this.#rest.length > LONGEST_LINE) records.push(...this.#dropRest());
    return records;
  }

  /** The output has ended: what stands without a line end is no record, but may be a last word. */
  end(): void {
    if (this.#rest !== '') this.#onNoise(this.#rest);
    this.#rest = '';
  }

  #readLine(line: string): OutputRecord[] {
    const start = line.indexOf(MARK);
    if (start !== 0) {
      const noise = (start < 0 ? line : line.slice(0, start)).replace(/\r+$/, '');
      if (noise !== '') this.#onNoise(noise);
      if (start < 0) return [];
    }
    const record = parseRecord(line.slice(start));
    if (record.kind !== 'damaged') return [record];
    // A lost line end glues the next record to a damaged one: only the first is lost.
    const next = line.indexOf(MARK, start + 1);
    return next < 0 ? [record] : [record, ...this.#readLine(line.slice(next))];
  }

  #dropRest(): OutputRecord[] {
    const wasRecord = this.#rest.includes(MARK);
    // A record's mark may have begun in the last characters.
    this.#rest = this.#rest.slice(-MARK.length + 1);
    return wasRecord ? [{ kind: 'damaged', reason: 'a record has no end' }] : [];
  }
}

/** Reads a line that starts with the mark of a record. */
export function parseRecord(line: string): OutputRecord {
  const frame = /^%mc (0|[1-9]\d*) ([0-9a-f]{8}) ([ -~]*?)\r*$/.exec(line);
  if (frame === null) return damaged('it is not framed as a record', line);
  const [, length, checksum, payload = ''] = frame;
  if (payload.length !== Number(length)) return damaged('its length is wrong', line);
  if (crc32(payload) !== checksum) return damaged('its checksum is wrong', line);
  return parsePayload(payload) ?? damaged('it is malformed', line);
}

function damaged(why: string, line: string): OutputRecord {
  return { kind: 'damaged', reason: `a record is damaged (${why}): ${excerpt(line)}` };
}

function excerpt(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: damaged lines hold anything, a terminal must not
  const shown = line.replace(/[\x00-\x1f\x7f-\xff]/g, '?');
  return shown.length > 100 ? `${shown.slice(0, 100)}...` : shown;
}

function parsePayload(payload: string): OutputRecord | undefined {
  const [kind = '', rest = ''] = splitAtSpace(payload);
  switch (kind) {
    case 'hello':
      return parseHello(rest);
    case 'unusable':
      return parseUnusable(rest);
    case 'bye':
      return payload === 'bye' ? { kind: 'bye' } : undefined;
    case 'plan': {
      const match = /^([1-9]\d{0,8})\/([1-9]\d{0,8})((?: \d{1,15})+)$/.exec(rest);
      if (match === null) return undefined;
      const seqs = (match[3] ?? '').trim().split(' ').map(Number);
      return { kind: 'plan', part: Number(match[1]), parts: Number(match[2]), seqs };
    }
    case 'begin':
      return isNumber(rest) ? { kind: 'begin', seq: Number(rest) } : undefined;
    case 'step': {
      const match = /^(\d{1,15}) (\d{1,15}) (.+)$/.exec(rest);
      if (match === null) return undefined;
      return { kind: 'step', seq: Number(match[1]), index: Number(match[2]), observation: match[3] ?? '' };
    }
    case 'look': {
      const match = /^(\d{1,15}) (\d{1,15})((?: \S+)*)$/.exec(rest);
      if (match === null) return undefined;
      return { kind: 'look', seq: Number(match[1]), index: Number(match[2]), areas: (match[3] ?? '').trim() };
    }
    case 'end':
      return parseEnd(rest);
    case 'bad':
    case 'crash': {
      const [seq = '', reason = 'no reason given'] = splitAtSpace(rest);
      return isNumber(seq) ? { kind, seq: Number(seq), reason } : undefined;
    }
    default:
      return undefined;
  }
}

function parseEnd(rest: string): EndRecord | undefined {
  const match =
    /^(\d{1,15}) (exited|killed|timeout)(?: ([A-Z][A-Z0-9+?]*))? us=(\d{1,15}) steps=(\d{1,15})$/.exec(rest);
  if (match === null) return undefined;
  const how = match[2] as EndRecord['how'];
  const signal = match[3];
  if ((how === 'killed' && signal === undefined) || (how === 'exited' && signal !== undefined))
    return undefined;
  const end: EndRecord = {
    kind: 'end',
    seq: Number(match[1]),
    how,
    durationUs: Number(match[4]),
    steps: Number(match[5]),
  };
  return signal === undefined ? end : { ...end, signal };
}

function parseHello(rest: string): OutputRecord | undefined {
  const fields = new Map(
    rest.split(' ').map((word) => splitAtSpace(word, '=') as [string, string | undefined]),
  );
  const text = (name: string): string => fields.get(name) ?? '';
  if (!['v', 'page', 'huge', 'uid'].every((name) => isNumber(text(name)))) return undefined;
  if (text('arch') === '' || text('release') === '') return undefined;
  const hello: Hello = {
    arch: text('arch'),
    release: text('release'),
    pageSize: Number(text('page')),
    hugePageSize: Number(text('huge')),
    uid: Number(text('uid')),
  };
  return { kind: 'hello', version: Number(text('v')), hello };
}

function parseUnusable(rest: string): OutputRecord | undefined {
  let said: unknown;
  try {
    said = JSON.parse(rest);
  } catch {
    return undefined;
  }
  if (typeof said !== 'object' || said === null || !('message' in said)) return undefined;
  const { message } = said;
  if (typeof message !== 'string') return undefined;
  const hint = 'hint' in said && typeof said.hint === 'string' ? said.hint : undefined;
  return { kind: 'unusable', message, ...(hint !== undefined && { hint }) };
}

/** The text before the first separator, and the text after it, if there is one. */
function splitAtSpace(text: string, separator = ' '): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function isNumber(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}
