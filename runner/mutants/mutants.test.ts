import { beforeAll, describe, expect, it } from 'vitest';
import { CLAUSES, type ClauseId, clauseSection } from '../../suites/clauses/index.ts';
import { BY_COMPARISON } from './by-comparison.ts';
import { type Hunt, hunt } from './hunt.ts';
import { renderTrial } from './report.ts';
import { fateOf, isCaught, type Trial } from './trial.ts';

/** Sections in which no wrong function can break anything that a program sees are none. */
const FEWEST_IN_A_SECTION = 8;

let result: Hunt;
beforeAll(async () => {
  result = await hunt();
}, 120_000);

const names = (): string[] => result.trials.map(({ mutant }) => mutant.name);

describe('the wrong kernels', () => {
  it('are many, each with a name of its own and a sentence about its bug', () => {
    expect(result.trials.length).toBeGreaterThanOrEqual(150);
    expect(names().filter((name, index) => names().indexOf(name) !== index)).toEqual([]);
    for (const { mutant } of result.trials) {
      expect(mutant.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(mutant.bug).not.toBe('');
    }
  });

  it('break clauses that exist and that a program can observe', () => {
    const wrong = result.trials.filter(
      ({ mutant: { clause } }) =>
        !Object.hasOwn(CLAUSES, clause) || CLAUSES[clause as ClauseId].observability === 'unobservable',
    );
    expect(wrong.map(({ mutant }) => mutant)).toEqual([]);
  });

  it('are spread over all sections', () => {
    const all = new Set((Object.keys(CLAUSES) as ClauseId[]).map(clauseSection));
    const counts = Object.fromEntries([...all].map((section) => [section, 0]));
    for (const { mutant } of result.trials) {
      const section = clauseSection(mutant.clause as ClauseId);
      counts[section] = (counts[section] ?? 0) + 1;
    }
    const thin = Object.entries(counts).filter(([, count]) => count < FEWEST_IN_A_SECTION);
    expect(thin).toEqual([]);
  });

  it('are each caught by a case about the promise that they break, and none by a timeout only', () => {
    // An ordinary user cannot run all cases: what only those could catch is not asked for.
    const isAsked = ({ skipped }: Trial): boolean => process.getuid?.() === 0 || skipped.length === 0;
    const missed = result.trials.filter((trial) => !isCaught(trial) && isAsked(trial));
    expect(missed.map((trial) => renderTrial(trial))).toEqual([]);
  });

  it('that only a comparison can tell are those of the list', () => {
    for (const { mutant, ...trial } of result.trials) {
      const isListed = Object.hasOwn(BY_COMPARISON, mutant.name);
      expect([mutant.name, fateOf({ mutant, ...trial })]).not.toEqual([
        mutant.name,
        isListed ? 'killed' : 'deviates',
      ]);
    }
    expect(Object.keys(BY_COMPARISON).filter((name) => !names().includes(name))).toEqual([]);
  });
});

describe('the right kernel', () => {
  it('is killed by no case', () => {
    expect(result.falseKills).toEqual([]);
  });
});
