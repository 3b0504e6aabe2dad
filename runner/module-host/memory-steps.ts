/** The functions under test. */
import { Breach, doneFrom, Failed, notProvided, ok, shownValue } from './answers.ts';
import type { Case, FunctionName } from './case.ts';
import { ADVICE, MAP, MLOCK2, MLOCKALL, MREMAP, MSYNC } from './names.ts';
import { readFlags, readInteger, readOperand, readProt, readRegister } from './operands.ts';
import type { Operands, Step, Steps } from './step.ts';

/** Functions on a range that return nothing. */
type RangeFunction = 'munmap' | 'mprotect' | 'msync' | 'madvise' | 'mlock' | 'mlock2' | 'munlock' | 'mseal';

/** A call on a range: what follows the range is read by `third`. */
function onRange(name: RangeFunction, third?: (word: string) => number): Step {
  return {
    operands: third === undefined ? 2 : 3,
    run([addr = '', length = '', word = ''], c) {
      const range = [readRegister(addr, c), readRegister(length, c)] as const;
      const result = third === undefined ? c.call(name, ...range, 0) : c.call(name, ...range, third(word));
      return doneFrom(name, result);
    },
  };
}

function keepAddress(slot: string, name: FunctionName, address: bigint, c: Case): string {
  if (address >> BigInt(c.bits) !== 0n)
    throw new Breach(`${name} returned 0x${address.toString(16)}, which is no address of ${c.bits} bits`);
  c.keep(slot, address);
  return ok(address);
}

/** mmap SLOT ADDR LEN PROT FLAGS FD OFFSET WATCH */
function mmap(words: Operands, c: Case): string {
  const [slot = '-', addr = '', length = '', prot = '', flags = '', fd = '', offset = '', watch] = words;
  const args = [
    readRegister(addr, c),
    readRegister(length, c),
    readProt(prot),
    readFlags(flags, MAP),
    readInteger(fd, c),
    readOperand(offset, c),
  ] as const;
  const before = watch === '1' ? c.fingerprint() : undefined;
  try {
    return keepAddress(slot, 'mmap', c.number('mmap', ...args), c);
  } catch (error) {
    if (!(error instanceof Failed) || watch !== '1') throw error;
    const table = before === undefined ? 'unknown' : c.fingerprint() === before ? 'kept' : 'changed';
    return `err ${error.errno} ${table}`;
  }
}

/** mremap SLOT ADDR OLD NEW FLAGS NEWADDR */
function mremap(
  [slot = '-', addr = '', old = '', length = '', flags = '', to = '']: Operands,
  c: Case,
): string {
  const args = [readRegister(addr, c), readRegister(old, c), readRegister(length, c)] as const;
  const result = c.number('mremap', ...args, readFlags(flags, MREMAP), readRegister(to, c));
  return keepAddress(slot, 'mremap', result, c);
}

/** mincore ADDR LEN ok|bad: `bad` is a vector that cannot be written to, which a function that returns it does not have. */
function mincore([addr = '', length = '', vector]: Operands, c: Case): string {
  if (vector === 'bad') throw notProvided('mincore that is told where to put its answer');
  const bytes = readRegister(length, c);
  const result = c.call('mincore', readRegister(addr, c), bytes);
  if (typeof result === 'number') doneFrom('mincore', result);
  const pages = Number((bytes + c.page - 1n) / c.page);
  const given = Array.from(result as ArrayLike<number>);
  if (given.length !== pages || !given.every(Number.isInteger))
    throw new Breach(`mincore returned ${shownValue(result)} instead of ${pages} bytes`);
  return `ok ${given.map((byte) => byte & 1).join('')}`;
}

export const memorySteps: Steps = {
  mmap: { operands: 8, run: mmap },
  oldmmap: {
    operands: 8,
    run() {
      throw notProvided('mmap that takes a pointer');
    },
  },
  munmap: onRange('munmap'),
  mprotect: onRange('mprotect', readProt),
  mremap: { operands: 6, run: mremap },
  msync: onRange('msync', (word) => readFlags(word, MSYNC)),
  madvise: onRange('madvise', (word) => readFlags(word, ADVICE)),
  mincore: { operands: 3, run: mincore },
  mlock: onRange('mlock'),
  mlock2: onRange('mlock2', (word) => readFlags(word, MLOCK2)),
  munlock: onRange('munlock'),
  mlockall: {
    operands: 1,
    run: ([flags = ''], c) => doneFrom('mlockall', c.call('mlockall', readFlags(flags, MLOCKALL))),
  },
  munlockall: { operands: 0, run: (_, c) => doneFrom('munlockall', c.call('munlockall')) },
  mseal: onRange('mseal'),
  remap: {
    operands: 3,
    run([addr = '', length = '', pageOffset = ''], c) {
      const args = [readRegister(addr, c), readRegister(length, c), readRegister(pageOffset, c)] as const;
      return doneFrom('remapFilePages', c.call('remapFilePages', ...args));
    },
  },
  pkey: {
    operands: 4,
    run([addr = '', length = '', prot = '', key = ''], c) {
      const range = [readRegister(addr, c), readRegister(length, c)] as const;
      return doneFrom('pkeyMprotect', c.call('pkeyMprotect', ...range, readProt(prot), readInteger(key, c)));
    },
  },
};
