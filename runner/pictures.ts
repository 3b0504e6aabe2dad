/** Pictures of the address space: cases are executed once more, with a look at the address space after each step. */
import type { Case } from '../suites/case.ts';
import { parseAreas } from './areas.ts';
import { compileCase, linesOf } from './compile.ts';
import { describeLine } from './describe.ts';
import type { Hello, Implementation, Outcome } from './implementation.ts';
import { judgeCase } from './judge.ts';
import type { CaseResult, StepResult } from './result.ts';

export interface PictureOptions {
  implementation: Implementation;
  hello: Hello;
  /** The cases that a picture is wanted of, with what became of them the first time. */
  taken: readonly { one: Case; result: CaseResult }[];
  /** Milliseconds for each case. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** Above the numbers of the run itself. */
const FIRST_SEQ = 1 << 24;

/**
 * Adds to the steps of these results what each step left of the address space. Nothing else of a result changes: what comes out
 * otherwise than the first time gets no picture.
 *
 * @throws ImplementationError when the implementation cannot be restarted
 */
export async function takePictures({
  implementation,
  hello,
  taken,
  timeoutMs,
  signal,
}: PictureOptions): Promise<void> {
  const programs = taken.map(({ one }, index) => ({
    ...compileCase(one, FIRST_SEQ + index, timeoutMs),
    look: true as const,
  }));
  if (programs.length === 0) return;
  await implementation.execute(
    programs,
    (outcome) => {
      const picture = taken[outcome.seq - FIRST_SEQ];
      if (picture === undefined || signal.aborted) return;
      const { one, result } = picture;
      result.steps = withAreas(one, result.steps, outcome, judgeCase(one, outcome, hello).steps);
    },
    signal,
  );
}

/** The steps with their areas, up to the first that was observed otherwise than before. */
export function withAreas(
  one: Pick<Case, 'steps'>,
  steps: readonly StepResult[],
  { looks }: Pick<Outcome, 'looks'>,
  again: readonly StepResult[],
): StepResult[] {
  const lines = [...linesOf(one).entries()].filter(([, line]) => describeLine(line) !== null);
  let isSame = true;
  return steps.map((step, position) => {
    isSame &&= step.observed === again[position]?.observed;
    const seen = looks?.get(lines[position]?.[0] ?? -1);
    const areas = isSame && seen !== undefined ? parseAreas(seen) : null;
    return areas === null ? step : { ...step, areas };
  });
}
