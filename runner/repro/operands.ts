/** Operands of cases (docs/protocol.md, EXPR) as C expressions. */
import type { CProgram } from './c-program.ts';

const SHIFTS: Readonly<Record<string, number>> = { k: 10, M: 20, G: 30, T: 40, P: 50, E: 60 };

interface Expression {
  text: string;
  isPointer: boolean;
  /** It must stand in parentheses beside an operator. */
  isSum: boolean;
}

const suffixOf = (value: bigint): string => (value < 1n << 31n ? '' : value < 1n << 32n ? 'U' : 'ULL');

function termInC(term: string, program: CProgram): { text: string; isPointer: boolean; bytes: bigint } {
  if (term === 'arena') {
    program.usesArena = true;
    return { text: 'arena', isPointer: true, bytes: 0n };
  }
  if (/^[a-k]$/.test(term)) {
    return { text: term, isPointer: program.kindOf(term) === 'pointer', bytes: 0n };
  }
  if (/^0x/.test(term)) return { text: term + suffixOf(BigInt(term)), isPointer: false, bytes: BigInt(term) };
  const [, digits = '', unit = ''] = /^(\d+)([phkMGTPE]?)$/.exec(term) ?? [];
  if (digits === '') throw new RangeError(`not an operand: ${term}`);
  if (unit === 'p' || unit === 'h') {
    if (unit === 'h') program.use('huge');
    const word = unit === 'p' ? 'page' : 'huge';
    return { text: digits === '1' ? word : `${digits} * ${word}`, isPointer: false, bytes: 0n };
  }
  const shift = SHIFTS[unit] ?? 0;
  const bytes = BigInt(digits) << BigInt(shift);
  const number = digits + suffixOf(bytes);
  return { text: shift === 0 ? number : `(${number} << ${shift})`, isPointer: false, bytes };
}

function expressionOf(operand: string | number, program: CProgram, isOffset: boolean): Expression {
  const terms = String(operand).match(/[+-]?[^+-]+/g) ?? [];
  let text = '';
  let isPointer = false;
  let count = 0;
  for (const [index, signed] of terms.entries()) {
    const isNegative = signed.startsWith('-');
    const term = termInC(signed.replace(/^[+-]/, ''), program);
    if (term.bytes >= 1n << 32n && !isOffset) program.wide = true;
    isPointer ||= term.isPointer;
    // `0-1p` counts down from the end of the address space, which C says by a sign.
    if (index === 0 && terms.length > 1 && term.text === '0') continue;
    const needsParentheses = isNegative && text === '' && / \* /.test(term.text);
    const shown = needsParentheses ? `(${term.text})` : term.text;
    text += text === '' ? (isNegative ? `-${shown}` : shown) : `${isNegative ? ' - ' : ' + '}${shown}`;
    count++;
  }
  return { text, isPointer, isSum: count > 1 || / \* |^-/.test(text) };
}

const bare = (text: string): string => (/^\([^()]*\)$/.test(text) ? text.slice(1, -1) : text);

/** A number of bytes, as an argument. */
export function sizeInC(operand: string | number | undefined, program: CProgram): string {
  const { text, isPointer } = expressionOf(operand ?? 0, program, false);
  if (isPointer) return `(size_t)(${text})`;
  return /^-\d/.test(text) ? `(size_t)${text}` : bare(text);
}

/** An offset in a file, as an argument. */
export function offsetInC(operand: string | number | undefined, program: CProgram): string {
  const { text } = expressionOf(operand ?? 0, program, true);
  return bare(text);
}

/** A number of bytes that goes through `...`. */
export function sizeArgument(operand: string | number | undefined, program: CProgram): string {
  const text = sizeInC(operand, program);
  return /\b(page|huge)\b/.test(text) || text.startsWith('(size_t)') ? text : `(size_t)${factor(text)}`;
}

const factor = (text: string): string => (/^\w+$/.test(text) ? text : `(${text})`);

/** An address, as an argument. */
export function addressInC(operand: string | number | undefined, program: CProgram): string {
  if (operand === undefined || operand === 'null' || String(operand) === '0') return 'NULL';
  const { text, isPointer } = expressionOf(operand, program, false);
  if (isPointer) return text;
  return /^(\w+|\(.*\)|-\w+|-\([^()]*\))$/.test(text) ? `(char *)${text}` : `(char *)(${text})`;
}

/** The sum of an address and a size, as text. */
export const plus = (address: string, size: string): string =>
  /[<>]/.test(size) ? `${address} + (${size})` : `${address} + ${size}`;

/** The slots that an operand names. */
export function slotsIn(operand: string | number | undefined): string[] {
  return String(operand ?? '').match(/(?<![\w])[a-k](?![\w])/g) ?? [];
}
