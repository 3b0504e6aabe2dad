import { describe, expect, it } from 'vitest';
import { Errno, Fault } from '../module/errors.ts';
import type { Implementation } from '../module/implementation.ts';
import { Breach } from './answers.ts';
import { Case } from './case.ts';
import { interpret } from './interpreter.ts';

const MMAP = 'mmap a 0 1p rw PRIVATE|ANONYMOUS -1 0 0';

/** The observations of lines on an implementation that always maps at 0x10000, and does what else is given. */
function observe(implementation: Partial<Implementation>, ...lines: string[]): string[] {
  const shape = {
    pageSize: 4096,
    hugePageSize: 2 << 20,
    bits: implementation.architecture === 'wasm32' ? 32 : 64,
  };
  const whole = { mmap: () => 0x10000n, ...implementation };
  const c = new Case({ implementation: whole, shape, scratch: '/scratch' });
  const answers: string[] = [];
  interpret(lines, c, 'x86_64', (index, observation) => {
    expect(index).toBe(answers.length);
    answers.push(observation);
  });
  return answers;
}

const throwing = (error: unknown) => () => {
  throw error;
};

describe('what a call says', () => {
  it.each([
    ['an address', () => 0x20000n, 'ok 0x20000'],
    ['an address as a number', () => 0x20000, 'ok 0x20000'],
    ['-errno', () => -22, 'err EINVAL'],
    ['-errno as a bigint', () => -12n, 'err ENOMEM'],
    ['an Errno', throwing(new Errno('EEXIST')), 'err EEXIST'],
    ['an error of node:fs', throwing(Object.assign(new Error(), { code: 'EBADF' })), 'err EBADF'],
    ['another name of an errno', throwing({ code: 'ENOTSUP' }), 'err EOPNOTSUPP'],
    ['an errno without a name', () => -222, 'err errno:222'],
    ['a fault', throwing(new Fault('SIGSEGV', 'SEGV_MAPERR', 16n)), 'fault SIGSEGV SEGV_MAPERR 0x10'],
    ['a fault without details', throwing({ signal: 'SIGBUS' }), 'fault SIGBUS code:unknown 0x0'],
  ])('%s', (_, mmap, answer) => {
    expect(observe({ mmap }, MMAP)).toEqual([answer]);
  });

  it.each([
    ['nothing', () => undefined, 'mmap returned undefined instead of a number'],
    ['NaN', () => Number.NaN, 'mmap returned NaN instead of a number'],
    ['text', () => '0x1000', "mmap returned '0x1000' instead of a number"],
    ['a negative number that is no errno', () => -5000, 'neither a result nor an errno'],
    ['an address of more than 64 bits', () => 1n << 64n, 'no address of 64 bits'],
    ['a promise', async () => 0x1000n, 'must be synchronous'],
    [
      'an exception',
      throwing(new TypeError('x is not\na function')),
      'mmap threw TypeError: x is not a function',
    ],
    [
      "an error of Node's own",
      throwing(Object.assign(new RangeError('no'), { code: 'ERR_OUT_OF_RANGE' })),
      'RangeError: no',
    ],
    ['undefined, thrown', throwing(undefined), 'mmap threw undefined'],
  ])('%s is a breach', (_, mmap, message) => {
    const run = () => observe({ mmap: mmap as unknown as Implementation['mmap'] }, MMAP);
    expect(run).toThrow(Breach);
    expect(run).toThrow(message);
  });

  it('a function that has nothing to return may return nothing, 0 or -errno', () => {
    expect(observe({ munmap: () => {} }, 'munmap 0x1000 1p')).toEqual(['ok']);
    expect(observe({ munmap: () => 0 }, 'munmap 0x1000 1p')).toEqual(['ok']);
    expect(observe({ munmap: () => -22 }, 'munmap 0x1000 1p')).toEqual(['err EINVAL']);
    expect(() => observe({ munmap: () => 1 }, 'munmap 0x1000 1p')).toThrow('munmap returned 1 instead of 0');
  });

  it('what is there but no function is a breach', () => {
    expect(() => observe({ munmap: 7 } as never, 'munmap 0 1p')).toThrow('munmap is 7, and no function');
  });
});

describe('what a call is given', () => {
  it('numbers as in Linux on x86-64', () => {
    const seen: unknown[] = [];
    const mmap = (...args: unknown[]) => {
      seen.push(args);
      return 0x10000n;
    };
    observe(
      { mmap },
      'mmap a 0x5000 0-1p rx SHARED|FIXED 3 8E 0',
      'mmap - a+1p 1p none PRIVATE|ANONYMOUS -1 0 0',
    );
    expect(seen).toEqual([
      [0x5000n, (1n << 64n) - 4096n, 5, 0x11, 3, 1n << 63n],
      [0x11000n, 4096n, 0, 0x22, -1, 0n],
    ]);
  });

  it('its own object as `this`', () => {
    const implementation = {
      at: 0x30000n,
      mmap() {
        return this.at;
      },
    };
    expect(observe(implementation, MMAP)).toEqual(['ok 0x30000']);
  });
});

describe('what is not there', () => {
  it.each([
    ['munmap 0 1p', 'not provided munmap'],
    ['load 0x1000 1', 'not provided load'],
    ['fork 3', 'not provided fork'],
    ['file f 1p zero rdwr scratch', 'not provided open'],
    ['file f 1p zero rdwr tmpfs', 'not provided file system of the kind tmpfs'],
    ['mincore 0 1p bad', 'not provided mincore that is told where to put its answer'],
  ])('%s ends the case', (line, answer) => {
    expect(observe({}, line, MMAP)).toEqual([answer]);
  });

  it('a step that nobody knows is not a lack of the implementation', () => {
    expect(observe({}, 'frobnicate 1', 'munmap 1', 'constructor')).toEqual([
      'not no such step: frobnicate',
      'not wrong number of operands: munmap',
      'not no such step: constructor',
    ]);
  });

  it('a stub is as good as nothing where it is a fixture, and a finding where it is under test', () => {
    const stub = () => -38;
    expect(observe({ mremap: stub }, 'mremap a 0 1p 1p 0 0')).toEqual(['err ENOSYS']);
    expect(observe({ dup: stub }, 'dup 3 g')).toEqual(['not provided dup (ENOSYS)']);
    expect(observe({ open: () => -2 }, 'open f /dev/full rdonly')).toEqual([
      'not provided /dev/full (ENOENT)',
    ]);
    expect(observe({ open: () => -2 }, 'file f 1p zero rdwr scratch')).toEqual(['err ENOENT']);
  });
});

describe('the arena', () => {
  const steps = ['arena', 'mmap a arena+1p 1p rw PRIVATE|ANONYMOUS|FIXED -1 0 0'];

  it('is reserved by mmap, without access', () => {
    const seen: unknown[][] = [];
    const mmap = (...args: unknown[]) => {
      seen.push(args);
      return 0x40000000n;
    };
    expect(observe({ mmap }, ...steps)).toEqual(['ok 0x40200000', 'ok 0x40000000']);
    expect(seen[0]).toEqual([0n, (4096n + 1024n) * 4096n + (2n << 20n), 0, 0x4022, -1, 0n]);
    expect(seen[1]?.[0]).toBe(0x40201000n);
  });

  it('is reserved by reserve, where there is one', () => {
    expect(observe({ reserve: () => 0x80000000n }, ...steps)[0]).toBe('ok 0x80200000');
  });

  it('is not asked for by a case that does not use it', () => {
    const reserve = throwing(new Error('asked for'));
    expect(observe({ reserve }, 'arena', MMAP)).toEqual(['ok none', 'ok 0x10000']);
  });

  it('that cannot be had is a lack of the implementation', () => {
    const mmap = throwing(new Errno('EINVAL'));
    expect(observe({ mmap }, ...steps)).toEqual([
      'ok none',
      'not provided room in which the case could work: mmap(NULL, 0x1600000, none, PRIVATE|ANONYMOUS|NORESERVE, -1, 0) gives EINVAL',
    ]);
  });
});

describe('a call that must fail', () => {
  const watched = 'mmap a 0 0 rw PRIVATE|ANONYMOUS -1 0 1';
  const mmap = throwing(new Errno('EINVAL'));

  it('is watched where the module tells what is mapped', () => {
    let calls = 0;
    const line = { start: 0n, end: 4096n, perms: 'rw-p' };
    expect(observe({ mmap, maps: () => [line] }, watched)).toEqual(['err EINVAL kept']);
    expect(observe({ mmap, maps: () => (calls++ ? [] : [line]) }, watched)).toEqual(['err EINVAL changed']);
    expect(observe({ mmap }, watched)).toEqual(['err EINVAL unknown']);
  });
});

describe('accesses', () => {
  const memory = new Map<bigint, number>();
  const implementation: Partial<Implementation> = {
    load: (addr) => memory.get(addr) ?? 0,
    store: (addr, _size, value) => void memory.set(addr, Number(value)),
  };

  it('fill and compare byte by byte', () => {
    expect(
      observe(
        implementation,
        'fill 0x1000 2p 0x15a',
        'contents 0x1000 2p v:0x5a',
        'store 0x1003 1 7',
        'contents 0x1000 1p v:0x5a',
      ),
    ).toEqual(['ok', 'ok same 0x2000', 'ok', 'ok differs 0x3 0x7']);
  });

  it('that fault say where', () => {
    const load = throwing(new Fault('SIGBUS', 'BUS_ADRERR', 0x2000n));
    expect(observe({ load }, 'contents 0x1000 2p v:0')).toEqual(['fault SIGBUS BUS_ADRERR 0x2000']);
  });

  it.each([
    ['an errno', () => -22, 'an access can only fault'],
    ['more than was asked for', () => 256, 'load of 1 bytes returned 0x100'],
    ['nothing', () => undefined, 'load returned undefined'],
  ])('that return %s are a breach', (_, load, message) => {
    expect(() => observe({ load: load as unknown as () => number }, 'load 0x1000 1')).toThrow(message);
  });
});

describe('maps', () => {
  const page = (start: bigint, perms: string, more = {}) => ({ start, end: start + 4096n, perms, ...more });
  const maps = () => [
    page(0x3000n, 'rw-p'),
    page(0x1000n, 'rw-p'),
    page(0x2000n, 'rw-p'),
    page(0x6000n, 'r--s', { backing: 'file', offset: 0x1000n }),
    page(0x7000n, 'r--s', { backing: 'file', offset: 0x2000n }),
    page(0x8000n, 'r--s', { backing: 'file', offset: 0n }),
  ];

  it.each([
    ['maps 0x1000 3p', 'ok 0x3000 rw-p 0x0 anonymous'],
    ['maps 0x2000 1p', 'ok 0x1000 rw-p 0x0 anonymous'],
    ['maps 0x1000 5p', 'ok 0x3000 rw-p 0x0 anonymous'],
    ['maps 0x4000 1p', 'ok none'],
    ['maps 0x4000 3p', 'ok gap 0x2000'],
    ['maps 0x6000 3p', 'ok 0x2000 r--s 0x1000 file'],
  ])('%s', (line, answer) => {
    expect(observe({ maps } as never, line)).toEqual([answer]);
  });

  it('that are none are a breach', () => {
    expect(() => observe({ maps: () => [page(0n, 'rw')] }, 'maps 0 1p')).toThrow('maps returned');
    expect(() => observe({ maps: () => 5 } as never, 'maps 0 1p')).toThrow('maps returned no list');
  });
});
