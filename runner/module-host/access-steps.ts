/** Steps that touch memory. A fault in here is the step's answer. */
import { Breach, Failed, notProvided, ok } from './answers.ts';
import type { Case } from './case.ts';
import { readContent, readInteger, readOperand, readRegister } from './operands.ts';
import type { Steps } from './step.ts';

/** `mov $42, %eax; ret` */
const PLANTED = [0xb8, 42, 0, 0, 0, 0xc3];

/** An access cannot fail as a call does. */
function access<T>(name: string, fn: () => T): T {
  try {
    return fn();
  } catch (error) {
    if (error instanceof Failed)
      throw new Breach(`${name} failed with ${error.errno}, but an access can only fault`);
    throw error;
  }
}

function load(c: Case, addr: bigint, size: number): bigint {
  const value = access('load', () => c.number('load', BigInt.asUintN(c.bits, addr), size));
  if (value >> BigInt(size * 8) !== 0n)
    throw new Breach(`load of ${size} bytes returned 0x${value.toString(16)}`);
  return value;
}

function store(c: Case, addr: bigint, size: number, value: bigint): void {
  access('store', () => c.call('store', BigInt.asUintN(c.bits, addr), size, BigInt.asUintN(size * 8, value)));
}

export const accessSteps: Steps = {
  load: {
    operands: 2,
    run: ([addr = '', size = ''], c) => ok(load(c, readRegister(addr, c), readInteger(size, c))),
  },
  store: {
    operands: 3,
    run([addr = '', size = '', value = ''], c) {
      store(c, readRegister(addr, c), readInteger(size, c), readOperand(value, c));
      return 'ok';
    },
  },
  fill: {
    operands: 3,
    run([addr = '', length = '', value = ''], c) {
      const [start, bytes, byte] = [readRegister(addr, c), readRegister(length, c), readOperand(value, c)];
      for (let i = 0n; i < bytes; i++) store(c, start + i, 1, byte);
      return 'ok';
    },
  },
  contents: {
    operands: 3,
    run([addr = '', length = '', content = ''], c) {
      const [start, bytes, byteAt] = [
        readRegister(addr, c),
        readRegister(length, c),
        readContent(content, c),
      ];
      for (let i = 0; i < bytes; i++) {
        const got = load(c, start + BigInt(i), 1);
        if (Number(got) !== byteAt(i)) return `ok differs 0x${i.toString(16)} 0x${got.toString(16)}`;
      }
      return `ok same 0x${bytes.toString(16)}`;
    },
  },
  plant: {
    operands: 1,
    run([addr = ''], c) {
      const start = readRegister(addr, c);
      for (const [index, byte] of PLANTED.entries()) store(c, start + BigInt(index), 1, BigInt(byte));
      return 'ok';
    },
  },
  execute: {
    operands: 1,
    run: ([addr = ''], c) =>
      ok(
        BigInt.asUintN(
          32,
          access('execute', () => c.number('execute', readRegister(addr, c))),
        ),
      ),
  },
  touch: {
    operands: 3,
    run() {
      throw notProvided('count of page faults');
    },
  },
};
