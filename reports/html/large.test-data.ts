/** A result as large as they come: all cases on ten implementations that go wrong each in its own way, with pictures. */
import { loadCases } from '../../runner/cases.ts';
import { describeCase } from '../../runner/describe.ts';
import type { Area, CaseEntry, CaseResult, RunResult, Status, StepResult } from '../../runner/result.ts';
import { entry, run } from '../made-up.test-data.ts';

export const LARGE_NAMES = [
  'kernel',
  'agent',
  ...Array.from({ length: 8 }, (_, index) => `target-number-${index + 3}`),
];

/** Numbers that look like chance, and are the same every time. */
function createChance(): (below: number) => number {
  let state = 12345;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}

const INSTEAD = [
  'EINVAL',
  'ENOMEM',
  'ENOSYS',
  'success',
  'success elsewhere',
  'SIGSEGV/SEGV_MAPERR at a+1p',
  '0x00',
];
const PERMS = ['rw-p', 'r--p', 'rw-s', '---p', 'r-xp'];

export function largeResult(): RunResult {
  const chance = createChance();
  const areasAfter = (step: number): Area[] =>
    Array.from({ length: 1 + chance(3) }, (_, index) => ({
      from: 'arena',
      page: index * 3 + chance(2),
      pages: 1 + chance(2),
      perms: PERMS[chance(PERMS.length)] ?? null,
      backing: index === 0 ? 'file' : 'anonymous',
      offset: step % 3,
    }));
  const withAreas = (steps: StepResult[]): StepResult[] =>
    steps.map((step, index) => ({ ...step, areas: areasAfter(index) }));
  const cases = loadCases().map((one): CaseEntry => {
    const good = describeCase(one).map(
      (step): StepResult => ({ ...step, observed: step.expected, ok: true }),
    );
    const result = (status: Status, reason: string | null, steps: StepResult[]): CaseResult => ({
      status,
      known: false,
      reason,
      durationUs: 100 + chance(5000),
      steps,
    });
    const ofTarget = (index: number): CaseResult => {
      if (index < 2) return result('pass', null, index === 0 ? withAreas(good) : good);
      const fate = chance(100);
      // The tenth target fails one case in four.
      if (fate >= index * 2.5) return result('pass', null, good);
      if (fate === 0) return result('skip', 'needs huge pages: none is free', []);
      const wrong = chance(good.length);
      const instead = INSTEAD[chance(INSTEAD.length)] ?? '';
      const steps = good.map((step, at): StepResult => {
        if (at < wrong) return step;
        if (fate === 1) return { ...step, observed: null, ok: null, differs: true };
        return at === wrong ? { ...step, observed: instead, ok: false, differs: true } : step;
      });
      const call = good[wrong]?.call ?? '';
      if (fate === 1) return result('crash', `killed by SIGKILL at ${call}`, steps);
      return result(
        'fail',
        `${call}: expected ${good[wrong]?.expected}, observed ${instead}`,
        withAreas(steps),
      );
    };
    const results = Object.fromEntries(LARGE_NAMES.map((name, index) => [name, ofTarget(index)]));
    return entry(one.id, results, { title: one.title, clauses: [...one.clauses] });
  });
  return run(cases, {}, LARGE_NAMES);
}
