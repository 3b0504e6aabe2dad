import { describe, expect, it } from 'vitest';
import type { Case } from '../suites/case.ts';
import type { NeedName } from '../suites/needs.ts';
import { ImplementationError } from './errors.ts';
import { executeCases, withoutNeeds } from './execution.ts';
import type { Hello, Implementation, Outcome, Program } from './implementation.ts';
import type { Judgement } from './judgement.ts';
import { Ledger } from './ledger.ts';
import { type NeedState, needsToProbe, stateOfNeed } from './probe.ts';

const HELLO: Hello = { arch: 'x86_64', release: '5.0', pageSize: 4096, hugePageSize: 2 << 20, uid: 0 };
const clauses: Case['clauses'] = ['mmap.prot.none'];
const steps: Case['steps'] = [{ munmap: { addr: 'arena', length: '1p' } }];
const CASES: Case[] = [
  { id: 'a/b/plain', title: 'Plain', clauses, steps },
  { id: 'a/b/new', title: 'New', clauses, since: '6.0', steps },
  { id: 'a/b/needy', title: 'Needy', clauses, needs: ['memfd', 'root'], steps },
  { id: 'a/b/last', title: 'Last', clauses, needs: ['root'], steps },
];

/** An implementation in this process, whose answers are made up. */
function madeUp(
  execute: (program: Program, index: number) => Partial<Outcome>,
): Implementation & { seqs: number[] } {
  const seqs: number[] = [];
  return {
    ...{ name: 'mine', spec: 'made up', seqs },
    start: async () => HELLO,
    async execute(programs, report, signal) {
      for (const [index, program] of programs.entries()) {
        if (signal.aborted) return;
        seqs.push(program.seq);
        const observations = new Map(program.lines.map((line, at) => [at, answer(line)]));
        const whole = { seq: program.seq, observations, ending: { how: 'exited' } as const, durationUs: 1 };
        report({ ...whole, ...execute(program, index) });
      }
    },
    stop: async () => {},
  };
}

function answer(line: string): string {
  if (line === 'arena') return 'ok 0x100000000';
  return line.startsWith('capability') ? 'ok yes' : 'ok';
}

async function execute(implementation: Implementation, signal = new AbortController().signal) {
  const options = { cases: CASES, names: ['mine'], reference: 'mine', onSettled: () => {} };
  const ledger = new Ledger(options);
  const level = { release: '5.0', from: 'target' } as const;
  const error = await executeCases(
    { implementation, hello: HELLO, cases: CASES, level, timeoutMs: 99, signal },
    ledger,
  );
  const results = ledger.entries().map(({ results: { mine } }) => mine);
  return {
    error,
    statuses: results.map((result) => result?.status),
    reasons: results.map((result) => result?.reason),
  };
}

describe('executeCases', () => {
  it('skips what is for other releases and what lacks something, and gives every program its own number', async () => {
    const implementation = madeUp(({ lines }) =>
      lines[1]?.startsWith('memfd')
        ? {
            observations: new Map([
              [0, 'ok 0x1000'],
              [1, 'err EPERM'],
            ]),
          }
        : {},
    );
    const { statuses, reasons } = await execute(implementation);
    expect(statuses).toEqual(['pass', 'skip', 'skip', 'pass']);
    expect(reasons[1]).toMatch(/^documented since Linux 6.0, the target says 5.0; --level 6.0/);
    expect(reasons[2]).toMatch(/^needs memfd: no memfd_create/);
    expect(implementation.seqs).toEqual([0, 1, 2, 3]);
  });

  it('calls broken what it could not look for', async () => {
    const ending = { how: 'damaged', reason: 'a checksum is wrong' } as const;
    const implementation = madeUp(({ lines }) => (lines[1]?.startsWith('memfd') ? { ending } : {}));
    const { statuses, reasons } = await execute(implementation);
    expect(statuses).toEqual(['pass', 'skip', 'broken', 'pass']);
    expect(reasons[2]).toContain('a checksum is wrong');
  });

  it.each([
    [{ how: 'crashed', reason: 'it is gone' }, 'crash', 'it is gone'],
    [{ how: 'killed', signal: 'SIGKILL' }, 'crash', 'the process died of SIGKILL'],
    [{ how: 'timeout', hung: 'system' }, 'timeout', 'it did not answer in time'],
  ] as const)('counts what does not survive being asked for a need: %j', async (ending, status, why) => {
    const implementation = madeUp(({ lines }) => (lines[1]?.startsWith('memfd') ? { ending } : {}));
    const { statuses, reasons } = await execute(implementation);
    expect(statuses).toEqual(['pass', 'skip', status, 'pass']);
    expect(reasons[2]).toBe(`while the target was asked for what it needs (memfd): ${why}`);
  });

  it('takes no nonsense for the answer that the target lacks something', async () => {
    const implementation = madeUp(({ lines }) =>
      lines[1]?.startsWith('memfd')
        ? { observations: new Map(lines.map((_, at) => [at, 'banana split'])) }
        : {},
    );
    const { statuses, reasons } = await execute(implementation);
    expect(statuses).toEqual(['pass', 'skip', 'broken', 'pass']);
    expect(reasons[2]).toMatch(
      /^whether the target has what it needs \(memfd\) cannot be told: .*banana split/,
    );
  });

  it('gives a reason in one line, also where the error quotes others', async () => {
    const implementation = madeUp(({ seq }) => {
      if (seq === 4) throw new ImplementationError('mine ended 3 times.\n  Error: late\n  at home');
      return {};
    });
    expect((await execute(implementation)).reasons[3]).toBe('mine ended 3 times: Error: late; at home');
  });

  it('calls broken what an implementation leaves that cannot be kept running', async () => {
    const implementation = madeUp(({ lines, seq }) => {
      if (seq === 4 && lines.length > 0) throw new ImplementationError('mine is gone');
      return {};
    });
    const { error, statuses, reasons } = await execute(implementation);
    expect(error?.message).toBe('mine is gone');
    expect(statuses).toEqual(['pass', 'skip', 'pass', 'broken']);
    expect(reasons[3]).toBe('mine is gone');
  });

  it('keeps nothing that comes after an abort', async () => {
    const controller = new AbortController();
    const implementation = madeUp(({ seq }) => {
      if (seq === 4) controller.abort();
      return {};
    });
    const { error, statuses } = await execute(implementation, controller.signal);
    expect(error).toBeNull();
    expect(statuses).toEqual(['pass', 'skip', 'pass', undefined]);
  });

  it('does not hide our own mistakes', async () => {
    const implementation = madeUp(() => {
      throw new TypeError('ours');
    });
    await expect(execute(implementation)).rejects.toThrow('ours');
  });
});

describe('needs', () => {
  const judged = (change: Partial<Judgement>): Judgement => ({
    steps: [],
    ending: { how: 'exited' },
    broken: null,
    durationUs: 0,
    ...change,
  });
  const step = (expected: string | null, ok: boolean | null) => ({
    call: 'f()',
    expected,
    observed: null,
    ok,
  });

  it.each([
    [judged({}), true],
    [judged({ steps: [step('x', true), step(null, null)] }), true],
    [judged({ steps: [step('x', true), step('x', false)] }), false],
    [judged({ steps: [step('x', null)] }), false],
    [judged({ broken: 'set-up failed' }), false],
    [judged({ broken: 'an answer that makes no sense', senseless: true }), null],
    [judged({ ending: { how: 'killed', signal: 'SIGKILL' } }), null],
    [judged({ ending: { how: 'timeout', hung: 'case' } }), null],
    [judged({ ending: { how: 'crashed', reason: 'gone' } }), null],
    [judged({ ending: { how: 'damaged', reason: 'x' } }), null],
  ])('%j', (judgement, met) => {
    expect(stateOfNeed('no such thing', judgement).met).toBe(met);
  });

  it('that are about what an implementation has nothing of are not met because of that', () => {
    const judgement: Judgement = {
      steps: [],
      ending: { how: 'exited' },
      broken: null,
      unfit: 'it has no maps',
      durationUs: 1,
    };
    expect(stateOfNeed('mount proc', judgement)).toEqual({ met: false, reason: 'it has no maps' });
  });

  it('are looked for once each, in the order of their table', () => {
    expect(needsToProbe([{ needs: ['root', 'memfd'] }, {}, { needs: ['memfd', 'proc-maps'] }])).toEqual([
      'proc-maps',
      'memfd',
      'root',
    ]);
  });

  it('that are met keep no case from running', () => {
    const states = new Map<NeedName, NeedState>([['root', { met: true }]]);
    expect(withoutNeeds({ needs: ['root'] }, states)).toBeNull();
    expect(withoutNeeds({}, states)).toBeNull();
  });
});
