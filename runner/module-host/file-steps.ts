/** Files and other objects that a case maps, and what may be done to them. */
import { join } from 'node:path';
import { O_CREAT, O_RDWR, O_TRUNC } from '../module/constants.ts';
import { Breach, doneFrom, notProvided, ok, shownValue } from './answers.ts';
import type { Case } from './case.ts';
import { MEMFD, OPEN, SEALS } from './names.ts';
import {
  type ByteAt,
  patternAt,
  readContent,
  readFlags,
  readInteger,
  readOperand,
  readRegister,
} from './operands.ts';
import type { Steps } from './step.ts';

/** Bytes that are read or written at a time. */
const BLOCK = 1 << 16;
/** `mov $42, %eax; ret`, at the start of each page of a file of `code`. */
const CODE = Uint8Array.of(0xb8, 42, 0, 0, 0, 0xc3);

function descriptor(name: 'open' | 'dup' | 'memfdCreate', result: unknown): bigint {
  if (typeof result !== 'number')
    throw new Breach(`${name} returned ${shownValue(result)} instead of a descriptor`);
  // A negative number is an errno.
  if (result < 0) doneFrom(name, result);
  return BigInt(result);
}

function open(c: Case, path: string, flags: number): bigint {
  return descriptor('open', c.call('open', path, flags, 0o700));
}

function write(c: Case, fd: number, offset: bigint, length: bigint, byteAt: ByteAt): void {
  for (let done = 0; done < length; ) {
    const bytes = new Uint8Array(Math.min(BLOCK, Number(length) - done));
    for (const index of bytes.keys()) bytes[index] = byteAt(done + index);
    const written = Number(c.number('pwrite', fd, bytes, offset + BigInt(done)));
    if (written === 0) throw new Breach('pwrite wrote nothing');
    done += written;
  }
}

/** Makes an open file `size` bytes long, with the content that a fixture asks for. */
function fill(c: Case, fd: number, size: bigint, content: string): void {
  if (size > 0n) doneFrom('ftruncate', c.call('ftruncate', fd, size));
  if (content === 'pattern') write(c, fd, 0n, size, (index) => patternAt(0n, index));
  if (content !== 'code') return;
  for (let at = 0n; at + BigInt(CODE.length) <= size; at += c.page) c.number('pwrite', fd, CODE, at);
}

/** The path of what a slot is open on. */
function pathOf(c: Case, slot: string): string {
  const path = c.paths.get(slot);
  if (path === undefined) throw notProvided('path of a descriptor that was not opened by one');
  return path;
}

/** The errnos of a function that is there by name only. */
const isStub = (errno: string): boolean => errno === 'ENOSYS' || errno === 'EOPNOTSUPP';
/** The errnos by which an implementation says that it cannot hold a file that is asked for. */
const tooMuch = (errno: string): boolean =>
  isStub(errno) || ['EFBIG', 'EINVAL', 'ENOMEM', 'ENOSPC'].includes(errno);
/** The errnos by which it says that there is no such path. */
const noPath = (errno: string): boolean =>
  isStub(errno) || ['EACCES', 'ENODEV', 'ENOENT', 'ENXIO', 'EPERM'].includes(errno);

const lacks =
  (what: string, isTold = isStub) =>
  (errno: string): string | undefined =>
    isTold(errno) ? what : undefined;

export const fileSteps: Steps = {
  /** SLOT SIZE CONTENT MODE WHERE */
  file: {
    operands: 5,
    lacks: lacks('room for the file', tooMuch),
    run([slot = '', size = '', content = '', mode = '', where = ''], c) {
      if (where !== 'scratch')
        throw notProvided(where === 'mount' ? 'mount of its own' : `file system of the kind ${where}`);
      const flags = readFlags(mode, OPEN);
      const path = join(c.scratch, slot);
      let fd = open(c, path, O_RDWR | O_CREAT | O_TRUNC);
      fill(c, Number(fd), readOperand(size, c), content);
      if (flags !== O_RDWR) {
        doneFrom('close', c.call('close', Number(fd)));
        fd = open(c, path, flags);
      }
      c.paths.set(slot, path);
      c.keep(slot, fd);
      return 'ok';
    },
  },
  memfd: {
    operands: 4,
    lacks: lacks('such memfd', tooMuch),
    run([slot = '', size = '', content = '', flags = ''], c) {
      const fd = descriptor('memfdCreate', c.call('memfdCreate', 'case', readFlags(flags, MEMFD)));
      fill(c, Number(fd), readOperand(size, c), content);
      c.paths.delete(slot);
      c.keep(slot, fd);
      return 'ok';
    },
  },
  /** SLOT @SLOT|/path|scratch|mount MODE */
  open: {
    operands: 3,
    lacks: (errno, [, what = '', mode = '']) =>
      isStub(errno) ? `open with ${mode}` : what.startsWith('/') && noPath(errno) ? what : undefined,
    run([slot = '', what = '', mode = ''], c) {
      if (what === 'mount') throw notProvided('mount of its own');
      const path = what.startsWith('@') ? pathOf(c, what.slice(1)) : what === 'scratch' ? c.scratch : what;
      const fd = open(c, path, readFlags(mode, OPEN));
      c.paths.set(slot, path);
      c.keep(slot, fd);
      return 'ok';
    },
  },
  pipe: {
    operands: 2,
    lacks: lacks('pipes'),
    run([reads = '', writes = ''], c) {
      const [one, other] = c.call('pipe');
      c.keep(reads, BigInt(one));
      c.keep(writes, BigInt(other));
      return 'ok';
    },
  },
  close: { operands: 1, run: ([fd = ''], c) => doneFrom('close', c.call('close', readInteger(fd, c))) },
  dup: {
    operands: 2,
    lacks: lacks('dup'),
    run([fd = '', slot = ''], c) {
      c.keep(slot, descriptor('dup', c.call('dup', readInteger(fd, c))));
      const path = c.paths.get(fd);
      if (path === undefined) c.paths.delete(slot);
      else c.paths.set(slot, path);
      return 'ok';
    },
  },
  unlink: { operands: 1, run: ([slot = ''], c) => doneFrom('unlink', c.call('unlink', pathOf(c, slot))) },
  ftruncate: {
    operands: 2,
    lacks: lacks('room for a file of that length', tooMuch),
    run: ([fd = '', size = ''], c) =>
      doneFrom('ftruncate', c.call('ftruncate', readInteger(fd, c), readOperand(size, c))),
  },
  pwrite: {
    operands: 4,
    lacks: lacks('room for a file of that length', tooMuch),
    run([fd = '', offset = '', length = '', content = ''], c) {
      const where = [readInteger(fd, c), readOperand(offset, c), readOperand(length, c)] as const;
      write(c, ...where, readContent(content, c));
      return 'ok';
    },
  },
  pread: {
    operands: 4,
    run([fd = '', offset = '', length = '', content = ''], c) {
      const [start, bytes, byteAt] = [
        readOperand(offset, c),
        readOperand(length, c),
        readContent(content, c),
      ];
      for (let done = 0; done < bytes; ) {
        const block = new Uint8Array(Math.min(BLOCK, Number(bytes) - done));
        const count = Number(c.number('pread', readInteger(fd, c), block, start + BigInt(done)));
        if (count > block.length) throw new Breach(`pread of ${block.length} bytes returned ${count}`);
        for (const [index, got] of block.subarray(0, count).entries()) {
          const at = done + index;
          if (got !== byteAt(at)) return `ok differs 0x${at.toString(16)} 0x${got.toString(16)}`;
        }
        done += count;
        if (count === 0) return `ok short 0x${done.toString(16)}`;
      }
      return `ok same 0x${bytes.toString(16)}`;
    },
  },
  read: {
    operands: 3,
    run: ([fd = '', addr = '', length = ''], c) =>
      ok(c.number('read', readInteger(fd, c), readRegister(addr, c), readRegister(length, c))),
  },
  write: {
    operands: 3,
    run: ([fd = '', addr = '', length = ''], c) =>
      ok(c.number('write', readInteger(fd, c), readRegister(addr, c), readRegister(length, c))),
  },
  size: {
    operands: 1,
    run([fd = ''], c) {
      const size: unknown = c.call('fstat', readInteger(fd, c))?.size;
      if (typeof size !== 'bigint' && !Number.isSafeInteger(size))
        throw new Breach(`fstat returned the size ${shownValue(size)}`);
      return ok(BigInt(size as bigint));
    },
  },
  seal: {
    operands: 2,
    run: ([fd = '', seals = ''], c) =>
      doneFrom('addSeals', c.call('addSeals', readInteger(fd, c), readFlags(seals, SEALS))),
  },
  seals: {
    operands: 1,
    run([fd = ''], c) {
      const seals = Number(c.number('getSeals', readInteger(fd, c)));
      const names = [...SEALS].filter(([, bit]) => (seals & bit) !== 0).map(([name]) => name);
      return `ok ${names.join('|') || '0'}`;
    },
  },
  punch: {
    operands: 3,
    lacks: lacks('holes in files'),
    run: ([fd = '', offset = '', length = ''], c) =>
      doneFrom(
        'punchHole',
        c.call('punchHole', readInteger(fd, c), readOperand(offset, c), readOperand(length, c)),
      ),
  },
  /** That a file of the scratch directory may be mapped to be executed: a module knows no mount options. */
  executable: {
    operands: 1,
    run([where = ''], c) {
      if (where !== 'scratch') throw notProvided(`file system of the kind ${where}`);
      if (!c.has('open')) throw notProvided('open');
      return 'ok yes';
    },
  },
  fsync: {
    operands: 1,
    lacks: lacks('fsync'),
    run: ([fd = ''], c) => doneFrom('fsync', c.call('fsync', readInteger(fd, c))),
  },
};
