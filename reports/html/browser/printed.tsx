/** What of the matrix is printed: the cases of the view that need a look, each with the step that differs. */
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { columns as columnsOf, differences } from '../../difference.ts';
import { isQuiet, type MatrixCase } from '../matrix.ts';
import { StatusMark, statusWords } from '../statuses.tsx';
import { unpackCase } from '../unpack.ts';
import { nameAt, type Report } from './report.ts';

function PrintedCase({
  report,
  one,
  columns,
}: {
  report: Report;
  one: MatrixCase;
  columns: readonly number[];
}) {
  const { packed } = report;
  const loud = columns.filter((column) => !isQuiet(one.cells[column]));
  const names = loud.map((column) => nameAt(report, column));
  const steps = differences(packed, unpackCase(packed, one.packed), names);
  return (
    <li>
      <p>
        <code>{one.id}</code> {one.title}
      </p>
      <p class="printed-statuses">
        {loud.map((column) => {
          const cell = one.cells[column];
          return (
            cell && (
              <span key={column}>
                <StatusMark {...cell} /> {statusWords(cell)} on {nameAt(report, column)}
              </span>
            )
          );
        })}
      </p>
      {steps.map((step, index) => (
        <pre key={`${index} ${step.call}`}>
          {step.call}
          {columnsOf(step, packed.reference)
            .map((line) => `\n  ${line}`)
            .join('')}
        </pre>
      ))}
    </li>
  );
}

function Printed({
  report,
  cases,
  columns,
}: {
  report: Report;
  cases: readonly MatrixCase[];
  columns: readonly number[];
}) {
  const loud = cases.filter(({ cells }) => columns.some((column) => !isQuiet(cells[column])));
  return (
    <section>
      <h2>Differences</h2>
      <p>
        {loud.length === 0 ? 'None' : loud.length} in {cases.length} of {report.cases.length} cases.
      </p>
      <ol class="printed">
        {loud.map((one) => (
          <PrintedCase key={one.id} report={report} one={one} columns={columns} />
        ))}
      </ol>
    </section>
  );
}

/** Puts into the page what is printed, as long as it is printed. */
export function usePrint(report: Report, cases: readonly MatrixCase[], columns: readonly number[]): void {
  useEffect(() => {
    const root = document.getElementById('print');
    if (root === null) return;
    const show = (): void => render(<Printed report={report} cases={cases} columns={columns} />, root);
    const hide = (): void => render(null, root);
    const query = matchMedia('print');
    const follow = (): void => (query.matches ? show() : hide());
    addEventListener('beforeprint', show);
    addEventListener('afterprint', hide);
    query.addEventListener('change', follow);
    if (query.matches) show();
    return () => {
      removeEventListener('beforeprint', show);
      removeEventListener('afterprint', hide);
      query.removeEventListener('change', follow);
    };
  }, [report, cases, columns]);
}
