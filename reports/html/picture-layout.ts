/**
 * How pages are laid out in a picture. One axis serves all pictures of a case, so that the same page stands at the same place before
 * and after, on the reference and on the implementation.
 */
import type { Area } from '../../runner/result.ts';
import type { Change } from './moments.ts';

/** Where pages are counted from. */
export type From = Area['from'];

/** One page, or a stretch of pages among which nothing differs. */
export interface Column {
  readonly page: number;
  readonly pages: number;
  /** Units of the picture. */
  readonly x: number;
  readonly width: number;
}

export interface Axis {
  readonly from: From;
  readonly columns: readonly Column[];
  readonly width: number;
}

/** A run of columns that show the same area. */
export interface Block {
  /** Null: nothing of the case's own, in the arena the reservation, elsewhere what was not looked at. */
  readonly area: Area | null;
  readonly columns: readonly Column[];
}

export const PAGE_WIDTH = 58;
const STRETCH_WIDTH = 76;
/** As in the executor. */
const ARENA_PAGES = 4096;
/** Longer stretches without a border are one column. */
const LONGEST = 4;
/** The same where nothing is ever mapped. */
const LONGEST_EMPTY = 1;
/** With more columns than these every stretch is one. */
const MANY = 24;
const ORDER: readonly From[] = ['arena', 'a', 'b', 'c', 'd', 'e'];

function boundaries(from: From, changes: readonly Change[]): number[] {
  const all = new Set<number>();
  for (const { before, after, faultAt } of changes) {
    for (const areas of [before === 'unknown' ? [] : before, after]) {
      for (const area of areas) {
        if (area.from === from) all.add(area.page).add(area.page + area.pages);
      }
    }
    if (faultAt?.from === from) all.add(faultAt.page).add(faultAt.page + 1);
  }
  return [...all].sort((a, b) => a - b);
}

/** A page of the arena on either side, as far as there is one; around other mappings nothing more was looked at. */
function withMargins(from: From, marks: readonly number[]): number[] {
  const [first = 0] = marks;
  const last = marks.at(-1) ?? 0;
  if (from !== 'arena') return [...marks];
  return [...(first > 0 ? [first - 1] : []), ...marks, ...(last < ARENA_PAGES ? [last + 1] : [])];
}

interface Stretch {
  readonly page: number;
  readonly pages: number;
}

/** Between two borders a column for each page, or one for all if they are more than `longest` of them. */
function cut(marks: readonly number[], longest: (page: number) => number): Stretch[] {
  return marks.slice(0, -1).flatMap((page, index) => {
    const pages = (marks[index + 1] ?? page) - page;
    if (pages > longest(page)) return [{ page, pages }];
    return Array.from({ length: pages }, (_, offset) => ({ page: page + offset, pages: 1 }));
  });
}

const isMapped = (area: Area | null): boolean => area !== null && area.perms !== null;

/** The axes of these pictures, the arena's first. */
export function axesOf(changes: readonly Change[]): Axis[] {
  return ORDER.flatMap((from): Axis[] => {
    const marks = boundaries(from, changes);
    if (marks.length === 0) return [];
    const framed = withMargins(from, marks);
    const spaces = changes.flatMap(({ before, after }) => (before === 'unknown' ? [after] : [before, after]));
    const fine = cut(framed, (page) =>
      spaces.some((areas) => isMapped(areaAt(areas, from, page))) ? LONGEST : LONGEST_EMPTY,
    );
    const stretches = fine.length > MANY ? cut(framed, () => 1) : fine;
    let x = 0;
    const columns = stretches.map(({ page, pages }) => {
      const column = { page, pages, x, width: pages === 1 ? PAGE_WIDTH : STRETCH_WIDTH };
      x += column.width;
      return column;
    });
    return [{ from, columns, width: x }];
  });
}

const areaAt = (areas: readonly Area[], from: From, page: number): Area | null =>
  areas.find((area) => area.from === from && area.page <= page && page < area.page + area.pages) ?? null;

/** An address space on an axis. */
export function blocksOf({ from, columns }: Axis, areas: readonly Area[]): Block[] {
  const blocks: { area: Area | null; columns: Column[] }[] = [];
  for (const column of columns) {
    const area = areaAt(areas, from, column.page);
    const last = blocks.at(-1);
    if (last !== undefined && last.area === area) last.columns.push(column);
    else blocks.push({ area, columns: [column] });
  }
  return blocks;
}

/** What of a file's pages a number says: of the others there is no file to count in. */
const COUNTED: ReadonlySet<Area['backing']> = new Set(['file', 'deleted', 'memfd', 'hugepages'] as const);

/** Which page of its file a page of an area shows; null where there is no file to count in. */
export function filePage({ backing, offset, page: first }: Area, page: number): number | null {
  return COUNTED.has(backing) ? offset + page - first : null;
}

/** What can be told apart of a page: not which area it is counted to. */
function pageIn(areas: readonly Area[], from: From, page: number): string {
  const area = areaAt(areas, from, page);
  if (area === null) return '';
  return `${area.perms} ${area.backing} ${filePage(area, page)}`;
}

/**
 * What a change is on one axis. Outside of the arena there is nothing to be seen of a mapping before it was made: whatever was there
 * was not looked at.
 */
export function changeOn({ from }: Axis, { before, after, faultAt, outside }: Change): Change | null {
  const own = (areas: readonly Area[]): Area[] => areas.filter((area) => area.from === from);
  const hasFault = faultAt?.from === from;
  const isSeen = (areas: readonly Area[]): boolean => from === 'arena' || own(areas).length > 0;
  if (!isSeen(after) && !hasFault) return null;
  return {
    before: before === 'unknown' || !isSeen(before) ? 'unknown' : own(before),
    after: own(after),
    faultAt: hasFault ? faultAt : undefined,
    ...(outside && { outside }),
  };
}

/** The columns in which something is not as it was. */
export function changedColumns({ from, columns }: Axis, { before, after }: Change): Column[] {
  if (before === 'unknown') return [];
  return columns.filter(({ page }) => pageIn(before, from, page) !== pageIn(after, from, page));
}

/** `+3`: pages from where the axis counts. */
export function pageLabel(page: number): string {
  return page < 0 ? `−${-page}` : `+${page}`;
}

const KINDS: Readonly<Record<NonNullable<Area['backing']>, string>> = {
  anonymous: 'anonymous',
  file: 'a file',
  deleted: 'a deleted file',
  'dev-zero': '/dev/zero',
  memfd: 'a memfd',
  hugepages: 'huge pages',
  special: 'the system’s own',
};

/** `arena+3p, 2 pages: rw-p, anonymous`, for those who do not see the picture. */
export function describeArea({ from, page, pages, perms, backing, offset }: Area): string {
  const at = page === 0 ? from : `${from}${page < 0 ? '-' : '+'}${Math.abs(page)}p`;
  const where = `${at}, ${pages} page${pages === 1 ? '' : 's'}`;
  if (perms === null || backing === null) return `${where}: nothing mapped`;
  const file = COUNTED.has(backing) ? ` from page ${offset}` : '';
  return `${where}: ${perms}, ${KINDS[backing]}${file}`;
}
