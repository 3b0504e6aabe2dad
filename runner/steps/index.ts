import type { Step } from '../../suites/case.ts';
import * as access from './access.ts';
import * as files from './files.ts';
import * as inspect from './inspect.ts';
import * as memory from './memory.ts';
import * as process from './process.ts';
import { type Kind, kindOf, type Rule, type StepOf } from './rule.ts';
import * as system from './system.ts';

/** The rule of every kind; a kind without one does not compile. */
const RULES: { [K in Kind]: Rule<StepOf<K>> } = {
  ...memory,
  ...access,
  ...files,
  ...inspect,
  ...process,
  ...system,
};

/** The rule of a step's kind. */
export function ruleOf(step: Step): Rule<Step> {
  // That the rule fits the step is what RULES' type says; TypeScript cannot carry it through a look-up by a union.
  return RULES[kindOf(step)] as unknown as Rule<Step>;
}
