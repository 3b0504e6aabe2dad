import { describe, expect, it } from 'vitest';
import { own, step } from '../reports/made-up.test-data.ts';
import type { CaseResult } from './result.ts';
import { symptomOf, wrongStep } from './symptom.ts';

const wrong = step({
  call: 'a = mmap(arena+4p, 2p, rw)',
  expected: 'EEXIST',
  observed: 'success',
  ok: false,
});
const fault = step({
  call: 'child: load(a)',
  expected: 'SIGSEGV/SEGV_ACCERR at a',
  observed: 'SIGSEGV/SEGV_MAPERR at a',
  ok: false,
});
const silent = step({ call: 'map count', expected: null, observed: '7', ok: null, differs: true });
const lost = step({ observed: null, ok: null });

describe('symptomOf', () => {
  it.each<[CaseResult, string | null]>([
    [own('pass'), null],
    [own('skip'), null],
    [own('fail', { steps: [step(), wrong, fault] }), 'mmap: expected EEXIST, observed success'],
    [own('drift', { steps: [fault] }), 'load: expected SIGSEGV/SEGV_ACCERR, observed SIGSEGV/SEGV_MAPERR'],
    [own('deviate', { steps: [silent] }), 'map count: 7, unlike the reference'],
    [own('crash', { ending: { how: 'killed', signal: 'SIGKILL' } }), "the case's process died of SIGKILL"],
    [own('crash', { ending: { how: 'crashed', reason: 'it ended with 1' } }), 'it ended with 1'],
    [own('timeout', { ending: { how: 'timeout', hung: 'case' } }), 'the case outlasted its limit'],
    [own('timeout', { ending: { how: 'timeout', hung: 'system' } }), 'the whole implementation hung'],
    [own('broken', { reason: 'set-up failed' }), 'set-up failed'],
    [own('crash', { reason: null }), 'crash'],
    [own('fail', { reason: ' ', steps: [] }), 'fail'],
    [own('deviate', { reason: 'so it is', steps: [] }), 'so it is'],
  ])('%j', (result, symptom) => {
    expect(symptomOf(result)).toBe(symptom);
  });

  it('is of one step', () => {
    expect(wrongStep(own('fail', { steps: [step(), wrong, fault] }))).toBe(wrong);
    expect(wrongStep(own('deviate', { steps: [step(), silent] }))).toBe(silent);
    expect(wrongStep(own('timeout', { steps: [step(), lost] }))).toBe(lost);
    expect(wrongStep(own('broken'))).toBe(undefined);
  });
});
