/** What is below the overview: filters, the matrix, and the case that is open. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { rowsOf, selectRows, shownColumns } from '../matrix.ts';
import { hashOf, type View, viewOf, WHOLE } from '../view.ts';
import { CaseDialog } from './case-dialog.tsx';
import { Matrix } from './matrix.tsx';
import { usePrint } from './printed.tsx';
import type { Report } from './report.ts';
import { Toolbar } from './toolbar.tsx';

/** A fragment that is no view leads to a place in the page; none at all is the whole, to which the way back leads. */
const isView = (hash: string): boolean => hash.includes('=');
const isPlace = (hash: string): boolean => hash !== '' && !isView(hash);

function goToMatrix(): void {
  const section = document.getElementById('matrix');
  section?.scrollIntoView();
  section?.focus({ preventScroll: true });
}

/** The view, in step with the address. */
function useView(): [View, (more: Partial<View>) => void] {
  const [view, setView] = useState(() => viewOf(location.hash));
  useEffect(() => {
    if (isView(location.hash)) document.getElementById('matrix')?.scrollIntoView();
    const followLink = (): void => {
      const { hash } = location;
      if (isPlace(hash)) {
        // Nobody sees a place behind a case that is open.
        setView((old) => ({ ...old, case: null, steps: null }));
        return;
      }
      const next = viewOf(hash);
      setView(next);
      if (isView(hash) && next.case === null) goToMatrix();
    };
    addEventListener('hashchange', followLink);
    return () => removeEventListener('hashchange', followLink);
  }, []);
  const change = useCallback((more: Partial<View>) => {
    setView((old) => {
      const next = { ...old, ...more };
      history.replaceState(null, '', hashOf(next));
      return next;
    });
  }, []);
  return [view, change];
}

export function App({ report }: { report: Report }) {
  const { packed, cases, search } = report;
  const [view, change] = useView();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const searchField = useRef<HTMLInputElement>(null);

  const columns = useMemo(() => shownColumns(packed, view), [packed, view.on.join('\n')]);
  // What is open, and whose steps it shows, makes no difference to the rows.
  const filter = hashOf({ ...view, case: null, steps: null });
  const selection = useMemo(() => selectRows(cases, view, columns, search), [cases, filter, columns]);
  const rows = useMemo(() => rowsOf(selection.after, view, packed, toggled), [selection, toggled]);
  useEffect(() => setToggled(new Set()), [view.group, view.groups]);
  usePrint(report, selection.after, columns);

  useEffect(() => {
    const focusSearch = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      searchField.current?.focus();
      searchField.current?.select();
    };
    addEventListener('keydown', focusSearch);
    return () => removeEventListener('keydown', focusSearch);
  }, []);

  const toggle = useCallback((key: string) => {
    setToggled((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  const open = useCallback((id: string, steps: string | null) => change({ case: id, steps }), [change]);

  return (
    <>
      <Toolbar
        report={report}
        view={view}
        change={change}
        selection={selection}
        columns={columns}
        searchField={searchField}
        clear={() => change({ ...WHOLE, group: view.group, groups: view.groups })}
      />
      <Matrix
        report={report}
        rows={rows}
        columns={columns}
        isByClause={view.group === 'clause'}
        toggle={toggle}
        open={open}
      />
      {view.case !== null && (
        <CaseDialog
          report={report}
          id={view.case}
          steps={view.steps}
          columns={columns}
          among={selection.after}
          change={change}
        />
      )}
    </>
  );
}
