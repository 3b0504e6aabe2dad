import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJson } from '../reports/json.ts';
import { anyResult, entry, own, run } from '../reports/made-up.test-data.ts';
import { parseResult } from '../reports/schema.ts';
import { UserError } from './errors.ts';
import { mergeResults, type Part } from './merge.ts';
import type { RunResult } from './result.ts';
import { partition, selectionOf } from './sharding/shard.ts';
import { exitCode } from './verdict-counts.ts';

/** A run as its shards would have recorded it. */
function shardsOf(result: RunResult, count: number): Part[] {
  const ids = result.cases.map(({ id }) => id);
  return partition(ids, count).map((part, index) => {
    const own = result.cases.filter(({ id }) => part.includes(id));
    const shard = { index: index + 1, count, total: ids.length, selection: selectionOf(ids) };
    const { summary, ...made } = run(own, {}, Object.keys(result.implementations));
    const whole = { ...result, cases: own, summary, shard, schema: made.schema };
    return { from: `${index + 1}.json`, result: whole };
  });
}

describe('what the parts were asked for', () => {
  const shards = () => shardsOf({ ...some(), settings: { level: '6.1', strict: true } }, 2);

  it('is kept', () => {
    expect(mergeResults(shards(), order).result.settings).toEqual({ level: '6.1', strict: true });
  });
  it.each([
    ['--level', { level: '5.10', strict: true as const }],
    ['--strict', { level: '6.1' }],
    ['--timeout', { level: '6.1', strict: true as const, timeout: 5 }],
    ['--allow-system-changes', { level: '6.1', strict: true as const, allowSystemChanges: true as const }],
    ['--expectations', { level: '6.1', strict: true as const, expectations: ['shipped'] }],
  ])('must be the same: %s', (flag, settings) => {
    const [one, other] = shards() as [Part, Part];
    expect(() => mergeResults([one, { ...other, result: { ...other.result, settings } }], order)).toThrow(
      `are not of one run: ${flag} is`,
    );
  });
});

const some = () => run(['a/b/1', 'a/b/2', 'a/b/3'].map((id) => entry(id, { kernel: own('pass') })));
const order = ['a/b/1', 'a/b/2', 'a/b/3'];

describe('all shards', () => {
  it('are the run, whatever the order of the files', () => {
    fc.assert(
      fc.property(
        anyResult,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.boolean(),
        (result, count, strict, turn) => {
          const parts = shardsOf(result, count);
          const { result: merged, missing } = mergeResults(
            turn ? parts.toReversed() : parts,
            result.cases.map(({ id }) => id),
          );
          expect(merged).toEqual(result);
          expect(missing).toBeNull();
          expect(exitCode(merged, { strict })).toBe(exitCode(result, { strict }));
          expect(parseResult(renderJson(merged))).toEqual(merged);
        },
      ),
    );
  });

  it('are as slow as the slowest, and know what one of them knows', () => {
    const parts = shardsOf(some(), 2);
    Object.assign(parts[0]?.result.implementations.kernel ?? {}, {
      startMs: 5,
      wallMs: 70,
      arch: null,
      release: null,
    });
    parts[1] = structuredClone(parts[1] as Part);
    Object.assign(parts[1].result.implementations.kernel ?? {}, {
      startMs: 3,
      wallMs: 90,
      arch: 'x86_64',
      release: '6.1',
    });
    expect(mergeResults(parts, order).result.implementations.kernel).toMatchObject({
      startMs: 5,
      wallMs: 90,
      arch: 'x86_64',
      release: '6.1',
    });
  });

  it('are interrupted if one is, by --bail only if nothing else', () => {
    const [one, two] = shardsOf(some(), 2) as [Part, Part];
    const ended = (part: Part, more: Partial<RunResult>): Part => ({
      ...part,
      result: { ...part.result, ...more },
    });
    const bailed = ended(one, { interrupted: true, bailed: true });
    expect(mergeResults([bailed, two], order).result).toMatchObject({ interrupted: true, bailed: true });
    const killed = mergeResults([bailed, ended(two, { interrupted: true })], order).result;
    expect(killed).toMatchObject({ interrupted: true });
    expect(killed.bailed).toBeUndefined();
  });
});

describe('parts without a shard', () => {
  it('are brought together in the order of the suites, those unknown to them last', () => {
    const part = (...ids: string[]): Part => ({
      from: ids.join(),
      result: run(ids.map((id) => entry(id, { kernel: own('pass') }))),
    });
    const { result, missing } = mergeResults([part('a/b/3', 'x/y/z'), part('a/b/1')], order);
    expect(result.cases.map(({ id }) => id)).toEqual(['a/b/1', 'a/b/3', 'x/y/z']);
    expect(result.summary.kernel?.pass).toBe(3);
    expect(missing).toBeNull();
  });
});

it('a missing shard is named, and the run is not whole', () => {
  const parts = shardsOf(some(), 3);
  const { result, missing } = mergeResults(parts.slice(1, 2), order);
  expect(missing).toEqual({ indexes: [1, 3], count: 3, cases: 2 });
  expect(result.interrupted).toBe(true);
  expect(exitCode(result, { strict: false })).toBe(130);
});

describe('what is not of one run is refused', () => {
  const refusal = (change: (second: RunResult) => void, count = 2): string => {
    // One by one: a clone of all would share what the parts share.
    const parts = shardsOf(some(), count).map((part) => structuredClone(part));
    change(parts[1]?.result as RunResult);
    try {
      mergeResults(parts, order);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).exitCode).toBe(2);
      return (error as Error).message;
    }
    return 'accepted';
  };
  const kernel = (result: RunResult) => result.implementations.kernel ?? {};

  it.each<[string, (second: RunResult) => void]>([
    ['accepted', () => {}],
    [
      'the version of the tool is `0.1.0` in the one, `9` in the other',
      ({ tool }) => Object.assign(tool, { version: '9' }),
    ],
    [
      'the reference is `kernel` in the one, `agent` in the other',
      (one) => Object.assign(one, { reference: 'agent' }),
    ],
    [
      'the list of implementations is `kernel` in the one, `agent, kernel` in the other',
      (one) => Object.assign(one.implementations, { agent: kernel(one) }),
    ],
    [
      'the SPEC of kernel is `kernel` in the one, `agent`',
      (one) => Object.assign(kernel(one), { spec: 'agent' }),
    ],
    [
      'arch of kernel is `x86_64` in the one, `riscv64`',
      (one) => Object.assign(kernel(one), { arch: 'riscv64' }),
    ],
    [
      'release of kernel is `6.18.44` in the one, `6.1`',
      (one) => Object.assign(kernel(one), { release: '6.1' }),
    ],
    [
      'pageSize of kernel is 4096 in the one, 65536',
      (one) => Object.assign(kernel(one), { pageSize: 65536 }),
    ],
    ['accepted', (one) => Object.assign(kernel(one), { pageSize: null, arch: null, release: null })],
    ['`2.json` is no shard', (one) => delete one.shard],
    [
      'the number of shards is 2 in the one, 3 in the other',
      (one) => Object.assign(one.shard ?? {}, { count: 3 }),
    ],
    ['`1.json` and `2.json` are both shard 1/2', (one) => Object.assign(one.shard ?? {}, { index: 1 })],
    ['shards of different selections', (one) => Object.assign(one.shard ?? {}, { selection: '00000000' })],
    ['shards of different selections', (one) => Object.assign(one.shard ?? {}, { total: 99 })],
    [
      'case `a/b/1` is both in `1.json` and in `2.json`',
      (one) => one.cases.push(entry('a/b/1', { kernel: own('pass') })),
    ],
    [
      'with different results on kernel: pass and fail',
      (one) => one.cases.push(entry('a/b/1', { kernel: own('fail') })),
    ],
    [
      'with different results on kernel: pass, but not alike',
      (one) => one.cases.push(entry('a/b/1', { kernel: own('pass', { steps: [] }) })),
    ],
  ])('%s', (message, change) => {
    expect(refusal(change)).toContain(message);
  });

  it('nothing at all', () => {
    expect(() => mergeResults([], order)).toThrow('nothing to merge');
  });
});
