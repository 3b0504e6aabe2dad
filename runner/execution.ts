/** All selected cases on one started implementation: what it need not run, what it lacks, what it does. */
import type { Case } from '../suites/case.ts';
import type { NeedName } from '../suites/needs.ts';
import { compileCase } from './compile.ts';
import { ImplementationError } from './errors.ts';
import type { Hello, Implementation } from './implementation.ts';
import { judgeCase } from './judge.ts';
import { type Ledger, unexecuted } from './ledger.ts';
import { type Level, outsideLevel } from './level.ts';
import { type NeedState, needsToProbe, probeNeeds } from './probe.ts';
import type { CaseResult } from './result.ts';

export interface ExecutionOptions {
  implementation: Implementation;
  hello: Hello;
  cases: readonly Case[];
  /** The release whose promises count; null: all do. */
  level: Level | null;
  timeoutMs: number;
  signal: AbortSignal;
}

/** What the state of its needs makes of a case: null when all are met, or not known because the run was aborted. */
export function withoutNeeds(
  { needs = [] }: Pick<Case, 'needs'>,
  states: ReadonlyMap<NeedName, NeedState>,
): CaseResult | null {
  for (const name of needs) {
    const state = states.get(name);
    if (state?.met === false) return unexecuted('skip', `needs ${name}: ${state.reason}`);
    if (state?.met !== null) continue;
    const { died, reason } = state;
    if (died === undefined)
      return unexecuted('broken', `whether the target has what it needs (${name}) cannot be told: ${reason}`);
    // A need is about the machine: what does not survive being asked for it is the target's own failure.
    return unexecuted(died, `while the target was asked for what it needs (${name}): ${reason}`);
  }
  return null;
}

/** A message with the lines that it quotes, as the reason of a result, which is one sentence. */
function inOneLine(message: string): string {
  const [said = '', ...quoted] = message.split('\n').map((line) => line.trim());
  return quoted.length === 0 ? said : `${said.replace(/[.:]$/, '')}: ${quoted.join('; ')}`;
}

/**
 * Runs the cases and writes what becomes of them into the ledger. When the implementation cannot be kept running, the cases
 * that are left are broken. Nothing is written after an abort: what comes then may be the abort's own doing.
 *
 * @returns the error of an implementation that could not be kept running
 */
export async function executeCases(
  options: ExecutionOptions,
  ledger: Ledger,
): Promise<ImplementationError | null> {
  const { implementation, signal, cases } = options;
  try {
    await attempt(options, ledger);
    return null;
  } catch (error) {
    if (!(error instanceof ImplementationError)) throw error;
    for (const index of cases.keys()) {
      if (signal.aborted) break;
      if (!ledger.has(implementation.name, index)) {
        ledger.decided(implementation.name, index, unexecuted('broken', inOneLine(error.message)));
      }
    }
    return error;
  }
}

async function attempt(options: ExecutionOptions, ledger: Ledger): Promise<void> {
  const { implementation, hello, cases, level, timeoutMs, signal } = options;
  const { name } = implementation;

  const promised: { one: Case; index: number }[] = [];
  for (const [index, one] of cases.entries()) {
    const reason = outsideLevel(one, level);
    if (reason === null) promised.push({ one, index });
    else ledger.decided(name, index, unexecuted('skip', reason));
  }

  const needs = needsToProbe(promised.map(({ one }) => one));
  const probe = { implementation, hello, firstSeq: 0, timeoutMs, signal };
  const states = await probeNeeds(needs, probe);
  if (signal.aborted) return;

  const runnable: { one: Case; index: number }[] = [];
  for (const { one, index } of promised) {
    const result = withoutNeeds(one, states);
    if (result === null) runnable.push({ one, index });
    else ledger.decided(name, index, result);
    if (signal.aborted) return;
  }

  const programs = runnable.map(({ one }, position) => compileCase(one, needs.length + position, timeoutMs));
  if (programs.length === 0) return;
  await implementation.execute(
    programs,
    (outcome) => {
      const job = runnable[outcome.seq - needs.length];
      if (job === undefined || signal.aborted) return;
      ledger.judged(name, job.index, judgeCase(job.one, outcome, hello));
    },
    signal,
  );
}
