import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { own } from '../../reports/made-up.test-data.ts';
import { type CaseResult, STATUSES, type Status } from '../result.ts';
import { isRed } from '../verdict-counts.ts';
import { annotate } from './annotate.ts';
import { resolveExpectations } from './resolve.ts';
import {
  EXPECTABLE,
  type ExpectationsFile,
  type Finding,
  parseExpectations,
  renderExpectations,
} from './schema.ts';
import { updateExpectations } from './update.ts';

const IDS = ['a/x/one', 'a/x/two', 'a/y/one', 'b/x/one', 'b/x/two'];
const file = (...findings: Finding[]): ExpectationsFile => ({ schema: 1, implementation: 'mine', findings });
const finding = (status: Finding['status'], ...cases: string[]): Finding => ({
  reason: 'A bug',
  status,
  cases,
});
const results = (statuses: Record<string, Status>) =>
  new Map(Object.entries(statuses).map(([id, status]) => [id, own(status, { reason: `so ${status}` })]));
const update = (
  before: ExpectationsFile,
  found: ReadonlyMap<string, CaseResult>,
  more: { isReference?: boolean; strict?: boolean } = {},
) =>
  updateExpectations(before, {
    ...{ ids: IDS, results: found, isReference: false, strict: false, path: 'e.json' },
    ...more,
  });

describe('updateExpectations', () => {
  it('adds what counts, grouped by its headline, for somebody to look at', () => {
    const found = results({
      ...{ 'a/x/one': 'fail', 'a/x/two': 'crash', 'a/y/one': 'fail' },
      ...{ 'b/x/one': 'deviate', 'b/x/two': 'broken' },
    });
    const { file: after, added, removed } = update(file(), found);
    expect(after.findings).toEqual([
      { reason: 'so fail', status: 'fail', unreviewed: true, cases: ['a/x/one', 'a/y/one'] },
      { reason: 'so crash', status: 'crash', unreviewed: true, cases: ['a/x/two'] },
    ]);
    expect({ added, removed }).toEqual({ added: ['a/x/one', 'a/x/two', 'a/y/one'], removed: [] });
  });

  it('adds deviations under --strict, and drifts of the reference', () => {
    const found = results({ 'a/x/one': 'deviate', 'a/x/two': 'drift' });
    expect(update(file(), found).added).toEqual([]);
    expect(update(file(), found, { strict: true }).added).toEqual(['a/x/one']);
    expect(update(file(), found, { isReference: true }).added).toEqual(['a/x/two']);
  });

  it('keeps reason, link and order of what stays', () => {
    const before = file(
      { ...finding('crash', 'b/x/two', 'b/x/one'), reason: 'Later', issue: 'https://example.org/1' },
      finding(['fail', 'timeout'], 'a/**'),
    );
    const found = results({
      ...{ 'a/x/one': 'fail', 'a/x/two': 'timeout', 'a/y/one': 'skip' },
      ...{ 'b/x/one': 'crash', 'b/x/two': 'pass' },
    });
    const { file: after, added, removed } = update(before, found);
    expect(after.findings).toEqual([{ ...before.findings[0], cases: ['b/x/one'] }, before.findings[1]]);
    expect({ added, removed }).toEqual({ added: [], removed: ['b/x/two'] });
  });

  it('leaves alone what was not run', () => {
    const before = file(finding('fail', 'a/x/one', 'b/**'));
    expect(update(before, results({ 'a/y/one': 'pass', 'b/x/one': 'fail' })).file).toEqual(before);
  });

  it('puts ids in the place of a glob that does not hold for all', () => {
    const { file: after, removed } = update(
      file(finding('fail', 'a/**')),
      results({ 'a/x/one': 'pass', 'a/x/two': 'fail' }),
    );
    expect(after.findings).toEqual([finding('fail', 'a/x/two', 'a/y/one')]);
    expect(removed).toEqual(['a/**']);
  });

  it('takes out what is stale, and findings that are left without a case', () => {
    const { file: after, removed } = update(
      file(finding('fail', 'no/such/case'), finding('fail', 'a/x/one', 'c/*')),
      results({ 'a/x/one': 'fail' }),
    );
    expect(after.findings).toEqual([finding('fail', 'a/x/one')]);
    expect(removed).toEqual(['no/such/case', 'c/*']);
  });

  it('writes anew what fails otherwise', () => {
    const { file: after } = update(file(finding('fail', 'a/x/one')), results({ 'a/x/one': 'crash' }));
    expect(after.findings).toEqual([
      { reason: 'so crash', status: 'crash', unreviewed: true, cases: ['a/x/one'] },
    ]);
  });

  const statuses = fc.array(fc.option(fc.constantFrom(...STATUSES)), { minLength: 5, maxLength: 5 });
  const words = fc.uniqueArray(fc.constantFrom(...IDS, 'a/**', 'b/x/*', 'gone/**', 'gone/x/one'), {
    minLength: 1,
    maxLength: 4,
  });
  const before = fc
    .tuple(words, fc.subarray([...EXPECTABLE], { minLength: 2 }))
    .map(([cases, status]) => file({ reason: 'A bug', status, cases }));

  it('comes to a file by which nothing counts but what nobody can tell, and which it leaves as it is', () => {
    fc.assert(
      fc.property(before, statuses, fc.boolean(), fc.boolean(), (old, list, isReference, strict) => {
        const found = new Map(
          list.flatMap((status, index) =>
            status === null ? [] : [[IDS[index] ?? '', own(status)] as const],
          ),
        );
        const { file: after } = update(old, found, { isReference, strict });
        const read = parseExpectations(renderExpectations(after), 'e.json');
        const { byCase, stale } = resolveExpectations(read, IDS, 'e.json');
        expect(stale).toEqual([]);
        for (const [id, result] of found) {
          const annotated = annotate(result, byCase.get(id));
          const red = isRed(annotated.status, { ...annotated, isReference, strict });
          expect(red).toBe(annotated.status === 'broken' && !annotated.known);
        }
        const again = update(read, found, { isReference, strict });
        expect(again).toEqual({ file: read, added: [], removed: [] });
      }),
    );
  });
});
