/** The filters: what of the matrix is shown. */
import type { Ref } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { STATUSES } from '../../../runner/result.ts';
import { type MatrixCase, statusCounts } from '../matrix.ts';
import { MEANINGS, StatusMark } from '../statuses.tsx';
import { type View, WHOLE } from '../view.ts';
import type { Report } from './report.ts';

interface FilterProps {
  view: View;
  change: (more: Partial<View>) => void;
}

interface ChoiceProps {
  label: string;
  /** What stands for no filter. */
  all: string;
  value: string | null;
  options: readonly string[];
  choose: (value: string | null) => void;
}

function Choice({ label, all, value, options, choose }: ChoiceProps) {
  // A fragment may name what this run does not have.
  const offered = value === null || options.includes(value) ? options : [value, ...options];
  return (
    <label class={`choice${value === null ? '' : ' is-set'}`}>
      <span class="choice-label">{label}</span>
      <select value={value ?? ''} onChange={(event) => choose(event.currentTarget.value || null)}>
        <option value="">{all}</option>
        {offered.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

const sorted = (all: Iterable<string>): string[] => [...new Set(all)].sort();

/** Groups and suites in their order, each group before its suites. */
function suitesOf(cases: readonly MatrixCase[]): string[] {
  return [...new Set(cases.flatMap(({ suite }) => [suite.split('/')[0] ?? suite, suite]))];
}

function Choices({ report, view, change }: FilterProps & { report: Report }) {
  const { cases, packed } = report;
  const options = useMemo(
    () => ({
      suites: suitesOf(cases),
      flags: sorted(cases.flatMap(({ flags }) => flags)),
      errors: sorted(cases.flatMap(({ errors }) => errors)),
      sections: [...new Set(packed.clauses.map(({ section }) => section))],
    }),
    [report],
  );
  return (
    <>
      <Choice
        label="Suite"
        all="all suites"
        value={view.suite}
        options={options.suites}
        choose={(suite) => change({ suite })}
      />
      <Choice
        label="Section"
        all="all sections"
        value={view.section}
        options={options.sections}
        choose={(section) => change({ section })}
      />
      <Choice
        label="Flag"
        all="any flag"
        value={view.flag}
        options={options.flags}
        choose={(flag) => change({ flag })}
      />
      <Choice
        label="Errno or signal"
        all="any errno"
        value={view.error}
        options={options.errors}
        choose={(error) => change({ error })}
      />
    </>
  );
}

/** Which implementations have a column, and count for the other filters. */
function Implementations({ report, view, change }: FilterProps & { report: Report }) {
  const names = report.packed.implementations.map(({ name }) => name);
  const named = view.on.filter((name) => names.includes(name));
  const shown = named.length === 0 ? names : named;
  const toggle = (name: string): void => {
    const next = names.filter((one) => (one === name ? !shown.includes(one) : shown.includes(one)));
    change({ on: next.length === names.length ? [] : next });
  };
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const closeOutside = (event: Event): void => {
      if (event.target instanceof Node && !menu.current?.contains(event.target))
        menu.current?.removeAttribute('open');
    };
    addEventListener('pointerdown', closeOutside);
    addEventListener('focusin', closeOutside);
    return () => {
      removeEventListener('pointerdown', closeOutside);
      removeEventListener('focusin', closeOutside);
    };
  }, []);
  const closeByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    menu.current?.removeAttribute('open');
    menu.current?.querySelector('summary')?.focus();
  };
  return (
    <details ref={menu} onKeyDown={closeByKey} class={`menu${named.length === 0 ? '' : ' is-set'}`}>
      <summary class="button">
        Implementations{' '}
        <b>
          {shown.length}/{names.length}
        </b>
      </summary>
      <fieldset>
        <legend>Shown implementations</legend>
        {names.map((name) => (
          <span class="menu-item" key={name}>
            <label>
              <input
                type="checkbox"
                checked={shown.includes(name)}
                disabled={shown.length === 1 && shown.includes(name)}
                onChange={() => toggle(name)}
              />{' '}
              {name}
            </label>
            <button type="button" class="link" onClick={() => change({ on: [name] })}>
              only<span class="unseen"> {name}</span>
            </button>
          </span>
        ))}
        <button type="button" class="link" onClick={() => change({ on: [] })}>
          show all
        </button>
      </fieldset>
    </details>
  );
}

/** A switch for each status, which is the legend, too. */
function Statuses({
  view,
  change,
  before,
  columns,
}: FilterProps & { before: readonly MatrixCase[]; columns: readonly number[] }) {
  const counts = useMemo(() => statusCounts(before, columns), [before, columns]);
  const present = STATUSES.filter((status) => counts[status] > 0 || view.statuses.includes(status));
  return (
    <fieldset class="statuses">
      <legend class="unseen">Status</legend>
      {present.map((status) => {
        const isOn = view.statuses.includes(status);
        const next = STATUSES.filter((one) => (one === status ? !isOn : view.statuses.includes(one)));
        return (
          <button
            key={status}
            type="button"
            class="chip"
            aria-pressed={isOn}
            title={MEANINGS[status]}
            onClick={() => change({ statuses: next })}
          >
            <StatusMark status={status} /> {status} <b>{counts[status]}</b>
          </button>
        );
      })}
    </fieldset>
  );
}

function isFiltered(view: View): boolean {
  const keys = ['text', 'suite', 'flag', 'error', 'clause', 'section', 'differences'] as const;
  return view.statuses.length > 0 || view.on.length > 0 || keys.some((key) => view[key] !== WHOLE[key]);
}

export interface ToolbarProps extends FilterProps {
  report: Report;
  /** The cases before and after the filter by status. */
  selection: { before: readonly MatrixCase[]; after: readonly MatrixCase[] };
  columns: readonly number[];
  searchField: Ref<HTMLInputElement>;
  clear: () => void;
}

export function Toolbar({ report, view, change, selection, columns, searchField, clear }: ToolbarProps) {
  const all = report.cases.length;
  const shown = selection.after.length;
  return (
    <search class="toolbar" aria-label="Filter the cases">
      <div class="toolbar-line">
        <input
          ref={searchField}
          class="search"
          type="search"
          placeholder="Search: name, title, call, errno …"
          aria-label="Search the cases"
          aria-keyshortcuts="/"
          value={view.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            if (view.text === '') event.currentTarget.blur();
            change({ text: '' });
          }}
        />
        <Choices report={report} view={view} change={change} />
        <Implementations report={report} view={view} change={change} />
      </div>
      <div class="toolbar-line">
        <Statuses view={view} change={change} before={selection.before} columns={columns} />
        <label class="check">
          <input
            type="checkbox"
            checked={view.differences}
            onChange={(event) => change({ differences: event.currentTarget.checked })}
          />{' '}
          Only differences
        </label>
      </div>
      <div class="toolbar-line toolbar-end">
        <p class="shown" aria-live="polite">
          <b>{shown}</b> {shown === all ? `case${all === 1 ? '' : 's'}` : `of ${all} cases`}
        </p>
        {view.clause !== null && (
          <button type="button" class="chip is-removable" onClick={() => change({ clause: null })}>
            <span class="unseen">remove the filter </span>clause {view.clause} <b aria-hidden="true">×</b>
          </button>
        )}
        {isFiltered(view) && (
          <button type="button" class="link" onClick={clear}>
            clear filters
          </button>
        )}
        <span class="spring" />
        <fieldset class="switch">
          <legend class="unseen">Group by</legend>
          {(['suite', 'clause'] as const).map((group) => (
            <button
              key={group}
              type="button"
              aria-pressed={view.group === group}
              onClick={() => change({ group })}
            >
              by {group}
            </button>
          ))}
        </fieldset>
        <fieldset class="switch">
          <legend class="unseen">Groups</legend>
          {(['open', 'closed'] as const).map((groups) => (
            <button
              key={groups}
              type="button"
              aria-pressed={view.groups === groups}
              onClick={() => change({ groups: view.groups === groups ? null : groups })}
            >
              {groups === 'open' ? 'expand' : 'collapse'}
            </button>
          ))}
        </fieldset>
      </div>
    </search>
  );
}
