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
  /** In the area's first column: how far into the file it begins, in pages. */
  readonly offset: number;
}

export const PAGE_WIDTH = 58;
const STRETCH_WIDTH = 76;
/** Longer stretches without a border are one column. */
const LONGEST = 4;
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

/** A page of the neighbourhood on either side, as far as there is one: the arena has no page before its first. */
function withMargins(from: From, marks: readonly number[]): number[] {
  const [first = 0] = marks;
  const last = marks.at(-1) ?? 0;
  if (from !== 'arena') return [...marks];
  return [...(first > 0 ? [Math.max(0, first - 1)] : []), ...marks, last + 1];
}

function cut(marks: readonly number[], longest: number): { page: number; pages: number }[] {
  return marks.slice(0, -1).flatMap((page, index) => {
    const pages = (marks[index + 1] ?? page) - page;
    if (pages > longest) return [{ page, pages }];
    return Array.from({ length: pages }, (_, offset) => ({ page: page + offset, pages: 1 }));
  });
}

/** The axes of these pictures, the arena's first. */
export function axesOf(changes: readonly Change[]): Axis[] {
  return ORDER.flatMap((from): Axis[] => {
    const marks = boundaries(from, changes);
    if (marks.length === 0) return [];
    const framed = withMargins(from, marks);
    const fine = cut(framed, LONGEST);
    const stretches = fine.length > MANY ? cut(framed, 1) : fine;
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
  const blocks: { area: Area | null; columns: Column[]; offset: number }[] = [];
  for (const column of columns) {
    const area = areaAt(areas, from, column.page);
    const last = blocks.at(-1);
    if (last !== undefined && last.area === area) last.columns.push(column);
    else blocks.push({ area, columns: [column], offset: area?.offset ?? 0 });
  }
  return blocks;
}

/** What can be told apart of a page: not which area it is counted to. */
function pageIn(areas: readonly Area[], from: From, page: number): string {
  const area = areaAt(areas, from, page);
  if (area === null) return '';
  const offset = area.backing === 'anonymous' ? 0 : area.offset + page - area.page;
  return `${area.perms} ${area.backing} ${offset}`;
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
  const file = backing === 'anonymous' ? '' : ` from page ${offset}`;
  return `${where}: ${perms}, ${KINDS[backing]}${file}`;
}
