/** The matrix: which cases a view shows, and in which rows. */
import { STATUSES, type Status } from '../../runner/result.ts';
import type { Packed, PackedCase } from './packed.ts';
import { knownText, statusAt, textAt } from './unpack.ts';
import type { View } from './view.ts';

/** What the matrix shows of a case on an implementation. */
export interface Cell {
  readonly status: Status;
  readonly known: boolean;
  readonly fixed: boolean;
}

/** A case as the matrix and the filters see it. */
export interface MatrixCase {
  readonly id: string;
  readonly title: string;
  /** `group/suite`. */
  readonly suite: string;
  readonly clauses: readonly string[];
  readonly sections: readonly string[];
  readonly flags: readonly string[];
  readonly errors: readonly string[];
  /** For each implementation; null where it did not run the case. */
  readonly cells: readonly (Cell | null)[];
  readonly packed: PackedCase;
}

export type Row =
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly name: string;
      /** What the group is about, in a sentence. */
      readonly title: string;
      readonly cases: readonly MatrixCase[];
      readonly isOpen: boolean;
    }
  | { readonly kind: 'case'; readonly key: string; readonly one: MatrixCase };

/** `group/suite` of an id; all of it where it has no third part. */
export function suiteOf(id: string): string {
  return id.split('/').slice(0, 2).join('/');
}

/** All cases. */
export function matrixCases(packed: Packed): MatrixCase[] {
  const cells = packed.outcomes.map(({ status, known, fixed }): Cell => {
    return { status: statusAt(status), known: known === 1, fixed: fixed === 1 };
  });
  const texts = (places: readonly number[]) => places.map((place) => knownText(packed, place));
  return packed.cases.map((one) => {
    const id = knownText(packed, one.id);
    const clauses = one.clauses.flatMap((place) => packed.clauses[place] ?? []);
    return {
      id,
      title: knownText(packed, one.title),
      suite: suiteOf(id),
      clauses: clauses.map((clause) => clause.id),
      sections: [...new Set(clauses.map(({ section }) => section))],
      flags: texts(one.flags),
      errors: texts(one.errors),
      cells: packed.implementations.map((_, index) => cells[one.outcomes[index] ?? -1] ?? null),
      packed: one,
    };
  });
}

/** Places of the implementations that a view shows; all of them if it names none that there is. */
export function shownColumns(packed: Packed, { on }: Pick<View, 'on'>): number[] {
  const all = packed.implementations.map((_, index) => index);
  const named = all.filter((index) => on.includes(packed.implementations[index]?.name ?? ''));
  return named.length === 0 ? all : named;
}

/** Whether there is anything to look at. */
export function isQuiet(cell: Cell | null | undefined): boolean {
  return cell == null || (!cell.fixed && (cell.status === 'pass' || cell.status === 'skip'));
}

/** Finds cases by words: in their names, titles, clauses, calls and in what was seen. */
export class TextSearch {
  readonly #packed: Packed;
  readonly #texts = new Map<MatrixCase, string>();

  constructor(packed: Packed) {
    this.#packed = packed;
  }

  #textOf(one: MatrixCase): string {
    const known = this.#texts.get(one);
    if (known !== undefined) return known;
    const packed = this.#packed;
    const texts = new Set<string | null>([one.id, one.title, ...one.clauses]);
    for (const place of new Set(one.packed.outcomes)) {
      const outcome = packed.outcomes[place];
      if (outcome === undefined) continue;
      texts.add(textAt(packed, outcome.reason));
      for (const step of packed.scripts[outcome.script] ?? []) {
        for (const text of packed.steps[step] ?? []) texts.add(textAt(packed, text));
      }
      for (const [observed = -1] of outcome.seen) texts.add(textAt(packed, observed));
    }
    const text = [...texts].join('\n').toLowerCase();
    this.#texts.set(one, text);
    return text;
  }

  /** Whether all words of a text occur in the case. */
  matches(one: MatrixCase, text: string): boolean {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return words.every((word) => this.#textOf(one).includes(word));
  }
}

function isIn(one: MatrixCase, { suite, flag, error, clause, section }: View): boolean {
  return (
    (suite === null || one.suite === suite || one.suite.startsWith(`${suite}/`)) &&
    (flag === null || one.flags.includes(flag)) &&
    (error === null || one.errors.includes(error)) &&
    (clause === null || one.clauses.includes(clause)) &&
    (section === null || one.sections.includes(section))
  );
}

/** The cases of a view, whatever their status, and those that its statuses leave. */
export function selectRows(
  all: readonly MatrixCase[],
  view: View,
  columns: readonly number[],
  search: TextSearch,
): { before: MatrixCase[]; after: MatrixCase[] } {
  const before = all.filter((one) => isIn(one, view) && (view.text === '' || search.matches(one, view.text)));
  const statuses: ReadonlySet<Status> = new Set(view.statuses);
  const after = before.filter((one) => {
    const cells = columns.map((column) => one.cells[column] ?? null);
    if (view.differences && cells.every(isQuiet)) return false;
    return statuses.size === 0 || cells.some((cell) => cell !== null && statuses.has(cell.status));
  });
  return { before, after };
}

/** How many cases have each status on some shown implementation. */
export function statusCounts(
  cases: readonly MatrixCase[],
  columns: readonly number[],
): Record<Status, number> {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const { cells } of cases) {
    const present = new Set(columns.flatMap((column) => cells[column]?.status ?? []));
    for (const status of present) counts[status]++;
  }
  return counts;
}

function groupsOf(cases: readonly MatrixCase[], view: View, packed: Packed): Map<string, MatrixCase[]> {
  const groups = new Map<string, MatrixCase[]>();
  // Clauses in the order of the first case that names each, which is that of the suites.
  for (const one of cases) {
    const names = view.group === 'suite' ? [one.suite] : one.clauses.length > 0 ? one.clauses : ['no clause'];
    for (const name of names) {
      if (view.clause !== null && view.group === 'clause' && name !== view.clause) continue;
      const section = packed.clauses.find(({ id }) => id === name)?.section;
      if (view.section !== null && view.group === 'clause' && section !== view.section) continue;
      const group = groups.get(name) ?? [];
      groups.set(name, group);
      group.push(one);
    }
  }
  return groups;
}

/** So many rows one can take in without closing groups. */
const OPEN_ROWS = 400;

/**
 * The rows of a view.
 * @param toggled keys of the groups that were opened or closed by hand
 */
export function rowsOf(
  cases: readonly MatrixCase[],
  view: View,
  packed: Packed,
  toggled: ReadonlySet<string>,
): Row[] {
  const groups = groupsOf(cases, view, packed);
  const promises = new Map(packed.clauses.map(({ id, promise }) => [id, promise]));
  const total = [...groups.values()].reduce((sum, group) => sum + group.length, 0);
  const areOpen = view.groups === null ? total <= OPEN_ROWS : view.groups === 'open';
  return [...groups].flatMap(([name, members]): Row[] => {
    const key = `${view.group}:${name}`;
    const isOpen = areOpen !== toggled.has(key);
    const title = view.group === 'clause' ? (promises.get(name) ?? '') : '';
    const head: Row = { kind: 'group', key, name, title, cases: members, isOpen };
    return isOpen
      ? [head, ...members.map((one): Row => ({ kind: 'case', key: `${key}:${one.id}`, one }))]
      : [head];
  });
}
