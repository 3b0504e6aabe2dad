/** What the judge knows of a target and a case while it goes through the steps: sizes, slots, and where things are. */

import type { Slot } from '../../suites/case.ts';

const UNITS: Record<string, number> = { k: 10, M: 20, G: 30, T: 40, P: 50, E: 60 };

/** The addresses of one process of a case, as far as the observations have told them. */
export interface Context {
  /** Bytes. */
  readonly page: bigint;
  /** Bytes. */
  readonly huge: bigint;
  /** How many bits an address has. */
  readonly bits: number;
  /** The address of a fault is told as a multiple of this many bytes. */
  readonly faultGrain: bigint;
  arena: bigint | null;
  readonly slots: Map<string, bigint>;
}

/** A context for a process that starts as a copy of another, as fork makes it. */
export function forkContext(context: Context): Context {
  return { ...context, slots: new Map(context.slots) };
}

/**
 * The value of an operand (docs/protocol.md, EXPR), modulo 2^64; null when it names a slot, or the arena, that has no value.
 * @throws RangeError when the text is no operand
 */
export function evaluate(operand: string | number, context: Context): bigint | null {
  const text = operand === 'null' ? '0' : String(operand);
  const terms = text.match(/[+-]?[^+-]+/g) ?? [];
  if (terms.join('') !== text || text === '') throw new RangeError(`not an operand: ${text}`);
  let sum = 0n;
  for (const term of terms) {
    const value = evaluateTerm(term.replace(/^[+-]/, ''), context);
    if (value === null) return null;
    sum += term.startsWith('-') ? -value : value;
  }
  return BigInt.asUintN(64, sum);
}

/** The value of an operand that is an address: `0-1p` is the last page of the target's own space. */
export function evaluateAddress(operand: string | number, context: Context): bigint | null {
  const value = evaluate(operand, context);
  return value === null ? null : BigInt.asUintN(context.bits, value);
}

function evaluateTerm(term: string, context: Context): bigint | null {
  if (term === 'arena') return context.arena;
  if (/^[a-k]$/.test(term)) return context.slots.get(term) ?? null;
  if (/^0x[0-9a-f]+$/.test(term)) return BigInt(term);
  const [, digits, unit] = /^(\d+)([phkMGTPE]?)$/.exec(term) ?? [];
  if (digits === undefined) throw new RangeError(`not an operand: ${term}`);
  if (unit === 'p') return BigInt(digits) * context.page;
  if (unit === 'h') return BigInt(digits) * context.huge;
  return BigInt(digits) << BigInt(UNITS[unit ?? ''] ?? 0);
}

/** A number of bytes as a person would say it: whole pages where it is whole pages (`2p`), else hexadecimal. */
export function showBytes(bytes: bigint, context: Context): string {
  if (bytes === 0n) return '0';
  if (bytes % context.page === 0n && bytes / context.page <= 4096n) return `${bytes / context.page}p`;
  return bytes < 10n ? String(bytes) : `0x${bytes.toString(16)}`;
}

/**
 * An address in terms of what the case knows: the operand itself where it is that, else a slot or the arena plus a distance below
 * 4096 pages, else `elsewhere`. Numbers that differ from run to run never show.
 */
export function showAddress(address: bigint, context: Context, operands: readonly string[] = []): string {
  for (const operand of operands)
    if (evaluate(operand, context) === address) return operand === '0' ? 'null' : operand;
  if (address < context.page) return address === 0n ? 'null' : `null+0x${address.toString(16)}`;
  const bases: [string, bigint][] = [...context.slots].reverse();
  if (context.arena !== null) bases.push(['arena', context.arena]);
  for (const [name, base] of bases) {
    const distance = BigInt.asUintN(64, address - base);
    if (base >= context.page && distance < 4096n * context.page) {
      const pages = distance / context.page;
      const bytes = distance % context.page;
      return `${name}${pages > 0n ? `+${pages}p` : ''}${bytes > 0n ? `+0x${bytes.toString(16)}` : ''}`;
    }
  }
  return 'elsewhere';
}

/** The page of an address, counted from the arena or from a mapping outside of it; null when it is near none of them. */
export function findPage(
  address: bigint,
  { arena, slots, page }: Context,
): { from: 'arena' | Slot; page: number } | null {
  const bases: ['arena' | Slot, bigint][] = arena === null ? [] : [['arena', arena]];
  for (const [name, base] of slots) if (isSlot(name)) bases.push([name, base]);
  for (const [from, base] of bases) {
    const distance = BigInt.asUintN(64, address - base);
    if (base >= page && distance < 4096n * page) return { from, page: Number(distance / page) };
  }
  return null;
}

function isSlot(name: string): name is Slot {
  return /^[a-e]$/.test(name);
}

/** How wide the registers of an architecture are. */
export function registerBits(architecture: string): number {
  return ['i386', 'arm', 'wasm32'].includes(architecture) ? 32 : 64;
}

/**
 * How exactly the address of a fault is told, in bytes: on s390x the processor tells the page, of 4096 bytes. POSIX lets it (the rationale
 * of si_addr: for some implementations its value may be inaccurate).
 */
export function faultGrain(architecture: string): number {
  return architecture === 's390x' ? 4096 : 1;
}

/** A context before anything was observed. */
export function createContext(pageSize: number, hugePageSize: number, bits = 64, faultGrain = 1): Context {
  return {
    page: BigInt(pageSize),
    huge: BigInt(hugePageSize),
    bits,
    faultGrain: BigInt(faultGrain),
    arena: null,
    slots: new Map(),
  };
}
