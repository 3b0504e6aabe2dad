/** A hunt as text. */
import { CLAUSES, type ClauseId, clauseSection } from '../../suites/clauses/index.ts';
import type { Hunt } from './hunt.ts';
import { type Fate, fateOf, type Kill, type Trial } from './trial.ts';

const WORDS: Record<Fate, string> = {
  killed: 'killed by a case about the promise',
  deviates: 'told only by comparison with the right kernel',
  'by-another': 'killed only by a case that is not about the promise',
  'only-timeout': 'killed only by a timeout',
  survived: 'survived',
};

export function isClause(id: string): id is ClauseId {
  return Object.hasOwn(CLAUSES, id);
}

/** How many cases of a kind are named before the rest is counted. */
const NAMED = 3;

function renderKills(kills: readonly Kill[], verbose: boolean): string[] {
  const shown = verbose ? kills : kills.slice(0, NAMED);
  const lines = shown.map(({ case: id, how, isAbout, reason }) => {
    const marks = [...(isAbout ? ['about it'] : []), ...(how === 'fail' ? [] : [how])].join(', ');
    return `    ${id}${marks === '' ? '' : ` (${marks})`}${verbose ? `\n      ${reason}` : ''}`;
  });
  return kills.length > shown.length ? [...lines, `    and ${kills.length - shown.length} more`] : lines;
}

/** One mutant: its name, what it breaks, what became of it, and by which cases. */
export function renderTrial(trial: Trial, verbose = false): string {
  const { mutant, kills, about, skipped } = trial;
  const fate = fateOf(trial);
  const lines = [
    `${fate === 'killed' ? 'killed  ' : 'SURVIVES'}  ${mutant.name}  [${mutant.clause}]  ${mutant.bug}`,
  ];
  if (!isClause(mutant.clause)) lines.push('    there is no such clause');
  if (fate !== 'killed') {
    const unable = skipped.length === 0 ? '' : `, ${skipped.length} more cannot run here`;
    lines.push(`    ${WORDS[fate]}; ${about} cases are about its clause${unable}`);
  }
  lines.push(...renderKills(kills, verbose));
  return lines.join('\n');
}

/** How many of each fate, all and by section. */
export function renderTotals({ trials, falseKills }: Hunt): string {
  const sections = new Map<string, Record<Fate | 'all', number>>();
  const total = { all: 0, killed: 0, deviates: 0, 'by-another': 0, 'only-timeout': 0, survived: 0 };
  for (const trial of trials) {
    const { clause } = trial.mutant;
    const section = isClause(clause) ? clauseSection(clause) : 'no such clause';
    const counts = sections.get(section) ?? { ...total, ...ZERO };
    for (const of of [counts, total]) {
      of.all++;
      of[fateOf(trial)]++;
    }
    sections.set(section, counts);
  }
  const rows = [...sections].map(
    ([section, { all, killed }]) => `  ${section.padEnd(36)}${killed} of ${all}`,
  );
  const fates = (Object.keys(WORDS) as Fate[]).map(
    (fate) => `  ${String(total[fate]).padStart(4)}  ${WORDS[fate]}`,
  );
  const wrong = falseKills.map((line) => `  ${line}`);
  return [
    'Killed by section:',
    ...rows,
    `${total.all} mutants:`,
    ...fates,
    `The right kernel fails ${falseKills.length} cases.`,
    ...wrong,
  ].join('\n');
}

const ZERO = { all: 0, killed: 0, deviates: 0, 'by-another': 0, 'only-timeout': 0, survived: 0 };
