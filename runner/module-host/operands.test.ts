import { describe, expect, it } from 'vitest';
import { NotDone } from './answers.ts';
import { MAP } from './names.ts';
import {
  patternAt,
  readContent,
  readFlags,
  readOperand,
  readProt,
  readRegister,
  type Scale,
} from './operands.ts';

const scale: Scale = {
  page: 4096n,
  huge: 2n << 20n,
  bits: 64,
  slots: new Map([['a', 0x10000n]]),
  arena: () => 0x7000_0000n,
};
const narrow: Scale = { ...scale, page: 65536n, bits: 32 };

describe('operands', () => {
  it.each([
    ['0', 0n],
    ['2p-1', 8191n],
    ['a+1p', 0x11000n],
    ['arena+3p+2', 0x7000_3002n],
    ['0x10', 16n],
    ['1h', 2n << 20n],
    ['8E', 1n << 63n],
    ['16E', 0n],
    ['0-1p', (1n << 64n) - 4096n],
    ['-1', (1n << 64n) - 1n],
  ])('%s', (text, value) => {
    expect(readOperand(text, scale)).toBe(value);
  });

  it.each(['', '1x', 'b', '1++1', 'arenas', '0x'])('%j is none', (text) => {
    expect(() => readOperand(text, scale)).toThrow(NotDone);
  });

  it.each([
    ['4G-1', 0xffff_ffffn],
    ['0-1p', 0xffff_0000n],
    ['0-2G', 0x8000_0000n],
  ])('%s fits into 32 bits', (text, value) => {
    expect(readRegister(text, narrow)).toBe(value);
  });

  it.each(['4G', '8E', '0-2G-1', '0-4G'])('%s does not fit into 32 bits', (text) => {
    expect(() => readRegister(text, narrow)).toThrow('fitting into a register');
  });
});

describe('flags and protections', () => {
  it.each([
    ['0', 0],
    ['PRIVATE|ANONYMOUS', 0x22],
    ['SHARED|21<<26', 0x5400_0001],
    ['0x200000|FIXED', 0x20_0010],
    ['HUGE_16GB', 0x8800_0000],
  ])('%s', (text, value) => {
    expect(readFlags(text, MAP)).toBe(value);
  });

  it('of more than 32 bits are nothing that a module is given', () => {
    expect(() => readFlags('SHARED|1<<32', MAP)).toThrow('provided flags of more than 32 bits');
  });

  it('a name that is not there is said', () => {
    expect(() => readFlags('SHARED|NONSENSE', MAP)).toThrow('this target has no NONSENSE');
  });

  it.each([
    ['none', 0],
    ['rwx', 7],
    ['r|GROWSDOWN', 0x100_0001],
    ['none|0x8', 8],
  ])('prot %s', (text, value) => {
    expect(readProt(text)).toBe(value);
  });
});

describe('content', () => {
  it('is one byte, or the pattern', () => {
    expect(readContent('v:0x15a', scale)(3)).toBe(0x5a);
    expect(readContent('p:1p', scale)(5)).toBe(patternAt(0n, 4101));
  });

  it('is the same whether it is counted in small numbers or in large ones', () => {
    const large = 1n << 48n;
    for (const index of [0, 1, 255, 4096, 70_000])
      expect(patternAt(large, index)).toBe(
        Number(
          1n +
            ((large +
              BigInt(index) +
              ((large + BigInt(index)) >> 8n) * 7n +
              ((large + BigInt(index)) >> 12n) * 13n) %
              251n),
        ),
      );
    expect(patternAt(large - 1n, 1)).toBe(patternAt(large, 0));
  });
});
