/** What a right kernel does in every case: the agent without a mutant. */
import type { Case } from '../../suites/case.ts';
import { compileCase } from '../compile.ts';
import { withoutNeeds } from '../execution.ts';
import type { Hello, Implementation } from '../implementation.ts';
import { judgeCase } from '../judge.ts';
import type { Judgement } from '../judgement.ts';
import { levelOf, outsideLevel } from '../level.ts';
import { needsToProbe, probeNeeds } from '../probe.ts';
import { settle } from '../settle.ts';

export interface Reference {
  /** Cases that this machine can run. */
  runnable: readonly Case[];
  /** Cases that it lacks something for. */
  skipped: readonly Case[];
  /** By case id. */
  judgements: ReadonlyMap<string, Judgement>;
  /** What it does not do as it should: nothing, on the kernel that the suites were written for. */
  falseKills: readonly string[];
}

/** Executes cases on a started implementation. */
export async function judgeAll(
  implementation: Implementation,
  hello: Hello,
  { cases, timeoutMs }: { cases: readonly Case[]; timeoutMs: number },
): Promise<Map<string, Judgement>> {
  const judgements = new Map<string, Judgement>();
  const programs = cases.map((one, seq) => compileCase(one, seq, timeoutMs));
  if (programs.length === 0) return judgements;
  await implementation.execute(
    programs,
    (outcome) => {
      const one = cases[outcome.seq];
      if (one !== undefined) judgements.set(one.id, judgeCase(one, outcome, hello));
    },
    new AbortController().signal,
  );
  return judgements;
}

/** Starts the implementation, finds out what it can run, runs it, and stops it. */
export async function runReference(
  implementation: Implementation,
  options: { cases: readonly Case[]; timeoutMs: number },
): Promise<Reference> {
  const { cases, timeoutMs } = options;
  try {
    const hello = await implementation.start();
    const level = levelOf({ user: null, target: hello.release, reference: hello.release });
    const promised = cases.filter((one) => outsideLevel(one, level) === null);
    const { signal } = new AbortController();
    const probe = { implementation, hello, firstSeq: 0, timeoutMs, signal };
    const states = await probeNeeds(needsToProbe(promised), probe);
    const runnable = promised.filter((one) => withoutNeeds(one, states) === null);
    const skipped = cases.filter((one) => !runnable.includes(one));
    const judgements = await judgeAll(implementation, hello, { cases: runnable, timeoutMs });
    const falseKills = [...judgements].flatMap(([id, judgement]) => {
      const { status, reason } = settle(judgement, 'self');
      return status === 'pass' || status === 'deviate' ? [] : [`${id}: ${status}: ${reason ?? ''}`];
    });
    return { runnable, skipped, judgements, falseKills };
  } finally {
    await implementation.stop();
  }
}
