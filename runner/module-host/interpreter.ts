/** Carries out a program on an implementation, step by step: what native/executor does on a machine. */
import { accessSteps } from './access-steps.ts';
import { Failed, Faulted, NotDone } from './answers.ts';
import type { Case } from './case.ts';
import { fileSteps } from './file-steps.ts';
import { inspectSteps } from './inspect-steps.ts';
import { lacking } from './lacking.ts';
import { memorySteps } from './memory-steps.ts';
import type { Steps } from './step.ts';

const STEPS: Steps = { ...memorySteps, ...accessSteps, ...fileSteps, ...inspectSteps };

/** The observation of one step. */
function carryOut(line: string, c: Case): string {
  const [name = '', ...operands] = line.split(' ');
  const step = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined;
  try {
    if (step === undefined) throw lacking(name);
    if (operands.length !== step.operands) throw new NotDone(`wrong number of operands: ${name}`);
    return step.run(operands, c);
  } catch (error) {
    if (error instanceof Failed) {
      const lacked = step?.lacks?.(error.errno, operands);
      return lacked === undefined ? `err ${error.errno}` : `not provided ${lacked} (${error.errno})`;
    }
    if (error instanceof NotDone || error instanceof Faulted) return error.answer;
    throw error;
  }
}

/**
 * Carries out all steps, and tells of each as soon as it is done. After one that the implementation has nothing for, nothing that
 * follows means anything.
 *
 * @param architecture what the implementation says that it is
 * @param done is called after each step of the case
 * @throws Breach when the implementation does what none may do
 */
export function interpret(
  lines: readonly string[],
  c: Case,
  architecture: string,
  tell: (index: number, observation: string) => void,
  done?: (index: number) => void,
): void {
  const usesArena = lines.slice(1).some((line) => /\barena\b/.test(line));
  for (const [index, line] of lines.entries()) {
    const observation =
      line === 'arena'
        ? c.arenaAnswer(usesArena)
        : line === 'architecture'
          ? `ok ${architecture}`
          : carryOut(line, c);
    tell(index, observation);
    if (line !== 'arena') done?.(index);
    if (observation.startsWith('not provided ')) return;
  }
}
