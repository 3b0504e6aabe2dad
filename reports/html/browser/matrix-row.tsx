/** Rows of the matrix. */
import { STATUSES, type Status } from '../../../runner/result.ts';
import { type Cell, isQuiet, type MatrixCase, type Row } from '../matrix.ts';
import { StatusMark, StatusShape, statusWords } from '../statuses.tsx';
import { nameAt, type Report } from './report.ts';

interface RowProps {
  report: Report;
  columns: readonly number[];
  /** Of all rows. */
  index: number;
  /** Pixels. */
  top: number;
  /** The column that has the focus, if it is in this row: 0 is the name. */
  active: number | null;
}

const place = (index: number, column: number, active: number | null) => ({
  'data-row': index,
  'data-column': column,
  tabIndex: active === column ? 0 : -1,
});

/** The worst first. */
const SEVERITY: readonly Status[] = [
  'crash',
  'timeout',
  'fail',
  'drift',
  'broken',
  'deviate',
  'pass',
  'skip',
];

/** What a group comes to in a column: how many of its cases need a look, and the worst status among them. */
function gist(cells: readonly (Cell | null)[]): { status: Status; count: number } | null {
  const loud = cells.filter((cell) => !isQuiet(cell));
  const statuses = (loud.length > 0 ? loud : cells).flatMap((cell) => cell?.status ?? []);
  const status = SEVERITY.find((one) => statuses.includes(one));
  return status === undefined ? null : { status, count: loud.length };
}

function GroupCell({ name, cells }: { name: string; cells: readonly (Cell | null)[] }) {
  const of = gist(cells);
  if (of === null) return <span class="unseen">{name}: not run</span>;
  const { status, count } = of;
  const counts = STATUSES.flatMap((one) => {
    const found = cells.filter((cell) => cell?.status === one).length;
    return found > 0 ? [`${found} ${one}`] : [];
  });
  return (
    <>
      <span class={`gist is-${status}`} aria-hidden="true">
        <StatusShape status={status} />
        {count > 0 && count}
      </span>
      <span class="unseen">
        {name}: {counts.join(', ')}
      </span>
    </>
  );
}

export function GroupRow({
  report,
  columns,
  index,
  top,
  active,
  row,
}: RowProps & { row: Extract<Row, { kind: 'group' }> }) {
  return (
    <div
      class="row is-group"
      role="row"
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={row.isOpen}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span class="cell-name" role="rowheader" {...place(index, 0, active)} title={row.title}>
        <span class="fold" aria-hidden="true" />
        <span class="group-name">{row.name}</span>
        <span class="group-size">{row.cases.length}</span>
        {row.title !== '' && <span class="group-title">{row.title}</span>}
      </span>
      {columns.map((column, position) => (
        <span key={column} class="cell" role="gridcell" {...place(index, position + 1, active)}>
          <GroupCell
            name={nameAt(report, column)}
            cells={row.cases.map(({ cells }) => cells[column] ?? null)}
          />
        </span>
      ))}
    </div>
  );
}

export function CaseRow({
  report,
  columns,
  index,
  top,
  active,
  one,
  isByClause,
}: RowProps & { one: MatrixCase; isByClause: boolean }) {
  const name = isByClause ? one.id : one.id.slice(one.suite.length + 1) || one.id;
  return (
    <div
      class="row is-case"
      role="row"
      aria-rowindex={index + 2}
      aria-level={2}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span class="cell-name" role="rowheader" {...place(index, 0, active)} title={`${one.id}\n${one.title}`}>
        <span class="case-name">{name}</span> <span class="case-title">{one.title}</span>
      </span>
      {columns.map((column, position) => {
        const cell = one.cells[column] ?? null;
        const words = `${nameAt(report, column)}: ${cell === null ? 'not run' : statusWords(cell)}`;
        return (
          <span
            key={column}
            class="cell"
            role="gridcell"
            aria-label={words}
            title={words}
            {...place(index, position + 1, active)}
          >
            {cell !== null && <StatusMark {...cell} />}
          </span>
        );
      })}
    </div>
  );
}
