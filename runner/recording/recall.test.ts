import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case } from '../../suites/case.ts';
import { describeCase } from '../describe.ts';
import type { Ending } from '../implementation.ts';
import type { Judgement } from '../judgement.ts';
import type { CaseResult } from '../result.ts';
import { settle } from '../settle.ts';
import { recall } from './recall.ts';

const CASE: Case = {
  id: 'a/b/c',
  title: 'Two pages, one of them written to',
  clauses: ['mmap.prot.none'],
  steps: [
    { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
    { store: 'a', value: 1 },
    { load: 'a', is: 1 },
  ],
};

const seen = fc.option(fc.constantFrom('x', 'y', 'EINVAL'));
const ending: fc.Arbitrary<Ending> = fc.constantFrom(
  { how: 'exited' },
  { how: 'killed', signal: 'SIGKILL' },
  { how: 'timeout', hung: 'case' },
  { how: 'timeout', hung: 'system' },
  { how: 'crashed', reason: 'the implementation ended with exit status 1' },
  { how: 'damaged', reason: 'a checksum is wrong' },
);
const judgements: fc.Arbitrary<Judgement> = fc
  .record(
    {
      observed: fc.tuple(seen, seen, seen),
      ok: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      ending,
      broken: fc.option(fc.constant('set-up failed with ENOMEM')),
      unfit: fc.constant('its numbers do not fit'),
    },
    { requiredKeys: ['observed', 'ok', 'ending', 'broken'] },
  )
  .map(({ observed, ok, ...rest }) => ({
    ...rest,
    durationUs: 180,
    steps: describeCase(CASE).map((step, index) => {
      const text = observed[index] ?? null;
      return { ...step, observed: text, ok: text === null ? null : (ok[index] ?? null) };
    }),
  }));

/** The same through a file. */
const written = (result: CaseResult): CaseResult => JSON.parse(JSON.stringify(result)) as CaseResult;
const isJudgement = (found: Judgement | CaseResult): found is Judgement => !('status' in found);

describe('recall', () => {
  it('loses nothing: a recorded result settles to what the execution itself would', () => {
    fc.assert(
      fc.property(
        judgements,
        fc.option(judgements),
        fc.option(judgements),
        (own, reference, otherReference) => {
          const found = recall(CASE, written(settle(own, reference)));
          if (!isJudgement(found)) throw new Error('it was executed');
          for (const other of ['self' as const, reference, otherReference])
            expect(settle(found, other)).toEqual(settle(own, other));
        },
      ),
    );
  });

  it('loses nothing of a reference either', () => {
    fc.assert(
      fc.property(judgements, judgements, (own, reference) => {
        const found = recall(CASE, written(settle(reference, 'self')));
        if (!isJudgement(found)) throw new Error('it was executed');
        expect(settle(own, found)).toEqual(settle(own, reference));
      }),
    );
  });

  it('says why there is nothing', () => {
    const nothing = { known: false, durationUs: 0, steps: [] };
    expect(recall(CASE, undefined)).toMatchObject({
      status: 'skip',
      reason: 'not among the recorded results',
    });
    expect(recall(CASE, { ...nothing, status: 'skip', reason: 'needs root: not root' })).toMatchObject({
      status: 'skip',
      reason: 'when it was recorded: needs root: not root',
    });
    expect(recall(CASE, { ...nothing, status: 'crash', reason: 'asked for memfd' })).toMatchObject({
      status: 'crash',
      reason: 'when it was recorded: asked for memfd',
    });
    expect(recall(CASE, { ...nothing, status: 'broken', reason: 'it was lost' })).toMatchObject({
      status: 'broken',
      reason: 'when it was recorded: it was lost',
    });
  });

  it('holds nobody to a case that has changed', () => {
    const steps = describeCase(CASE).map((step) => ({ ...step, observed: 'x', ok: true }));
    const recorded: CaseResult = { status: 'pass', known: false, reason: null, durationUs: 1, steps };
    const changed = { status: 'skip', reason: 'recorded from another version of the case' };
    expect(isJudgement(recall(CASE, recorded))).toBe(true);
    expect(recall({ ...CASE, title: 'Other words' }, recorded)).toEqual(recall(CASE, recorded));
    expect(recall({ ...CASE, steps: CASE.steps.slice(1) }, recorded)).toMatchObject(changed);
    expect(recall({ ...CASE, steps: [...CASE.steps, { load: 'a', is: 1 }] }, recorded)).toMatchObject(
      changed,
    );
    // The same calls, another promise: what was recorded as kept may not be.
    const promised = CASE.steps.map((step) => ('load' in step ? { ...step, is: 2 } : step));
    expect(recall({ ...CASE, steps: promised }, recorded)).toMatchObject(changed);
    expect(recall(CASE, { ...recorded, steps: [] })).toMatchObject(changed);
  });

  it('makes do with a file that does not say how a case ended', () => {
    const steps = describeCase(CASE).map((step) => ({ ...step, observed: null, ok: null }));
    const recorded = { known: false, reason: 'of SIGKILL', durationUs: 1, steps };
    expect(recall(CASE, { ...recorded, status: 'crash' })).toMatchObject({ ending: { how: 'crashed' } });
    expect(recall(CASE, { ...recorded, status: 'timeout' })).toMatchObject({ ending: { how: 'timeout' } });
  });
});
