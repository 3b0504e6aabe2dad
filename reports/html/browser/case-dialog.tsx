/** A case: what is promised, what was seen, how to see it again. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CaseEntry } from '../../../runner/result.ts';
import { isQuiet, type MatrixCase } from '../matrix.ts';
import { unpackCase } from '../unpack.ts';
import type { View } from '../view.ts';
import { Again, Program } from './case-again.tsx';
import { CaseVerdict } from './case-verdict.tsx';
import { Clauses } from './clauses.tsx';
import { Pictures } from './pictures.tsx';
import { nameAt, type Report } from './report.ts';
import { StepsTable } from './steps-table.tsx';
import { Tabs } from './tabs.tsx';

export interface CaseDialogProps {
  report: Report;
  id: string;
  /** The implementation whose steps are wanted; null: the first that needs a look. */
  steps: string | null;
  columns: readonly number[];
  /** The cases of the view, to go on from one to the next. */
  among: readonly MatrixCase[];
  change: (more: Partial<View>) => void;
}

/** The implementation to begin with: one that needs a look, or else one beside the reference. */
function firstToShow(report: Report, one: MatrixCase, columns: readonly number[]): string {
  const { reference } = report.packed;
  const there = columns.filter((column) => one.cells[column] != null);
  const others = there.filter((column) => nameAt(report, column) !== reference);
  const column = others.find((index) => !isQuiet(one.cells[index])) ?? others[0] ?? there[0];
  return column === undefined ? reference : nameAt(report, column);
}

function Body({ report, one, own }: { report: Report; one: MatrixCase; own: string }) {
  const { packed } = report;
  const entry = useMemo((): CaseEntry => unpackCase(packed, one.packed), [one]);
  const result = entry.results[own];
  return (
    <>
      {result === undefined ? (
        <p class="note">{own} did not run this case.</p>
      ) : (
        <>
          <CaseVerdict result={result} />
          <StepsTable reference={packed.reference} entry={entry} own={own} />
          <Pictures reference={packed.reference} entry={entry} own={own} />
        </>
      )}
      <Again report={report} entry={entry} own={own} />
    </>
  );
}

function Neighbours({ id, among, change }: Pick<CaseDialogProps, 'id' | 'among' | 'change'>) {
  const index = among.findIndex((one) => one.id === id);
  const go = (to: number): void => {
    const one = among[to];
    if (one !== undefined) change({ case: one.id });
  };
  return (
    <>
      <span class="dialog-place">{index === -1 ? '' : `${index + 1} of ${among.length}`}</span>
      <button
        type="button"
        class="button"
        disabled={index <= 0}
        aria-keyshortcuts="p"
        onClick={() => go(index - 1)}
      >
        Previous
      </button>
      <button
        type="button"
        class="button"
        disabled={index === -1 || index === among.length - 1}
        aria-keyshortcuts="n"
        onClick={() => go(index + 1)}
      >
        Next
      </button>
    </>
  );
}

export function CaseDialog({ report, id, steps, columns, among, change }: CaseDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const one = report.cases.find((other) => other.id === id);
  const close = (): void => change({ case: null, steps: null });

  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // What is read first is the case, not a button.
    element?.focus();
    document.documentElement.classList.add('has-dialog');
    return () => {
      element?.close();
      document.documentElement.classList.remove('has-dialog');
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    dialog.current?.scrollTo(0, 0);
  }, [id]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'n' ? 1 : event.key === 'p' ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = among[among.findIndex((other) => other.id === id) + step];
    if (next !== undefined) change({ case: next.id });
  };

  const names = columns.map((column) => nameAt(report, column));
  const own =
    one === undefined
      ? ''
      : steps !== null && names.includes(steps)
        ? steps
        : firstToShow(report, one, columns);

  return (
    <dialog
      ref={dialog}
      class="case"
      tabIndex={-1}
      aria-labelledby="case-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onKeyDown={onKeyDown}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div class="case-inside">
        <header class="case-head">
          <code class="case-id">{id}</code>
          <span class="spring" />
          <Neighbours id={id} among={among} change={change} />
          <button type="button" class="button" onClick={close} aria-keyshortcuts="Escape">
            Close
          </button>
        </header>
        {one === undefined ? (
          <h2 id="case-title">This run has no such case.</h2>
        ) : (
          <>
            <h2 id="case-title">{one.title || one.id}</h2>
            <Clauses report={report} one={one} />
            <Tabs
              report={report}
              one={one}
              columns={columns}
              own={own}
              choose={(name) => change({ steps: name })}
            />
            <div role="tabpanel" id="case-panel" aria-labelledby={`tab-${names.indexOf(own)}`}>
              <Body report={report} one={one} own={own} />
            </div>
            <Program id={one.id} />
          </>
        )}
      </div>
    </dialog>
  );
}
