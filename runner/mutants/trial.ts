/** One wrong kernel before its judges: the cases that are about the promise that it breaks. */
import type { Mutant } from '../../native/mutants/build.ts';
import type { Case } from '../../suites/case.ts';
import type { Implementation } from '../implementation.ts';
import type { Status } from '../result.ts';
import { settle } from '../settle.ts';
import { BY_COMPARISON } from './by-comparison.ts';
import { judgeAll, type Reference } from './reference.ts';

/**
 * How a case tells it from a right kernel. `fail`: a documented promise is not kept. `deviate`: it differs from the right kernel where
 * the documentation is silent. `crash`, `timeout`, `broken`: the case ended otherwise than it should.
 */
export type KillKind = 'fail' | 'deviate' | 'crash' | 'timeout' | 'broken';

/** A case that tells a mutant from a right kernel. */
export interface Kill {
  case: string;
  how: KillKind;
  /** Its clauses include the one that the mutant breaks. */
  isAbout: boolean;
  reason: string;
}

export interface Trial {
  mutant: Mutant;
  kills: readonly Kill[];
  /** How many cases about its clause were run. */
  about: number;
  /** Cases about its clause that this machine lacks something for. */
  skipped: readonly string[];
}

/**
 * What became of a mutant. Two are good: `killed`, a case about its clause fails, and `compared`, such a case deviates and no more can be
 * asked for (by-comparison.ts). `deviates` is that without leave.
 */
export type Fate = 'killed' | 'compared' | 'deviates' | 'by-another' | 'only-timeout' | 'survived';

const KINDS: Partial<Record<Status, KillKind>> = {
  ...{ fail: 'fail', drift: 'fail', deviate: 'deviate' },
  ...{ crash: 'crash', timeout: 'timeout', broken: 'broken' },
};

/** Runs a mutant and stops it. */
export async function tryMutant(
  mutant: Mutant,
  implementation: Implementation,
  options: { reference: Reference; all: boolean; timeoutMs: number },
): Promise<Trial> {
  const { reference, all, timeoutMs } = options;
  const isAbout = ({ clauses }: Case): boolean => (clauses as readonly string[]).includes(mutant.clause);
  const about = reference.runnable.filter(isAbout);
  const rest = all ? reference.runnable.filter((one) => !isAbout(one)) : [];
  try {
    const hello = await implementation.start();
    const judgements = await judgeAll(implementation, hello, { cases: [...about, ...rest], timeoutMs });
    const kills = [...judgements].flatMap(([id, judgement]): Kill[] => {
      const { status, reason } = settle(judgement, reference.judgements.get(id) ?? null);
      const how = KINDS[status];
      const own = about.some((one) => one.id === id);
      return how === undefined ? [] : [{ case: id, how, isAbout: own, reason: reason ?? '' }];
    });
    const skipped = reference.skipped.filter(isAbout).map(({ id }) => id);
    return { mutant, kills, about: about.length, skipped };
  } finally {
    await implementation.stop();
  }
}

/** What became of it. */
export function fateOf({ mutant, kills }: Trial): Fate {
  const hows = (own: boolean): KillKind[] => kills.filter((k) => k.isAbout === own).map(({ how }) => how);
  if (hows(true).includes('fail')) return 'killed';
  if (hows(true).includes('deviate')) return mutant.name in BY_COMPARISON ? 'compared' : 'deviates';
  if (hows(false).includes('fail')) return 'by-another';
  if (kills.some(({ how }) => how === 'timeout')) return 'only-timeout';
  return 'survived';
}

/** Whether it was told from a right kernel as it should be. */
export function isCaught(trial: Trial): boolean {
  return ['killed', 'compared'].includes(fateOf(trial));
}
