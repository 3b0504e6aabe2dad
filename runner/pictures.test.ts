import { describe, expect, it, test } from 'vitest';
import type { Case } from '../suites/case.ts';
import { loadCases } from './cases.ts';
import { parseImplementations } from './implementations/spec.ts';
import { withAreas } from './pictures.ts';
import type { RunResult } from './result.ts';
import { runConformance } from './run.ts';

const CASES = loadCases().filter(({ id }) => id.startsWith('flags/fixed-noreplace/'));

function run(pictures: boolean, cases: readonly Case[] = CASES): Promise<RunResult> {
  const implementations = parseImplementations(['kernel', 'agent']);
  return runConformance({ cases, implementations, reference: 'kernel', timeoutMs: 5000, pictures });
}

describe('a run with pictures', () => {
  it('shows the address space after each step of the reference, and changes no verdict', async () => {
    const [plain, pictured] = [await run(false), await run(true)];
    expect(pictured.summary).toEqual(plain.summary);
    expect(pictured.summary.kernel?.pass).toBe(CASES.length);
    for (const [index, { id, results }] of pictured.cases.entries()) {
      const before = plain.cases[index]?.results;
      const bare = results.kernel?.steps.map(({ areas, ...step }) => {
        // Where a fork's child does the step, too.
        expect(areas, `${id}: ${step.call}`).toBeDefined();
        return step;
      });
      expect(bare).toEqual(before?.kernel?.steps);
      // The agent passes as the kernel does: nothing of it needs a picture.
      expect(results.agent?.steps.some(({ areas }) => areas !== undefined)).toBe(false);
    }
  });

  it('shows what a step did', async () => {
    const [hole] = CASES.filter(({ id }) => id === 'flags/fixed-noreplace/free-private-anonymous');
    const { cases } = await run(true, hole === undefined ? [] : [hole]);
    const steps = cases[0]?.results.kernel?.steps;
    expect(steps?.slice(0, 2).map(({ areas }) => areas)).toEqual([
      [{ from: 'arena', page: 2, pages: 3, perms: null, backing: null, offset: 0 }],
      [
        { from: 'arena', page: 2, pages: 1, perms: null, backing: null, offset: 0 },
        { from: 'arena', page: 3, pages: 1, perms: 'rw-p', backing: 'anonymous', offset: 0 },
        { from: 'arena', page: 4, pages: 1, perms: null, backing: null, offset: 0 },
      ],
    ]);
  });
});

test('from the first step on that comes out otherwise than before, there is no picture', () => {
  const one: Pick<Case, 'steps'> = { steps: [{ load: 'arena' }, { load: 'arena' }, { load: 'arena' }] };
  const seen = (observed: string) => ({ call: 'load(arena)', expected: null, observed, ok: null });
  const looks = new Map([1, 2, 3].map((index) => [index, 'arena,0,1']));
  const steps = withAreas(one, [seen('a'), seen('b'), seen('c')], { looks }, [
    seen('a'),
    seen('x'),
    seen('c'),
  ]);
  expect(steps.map(({ areas }) => areas !== undefined)).toEqual([true, false, false]);
});
