/** What a case can be found by besides its name: the flags that it passes, the errnos and signals that it is about or met. */
import type { CaseEntry, StepResult } from '../../runner/result.ts';
import { ERRNOS, FAULTS, MAP_FLAGS } from '../../suites/vocabulary.ts';

const FLAGS: ReadonlySet<string> = new Set(MAP_FLAGS);
const ERRORS: ReadonlySet<string> = new Set([...ERRNOS, ...FAULTS.flatMap((fault) => fault.split(/\W/))]);

const CALL_OF_MMAP = /\b(?:old)?mmap2?\(([^()]*)\)/gi;
const WORD = /[A-Z][A-Z0-9_]+/g;

/** Flags of the calls of `mmap` in a text; `[]` where there is no such call. */
export function flagsIn(call: string): string[] {
  return [...call.matchAll(CALL_OF_MMAP)].flatMap(([, list = '']) =>
    (list.split(',')[3] ?? '').split('|').flatMap((word) => {
      const flag = word.trim();
      return FLAGS.has(flag) ? [flag] : [];
    }),
  );
}

/** Errnos and signals that a text names. */
export function errorsIn(text: string): string[] {
  return (text.match(WORD) ?? []).filter((word) => ERRORS.has(word));
}

const unique = (all: readonly string[]): string[] => [...new Set(all)].sort();

/** Both, of all steps of a case on all implementations. */
export function facetsOf({ results }: CaseEntry): { flags: string[]; errors: string[] } {
  const steps = Object.values(results).flatMap((own): StepResult[] => own.steps);
  const texts = new Set(steps.flatMap((step) => [step.expected, step.observed, step.documented ?? null]));
  return {
    flags: unique([...new Set(steps.map(({ call }) => call))].flatMap(flagsIn)),
    errors: unique([...texts].flatMap((text) => (text === null ? [] : errorsIn(text)))),
  };
}
