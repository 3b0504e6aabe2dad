import { describe, expect, it } from 'vitest';
import { type CaseResult, type RunResult, STATUSES, type Status } from './result.ts';
import { counts, exitCode, isRed, isUntold } from './verdict-counts.ts';

/** Whether a status counts: for another implementation, for the reference, and for both under `--strict`. */
const TABLE: Record<
  Status,
  [other: boolean, reference: boolean, strictOther: boolean, strictReference: boolean]
> = {
  pass: [false, false, false, false],
  deviate: [false, false, true, true],
  fail: [true, true, true, true],
  drift: [false, true, false, true],
  crash: [true, true, true, true],
  timeout: [true, true, true, true],
  broken: [false, false, false, false],
  skip: [false, false, false, false],
};

describe('counts', () => {
  it.each(STATUSES)('%s', (status) => {
    const seen = [false, true].flatMap((strict) =>
      [false, true].map((isReference) => counts(status, { isReference, strict, known: false })),
    );
    expect(seen).toEqual(TABLE[status]);
  });

  it('never counts what is known', () => {
    for (const status of STATUSES) {
      const known = { isReference: true, strict: true, known: true };
      expect([counts(status, known), isUntold(status, known), isRed(status, known)]).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  it('counts whatever is not as the expectations file says', () => {
    for (const status of STATUSES) {
      for (const known of [false, true]) {
        const fixed = { isReference: false, strict: false, known, fixed: true };
        expect([counts(status, fixed), isRed(status, fixed)]).toEqual([true, true]);
      }
    }
  });

  it('shows red what counts and what nobody can tell', () => {
    const plain = { isReference: false, strict: false, known: false };
    expect(STATUSES.filter((status) => isRed(status, plain))).toEqual(['fail', 'crash', 'timeout', 'broken']);
    expect(STATUSES.filter((status) => isUntold(status, plain))).toEqual(['broken']);
  });
});

describe('exitCode', () => {
  const run = (
    statuses: Record<string, Status>[],
    more: Partial<RunResult> & { known?: boolean; fixed?: true } = {},
  ): RunResult => ({
    schema: 1,
    tool: { name: 'mmap-conformance', version: '0.1.0' },
    reference: 'kernel',
    interrupted: more.interrupted ?? false,
    implementations: {},
    summary: {},
    cases: statuses.map((byName, index) => ({
      id: `group/suite/case-${index}`,
      title: '',
      clauses: [],
      results: Object.fromEntries(
        Object.entries(byName).map(([name, status]): [string, CaseResult] => [
          name,
          {
            ...{ status, known: more.known ?? false, reason: null, durationUs: 1, steps: [] },
            ...(more.fixed && { fixed: true }),
          },
        ]),
      ),
    })),
  });
  const plain = { strict: false };

  it.each<[string, RunResult, { strict: boolean; bailed?: boolean }, number]>([
    ['nothing ran', run([]), plain, 0],
    ['all passes', run([{ kernel: 'pass', gvisor: 'deviate' }, { kernel: 'skip' }]), plain, 0],
    ['a deviation under --strict', run([{ kernel: 'pass', gvisor: 'deviate' }]), { strict: true }, 1],
    ['another implementation drifts along', run([{ gvisor: 'drift' }]), plain, 0],
    ['the reference drifts', run([{ kernel: 'drift', gvisor: 'drift' }]), plain, 1],
    ['a failure', run([{ kernel: 'pass', gvisor: 'fail' }, { kernel: 'pass' }]), plain, 1],
    ['a known failure', run([{ gvisor: 'fail' }], { known: true }), plain, 0],
    ['not as expected', run([{ gvisor: 'pass' }], { fixed: true }), plain, 1],
    ['broken after a failure', run([{ gvisor: 'fail' }, { gvisor: 'broken' }]), plain, 3],
    ['known to be broken', run([{ gvisor: 'broken' }], { known: true }), plain, 0],
    ['Ctrl-C beats everything', run([{ gvisor: 'broken' }], { interrupted: true }), plain, 130],
    ['--bail does not', run([{ gvisor: 'fail' }], { interrupted: true }), { strict: false, bailed: true }, 1],
  ])('%s', (_, result, options, code) => {
    expect(exitCode(result, options)).toBe(code);
  });
});
