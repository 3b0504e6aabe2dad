/** Which cases a command is about: filters, suites, clauses, exclusions. A word that matches nothing is an error. */
import picomatch from 'picomatch';
import { UserError } from './errors.ts';
import { nearest } from './implementations/nearest.ts';

/** What selection reads of a case. */
export interface SelectableCase {
  readonly id: string;
  readonly clauses: readonly string[];
}

/** Each list narrows the selection; within a list, one match is enough. An empty list does not narrow. */
export interface Selection {
  /** Case ids, prefixes of them, or globs. */
  filters?: readonly string[];
  /** `group` or `group/suite`. */
  suites?: readonly string[];
  /** Clause ids, prefixes of them, or globs. */
  clauses?: readonly string[];
  /** As filters, taken away in the end. */
  excludes?: readonly string[];
}

type Separator = '/' | '.';

const GLOB = /[*?[\]{}()!]/;
const GLOB_HINT = 'In a glob `*` stays within one part of an id, `**` does not.';

/** Whether a word is a glob, and not an id or a prefix of one. */
export function isGlob(word: string): boolean {
  return GLOB.test(word);
}

/** `a/b/c` -> `a`, `a/b`, `a/b/c`. */
function lineage(id: string, separator: Separator): string[] {
  const parts = id.split(separator);
  return parts.map((_, index) => parts.slice(0, index + 1).join(separator));
}

/**
 * The ids that a word names: the one that it is; otherwise those below it (`flags/fixed` is not about `flags/fixed-noreplace`);
 * otherwise those that begin with it. A glob names the ids that it matches, and those below what it matches.
 */
export function matchIds(word: string, ids: readonly string[], separator: Separator = '/'): string[] {
  if (GLOB.test(word)) {
    // To picomatch only `/` parts a path; a leading `!` would select all that was not meant.
    const isMatch = picomatch(word.replaceAll(separator, '/'), { nonegate: true, dot: true });
    return ids.filter((id) => lineage(id, separator).some((one) => isMatch(one.replaceAll(separator, '/'))));
  }
  if (word === '') return [];
  const attempts = [
    (id: string) => id === word,
    (id: string) => id.startsWith(word.endsWith(separator) ? word : word + separator),
    (id: string) => id.startsWith(word),
  ];
  for (const attempt of attempts) {
    const found = ids.filter(attempt);
    if (found.length > 0) return found;
  }
  return [];
}

/** The id, or what stands above one, that a mistyped word most likely meant. */
export function nearestId(
  word: string,
  ids: readonly string[],
  separator: Separator = '/',
): string | undefined {
  return nearest(word, [...new Set(ids.flatMap((id) => lineage(id, separator)))]);
}

function noMatch(message: string, word: string, ids: readonly string[], separator: Separator): UserError {
  if (GLOB.test(word)) return new UserError(message, { hint: GLOB_HINT });
  const meant = nearestId(word, ids, separator);
  return new UserError(message, meant === undefined ? {} : { hint: `Did you mean \`${meant}\`?` });
}

/** The union of what the words match; each must match something. */
function union(
  words: readonly string[],
  find: (word: string) => readonly string[],
  otherwise: (word: string) => UserError,
): Set<string> {
  const all = new Set<string>();
  for (const word of words) {
    const found = find(word);
    if (found.length === 0) throw otherwise(word);
    for (const id of found) all.add(id);
  }
  return all;
}

/**
 * The selected cases, in their order.
 * @param clauseIds every clause that there is: tells one that no case checks from one that does not exist
 * @throws UserError (exit 2) when a word matches nothing, or nothing is left
 */
export function selectCases<C extends SelectableCase>(
  cases: readonly C[],
  selection: Selection,
  clauseIds: readonly string[] = [],
): C[] {
  const { filters = [], suites = [], clauses = [], excludes = [] } = selection;
  const ids = cases.map(({ id }) => id);
  const byWord = (what: string) => (word: string) =>
    noMatch(`no case matches ${what}\`${word}\``, word, ids, '/');
  const wanted = union(filters, (word) => matchIds(word, ids), byWord(''));
  const unwanted = union(excludes, (word) => matchIds(word, ids), byWord('--exclude '));

  const suiteNames = [...new Set(ids.flatMap((id) => lineage(id, '/').slice(0, 2)))];
  const wantedSuites = union(
    suites,
    (word) => suiteNames.filter((name) => name === word),
    (word) => noMatch(`there is no suite \`${word}\``, word, suiteNames, '/'),
  );

  const checked = [...new Set(cases.flatMap((one) => one.clauses))];
  const wantedClauses = union(
    clauses,
    (word) => matchIds(word, checked, '.'),
    (word) => {
      const exists = matchIds(word, clauseIds, '.').length > 0;
      if (exists) return new UserError(`no case checks the clause \`${word}\``);
      return noMatch(`there is no clause \`${word}\``, word, [...checked, ...clauseIds], '.');
    },
  );

  const selected = cases.filter(
    (one) =>
      (filters.length === 0 || wanted.has(one.id)) &&
      (suites.length === 0 || lineage(one.id, '/').some((name) => wantedSuites.has(name))) &&
      (clauses.length === 0 || one.clauses.some((id) => wantedClauses.has(id))) &&
      !unwanted.has(one.id),
  );
  if (selected.length === 0) {
    throw new UserError('no case is left: the filters match some each, but none together', {
      hint: 'Leave one of the filters, --suite, --clause or --exclude away.',
    });
  }
  return selected;
}
