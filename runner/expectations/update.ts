/** An expectations file as a run would have it. Pure. */
import type { CaseResult } from '../result.ts';
import { isGlob, matchIds } from '../select.ts';
import { symptomOf } from '../symptom.ts';
import { counts } from '../verdict-counts.ts';
import { casesByWord } from './resolve.ts';
import { type Expectable, type ExpectationsFile, type Finding, statusesOf } from './schema.ts';

export interface UpdateOptions {
  /** Ids of all cases that there are. */
  ids: readonly string[];
  /** What the run came to, by case id; what it did not run is left as it is. */
  results: ReadonlyMap<string, CaseResult>;
  isReference: boolean;
  strict: boolean;
  /** To say which file is wrong. */
  path: string;
}

export interface Update {
  file: ExpectationsFile;
  /** Ids of cases that were not expected to be what they are. */
  added: string[];
  /** Words that have gone: nothing is as they say any more, or they name no case. */
  removed: string[];
}

/**
 * Takes out what is not so any more, and adds what counts and is not expected. Reasons and links of what stays are kept; what is
 * added has its symptom for a reason, and is marked as unreviewed. A glob stays while every case that ran and that it
 * matches is as it says; else the ids take its place of those that are, or that did not run.
 *
 * @throws UserError (exit 2) when two words of the file speak of the same case
 */
export function updateExpectations(file: ExpectationsFile, options: UpdateOptions): Update {
  const { ids, results, path } = options;
  const byWord = casesByWord(file, ids, path);
  // A glob would now speak of a case whose id is taken out.
  const freed = new Set(
    file.findings.flatMap((finding) =>
      finding.cases.filter(
        (word) => !isAsSaid(results.get(word), finding) && !isWorthAnEntry(results.get(word), options),
      ),
    ),
  );
  const covered = new Set<string>();
  const removed: string[] = [];
  const findings = file.findings.flatMap((finding): Finding[] => {
    const cases = finding.cases.flatMap((word) => {
      const found = byWord.get(word) ?? [];
      const still = found.filter((id) => isAsSaid(results.get(id), finding));
      for (const id of still) covered.add(id);
      const isWhole = still.length > 0 && still.length === found.length;
      if (isWhole && !(isGlob(word) && matchIds(word, ids).some((id) => freed.has(id)))) return [word];
      removed.push(word);
      return still;
    });
    return cases.length === 0 ? [] : [{ ...finding, cases: sorted(cases) }];
  });
  const added = ids.filter((id) => !covered.has(id) && isWorthAnEntry(results.get(id), options));
  addFindings(findings, added, results);
  return { file: { ...file, findings }, added, removed };
}

/** Whether nothing speaks against what the finding says: what was not run, or cannot be told, does not. */
function isAsSaid(result: CaseResult | undefined, finding: Finding): boolean {
  if (result === undefined || result.status === 'skip' || result.status === 'broken') return true;
  return statusesOf(finding).some((status) => status === result.status);
}

/** That nobody can tell (`broken`) is accepted by hand only. */
function isWorthAnEntry(
  result: CaseResult | undefined,
  { isReference, strict }: Pick<UpdateOptions, 'isReference' | 'strict'>,
): boolean {
  return result !== undefined && counts(result.status, { isReference, strict, known: false });
}

/** Cases with the same symptom are one finding: most likely they have one cause. */
function addFindings(
  findings: Finding[],
  added: readonly string[],
  results: ReadonlyMap<string, CaseResult>,
): void {
  for (const id of added) {
    const result = results.get(id) as CaseResult & { status: Expectable };
    const { status } = result;
    const reason = symptomOf(result) ?? status;
    const at = findings.findIndex((one) => one.unreviewed && one.reason === reason && one.status === status);
    const same = findings[at];
    if (same === undefined) findings.push({ reason, status, unreviewed: true, cases: [id] });
    else findings[at] = { ...same, cases: sorted([...same.cases, id]) };
  }
}

const sorted = (words: readonly string[]): string[] => [...new Set(words)].sort();
