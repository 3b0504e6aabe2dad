import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { refuseStale, resolveExpectations } from './resolve.ts';
import type { ExpectationsFile } from './schema.ts';

const IDS = ['a/x/one', 'a/x/two', 'a/y/one', 'b/x/one'];
const file = (...cases: string[][]): ExpectationsFile => ({
  schema: 1,
  findings: cases.map((words, index) => ({ reason: `reason ${index}`, status: 'fail', cases: words })),
});
const resolve = (...cases: string[][]) => resolveExpectations(file(...cases), IDS, 'e.json');
const reasons = (...cases: string[][]) =>
  Object.fromEntries([...resolve(...cases).byCase].map(([id, { reason }]) => [id, reason]));

describe('resolveExpectations', () => {
  it('takes ids and globs, and nothing for a prefix', () => {
    expect(reasons(['a/x/one'], ['b/**'])).toEqual({ 'a/x/one': 'reason 0', 'b/x/one': 'reason 1' });
    expect(resolve(['a/x']).stale).toEqual(['a/x']);
  });

  it('goes by the id of a case before any glob', () => {
    const expected = { 'a/x/one': 'reason 1', 'a/x/two': 'reason 0' };
    expect(reasons(['a/x/*'], ['a/x/one'])).toEqual(expected);
    expect(reasons(['a/x/two', 'a/x/*'], ['a/x/one'])).toEqual(expected);
  });

  it.each([
    [[['a/x/one'], ['a/x/one']], '`a/x/one` stands there twice'],
    [[['a/x/*', 'a/x/*']], '`a/x/*` stands there twice'],
    [[['a/**'], ['**/one']], '`a/**` and `**/one` both match `a/x/one`'],
  ])('%j is refused', (cases, message) => {
    expect(() => resolve(...cases)).toThrow(UserError);
    expect(() => resolve(...cases)).toThrow(`e.json: ${message}`);
  });

  it.each([
    [['a/x/on'], 'no case matches `a/x/on`', 'Did you mean `a/x/one`?'],
    [['a/x'], 'no case matches `a/x`', 'Did you mean `a/x/**`?'],
    [['c/**'], 'no case matches `c/**`', '--update-expectations'],
    [['1', '2', '3', '4', '5'], '`1`, `2`, `3` and 2 more', '--update-expectations'],
  ])('%j is stale', (words, message, hint) => {
    const refuse = () => refuseStale(resolve(words, ['b/x/one']), IDS, 'e.json');
    expect(refuse).toThrow(`e.json is stale: `);
    expect(refuse).toThrow(message);
    try {
      refuse();
    } catch (error) {
      expect((error as UserError).hint).toContain(hint);
      expect((error as UserError).exitCode).toBe(2);
    }
  });

  it('is not stale otherwise', () => {
    expect(() => refuseStale(resolve(['a/**']), IDS, 'e.json')).not.toThrow();
  });
});
