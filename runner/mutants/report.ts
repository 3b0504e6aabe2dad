/** A hunt as text. */
import { CLAUSES, type ClauseId, clauseSection } from '../../suites/clauses/index.ts';
import type { Hunt } from './hunt.ts';
import { type Fate, fateOf, isCaught, type Kill, type Trial } from './trial.ts';

const WORDS: Record<Fate, string> = {
  killed: 'killed by a case about the promise',
  compared: 'told by comparison with the right kernel, where nothing is promised',
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
    `${isCaught(trial) ? 'killed  ' : 'SURVIVES'}  ${mutant.name}  [${mutant.clause}]  ${mutant.bug}`,
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
  const sectionOf = ({ mutant: { clause } }: Trial): string =>
    isClause(clause) ? clauseSection(clause) : 'no such clause';
  const sections = [...new Set(trials.map(sectionOf))].map((section) => {
    const own = trials.filter((trial) => sectionOf(trial) === section);
    return `  ${section.padEnd(36)}${own.filter(isCaught).length} of ${own.length}`;
  });
  const fates = (Object.keys(WORDS) as Fate[]).map((fate) => {
    const count = trials.filter((trial) => fateOf(trial) === fate).length;
    return `  ${String(count).padStart(4)}  ${WORDS[fate]}`;
  });
  return [
    'Caught by section:',
    ...sections,
    `${trials.length} mutants:`,
    ...fates,
    `The right kernel fails ${falseKills.length} cases.`,
    ...falseKills.map((line) => `  ${line}`),
  ].join('\n');
}
