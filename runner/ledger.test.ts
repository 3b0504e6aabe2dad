import { describe, expect, it } from 'vitest';
import type { Case } from '../suites/case.ts';
import type { Judgement } from './judgement.ts';
import { Ledger, unexecuted } from './ledger.ts';

const CASES: Case[] = ['a/b/one', 'a/b/two'].map((id) => ({
  id,
  title: id,
  clauses: ['mmap.prot.none'],
  steps: [],
}));
const judgement = (observed: string, ok: boolean | null): Judgement => ({
  steps: [{ call: 'f()', expected: ok === null ? null : 'x', observed, ok }],
  ending: { how: 'exited' },
  broken: null,
  durationUs: 1,
});
const WRONG = judgement('y', false);

function createLedger() {
  const settled: string[] = [];
  const ledger = new Ledger({
    cases: CASES,
    names: ['kernel', 'mine'],
    reference: 'kernel',
    onSettled: (name, { status }) => settled.push(`${name} ${status}`),
  });
  return { ledger, settled };
}

describe('Ledger', () => {
  it('comes to the same results whoever is first', () => {
    const deeds: ((ledger: Ledger) => void)[] = [
      (ledger) => ledger.judged('kernel', 0, WRONG),
      (ledger) => ledger.judged('mine', 0, WRONG),
      (ledger) => ledger.judged('kernel', 1, judgement('a', null)),
      (ledger) => ledger.judged('mine', 1, judgement('b', null)),
    ];
    const [one, other] = [createLedger(), createLedger()];
    for (const deed of deeds) deed(one.ledger);
    for (const deed of deeds.toReversed()) deed(other.ledger);
    expect(other.ledger.entries()).toEqual(one.ledger.entries());
    expect(one.settled.toSorted()).toEqual(['kernel drift', 'kernel pass', 'mine deviate', 'mine drift']);
    expect(other.settled.toSorted()).toEqual(one.settled.toSorted());
    expect(one.ledger.summary()).toMatchObject({
      kernel: { drift: 1, pass: 1 },
      mine: { drift: 1, deviate: 1, fail: 0 },
    });
  });

  it('gives no result for a case whose reference is missing', () => {
    const { ledger, settled } = createLedger();
    ledger.judged('mine', 0, WRONG);
    expect(ledger.has('mine', 0)).toBe(true);
    expect(ledger.has('mine', 1)).toBe(false);
    expect(settled).toEqual([]);
    expect(ledger.entries()[0]?.results).toEqual({});
  });

  it.each([true, false])(
    'compares with nothing what the reference skips (reference first: %s)',
    (isFirst) => {
      const { ledger } = createLedger();
      if (isFirst) ledger.decided('kernel', 0, unexecuted('skip', 'needs root'));
      ledger.judged('mine', 0, WRONG);
      if (!isFirst) ledger.decided('kernel', 0, unexecuted('skip', 'needs root'));
      expect(ledger.entries()[0]?.results).toMatchObject({
        kernel: { status: 'skip' },
        mine: { status: 'fail' },
      });
    },
  );
});
