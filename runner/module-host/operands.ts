/** Reads the operands of a step line (docs/protocol.md). */
import { NotDone, notProvided } from './answers.ts';
import { type Names, PROT } from './names.ts';

/** What operands are counted in and may name. */
export interface Scale {
  /** Bytes. */
  page: bigint;
  /** Bytes. */
  huge: bigint;
  /** How many bits an address has. */
  bits: number;
  slots: ReadonlyMap<string, bigint>;
  /** Where the case's room is; throws where there is none. */
  arena(): bigint;
}

const SHIFTS: Readonly<Record<string, bigint>> = { k: 10n, M: 20n, G: 30n, T: 40n, P: 50n, E: 60n };

/**
 * The value of an operand, modulo 2^64.
 *
 * @throws NotDone for a slot that is not set, or what is no operand
 */
export function readOperand(text: string, scale: Scale): bigint {
  const terms = text.match(/[+-]?[^+-]+/g) ?? [];
  if (terms.length === 0 || terms.join('') !== text) throw new NotDone(`no operand: ${text}`);
  const sum = terms.reduce((total, term) => {
    const value = readTerm(term.replace(/^[+-]/, ''), scale);
    return term.startsWith('-') ? total - value : total + value;
  }, 0n);
  return BigInt.asUintN(64, sum);
}

function readTerm(term: string, scale: Scale): bigint {
  if (term === 'arena') return scale.arena();
  if (/^[a-z]$/.test(term)) {
    const value = scale.slots.get(term);
    if (value === undefined) throw new NotDone(`not set: ${term}`);
    return value;
  }
  if (/^0x[0-9a-f]+$/.test(term)) return BigInt(term);
  const [, digits, unit = ''] = /^(\d+)([phkMGTPE]?)$/.exec(term) ?? [];
  if (digits === undefined) throw new NotDone(`no operand: ${term}`);
  if (unit === 'p') return BigInt(digits) * scale.page;
  if (unit === 'h') return BigInt(digits) * scale.huge;
  return BigInt(digits) << (SHIFTS[unit] ?? 0n);
}

/**
 * The value of an operand that goes into a register. What counts down from 0 is what C writes as a negative number, in as many bits
 * as there are.
 *
 * @throws NotDone also when it does not fit
 */
export function readRegister(text: string, scale: Scale): bigint {
  const value = readOperand(text, scale);
  const bits = BigInt(scale.bits);
  if (bits === 64n || value >> bits === 0n) return value;
  if (BigInt.asIntN(64, value) < -(1n << (bits - 1n))) throw notFitting(text);
  if (value >> 63n === 0n) throw notFitting(text);
  return BigInt.asUintN(scale.bits, value);
}

function notFitting(text: string): NotDone {
  return new NotDone(`fitting into a register: ${text}`);
}

/** A descriptor, or another number that may be negative. */
export function readInteger(text: string, scale: Scale): number {
  return Number(BigInt.asIntN(64, readOperand(text, scale)));
}

/**
 * Flags, joined by `|`: names of the table, or raw numbers.
 *
 * @throws NotDone for a name that the table does not have, and for bits beyond the lowest 32
 */
export function readFlags(text: string, names: Names): number {
  const bits = text.split('|').map((word) => names.get(word) ?? readRaw(word));
  const value = bits.reduce<bigint>((all, one) => all | BigInt(one), 0n);
  // In C they are an int, in JavaScript what the operators of bits can tell.
  if (value >> 32n !== 0n) throw notProvided('flags of more than 32 bits');
  return Number(value);
}

function readRaw(word: string): bigint {
  const [, number, shift = '0'] = /^(0x[0-9a-f]+|\d+)(?:<<(\d+))?$/.exec(word) ?? [];
  if (number === undefined) throw new NotDone(`this target has no ${word}`);
  return BigInt.asUintN(64, BigInt(number) << BigInt(shift));
}

/** A protection: letters or `none`, then perhaps further bits. */
export function readProt(text: string): number {
  const [letters = '', ...more] = text.split('|');
  const access = letters === 'none' ? [] : [...letters];
  const words = access.map((letter) => ({ r: 'READ', w: 'WRITE', x: 'EXEC' })[letter] ?? letter);
  return readFlags([...words, ...more].join('|') || '0', PROT);
}

/** The bytes that memory or a file is filled or compared with, by their index. */
export type ByteAt = (index: number) => number;

/**
 * CONTENT: `v:EXPR`, every byte, or `p:EXPR`, the pattern of fixtures from that file offset on.
 *
 * @throws NotDone when it is none
 */
export function readContent(text: string, scale: Scale): ByteAt {
  const value = readOperand(text.slice(2), scale);
  if (text.startsWith('v:')) return () => Number(value & 0xffn);
  if (text.startsWith('p:')) return (index) => patternAt(value, index);
  throw new NotDone(`no content: ${text}`);
}

/** The pattern of fixtures: no byte of it is 0, no two pages are alike. */
export function patternAt(base: bigint, index: number): number {
  if (base < 1n << 48n) {
    const at = Number(base) + index;
    return 1 + ((at + Math.floor(at / 256) * 7 + Math.floor(at / 4096) * 13) % 251);
  }
  const at = BigInt.asUintN(64, base + BigInt(index));
  return Number(1n + (BigInt.asUintN(64, at + (at >> 8n) * 7n + (at >> 12n) * 13n) % 251n));
}
