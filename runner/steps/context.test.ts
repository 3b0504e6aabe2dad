import { expect, test } from 'vitest';
import { createContext, evaluate, forkContext, showAddress, showBytes } from './context.ts';

const context = () => {
  const c = createContext(4096, 2 << 20);
  c.arena = 0x7000_0000_0000n;
  c.slots.set('a', 0x1234_5000n);
  return c;
};

test.each<[string | number, bigint]>([
  ['null', 0n],
  [0, 0n],
  [4096, 4096n],
  [-4096, 0xffff_ffff_ffff_f000n],
  ['1p', 4096n],
  ['2p-1', 8191n],
  ['1h', 2n << 20n],
  ['3k', 3072n],
  ['128T', 1n << 47n],
  ['8E', 1n << 63n],
  ['8E-1p', (1n << 63n) - 4096n],
  ['0-1p', 0xffff_ffff_ffff_f000n],
  ['a', 0x1234_5000n],
  ['a+1p', 0x1234_6000n],
  ['a+1p-1', 0x1234_5fffn],
  ['arena', 0x7000_0000_0000n],
  ['arena-1p', 0x6fff_ffff_f000n],
  ['0x200000', 0x20_0000n],
])('%s is 0x%x', (text, value) => {
  expect(evaluate(text, context())).toBe(value);
});

test('what has no value yet is null', () => {
  expect(evaluate('b+1p', context())).toBeNull();
  expect(evaluate('arena', createContext(4096, 2 << 20))).toBeNull();
});

test.each(['', 'x', '1q', 'a++1', 'a b', '0x'])('%j is no operand', (text) => {
  expect(() => evaluate(text, context())).toThrow(RangeError);
});

test.each<[bigint, string[], string]>([
  [0n, [], 'null'],
  [16n, [], 'null+0x10'],
  [0x1234_5000n, [], 'a'],
  [0x1234_6005n, [], 'a+1p+0x5'],
  [0x7000_0000_1000n, [], 'arena+1p'],
  [0x1234_6000n, ['a+1p'], 'a+1p'],
  [0xffff_ffff_ffff_f000n, [], 'elsewhere'],
])('0x%x reads the same on every run', (address, operands, text) => {
  expect(showAddress(address, context(), operands)).toBe(text);
});

test('bytes are shown as whole pages where they are', () => {
  const c = context();
  expect(showBytes(0n, c)).toBe('0');
  expect(showBytes(8192n, c)).toBe('2p');
  expect(showBytes(5n, c)).toBe('5');
  expect(showBytes(100n, c)).toBe('0x64');
});

test('a forked process keeps its own slots', () => {
  const parent = context();
  const child = forkContext(parent);
  child.slots.set('b', 1n);
  expect(parent.slots.has('b')).toBe(false);
  expect(child.slots.get('a')).toBe(0x1234_5000n);
});
