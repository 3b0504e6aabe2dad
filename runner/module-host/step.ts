import type { Case } from './case.ts';

/** Words of a step line behind its name. */
export type Operands = readonly string[];

/** How one kind of step is carried out. */
export interface Step {
  /** How many operands it has. */
  operands: number;
  /**
   * Its observation.
   *
   * @throws NotDone, Failed or Faulted for those that begin with `not`, `err` and `fault`; Breach
   */
  run(operands: Operands, c: Case): string;
  /**
   * Of a fixture, which is not under test: what the implementation does not have when the call fails with this errno, to complete "the
   * implementation has no". Undefined: the errno is the step's answer.
   */
  lacks?(errno: string, operands: Operands): string | undefined;
}

export type Steps = Readonly<Record<string, Step>>;
