import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RunResult } from '../runner/result.ts';
import { anyResult, entry, everyStatus, NASTY, own, run, step } from './made-up.test-data.ts';
import { FORMATS, ofJson, sorted } from './read-totals.test-data.ts';

function demandParity(result: RunResult, strict: boolean): void {
  const truth = sorted(ofJson(result, strict));
  for (const [format, read] of Object.entries(FORMATS)) {
    const told = read(result, strict).map((one) => ({ ...one, red: one.red?.toSorted() }));
    // What a format does not tell (how many are known) is not demanded of it.
    const wanted = truth.map((one, index) =>
      Object.fromEntries(Object.entries(one).filter(([key]) => key in (told[index] ?? {}))),
    );
    expect({ format, told }).toEqual({ format, told: wanted });
  }
}

it.each<[string, RunResult]>([
  ['every status', everyStatus()],
  ['no case', run([])],
  ['one case', run([entry('a/b/c', { kernel: own('pass') })])],
  [
    'what is expected to come out now so, now so, and passes',
    run([
      entry('a/b/c', { kernel: own('pass', { known: true }), gvisor: own('fail', { known: true }) }),
      entry('a/b/d', { kernel: own('pass'), gvisor: own('deviate', { known: true }) }),
      entry('a/b/e', { kernel: own('skip', { known: true }), gvisor: own('drift', { known: true }) }),
    ]),
  ],
  ['the same alone', run([entry('a/b/c', { kernel: own('pass', { known: true }) })])],
  ['an interrupted run', { ...everyStatus(), interrupted: true }],
  ['a run without an implementation', run([], {}, [])],
  [
    'what no target should send',
    run([
      entry(
        'a/b/c',
        {
          kernel: own('pass'),
          [NASTY]: own('crash', {
            reason: NASTY,
            steps: [step({ call: NASTY, expected: NASTY, observed: NASTY, ok: false })],
          }),
        },
        { title: NASTY, clauses: [NASTY] },
      ),
    ]),
  ],
])('every report tells the same of %s', (_, result) => {
  demandParity(result, false);
  demandParity(result, true);
});

it('every report tells the same of any result', () => {
  fc.assert(fc.property(anyResult, fc.boolean(), demandParity), { numRuns: 200 });
});
