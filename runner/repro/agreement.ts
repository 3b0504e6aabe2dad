/** Whether a case's C program and the executor say the same of a target. Pure. */
import type { Status } from '../result.ts';
import type { ProgramEnd } from './run-batch.ts';

/** What both can say. */
export type Saying = 'holds' | 'broken' | 'cannot tell';

const OF_STATUS: Readonly<Record<Status, Saying>> = {
  pass: 'holds',
  deviate: 'holds',
  fail: 'broken',
  drift: 'broken',
  crash: 'broken',
  timeout: 'broken',
  broken: 'cannot tell',
  skip: 'cannot tell',
};

/** What a verdict of the executor says. */
export const sayingOfStatus = (status: Status): Saying => OF_STATUS[status];

/**
 * What the end of a program says; null where it did not run. A call that takes the process down, or what it runs on, breaks a promise:
 * the program had begun then.
 */
export function sayingOfEnd({ status, output }: ProgramEnd): Saying | null {
  if (status === 0) return 'holds';
  if (status === 77) return 'cannot tell';
  return status === 1 || status > 128 || /^(ok|FAIL) /m.test(output) ? 'broken' : null;
}

export interface Disagreement {
  id: string;
  status: Status;
  reason: string | null;
  end: ProgramEnd | null;
  /** Why a program with a libc sees something else than the executor here, where that is known. */
  why?: string;
}

/**
 * The cases in which they disagree, and how often each pair of sayings came up.
 *
 * @param known by case, why the two cannot see the same
 */
export function compareVerdicts(
  verdicts: readonly { id: string; status: Status; reason: string | null }[],
  ends: ReadonlyMap<number, ProgramEnd>,
  known: Readonly<Record<string, string>> = {},
): { disagreements: Disagreement[]; counts: Map<string, number> } {
  const disagreements: Disagreement[] = [];
  const counts = new Map<string, number>();
  for (const [index, { id, status, reason }] of verdicts.entries()) {
    const end = ends.get(index) ?? null;
    const said = end === null ? null : sayingOfEnd(end);
    const pair = `${status} | ${said ?? 'nothing'}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
    if (said === sayingOfStatus(status)) continue;
    const why = known[id];
    disagreements.push({ id, status, reason, end, ...(why !== undefined && { why }) });
  }
  return { disagreements, counts };
}
