/**
 * What the liar can do. A lie takes a record's payload and what it is about, and returns what is said, or done, instead.
 *
 * @typedef {string | { raw: string } | { exit: number, says?: string } | { hang: true }} Deed a payload; or text that goes out as it
 *   is; or the end of the process, with a last word on stderr; or the end of all activity
 *
 * @typedef {object} About
 * @property {string} kind the record's first word
 * @property {number} seq the case's number
 * @property {string | undefined} step the step's line in the program
 * @property {{ after: number }} options
 * @property {Record<string, any>} memory kept from one record to the next
 * @typedef {(payload: string, about: About) => Deed[]} Lie
 */
import { spawn } from 'node:child_process';
import { crc32 } from 'node:zlib';

const NOISE = [
  { raw: 'random: crng init done\r\n' },
  { raw: '[    1.234567] printk: messages suppressed\n' },
  { raw: '%m\n\x00\xff\x1b[31m no record\n' },
];
/** Page aligned everywhere, and nothing is ever mapped there. */
const ELSEWHERE = 'ok 0x2a0000000000';
const PLAIN_CALLS =
  /^(munmap|mprotect|msync|madvise|mlock|mlock2|munlock|mlockall|munlockall|mseal|store|fill) /;

/** The record of a step with another observation. */
const retell = (payload, observation) => payload.replace(/^(step \d+ \d+) .*$/, `$1 ${observation}`);
const observationOf = (payload) => /^step \d+ \d+ (.*)$/.exec(payload)?.[1] ?? '';

/** Whether this is the step record that a lie about one record a case picks: the first. */
function isFirstStep({ kind, seq, memory }) {
  if (kind !== 'step' || memory.lastFirst === seq) return false;
  memory.lastFirst = seq;
  return true;
}

/** The same text with its last character changed. */
const flipped = (text) => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');

/** Random, but the same every time; now and then a line end. */
function garbage(bytes, seed = 1) {
  let state = seed;
  let text = '';
  while (text.length < bytes) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    text += String.fromCharCode((state >>> 16) & 0xff);
  }
  return text;
}

/** @type {Record<string, Lie>} */
export const lies = {
  honest: (payload) => [payload],

  /** Every call and access succeeds. */
  succeeds: (payload, { step = '' }) => {
    if (!/^(err|fault) /.test(observationOf(payload))) return [payload];
    if (/^(mmap|mremap) /.test(step)) return [retell(payload, ELSEWHERE)];
    return [retell(payload, PLAIN_CALLS.test(step) ? 'ok' : 'ok 0x0')];
  },

  /** A call that fails says another errno than the true one. */
  'wrong-errno': (payload) => {
    const errno = /^err (\S+)/.exec(observationOf(payload))?.[1];
    if (errno === undefined) return [payload];
    const other = { EINVAL: 'ENOMEM', ENOMEM: 'EINVAL' }[errno] ?? 'EIO';
    return [retell(payload, observationOf(payload).replace(errno, other))];
  },

  /** Where MAP_FIXED_NOREPLACE is refused, the mapping is put somewhere else. */
  'noreplace-as-hint': (payload, { step = '' }) => {
    const isRefused = observationOf(payload).startsWith('err EEXIST');
    return [isRefused && /^mmap .*FIXED_NOREPLACE/.test(step) ? retell(payload, ELSEWHERE) : payload];
  },

  /** Memory that was never written is not zero. */
  'not-zeroed': (payload, { step = '' }) => {
    const seen = observationOf(payload);
    if (/^contents .* v:(0x)?0+$/.test(step) && seen.startsWith('ok same'))
      return [retell(payload, 'ok differs 0x0 0xaa')];
    if (step.startsWith('load ') && seen === 'ok 0x0') return [retell(payload, 'ok 0xaa')];
    return [payload];
  },

  /** Dies when the first step is done. */
  'crash-on-step-2': (payload, { kind }) =>
    kind === 'step' ? [payload, { exit: 1, says: 'liar: Assertion `lucky` failed' }] : [payload],

  /** Begins the case and says nothing more. */
  hang: (payload, { kind }) => (kind === 'begin' ? [payload, { hang: true }] : [payload]),

  /** The same, and SIGTERM does not impress it. */
  'hang-deaf': (payload, { kind }) => {
    // A handler that never gets its turn.
    if (kind === 'hello') for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});
    return kind === 'begin' ? [payload, { hang: true }] : [payload];
  },

  /** Says hello, and nothing but random bytes from then on. */
  'garbage-instead': (payload, { kind, seq }) =>
    kind === 'hello' ? [payload] : [{ raw: garbage(500, seq + 1) }],

  /** Noise between the records, some of it without a line end: harmless. */
  'garbage-between': (payload) => [...NOISE, { raw: 'Kernel panic - not syncing? ' }, payload, ...NOISE],

  /** One character of a case's first step record is wrong. */
  damaged: (payload, about) => {
    if (!isFirstStep(about)) return [payload];
    const checksum = crc32(payload).toString(16).padStart(8, '0');
    return [{ raw: `%mc ${payload.length} ${checksum} ${flipped(payload)}\n` }];
  },

  /** The whole answer comes twice. */
  'answers-twice': (payload, { kind, memory }) => {
    memory.answer = kind === 'begin' ? [payload] : [...(memory.answer ?? []), payload];
    return kind === 'end' ? [payload, ...memory.answer] : [payload];
  },

  /** The end comes twice. */
  'ends-twice': (payload, { kind }) => (kind === 'end' ? [payload, payload] : [payload]),

  /** Ends by itself, in good order, after `--after` cases. */
  'stops-half-way': (payload, { kind, memory, options }) => {
    if (kind === 'end') memory.cases = (memory.cases ?? 0) + 1;
    return kind === 'end' && memory.cases === options.after ? [payload, { exit: 0 }] : [payload];
  },

  /** A step record is missing, and the end counts it. */
  short: (payload, about) => (isFirstStep(about) ? [] : [payload]),

  /** Never says what it is. */
  'no-hello': (payload, { kind }) => (kind === 'hello' ? [] : [payload]),

  /** Says hello and dies. */
  'starts-and-dies': (payload) => [payload, { exit: 1 }],

  /** Starts a process that outlives it and holds its output open; honest otherwise. LIAR_SLEEP says for how many seconds. */
  'leaks-child': (payload, { kind }) => {
    if (kind === 'hello') spawn('sleep', [process.env.LIAR_SLEEP ?? '86399'], { stdio: 'inherit' }).unref();
    return [payload];
  },

  /** Its step records carry the number of the next case. */
  'reports-other-seq': (payload, { kind, seq }) => [
    kind === 'step' ? payload.replace(/^step \d+/, `step ${seq + 1}`) : payload,
  ],
};

/** What is done instead of starting the agent at all. @type {Record<string, (write: (text: string) => void) => void>} */
export const entrances = {
  /** Random bytes, and nothing else. */
  garbage: (write) => {
    write(garbage(64 << 10));
    console.error('liar: that was all');
    process.exit(0);
  },
  /** Random bytes until somebody ends it. */
  'garbage-for-ever': (write) => {
    for (let seed = 1; ; seed++) write(garbage(4096, seed));
  },
};
