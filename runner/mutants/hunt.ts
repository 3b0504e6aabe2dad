/** Runs the cases on wrong kernels: which case kills which. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../../native/build.ts';
import { ensureMutantsBuilt, listMutants, type Mutant } from '../../native/mutants/build.ts';
import type { Case } from '../../suites/case.ts';
import { loadCases } from '../cases.ts';
import { UserError } from '../errors.ts';
import type { Implementation } from '../implementation.ts';
import { createCommandImplementation } from '../implementations/command.ts';
import { nearest } from '../implementations/nearest.ts';
import { createScratch, type Scratch } from '../scratch.ts';
import { runReference } from './reference.ts';
import { type Trial, tryMutant } from './trial.ts';

export interface Hunt {
  /** What the agent without any mutant does not do as it should. */
  falseKills: readonly string[];
  /** In the order of the mutants. */
  trials: readonly Trial[];
}

export interface HuntOptions {
  /** Default: all mutants. */
  names?: readonly string[];
  /** Run every case on every mutant, and not only those about its clause. */
  all?: boolean;
  cases?: readonly Case[];
  /** Milliseconds for each case. */
  timeoutMs?: number;
}

/**
 * Hunts mutants.
 *
 * @throws UserError when there is no mutant of a given name (exit 2), or none can be built (exit 3)
 */
export async function hunt(options: HuntOptions = {}): Promise<Hunt> {
  const { names = [], all = false, cases = loadCases(), timeoutMs = 5000 } = options;
  const { agent } = await ensureBuilt();
  const executable = await ensureMutantsBuilt();
  const mutants = chosen(await listMutants(executable), names);
  const scratch = await createScratch();
  try {
    const right = await implementation({ scratch, name: 'right', argv: [agent] });
    const reference = await runReference(right, { cases, timeoutMs });
    const trials = await inParallel(mutants, async (mutant) => {
      const argv = [executable, '--mutant', mutant.name];
      const wrong = await implementation({ scratch, name: mutant.name, argv });
      return tryMutant(mutant, wrong, { reference, all, timeoutMs });
    });
    return { falseKills: reference.falseKills, trials };
  } finally {
    await scratch.remove();
  }
}

function chosen(mutants: readonly Mutant[], names: readonly string[]): readonly Mutant[] {
  for (const name of names) {
    if (mutants.some((mutant) => mutant.name === name)) continue;
    const meant = nearest(
      name,
      mutants.map((mutant) => mutant.name),
    );
    throw new UserError(
      `There is no mutant \`${name}\`.`,
      meant === undefined ? {} : { hint: `Did you mean \`${meant}\`?` },
    );
  }
  return names.length === 0 ? mutants : mutants.filter(({ name }) => names.includes(name));
}

async function implementation(what: {
  scratch: Scratch;
  name: string;
  argv: readonly string[];
}): Promise<Implementation> {
  const { scratch, name, argv } = what;
  await scratch.prepare(name);
  return createCommandImplementation({
    ...{ name, argv, spec: argv.join(' '), agent: argv[0] ?? '', scratch: join(scratch.root, name) },
    ...(scratch.tmpfsRoot !== null && { tmpfs: join(scratch.tmpfsRoot, name) }),
  });
}

/** Does a job for each item, as many at a time as there are processors; the results keep the order. */
async function inParallel<T, R>(items: readonly T[], job: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const work = async (): Promise<void> => {
    // One iterator for all workers: each takes the next that nobody has taken.
    for (const [index, item] of queue) results[index] = await job(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}
