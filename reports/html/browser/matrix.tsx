/** The matrix: a row for each case, a column for each implementation. Only the rows in sight are in the page. */
import type { CSSProperties } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Row } from '../matrix.ts';
import { CaseRow, GroupRow } from './matrix-row.tsx';
import { nameAt, type Report } from './report.ts';

/** Pixels; as in matrix.css. */
const HEIGHTS = { wide: { group: 38, case: 30 }, narrow: { group: 58, case: 64 } };
/** Pixels above and below what is in sight. */
const MARGIN = 400;
const NARROW = '(max-width: 640px)';

function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const follow = (): void => setNarrow(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isNarrow;
}

/** Where each row begins, and behind the last one where all end. */
function topsOf(rows: readonly Row[], heights: { group: number; case: number }): number[] {
  const tops = [0];
  for (const row of rows) tops.push((tops.at(-1) ?? 0) + heights[row.kind]);
  return tops;
}

/** The last row that begins at or above this. */
function rowAt(tops: readonly number[], y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The rows in sight, first and last, of a body whose rows begin at `tops`. */
function useSight(body: { current: HTMLDivElement | null }, tops: readonly number[]): [number, number] {
  const [sight, setSight] = useState<[number, number]>([0, 40]);
  useLayoutEffect(() => {
    const look = (): void => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const first = rowAt(tops, -top - MARGIN);
      const last = rowAt(tops, innerHeight - top + MARGIN);
      setSight((old) => (old[0] === first && old[1] === last ? old : [first, last]));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [tops]);
  return sight;
}

export interface MatrixProps {
  report: Report;
  rows: readonly Row[];
  /** Places of the shown implementations. */
  columns: readonly number[];
  isByClause: boolean;
  toggle: (group: string) => void;
  /** Opens a case; the name of the implementation whose steps are wanted. */
  open: (id: string, name: string | null) => void;
}

export function Matrix({ report, rows, columns, isByClause, toggle, open }: MatrixProps) {
  const isNarrow = useNarrow();
  const tops = useMemo(() => topsOf(rows, HEIGHTS[isNarrow ? 'narrow' : 'wide']), [rows, isNarrow]);
  const body = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const [first, last] = useSight(body, tops);
  const [active, setActive] = useState({ row: 0, column: 0 });
  const wantsFocus = useRef(false);
  const activeRow = Math.min(active.row, Math.max(0, rows.length - 1));
  const activeColumn = Math.min(active.column, columns.length);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    body.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  });

  const show = (row: number): void => {
    const box = body.current?.getBoundingClientRect();
    if (box === undefined) return;
    const above = (head.current?.offsetHeight ?? 0) + 8;
    const top = box.top + (tops[row] ?? 0);
    const bottom = box.top + (tops[row + 1] ?? 0);
    if (top < above) scrollBy(0, top - above);
    else if (bottom > innerHeight - 8) scrollBy(0, bottom - innerHeight + 8);
  };

  const go = (row: number, column: number): void => {
    const next = {
      row: Math.max(0, Math.min(row, rows.length - 1)),
      column: Math.max(0, Math.min(column, columns.length)),
    };
    wantsFocus.current = true;
    setActive(next);
    show(next.row);
  };

  const enter = (row: number, column: number): void => {
    const one = rows[row];
    if (one === undefined) return;
    if (one.kind === 'group') toggle(one.key);
    else open(one.one.id, column === 0 ? null : nameAt(report, columns[column - 1] ?? -1));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[activeRow];
    if (row === undefined || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(innerHeight / 40) - 3);
    const isFolding = row.kind === 'group' && activeColumn === 0;
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(activeRow + 1, activeColumn),
      ArrowUp: () => go(activeRow - 1, activeColumn),
      ArrowRight: () => (isFolding && !row.isOpen ? toggle(row.key) : go(activeRow, activeColumn + 1)),
      ArrowLeft: () => (isFolding && row.isOpen ? toggle(row.key) : go(activeRow, activeColumn - 1)),
      PageDown: () => go(activeRow + page, activeColumn),
      PageUp: () => go(activeRow - page, activeColumn),
      Home: () => go(event.ctrlKey ? 0 : activeRow, 0),
      End: () => go(event.ctrlKey ? rows.length - 1 : activeRow, columns.length),
      Enter: () => enter(activeRow, activeColumn),
      ' ': () => enter(activeRow, activeColumn),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  const onClick = (event: MouseEvent): void => {
    const cell = (event.target as Element).closest<HTMLElement>('[data-row]');
    if (cell === null) return;
    const place = { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
    setActive(place);
    // So that whoever closes the case comes back here.
    cell.focus({ preventScroll: true });
    enter(place.row, place.column);
  };

  // The row with the focus stays in the page, wherever it is: otherwise the focus would be lost.
  const inSight = rows.slice(first, last + 1).map((row, index) => ({ row, index: first + index }));
  const focused = rows[activeRow];
  if (focused !== undefined && activeRow < first) inSight.unshift({ row: focused, index: activeRow });
  if (focused !== undefined && activeRow > last) inSight.push({ row: focused, index: activeRow });
  const size = columns.length > 6 ? 'many' : 'few';
  const style = { '--columns': columns.length } as CSSProperties;

  return (
    <div
      class={`matrix has-${size}`}
      role="treegrid"
      aria-label="Cases and implementations"
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      style={style}
      tabIndex={rows.length === 0 ? 0 : -1}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div class="matrix-head" role="rowgroup" ref={head}>
        <div class="row" role="row" aria-rowindex={1}>
          <span class="cell-name" role="columnheader">
            {isByClause ? 'clause / case' : 'suite / case'}
          </span>
          {columns.map((column) => {
            const name = nameAt(report, column);
            const isReference = name === report.packed.reference;
            return (
              <span
                key={column}
                class={`cell-head${isReference ? ' is-reference' : ''}`}
                role="columnheader"
                title={isReference ? `${name}: the reference` : name}
              >
                <span>{name}</span>
              </span>
            );
          })}
        </div>
      </div>
      <div class="matrix-body" role="rowgroup" ref={body} style={{ height: `${tops.at(-1) ?? 0}px` }}>
        {inSight.map(({ row, index }) => {
          const common = {
            report,
            columns,
            index,
            top: tops[index] ?? 0,
            active: index === activeRow ? activeColumn : null,
          };
          return row.kind === 'group' ? (
            <GroupRow key={row.key} {...common} row={row} />
          ) : (
            <CaseRow key={row.key} {...common} one={row.one} isByClause={isByClause} />
          );
        })}
        {rows.length === 0 && (
          <div role="row" class="nothing">
            <span role="gridcell">
              {report.cases.length === 0 ? 'This run has no cases.' : 'No case is left by these filters.'}
            </span>
          </div>
        )}
      </div>
    </div>
  );
}
