/** An address space, page by page, before and after a step. */

import type { Area } from '../../../runner/result.ts';
import { type Change, isUnchanged } from '../moments.ts';
import {
  type Axis,
  type Block,
  blocksOf,
  type Column,
  changedColumns,
  describeArea,
  filePage,
  pageLabel,
} from '../picture-layout.ts';

/** Units of the picture, which are pixels. */
const GUTTER = 74;
const AXIS_HEIGHT = 18;
const ROW_HEIGHT = 42;
const GAP = 20;
const FAULT_HEIGHT = 26;

/** The name of the colour of a protection. */
export function protectionOf(perms: string | null): 'free' | 'none' | 'read' | 'write' | 'execute' {
  if (perms === null) return 'free';
  if (perms.includes('x')) return 'execute';
  if (perms.includes('w')) return 'write';
  return perms.includes('r') ? 'read' : 'none';
}

const SHORT: Readonly<Record<NonNullable<Area['backing']>, string>> = {
  anonymous: 'anon',
  file: 'file',
  deleted: 'deleted',
  'dev-zero': 'zero',
  memfd: 'memfd',
  hugepages: 'huge',
  special: 'special',
};

function Label({ area, column, y }: { area: Area; column: Column; y: number }) {
  const { perms, backing } = area;
  if (perms === null || backing === null) return null;
  const inFile = filePage(area, column.page);
  const middle = column.x + column.width / 2;
  return (
    <>
      <text class="area-perms" x={middle} y={y + 19}>
        {perms}
      </text>
      <text class="area-backing" x={middle} y={y + 32}>
        {SHORT[backing]}
        {inFile !== null && `+${inFile}`}
      </text>
    </>
  );
}

/** A stretch of pages that are alike. */
export function PictureBlock({ block: { area, columns }, y }: { block: Block; y: number }) {
  const [first] = columns;
  const last = columns.at(-1);
  if (first === undefined || last === undefined) return null;
  const width = last.x + last.width - first.x;
  const box = { x: first.x + 1, y, width: width - 2, height: ROW_HEIGHT, rx: 3 };
  const isShared = area?.perms?.endsWith('s') ?? false;
  return (
    <g class={`area ${area === null ? 'is-reserved' : `is-${protectionOf(area.perms)}`}`}>
      <rect class="area-fill" {...box} />
      {area === null && <rect class="area-pattern is-reserved" {...box} />}
      {area?.backing != null && <rect class={`area-pattern is-${area.backing}`} {...box} />}
      {columns.slice(1).map(({ x }) => (
        <path key={x} class="area-page" d={`M${x} ${y}v5M${x} ${y + ROW_HEIGHT}v-5`} />
      ))}
      <rect class="area-edge" {...box} />
      {isShared && (
        <rect
          class="area-edge"
          x={box.x + 3}
          y={y + 3}
          width={box.width - 6}
          height={ROW_HEIGHT - 6}
          rx={1.5}
        />
      )}
      {area !== null && columns.map((column) => <Label key={column.page} {...{ area, column, y }} />)}
      {area !== null && area.perms === null && (
        <text class="area-perms" x={first.x + width / 2} y={y + 25}>
          free
        </text>
      )}
    </g>
  );
}

function AxisLabels({ axis }: { axis: Axis }) {
  return (
    <g class="axis">
      <text class="axis-from" x={-GUTTER} y={12}>
        {axis.from}
      </text>
      {axis.columns.map(({ page, pages, x, width }) => (
        <text key={page} class="axis-page" x={x + width / 2} y={12}>
          {pages === 1 ? pageLabel(page) : `${pageLabel(page)}…${pageLabel(page + pages - 1)}`}
        </text>
      ))}
    </g>
  );
}

function Space({ axis, areas, y, label }: { axis: Axis; areas: readonly Area[]; y: number; label: string }) {
  return (
    <g>
      <text class="space-label" x={-GUTTER} y={y + ROW_HEIGHT / 2 + 4}>
        {label}
      </text>
      {blocksOf(axis, areas).map((block) => (
        <PictureBlock key={block.columns[0]?.page} block={block} y={y} />
      ))}
    </g>
  );
}

/** Between before and after: where it changed. */
function Arrows({ columns, y }: { columns: readonly Column[]; y: number }) {
  return (
    <>
      {columns.map(({ page, x, width }) => {
        const middle = x + width / 2;
        return (
          <path
            key={page}
            class="changed"
            d={`M${middle} ${y + 3}v${GAP - 9}M${middle - 4} ${y + GAP - 9}l4 5l4-5`}
          />
        );
      })}
    </>
  );
}

function Fault({ axis, page, y }: { axis: Axis; page: number; y: number }) {
  const column = axis.columns.find((one) => one.page <= page && page < one.page + one.pages);
  if (column === undefined) return null;
  const middle = column.x + column.width / 2;
  return (
    <g class="fault">
      <rect x={column.x + 1} y={y} width={column.width - 2} height={ROW_HEIGHT} rx={3} />
      <path d={`M${middle} ${y + ROW_HEIGHT + 3}l5 8h-10z`} />
      <text x={middle} y={y + ROW_HEIGHT + 22}>
        fault at {pageLabel(page)}
      </text>
    </g>
  );
}

/** What is said of a picture in which nothing changed: where the call mapped something that is not drawn, no more than that. */
function unchangedWords({ outside }: Change): string {
  return outside ? 'as before' : 'unchanged';
}

/** What is seen, in words. */
function description(name: string, axis: Axis, change: Change): string {
  const words = (areas: readonly Area[]): string =>
    areas.length === 0 ? 'nothing of the case’s own' : areas.map(describeArea).join('; ');
  const { before, after, faultAt } = change;
  const fault = faultAt === undefined ? '' : `. A fault at ${axis.from}, page ${faultAt.page}`;
  if (isUnchanged(change)) return `${name}, ${unchangedWords(change)}: ${words(after)}${fault}`;
  const first = before === 'unknown' ? 'not observed' : words(before);
  return `${name}, before: ${first}. After: ${words(after)}${fault}`;
}

export interface PictureProps {
  /** Of whom it is. */
  name: string;
  axis: Axis;
  /** On this axis. */
  change: Change;
}

export function Picture({ name, axis, change }: PictureProps) {
  const isSingle = isUnchanged(change) || change.before === 'unknown';
  const lastRow = AXIS_HEIGHT + (isSingle ? 0 : ROW_HEIGHT + GAP);
  const { faultAt, before, after } = change;
  const width = GUTTER + axis.width + 2;
  const height = lastRow + ROW_HEIGHT + 2 + (faultAt === undefined ? 0 : FAULT_HEIGHT);
  return (
    <svg
      class="picture"
      width={width}
      height={height}
      viewBox={`${-GUTTER} 0 ${width} ${height}`}
      role="img"
      aria-label={description(name, axis, change)}
    >
      <AxisLabels axis={axis} />
      {!isSingle && before !== 'unknown' && (
        <>
          <Space axis={axis} areas={before} y={AXIS_HEIGHT} label="before" />
          <Arrows columns={changedColumns(axis, change)} y={AXIS_HEIGHT + ROW_HEIGHT} />
        </>
      )}
      <Space
        axis={axis}
        areas={after}
        y={lastRow}
        label={isUnchanged(change) ? unchangedWords(change) : 'after'}
      />
      {faultAt !== undefined && <Fault axis={axis} page={faultAt.page} y={lastRow} />}
    </svg>
  );
}
