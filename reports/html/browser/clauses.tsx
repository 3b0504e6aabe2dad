/** The promises that a case checks. */
import type { MatrixCase } from '../matrix.ts';
import type { Report } from './report.ts';

export function Clauses({ report, one }: { report: Report; one: MatrixCase }) {
  const clauses = one.packed.clauses.flatMap((place) => report.packed.clauses[place] ?? []);
  if (clauses.length === 0) return null;
  return (
    <ul class="clauses" aria-label="What is documented">
      {clauses.map(({ id, promise, sources, now }) => (
        <li key={id}>
          <p class="clause-promise">{promise === '' ? 'This version knows no such clause.' : promise}</p>
          {now !== null && <p class="clause-now">Linux: {now}</p>}
          <p class="clause-source">
            <code>{id}</code> {sources.join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  );
}
