/** The implementations of a case: whose steps are shown. */
import { useRef } from 'preact/hooks';
import type { MatrixCase } from '../matrix.ts';
import { StatusMark, statusWords } from '../statuses.tsx';
import { nameAt, type Report } from './report.ts';

interface TabsProps {
  report: Report;
  one: MatrixCase;
  columns: readonly number[];
  own: string;
  choose: (name: string) => void;
}

export function Tabs({ report, one, columns, own, choose }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const names = columns.map((column) => nameAt(report, column));

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = names.indexOf(own);
    const last = names.length - 1;
    const targets: Record<string, number> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    choose(names[target] ?? own);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[target]?.focus();
  };

  return (
    <div
      class="tabs"
      role="tablist"
      aria-label="Implementations"
      tabIndex={-1}
      ref={list}
      onKeyDown={onKeyDown}
    >
      {columns.map((column, index) => {
        const name = nameAt(report, column);
        const cell = one.cells[column] ?? null;
        return (
          <button
            key={name}
            id={`tab-${index}`}
            type="button"
            role="tab"
            class="tab"
            aria-selected={name === own}
            aria-controls="case-panel"
            tabIndex={name === own ? 0 : -1}
            onClick={() => choose(name)}
          >
            {cell !== null && <StatusMark {...cell} />}
            <span class="tab-name">{name}</span>
            <span class="tab-status">{cell === null ? 'not run' : statusWords(cell)}</span>
          </button>
        );
      })}
    </div>
  );
}
