/** The suites, checked as far as the types cannot: what a case says must make sense before anything is run. */
import type { Case, Step, Suite } from '../suites/case.ts';
import { CLAUSES } from '../suites/clauses/index.ts';
import { SUITES } from '../suites/index.ts';
import { NEEDS } from '../suites/needs.ts';
import { linesOf } from './compile.ts';
import { needsOf } from './needs-of.ts';
import { createContext, evaluate } from './steps/context.ts';
import { KINDS } from './steps/rule.ts';

const RELEASE = /^\d+\.\d+(\.\d+)?$/;

/** What is wrong with a suite, in sentences; empty when nothing is. */
export function mistakesIn(suite: Suite): string[] {
  return suite.cases.flatMap((c) => mistakesInCase(c, suite.name).map((mistake) => `${c.id}: ${mistake}`));
}

function mistakesInCase(c: Case, suiteName: string): string[] {
  const mistakes: string[] = [];
  const name = c.id.slice(suiteName.length + 1);
  if (!c.id.startsWith(`${suiteName}/`) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    mistakes.push(`its id must be ${suiteName}/ and a name in lower case and dashes`);
  }
  if (c.title.trim() === '') mistakes.push('it has no title');
  if (c.clauses.length === 0) mistakes.push('it names no clause');
  for (const clause of c.clauses) if (!(clause in CLAUSES)) mistakes.push(`there is no clause ${clause}`);
  for (const need of c.needs ?? []) if (!(need in NEEDS)) mistakes.push(`there is no need ${need}`);
  for (const release of [c.since, c.until]) {
    if (release !== undefined && !RELEASE.test(release)) mistakes.push(`${release} is no Linux release`);
  }
  return [...mistakes, ...mistakesInSteps(c.steps)];
}

/** What is wrong with the steps of a case, or of a need. */
export function mistakesInSteps(steps: readonly Step[]): string[] {
  const kinds = allSteps(steps).flatMap((step) => {
    const named = KINDS.filter((kind) => kind in step);
    return named.length === 1 ? [] : [`a step must be of one kind: ${JSON.stringify(step)}`];
  });
  if (kinds.length > 0) return kinds;
  const nested = allSteps(steps).filter(
    (step) =>
      'fork' in step &&
      [...step.fork, ...(step.meanwhile ?? []), ...(step.after ?? [])].some((s) => 'fork' in s),
  );
  const paths = allSteps(steps).flatMap((step) => ('setting' in step ? [step.setting] : []));
  // Each is undone by a guard of its own, in no fixed order.
  if (new Set(paths).size < paths.length) return ['a setting can be changed once only'];
  const early = allSteps(steps).filter((step) => 'become' in step && step !== steps.at(-1));
  if (early.length > 0) return ['become must be the last step of the case'];
  return [
    ...nested.map(() => 'one child at a time: a fork within a fork is not supported'),
    ...mistakesInNames(steps),
  ];
}

function allSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => {
    if ('fork' in step)
      return [step, ...allSteps(step.fork), ...allSteps(step.meanwhile ?? []), ...allSteps(step.after ?? [])];
    if ('become' in step) return [step, ...allSteps(step.become)];
    return 'exec' in step ? [step, ...allSteps(step.exec)] : [step];
  });
}

/** Every name must have been given before it is used; every operand must be one. */
function mistakesInNames(steps: readonly Step[]): string[] {
  const mistakes: string[] = [];
  const context = createContext(4096, 2 << 20);
  context.arena = 1n << 32n;
  for (const line of linesOf({ steps })) {
    const [kind = '', ...words] = line.text.split(' ');
    const sets = new Set(namesSet(kind, words));
    for (const word of words) {
      if (sets.has(word) || !/^([a-k]|arena)([-+]|$)/.test(word)) continue;
      try {
        if (evaluate(word, context) === null) mistakes.push(`${line.text}: ${word} has no value yet`);
      } catch {
        // A word that is no operand, such as a flag's name.
      }
    }
    for (const name of sets) context.slots.set(name, 1n << 33n);
  }
  return mistakes;
}

/** The slots that a line gives a value. */
function namesSet(kind: string, words: readonly string[]): string[] {
  const [first = '', second = ''] = words;
  const named =
    kind === 'pipe' ? [first, second] : kind === 'dup' ? [second] : SETTING.has(kind) ? [first] : [];
  return named.filter((name) => /^[a-k]$/.test(name));
}

const SETTING = new Set([
  'mmap',
  'oldmmap',
  'mremap',
  'file',
  'memfd',
  'open',
  'special',
  'number',
  'exhaust',
  'swapon',
  'free',
]);

/**
 * All suites.
 * @throws TypeError when one makes no sense
 */
export function loadSuites(): readonly Suite[] {
  const mistakes = SUITES.flatMap(mistakesIn);
  const seen = new Set<string>();
  for (const { id } of SUITES.flatMap((s) => s.cases)) {
    if (seen.has(id)) mistakes.push(`${id}: there are two of it`);
    seen.add(id);
  }
  for (const [name, need] of Object.entries(NEEDS)) {
    mistakes.push(...mistakesInSteps(need.steps).map((mistake) => `need ${name}: ${mistake}`));
  }
  if (mistakes.length > 0) throw new TypeError(`the suites make no sense:\n${mistakes.join('\n')}`);
  return SUITES;
}

/** All cases of all suites, in their order, each with all that it needs. */
export function loadCases(): readonly Case[] {
  return loadSuites().flatMap((s) => s.cases.map((c) => ({ ...c, needs: needsOf(c) })));
}
