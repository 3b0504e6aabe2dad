import { describe, expect, test } from 'vitest';
import type { Step } from '../suites/case.ts';
import { linesOf } from './compile.ts';
import type { Ending, Hello } from './implementation.ts';
import { judgeCase } from './judge.ts';

const hello: Hello = { arch: 'x86_64', release: '6.18.0', pageSize: 4096, hugePageSize: 2 << 20, uid: 0 };
const ARENA = 'ok 0x7000000000';

/** Judges steps against what the target answered to them, in the order of the program. */
function judged(steps: Step[], answers: (string | undefined)[], ending: Ending = { how: 'exited' }) {
  const observations = new Map(
    [ARENA, ...answers].flatMap((text, i) => (text === undefined ? [] : [[i, text] as const])),
  );
  expect(answers.length).toBe(linesOf({ steps }).length - 1);
  return judgeCase({ steps }, { seq: 0, observations, ending, durationUs: 1 }, hello);
}

const anonymous = { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] } as const;
const at = (addr: 'a' | 'null' | 'a+1' | 'arena', ...more: ('FIXED' | 'FIXED_NOREPLACE')[]) =>
  ({ ...anonymous, addr, flags: [...anonymous.flags, ...more] }) as const;

test('what does not fit into the int that a function takes is no failure of it either, however wide registers are', () => {
  const steps = [{ mmap: anonymous, as: 'a' } as const];
  const { unfit, broken } = judged(steps, ['not fitting into an int: 0x100000022']);
  expect(unfit).toBe('its numbers do not fit into an int, which is what the function takes');
  expect(broken).toBeNull();
  expect(judged(steps, ['not fitting into a register: 0x100000022']).broken).toContain(
    'fitting into a register',
  );
});

test('what the implementation does not provide is no failure of it, and the steps after it mean nothing', () => {
  const { unfit, broken, steps } = judged(
    [
      { mmap: anonymous, as: 'a' },
      { mprotect: { addr: 'a', length: '1p', prot: 'r' } },
      { load: 'a', is: 1 },
    ],
    ['ok 0x1000', 'not provided mprotect', 'ok 0x0'],
  );
  expect(unfit).toBe('the implementation has no mprotect');
  expect(broken).toBeNull();
  expect(steps.map(({ ok }) => ok)).toEqual([true, null, null]);
});

test('a target without room for a case is judged all the same where the case needs none', () => {
  const observations = new Map([
    [0, 'ok none'],
    [1, 'ok 0x1000'],
  ]);
  const steps: Step[] = [{ mmap: anonymous, as: 'a' }];
  const outcome = { seq: 0, observations, ending: { how: 'exited' } as const, durationUs: 1 };
  expect(judgeCase({ steps }, outcome, hello)).toMatchObject({ broken: null, steps: [{ ok: true }] });
});

test('a fixture that the system does not know is no failure of it either; one that fails otherwise tells nothing', () => {
  expect(judged([{ pipe: ['f', 'g'] }], ['err ENOSYS']).unfit).toBe(
    'the implementation has no pipe (ENOSYS)',
  );
  expect(judged([{ pipe: ['f', 'g'] }], ['err EMFILE'])).toMatchObject({
    broken: expect.stringContaining('set-up failed with EMFILE'),
  });
  // What is under test is another matter.
  expect(judged([{ mmap: anonymous }], ['err ENOSYS']).steps[0]?.ok).toBe(false);
});

describe('one step', () => {
  test.each<[string, Step, string, string, boolean | null]>([
    ['success', { mmap: anonymous }, 'ok 0x1000', 'success', true],
    [
      'an unaligned result',
      { mmap: anonymous },
      'ok 0x1001',
      'success at an address that is not page aligned',
      false,
    ],
    ['NULL as a result', { mmap: anonymous }, 'ok 0x0', 'success at NULL', false],
    ['an unwanted error', { mmap: anonymous }, 'err ENOMEM', 'ENOMEM', false],
    ['a promised error', { mmap: anonymous, fails: 'EINVAL' }, 'err EINVAL kept', 'EINVAL', true],
    [
      'one of two promised errors',
      { mmap: anonymous, fails: ['EINVAL', 'ENOMEM'] },
      'err ENOMEM kept',
      'ENOMEM',
      true,
    ],
    ['another error than promised', { mmap: anonymous, fails: 'EINVAL' }, 'err ENOMEM kept', 'ENOMEM', false],
    ['an errno without a name', { mmap: anonymous, fails: 'EINVAL' }, 'err errno:4000', 'errno:4000', false],
    [
      'success where failure is promised',
      { mmap: anonymous, fails: 'EINVAL' },
      'ok 0x1000',
      'success',
      false,
    ],
    [
      'a failed call that changed the mappings',
      { mmap: anonymous, fails: 'EINVAL' },
      'err EINVAL changed',
      'EINVAL, but the mappings changed',
      false,
    ],
    [
      'a failed call, without /proc to compare',
      { mmap: anonymous, fails: 'EINVAL' },
      'err EINVAL unknown',
      'EINVAL',
      true,
    ],
    ['MAP_FIXED in its place', { mmap: at('arena', 'FIXED') }, ARENA, 'success at arena', true],
    ['MAP_FIXED elsewhere', { mmap: at('arena', 'FIXED') }, 'ok 0x1000', 'success elsewhere', false],
    [
      'MAP_FIXED_NOREPLACE taken as a hint',
      { mmap: at('arena', 'FIXED_NOREPLACE') },
      'ok 0x7000001000',
      'success at arena+1p',
      false,
    ],
    ['MAP_FIXED at NULL', { mmap: at('null', 'FIXED') }, 'ok 0x0', 'success at NULL', true],
    ['a hint that is not a promise', { mmap: at('arena') }, 'ok 0x1000', 'success elsewhere', true],
    [
      'a promised place',
      { mmap: at('arena'), at: 'arena+1p' },
      'ok 0x7000001000',
      'success at arena+1p',
      true,
    ],
    ['a forbidden place', { mmap: at('arena'), notAt: 'arena' }, ARENA, 'success at arena', false],
    ['below a bound', { mmap: anonymous, below: '2G' }, 'ok 0x7ffff000', 'success', true],
    [
      'an end that is above the bound',
      { mmap: { ...anonymous, length: '2p' }, below: '2G' },
      'ok 0x7ffff000',
      'success, not below 2G',
      false,
    ],
    ['not below a bound', { mmap: anonymous, below: '2G' }, 'ok 0x80000000', 'success, not below 2G', false],
    ['not above a bound', { mmap: anonymous, above: '4G' }, 'ok 0x7ffff000', 'success, below 4G', false],
    ['alignment', { mmap: anonymous, aligned: '1h' }, 'ok 0x201000', 'success, not a multiple of 1h', false],
    ['where nothing is documented', { mmap: anonymous, observed: true }, 'err EINVAL', 'EINVAL', null],
    ['the right byte', { load: 'arena', is: 0x5a }, 'ok 0x5a', '0x5a', true],
    ['a wrong byte', { load: 'arena', is: 0x5a }, 'ok 0x00', '0x00', false],
    [
      'a promised fault',
      { load: 'arena', faults: 'SIGSEGV/SEGV_ACCERR' },
      'fault SIGSEGV SEGV_ACCERR 0x7000000000',
      'SIGSEGV/SEGV_ACCERR at arena',
      true,
    ],
    [
      'another code',
      { load: 'arena', faults: 'SIGSEGV/SEGV_ACCERR' },
      'fault SIGSEGV SEGV_MAPERR 0x7000000000',
      'SIGSEGV/SEGV_MAPERR at arena',
      false,
    ],
    [
      'a fault at the wrong address',
      { load: 'arena', faults: 'SIGSEGV/SEGV_ACCERR' },
      'fault SIGSEGV SEGV_ACCERR 0x7000001000',
      'SIGSEGV/SEGV_ACCERR at arena+1p',
      false,
    ],
    [
      'any code, where only the signal is promised',
      { load: 'arena', faults: 'SIGSEGV' },
      'fault SIGSEGV SEGV_MAPERR 0x7000000000',
      'SIGSEGV at arena',
      true,
    ],
    [
      'a fault anywhere, where that is allowed',
      { load: 'arena', faults: 'SIGBUS', faultAt: 'any' },
      'fault SIGBUS BUS_ADRERR 0x0',
      'SIGBUS',
      true,
    ],
    [
      'a fault inside a range',
      { contents: { addr: 'arena', length: '2p', value: 0 }, faults: 'SIGBUS' },
      'fault SIGBUS BUS_ADRERR 0x7000001000',
      'SIGBUS at arena',
      true,
    ],
    [
      'a fault behind a range',
      { contents: { addr: 'arena', length: '2p', value: 0 }, faults: 'SIGBUS' },
      'fault SIGBUS BUS_ADRERR 0x7000002000',
      'SIGBUS at arena+2p',
      false,
    ],
    ['no fault where one is promised', { load: 'arena', faults: 'SIGSEGV' }, 'ok 0x00', 'a value', false],
    [
      'an unwanted fault',
      { load: 'arena' },
      'fault SIGBUS BUS_ADRERR 0x7000000000',
      'SIGBUS/BUS_ADRERR at arena',
      false,
    ],
    [
      'same contents',
      { contents: { addr: 'arena', length: '1p', value: 0 } },
      'ok same 0x1000',
      'every byte 0x00',
      true,
    ],
    [
      'other contents',
      { contents: { addr: 'arena', length: '1p', value: 0 } },
      'ok differs 0x10 0x7',
      '0x07 at byte 0x10',
      false,
    ],
    ['planted code', { execute: 'arena' }, 'ok 0x2a', 'it runs', true],
    ['other code', { execute: 'arena' }, 'ok 0x2b', 'it runs, but other code', false],
    ['nothing mapped', { maps: 'arena', mapped: false }, 'ok none', 'not mapped', true],
    ['something mapped', { maps: 'arena', mapped: false }, 'ok 0x1000 rw-p 0x0 anonymous', 'mapped', false],
    [
      'the whole range with its permissions',
      { maps: 'arena', length: '2p', perms: 'rw-p' },
      'ok 0x2000 rw-p 0x0 anonymous',
      'mapped, rw-p',
      true,
    ],
    [
      'half of the range',
      { maps: 'arena', length: '2p', perms: 'rw-p' },
      'ok 0x1000 rw-p 0x0 anonymous',
      'only 1p of it rw-p anonymous',
      false,
    ],
    ['other permissions', { maps: 'arena', perms: 'rw-p' }, 'ok 0x1000 rw-s 0x0 file', 'mapped, rw-s', false],
    [
      'another offset',
      { maps: 'arena', offset: '1p' },
      'ok 0x1000 rw-s 0x2000 file',
      'mapped, offset 2p',
      false,
    ],
    [
      'VmFlags',
      { smaps: 'arena', vmFlags: { has: ['lo'], lacks: ['nr'] } },
      'ok Rss=4 VmFlags=rd,lo',
      'VmFlags with lo, VmFlags without nr',
      true,
    ],
    [
      'a missing flag',
      { smaps: 'arena', vmFlags: { has: ['lo'] } },
      'ok Rss=4 VmFlags=rd',
      'VmFlags without lo',
      false,
    ],
    ['a size', { smaps: 'arena', locked: '4p' }, 'ok Locked=16 VmFlags=rd', 'Locked 4p', true],
    ['another size', { smaps: 'arena', locked: '4p' }, 'ok Locked=12 VmFlags=rd', 'Locked 3p', false],
    [
      'present pages',
      { resident: { addr: 'arena', length: '4p' }, is: 4 },
      'ok 3 4',
      '3 pages present',
      false,
    ],
    ['seals in any order', { seals: 'f', is: ['WRITE', 'GROW'] }, 'ok GROW|WRITE', 'GROW|WRITE', true],
    [
      'the limit of mappings',
      { exhaustMappings: 'b' },
      'ok ENOMEM 65521 65530 0x1000',
      'ENOMEM near vm.max_map_count',
      true,
    ],
    [
      'a limit that is not kept',
      { exhaustMappings: 'b' },
      'ok 0 65594 65530 0x1000',
      'no failure after 65594 mappings',
      false,
    ],
  ])('%s', (_title, step, answer, observed, ok) => {
    const { steps, broken } = judged([step], [answer]);
    expect({ observed: steps[0]?.observed, ok: steps[0]?.ok, broken }).toEqual({
      observed,
      ok,
      broken: null,
    });
  });
});

describe('what a step cannot tell', () => {
  test('a fixture that fails makes the case broken', () => {
    expect(judged([{ file: 'f' }], ['err EROFS']).broken).toContain('set-up failed with EROFS');
  });
  test('a fixture that is promised to fail is judged', () => {
    expect(judged([{ ftruncate: 'f', to: 0, fails: 'EPERM' }], ['err EPERM'])).toMatchObject({
      broken: null,
      steps: [{ ok: true }],
    });
  });
  test('a step that hangs on one that failed is not judged', () => {
    const { steps, broken } = judged(
      [{ mmap: anonymous, as: 'a' }, { load: 'a' }],
      ['err ENOMEM', 'not not set: a'],
    );
    expect(broken).toBeNull();
    expect(steps.map((s) => s.ok)).toEqual([false, null]);
    expect(steps[1]?.observed).toBeNull();
  });
  test('a step that hangs on one that was free to fail is not judged', () => {
    const { broken } = judged(
      [{ mmap: anonymous, as: 'a', observed: true }, { load: 'a' }],
      ['err ENOMEM', 'not not set: a'],
    );
    expect(broken).toBeNull();
  });
  test('a slot that is not set, though all went well, is a harness error', () => {
    expect(judged([{ load: 'a' }], ['not not set: a']).broken).toContain('not set: a');
  });
  test('a name that the target does not have', () => {
    expect(judged([{ mmap: anonymous }], ['not this target has no 32BIT']).broken).toContain('32BIT');
  });
  test.each(['', 'yes', 'ok zzz', 'err', 'fault SIGSEGV', 'fault SIGSEGV SEGV_MAPERR x'])(
    'nonsense %j is never a pass',
    (answer) => {
      expect(judged([{ load: 'arena', is: 0 }], [answer]).broken).toContain('makes no sense');
    },
  );
  test('a missing answer', () => {
    expect(judged([{ load: 'arena' }], [undefined]).broken).toContain('no answer');
  });
  test('damage of the records is the case that is broken', () => {
    const j = judged([{ load: 'arena', is: 0 }], ['ok 0x0'], {
      how: 'damaged',
      reason: 'a checksum is wrong',
    });
    expect(j.broken).toBe('a checksum is wrong');
  });
});

describe('an answer is its grammar from the first to the last character', () => {
  const steps = {
    mmap: { mmap: anonymous },
    failing: { mmap: { ...anonymous, length: 0 }, fails: 'EINVAL' },
    munmap: { munmap: { addr: 'arena', length: '1p' } },
    mincore: { mincore: { addr: 'arena', length: '1p' } },
    load: { load: 'arena' },
    maps: { maps: 'arena' },
    smaps: { smaps: 'arena' },
    contents: { contents: { addr: 'arena', length: '1p', value: 0 } },
    capability: { capability: 'SYS_ADMIN' },
    file: { file: 'f', size: '1p' },
  } as const satisfies Record<string, Step>;
  const isNonsense = (kind: keyof typeof steps, answer: string) =>
    judged([steps[kind]], [answer]).senseless === true;

  test.each<[keyof typeof steps, string]>([
    ['mmap', 'ok 0x1000'],
    ['failing', 'err EINVAL'],
    ['failing', 'err EINVAL kept'],
    ['failing', 'err errno:4096'],
    ['munmap', 'ok'],
    ['munmap', 'err returned:-7'],
    ['munmap', 'fault SIGSEGV SEGV_MAPERR 0x0'],
    ['munmap', 'fault SIGSEGV code:0xfff 0x0'],
    ['mincore', 'ok 0110'],
    ['load', 'ok 0xff'],
    ['maps', 'ok 0x1000 rw-p 0x0 anonymous'],
    ['maps', 'ok gap 0x1000'],
    ['smaps', 'ok'],
    ['smaps', 'ok none'],
    ['smaps', 'ok Rss=4 VmFlags=rd,wr'],
    ['contents', 'ok differs 0x10 0xaa'],
    ['capability', 'ok no'],
    ['file', 'ok'],
  ])('%s: %s, and nothing behind it', (kind, answer) => {
    expect(isNonsense(kind, answer)).toBe(false);
    for (const tail of [' ffff', ' ', '!', ' kept ffff']) expect(isNonsense(kind, answer + tail)).toBe(true);
  });

  test.each<[keyof typeof steps, string]>([
    ['mmap', 'ok'],
    ['mmap', 'ok 4096'],
    ['mmap', 'ok 0x11112222333344445'],
    ['munmap', 'err EINVAL kept'],
    ['munmap', 'okay'],
    ['munmap', 'banana split'],
    ['capability', 'ok perhaps'],
    ['maps', 'ok 0x1000 rw-p 0x0'],
  ])('%s: no `%s`', (kind, answer) => {
    expect(isNonsense(kind, answer)).toBe(true);
    expect(judged([steps[kind]], [answer]).broken).toContain('an answer that makes no sense: ');
  });

  test('a step that failed, or was not carried out, is no nonsense', () => {
    expect(judged([steps.file], ['err EACCES'])).not.toHaveProperty('senseless');
    expect(judged([steps.file], ['not possible'])).toMatchObject({ broken: expect.any(String) });
    expect(judged([steps.file], ['not possible'])).not.toHaveProperty('senseless');
    expect(judged([steps.file], [undefined])).toMatchObject({ senseless: true });
  });
});

describe('children', () => {
  test('the end of a child is judged, and its steps are marked', () => {
    const steps: Step[] = [{ fork: [{ load: 'arena', is: 1 }], after: [{ load: 'arena', is: 2 }] }];
    expect(judged(steps, ['ok', 'ok 0x1', 'ok exit 0', 'ok 0x2']).steps.map((s) => [s.call, s.ok])).toEqual([
      ['fork()', true],
      ['child: load(arena)', true],
      ['wait for the child', true],
      ['child: load(arena)', true],
    ]);
  });
  test('a child that kills itself is not asked for an answer', () => {
    const steps: Step[] = [{ fork: [{ kill: 'SIGKILL' }], ends: 'SIGKILL' }];
    const j = judged(steps, ['ok', undefined, 'ok signal SIGKILL']);
    expect([j.broken, j.steps.at(-1)?.ok]).toEqual([null, true]);
  });
  test('a killed child is a broken promise, and explains the answers that are missing', () => {
    const j = judged([{ fork: [{ load: 'arena', is: 1 }] }], ['ok', undefined, 'ok signal SIGKILL']);
    expect(j.broken).toBeNull();
    expect(j.steps.at(-1)).toMatchObject({ observed: 'the child is killed by SIGKILL', ok: false });
  });
});

test('a historical promise is shown, and what Linux does is judged', () => {
  const step: Step = { mmap: anonymous, historical: { documented: 'ETXTBSY', since: '5.15' } };
  const { steps } = judged([step], ['ok 0x1000']);
  expect(steps[0]).toMatchObject({ ok: true, documented: 'ETXTBSY; Linux does otherwise since 5.15' });
});

describe('who does what is documented where Linux does otherwise', () => {
  const refused: Step = {
    mmap: anonymous,
    fails: 'ENODEV',
    historical: { documented: 'EACCES', instead: { fails: 'EACCES' } },
  };
  const seen = (step: Step, answer: string) =>
    judged([step, { load: 'arena', is: 1 }], [answer, 'ok 0x2']).steps.map(
      ({ observed, ok, asDocumented }) => [observed, ok, asDocumented],
    );

  test('is not wrong, and what follows, which is about Linux, tells nothing', () => {
    expect(seen(refused, 'err EACCES')).toEqual([
      ['EACCES', null, true],
      [null, null, undefined],
    ]);
  });
  test('nor is who does as Linux does', () => {
    expect(seen(refused, 'err ENODEV')[0]).toEqual(['ENODEV', true, undefined]);
  });
  test('anything else is wrong, and so is a failure that leaves traces', () => {
    expect(seen(refused, 'err EINVAL')[0]).toEqual(['EINVAL', false, undefined]);
    expect(seen(refused, 'ok 0x1000')[0]?.[1]).toBe(false);
    expect(seen(refused, 'err EACCES changed')[0]?.[1]).toBe(false);
    expect(seen(refused, 'err EINVAL')[1]).toEqual(['0x02', false, undefined]);
  });
  test('a success and a signal may be what is documented', () => {
    const succeeds: Step = { ...refused, historical: { documented: 'success', instead: {} } };
    expect(seen(succeeds, 'ok 0x1000')[0]?.[2]).toBe(true);
    expect(seen(succeeds, 'err EACCES')[0]?.[1]).toBe(false);
    const faults: Step = {
      load: 'arena',
      faults: 'SIGSEGV',
      historical: { documented: 'SIGBUS', instead: { faults: 'SIGBUS' } },
    };
    expect(seen(faults, 'fault SIGBUS BUS_ADRERR 0x7000000000')[0]?.[2]).toBe(true);
    expect(seen(faults, 'fault SIGILL ILL_ILLOPN 0x7000000000')[0]?.[1]).toBe(false);
  });
});

describe('numbers that registers are too small for', () => {
  const small = { ...hello, arch: 'i386', uid: 0 };
  const steps: Step[] = [
    { mmap: { ...anonymous, length: '8E' }, fails: 'ENOMEM' },
    { load: 'arena', is: 1 },
  ];
  const judgedOn = (target: Hello, program: Step[], ...answers: string[]) => {
    const observations = new Map(['ok 0xf0000000', ...answers].entries());
    const outcome = { seq: 0, observations, ending: { how: 'exited' } as const, durationUs: 1 };
    return judgeCase({ steps: program }, outcome, target);
  };
  const answers = ['not fitting into a register: 8E', 'ok 0x0'] as const;

  test('the case tells nothing from there on', () => {
    const { unfit, broken, steps: seen } = judgedOn(small, steps, ...answers);
    expect(unfit).toBe('its numbers do not fit into 32-bit registers');
    expect(broken).toBeNull();
    expect(seen.map(({ observed, ok }) => [observed, ok])).toEqual([
      [null, null],
      [null, null],
    ]);
  });
  test('no target of 64 bits can say so', () => {
    expect(judgedOn(hello, steps, ...answers)).toMatchObject({
      broken: expect.stringContaining('fitting into a register'),
    });
  });
  test('an address that counts down from 0 is at the end of its own space', () => {
    const load: Step[] = [{ load: '0-1p', faults: 'SIGSEGV' }];
    const { steps: seen } = judgedOn(small, load, 'fault SIGSEGV SEGV_MAPERR 0xfffff000');
    expect(seen[0]).toMatchObject({ observed: 'SIGSEGV at 0-1p', ok: true });
  });
});

describe('a processor that tells of a fault only the page', () => {
  const steps: Step[] = [{ load: 'arena+1p+5', faults: 'SIGSEGV' }];
  const seenOn = (arch: string, address: string, program = steps) => {
    const observations = new Map([ARENA, `fault SIGSEGV SEGV_MAPERR ${address}`].entries());
    const outcome = { seq: 0, observations, ending: { how: 'exited' } as const, durationUs: 1 };
    return judgeCase({ steps: program }, outcome, { ...hello, arch }).steps[0];
  };

  test('need not tell the byte, on s390x only', () => {
    expect(seenOn('s390x', '0x7000001000')).toMatchObject({ observed: 'SIGSEGV at arena+1p+5', ok: true });
    expect(seenOn('aarch64', '0x7000001000')).toMatchObject({ ok: false });
  });
  test.each([
    ['the page before', '0x7000000000'],
    ['the last byte of the page before', '0x7000000fff'],
    ['a byte behind', '0x7000001006'],
    ['the page behind', '0x7000002000'],
  ])('%s is wrong there, too', (_, address) => {
    expect(seenOn('s390x', address)).toMatchObject({ ok: false });
  });
  test('an address that was said to be another is held to in the same way', () => {
    const elsewhere: Step[] = [{ load: 'arena', faults: 'SIGSEGV', faultAt: 'arena+2p+7' }];
    expect(seenOn('s390x', '0x7000002000', elsewhere)).toMatchObject({ ok: true });
    expect(seenOn('s390x', '0x7000001000', elsewhere)).toMatchObject({ ok: false });
    expect(seenOn('x86_64', '0x7000002000', elsewhere)).toMatchObject({ ok: false });
  });
});
