/** A picture of the address space in characters: a column a page. */
import type { Area, StepResult } from '../runner/result.ts';
import type { Backing } from '../suites/vocabulary.ts';

/** A column has as many characters as permissions have, or as a long page number. */
const WIDTH = 4;
/** Columns side by side; 80 characters are left for them and for what stands before them. */
const COLUMNS = 12;
/** Longer stretches are shown by their first and last page. */
const LONG = 4;

const BACKING_WORDS: Readonly<Record<Backing, string>> = {
  anonymous: 'anon',
  file: 'file',
  deleted: 'gone',
  'dev-zero': 'zero',
  memfd: 'mfd',
  hugepages: 'huge',
  special: 'spec',
};

type From = Area['from'];

/** Pages that look alike; without `area`, what was not shown: in the arena its own reservation. */
interface Stretch {
  page: number;
  pages: number;
  area?: Area;
}

/** Top to bottom: page number, permissions, what is mapped, page of the file, mark. */
type Column = [page: string, perms: string, backing: string, offset: string, mark: string];

/**
 * The picture of what a step left, a few lines for the arena and for each mapping outside of it; no line where the step has no picture.
 *
 * Page numbers count from the arena, or from what the slot's letter stands for. `-` is nothing mapped, an empty column what the case has not
 * touched, `..` more of the same. A fault is marked by `^` below its page.
 */
export function drawAddressSpace({ areas = [], faultAt }: Pick<StepResult, 'areas' | 'faultAt'>): string[] {
  const froms = [...new Set<From>([...areas.map(({ from }) => from), ...(faultAt ? [faultAt.from] : [])])];
  if (areas.length === 0 && faultAt === undefined) return [];
  const ordered = froms.toSorted(
    (a, b) => Number(b === 'arena') - Number(a === 'arena') || a.localeCompare(b),
  );
  return ordered.flatMap((from) => {
    const fault = faultAt?.from === from ? faultAt.page : null;
    return drawOne(
      from,
      areas.filter((area) => area.from === from),
      fault,
    );
  });
}

function drawOne(from: From, areas: readonly Area[], fault: number | null): string[] {
  const columns = stretches(areas, fault).flatMap((stretch) => columnsOf(stretch, fault));
  const lines: string[] = [];
  for (let start = 0; start < columns.length; start += COLUMNS) {
    const shown = columns.slice(start, start + COLUMNS);
    for (const row of [0, 1, 2, 3, 4] as const) {
      const cells = shown.map((column) => column[row].padEnd(Math.max(WIDTH, column[0].length)));
      const isEmpty = cells.every((cell) => cell.trim() === '');
      // Which page it is and what one may do there is always said.
      if (isEmpty && row > 1) continue;
      const label = row === 0 && start === 0 ? from : '';
      lines.push(`${label.padEnd('arena'.length)}  ${cells.join(' ')}`.trimEnd());
    }
  }
  return lines;
}

/** What is shown and what lies between, with the faulting page apart. */
function stretches(areas: readonly Area[], fault: number | null): Stretch[] {
  const all: Stretch[] = [];
  const add = (page: number, end: number, area?: Area): void => {
    const cuts = fault === null ? [] : [fault, fault + 1].filter((cut) => cut > page && cut < end);
    let start = page;
    for (const cut of [...cuts, end]) {
      if (cut > start) all.push({ page: start, pages: cut - start, ...(area === undefined ? {} : { area }) });
      start = cut;
    }
  };
  const sorted = areas.toSorted((a, b) => a.page - b.page);
  let next = Math.min(sorted[0]?.page ?? Number.POSITIVE_INFINITY, fault ?? Number.POSITIVE_INFINITY);
  for (const area of sorted) {
    add(next, area.page);
    add(area.page, area.page + area.pages, area);
    next = area.page + area.pages;
  }
  if (fault !== null && fault >= next) add(next, fault + 1);
  return all;
}

function columnsOf({ page, pages, area }: Stretch, fault: number | null): Column[] {
  const column = (at: number): Column => [
    String(at),
    area === undefined ? '' : (area.perms ?? '-'),
    area?.backing === undefined || area.backing === null ? '' : BACKING_WORDS[area.backing],
    isOfFile(area) ? `+${area.offset + (at - area.page)}` : '',
    at === fault ? '^^^^' : '',
  ];
  if (pages <= LONG) return Array.from({ length: pages }, (_, index) => column(page + index));
  const between: Column = ['..', '..', '', '', ''];
  return [column(page), between, column(page + pages - 1)];
}

function isOfFile(area: Area | undefined): area is Area {
  return area !== undefined && area.perms !== null && area.backing !== null && area.backing !== 'anonymous';
}
