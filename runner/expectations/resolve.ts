/** Which finding speaks of which case. Pure. */
import { UserError } from '../errors.ts';
import { isGlob, matchIds, nearestId } from '../select.ts';
import type { ExpectationsFile, Finding } from './schema.ts';

export interface Resolved {
  /** By case id. */
  byCase: ReadonlyMap<string, Finding>;
  /** Words that name no case. */
  stale: readonly string[];
}

/**
 * Ids of the cases that each word of a file speaks of. A case that is named by its id is that word's, whatever globs match it.
 *
 * @param ids of all cases that there are
 * @throws UserError (exit 2) when two words speak of the same case
 */
export function casesByWord(
  { findings }: Pick<ExpectationsFile, 'findings'>,
  ids: readonly string[],
  path: string,
): Map<string, string[]> {
  const all = new Set(ids);
  const words = findings.flatMap(({ cases }) => cases);
  const named = new Set<string>();
  for (const word of words) {
    if (named.has(word)) throw new UserError(`${path}: \`${word}\` stands there twice.`);
    named.add(word);
  }
  const owner = new Map<string, string>();
  const byWord = new Map<string, string[]>();
  for (const word of words) {
    const found = isGlob(word)
      ? matchIds(word, ids).filter((id) => !named.has(id))
      : [word].filter((id) => all.has(id));
    for (const id of found) {
      const other = owner.get(id);
      if (other !== undefined)
        throw new UserError(`${path}: \`${other}\` and \`${word}\` both match \`${id}\`.`, {
          hint: 'Name that case by its id, or make one of the globs narrower.',
        });
      owner.set(id, word);
    }
    byWord.set(word, found);
  }
  return byWord;
}

/**
 * Resolves a file.
 *
 * @throws UserError (exit 2) when two words speak of the same case
 */
export function resolveExpectations(file: ExpectationsFile, ids: readonly string[], path: string): Resolved {
  const byWord = casesByWord(file, ids, path);
  const byCase = new Map<string, Finding>();
  for (const finding of file.findings) {
    for (const id of finding.cases.flatMap((word) => byWord.get(word) ?? [])) byCase.set(id, finding);
  }
  const stale = [...byWord].filter(([, found]) => found.length === 0).map(([word]) => word);
  return { byCase, stale };
}

const SHOWN = 3;

/**
 * @throws UserError (exit 2) when a word names no case: its case was renamed, or has gone
 */
export function refuseStale({ stale }: Resolved, ids: readonly string[], path: string): void {
  const [first] = stale;
  if (first === undefined) return;
  const words = stale.slice(0, SHOWN).map((word) => `\`${word}\``);
  const more = stale.length > SHOWN ? ` and ${stale.length - SHOWN} more` : '';
  const isPrefix = ids.some((id) => id.startsWith(`${first}/`));
  const meant = isPrefix ? `${first}/**` : isGlob(first) ? undefined : nearestId(first, ids);
  throw new UserError(`${path} is stale: no case matches ${words.join(', ')}${more}.`, {
    hint: `${meant === undefined ? '' : `Did you mean \`${meant}\`? `}\`--update-expectations\` takes out what is stale.`,
  });
}
