/** The recorded results in the package: whole, true to the cases as they are, and good as a reference. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCases } from '../cases.ts';
import { parseImplementations } from '../implementations/spec.ts';
import type { RunResult } from '../result.ts';
import { runConformance } from '../run.ts';
import { readRecordedResult, shippedFolder, shippedNames } from './read.ts';
import { isSameCase } from './recall.ts';

const CASES = loadCases();
const NAMES = await shippedNames();

it('are those of 6.1, 6.12 and 6.18', () => {
  expect(NAMES).toEqual(['linux-6.1', 'linux-6.12', 'linux-6.18']);
});

describe.each(NAMES)('%s', (name) => {
  let recorded: RunResult;
  beforeAll(async () => {
    recorded = await readRecordedResult(name);
  });

  it('holds every case as it is now: `npm run record` makes it anew', () => {
    const results = new Map(recorded.cases.map(({ id, results }) => [id, results[name]]));
    const stale = CASES.filter((one) => {
      const own = results.get(one.id);
      return own === undefined || (own.steps.length > 0 && !isSameCase(one, own));
    });
    expect(stale.map(({ id }) => id)).toEqual([]);
    expect([...results.keys()].filter((id) => !CASES.some((one) => one.id === id))).toEqual([]);
  });

  it('is of that kernel, small, and without what differs from one recording to the next', () => {
    const info = recorded.implementations[name];
    expect(Object.keys(recorded.implementations)).toEqual([recorded.reference]);
    expect(`linux-${info?.release}`).toMatch(new RegExp(`^${name.replace('.', '\\.')}\\.`));
    expect(info).toMatchObject({ startMs: 0, wallMs: 0, spec: expect.not.stringContaining('/') });
    expect(recorded.cases.some(({ results }) => results[name]?.durationUs !== 0)).toBe(false);
    expect(statSync(join(shippedFolder(), `${name}.json.gz`)).size).toBeLessThan(1_500_000);
  });

  it('is a reference without a blemish', async () => {
    const result = await runConformance({
      ...{ cases: CASES, reference: name, timeoutMs: 10_000 },
      implementations: parseImplementations([`results:${name}`]),
    });
    const { pass = 0, skip = 0 } = result.summary[name] ?? {};
    expect(pass + skip).toBe(CASES.length);
    expect(pass).toBeGreaterThan(0.9 * CASES.length);
    expect(result.implementations[name]).toMatchObject({ arch: 'x86_64', pageSize: 4096 });
  });
});
