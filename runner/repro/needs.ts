/** What a case needs of the machine, as checks in front of its steps. */
import type { Case, Step } from '../../suites/case.ts';
import { NEEDS, type NeedName } from '../../suites/needs.ts';
import { list } from '../steps/rule.ts';
import type { CProgram } from './c-program.ts';
import { statementsOf } from './statements.ts';
import { isForOneOf } from './system.ts';

/** Needs that are met where the set-up, or the looks, of the case itself work: the program sees that anyway. */
const TOLD_BY_STEPS: ReadonlySet<NeedName> = new Set<NeedName>([
  'proc-maps',
  'proc-smaps',
  'proc-status',
  'vm-size',
  'vm-data',
  'pagemap',
  'scratch',
  'memfd',
  'tmpfs',
  'mount',
  'dax',
  'dev-zero',
  'dev-null',
  'personality',
  'dev-urandom',
  'dev-full',
  'proc-limits',
  'memfd-exec',
  'secretmem',
  'internet',
  'ordinary-user',
  'unlimited-address-space',
  'mdwe',
  'append-only',
]);

/** What must hold for the program to be compiled at all: a condition of the preprocessor, and what is said where it does not. */
export interface Guard {
  condition: string;
  otherwise: string;
}

/** The architectures that a case is about, of its needs. */
export function guardsOf({ needs = [] }: Pick<Case, 'needs'>): Guard[] {
  return needs.flatMap((need) => {
    const step = (NEEDS[need].steps as readonly Step[]).find((one) => 'architecture' in one);
    if (step === undefined || !('architecture' in step)) return [];
    return [{ condition: isForOneOf(list(step.architecture)), otherwise: NEEDS[need].lacking }];
  });
}

/** Statements that leave the program where a need is not met. */
export function needStatements(c: Pick<Case, 'needs' | 'since' | 'until'>, program: CProgram): string[] {
  const statements: string[] = [];
  if (c.since !== undefined) {
    program.use('release');
    statements.push(`documented_since("${c.since}");`);
  }
  for (const need of c.needs ?? []) {
    const { lacking } = NEEDS[need];
    // Which architecture it is the preprocessor knows (guardsOf).
    const steps = (NEEDS[need].steps as readonly Step[]).filter((step) => !('architecture' in step));
    if (steps.length === 0 || TOLD_BY_STEPS.has(need)) continue;
    if (steps.some((step) => 'allowed' in step)) {
      // Nothing but a variable is looked at: no child is needed.
      statements.push(...statementsOf(steps, program));
      continue;
    }
    program.use('need');
    const name = `need_${need.replaceAll('-', '_')}`;
    program.functions.push(functionOf(name, steps, program));
    statements.push(`need(${name}, ${JSON.stringify(lacking)});`);
  }
  return statements;
}

function functionOf(name: string, steps: readonly Step[], program: CProgram): string {
  const body = statementsOf(steps, program).flatMap((text) => text.split('\n'));
  return `static void ${name}(void)\n{\n${body.map((line) => `\t${line}`).join('\n')}\n}`;
}
