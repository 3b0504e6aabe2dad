/** Accesses to memory, in C. */
import type { Address, Content } from '../../suites/case.ts';
import type { StepOf } from '../steps/rule.ts';
import type { CProgram, Renderer } from './c-program.ts';
import { addressInC, offsetInC, sizeInC } from './operands.ts';

const hex = (value: number | bigint): string => {
  const suffix = value >= 2n ** 32n ? 'ULL' : value >= 2n ** 31n ? 'U' : '';
  return `0x${value.toString(16).padStart(2, '0')}${suffix}`;
};

/** The lvalue of so many bytes. */
function bytesAt(address: string, size: number, program: CProgram): string {
  program.use('access');
  if (size === 1) return `BYTE(${address})`;
  program.use('words');
  return `WORD${size * 8}(${address})`;
}

/** Value and offset, as the helpers about contents want them. */
export function contentInC(c: Content, program: CProgram): string {
  return 'value' in c ? `${hex(c.value & 0xff)}, 0` : `PATTERN, ${offsetInC(c.pattern, program)}`;
}

/** An address that is accessed: of a number that it knows the compiler thinks that nothing can be there. */
function accessedInC(address: Address, program: CProgram): string {
  const text = addressInC(address, program);
  const number = text === 'NULL' ? '0' : /^\(char \*\)(.*)$/.exec(text)?.[1];
  if (number === undefined) return text;
  program.use('at');
  return `at(${/^\([^()]*\)$/.test(number) ? number.slice(1, -1) : number})`;
}

const masked = (value: number, size = 1): bigint => BigInt.asUintN(size * 8, BigInt(value));

export const load: Renderer<StepOf<'load'>> = (s, program) => {
  const address = accessedInC(s.load, program);
  const access = bytesAt(address, s.size ?? 1, program);
  const range = [address, String(s.size ?? 1)] as const;
  if (s.is !== undefined && s.faults === undefined)
    return { is: 'access', access, range, value: hex(masked(s.is, s.size)) };
  program.use('loaded');
  return { is: 'access', access: `x = ${access}`, range };
};

export const store: Renderer<StepOf<'store'>> = (s, program) => {
  const address = accessedInC(s.store, program);
  const access = `${bytesAt(address, s.size ?? 1, program)} = ${hex(masked(s.value, s.size))}`;
  return { is: 'access', access, range: [address, String(s.size ?? 1)] };
};

export const fill: Renderer<StepOf<'fill'>> = (s, program) => {
  program.use('fill');
  const range = [accessedInC(s.fill.addr, program), sizeInC(s.fill.length, program)] as const;
  return { is: 'access', access: `fill(${range.join(', ')}, ${hex(s.fill.value & 0xff)})`, range };
};

export const contents: Renderer<StepOf<'contents'>> = (s, program) => {
  program.use('holds');
  const range = [accessedInC(s.contents.addr, program), sizeInC(s.contents.length, program)] as const;
  const words = `${range.join(', ')}, ${contentInC(s.contents, program)}`;
  if (s.faults !== undefined) return { is: 'access', access: `compare(${words})`, range };
  return { is: 'statement', text: `HOLDS(${words})` };
};

export const plant: Renderer<StepOf<'plant'>> = (s, program) => {
  program.use('plant');
  const address = accessedInC(s.plant, program);
  return { is: 'access', access: `plant(${address})`, range: [address, '16'] };
};

export const execute: Renderer<StepOf<'execute'>> = (s, program) => {
  program.use('execute');
  const address = accessedInC(s.execute, program);
  return { is: 'access', access: `execute(${address})`, range: [address, '1'], value: '42' };
};

export const touch: Renderer<StepOf<'touch'>> = (s, program) => {
  program.use('touch');
  const range = [accessedInC(s.touch.addr, program), sizeInC(s.touch.length, program)] as const;
  const access = `touch(${range.join(', ')}, ${s.touch.access === 'store' ? 1 : 0})`;
  if (s.minorFaults === undefined) return { is: 'access', access, range };
  if (s.minorFaults === 'some') return { is: 'access', access, range, condition: 'found != 0' };
  return { is: 'access', access, range, value: s.minorFaults === 'none' ? '0' : String(s.minorFaults) };
};
