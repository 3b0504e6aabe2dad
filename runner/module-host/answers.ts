/** What a function of the module returned or threw, as an observation (docs/protocol.md). */
import { inspect } from 'node:util';
import { errnoName, errnoWord } from './names.ts';

/** The step could not be carried out: its answer is `not ...`. */
export class NotDone extends Error {
  readonly answer: string;

  constructor(why: string) {
    super(why);
    this.name = 'NotDone';
    this.answer = `not ${why}`;
  }
}

/** The module did what no implementation may do, whatever the documentation says: the case ends here. */
export class Breach extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Breach';
  }
}

/** A step that needs something that the module does not have. */
export function notProvided(what: string): NotDone {
  return new NotDone(`provided ${what}`);
}

/** A call that failed with this errno; caught, it is the answer of its step. */
export class Failed extends Error {
  readonly errno: string;

  constructor(errno: string) {
    super(errno);
    this.name = 'Failed';
    this.errno = errno;
  }
}

export const ok = (value?: bigint | number): string =>
  value === undefined ? 'ok' : `ok 0x${BigInt(value).toString(16)}`;

/** One line of ASCII about anything. */
export function shownValue(value: unknown): string {
  const text =
    value instanceof Error
      ? `${value.name}: ${value.message}`
      : inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  const line = text.replace(/\s+/g, ' ').replace(/[^ -~]/g, '?');
  return line.length > 160 ? `${line.slice(0, 160)}...` : line;
}

/** Calls a function of the module by its name; what it throws becomes Failed, a fault's answer, or Breach. */
export function call<T>(name: string, fn: () => T): T {
  let result: T;
  try {
    result = fn();
  } catch (error) {
    throw readThrown(name, error);
  }
  if (isObject(result) && typeof result.then === 'function')
    throw new Breach(`${name} returned a promise: the functions of a module must be synchronous`);
  return result;
}

/** An access that raised a signal; caught, it is the answer of its step. */
export class Faulted extends Error {
  readonly answer: string;

  constructor(answer: string) {
    super(answer);
    this.name = 'Faulted';
    this.answer = answer;
  }
}

function readThrown(name: string, error: unknown): Error {
  if (isObject(error)) {
    const { signal, code, address } = error;
    if (typeof signal === 'string' && /^SIG[A-Z0-9]+$/.test(signal)) {
      const where =
        typeof address === 'bigint' || Number.isSafeInteger(address) ? BigInt(address as bigint) : 0n;
      const why = typeof code === 'string' && /^[A-Z_0-9]+$/.test(code) ? code : 'code:unknown';
      return new Faulted(`fault ${signal} ${why} 0x${BigInt.asUintN(64, where).toString(16)}`);
    }
    const errno = typeof code === 'string' ? errnoWord(code) : undefined;
    if (errno !== undefined) return new Failed(errno);
  }
  return new Breach(`${name} threw ${shownValue(error)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What a call returned that has a number to return: a negative one is an errno. */
export function numberFrom(name: string, value: unknown): bigint {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value))
    throw new Breach(`${name} returned ${shownValue(value)} instead of a number`);
  const number = BigInt(value as bigint | number);
  if (number >= 0n) return number;
  if (number >= -4095n) throw new Failed(errnoName(Number(-number)));
  throw new Breach(`${name} returned ${shownValue(value)}, which is neither a result nor an errno`);
}

/** What a call returned that has nothing to return. */
export function doneFrom(name: string, value: unknown): string {
  const result = value === undefined || value === null ? 0n : numberFrom(name, value);
  if (result !== 0n) throw new Breach(`${name} returned ${shownValue(value)} instead of 0`);
  return 'ok';
}
