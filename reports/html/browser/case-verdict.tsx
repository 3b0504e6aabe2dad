/** How a case ended on an implementation, and whether that was expected. */
import type { CaseResult } from '../../../runner/result.ts';
import { expectedWords } from '../../difference.ts';
import { MEANINGS, StatusMark } from '../statuses.tsx';

const duration = (us: number): string => (us < 10_000 ? `${us} µs` : `${(us / 1e6).toFixed(2)} s`);

/** A link only where it is one: an issue may be named otherwise, or worse. */
function Issue({ issue }: { issue: string }) {
  return /^https?:\/\//.test(issue) ? (
    <a href={issue} rel="noopener noreferrer">
      {issue}
    </a>
  ) : (
    issue
  );
}

function Expectation({ result: { expectation, known, fixed, status } }: { result: CaseResult }) {
  if (expectation === undefined) {
    return known ? <p class="expectation">It is known, and does not count.</p> : null;
  }
  const { reason, issue } = expectation;
  const expected = expectedWords(expectation);
  // A pass would not have counted anyway.
  const consequence = status === 'pass' ? '' : ': it does not count';
  return (
    <p class="expectation">
      {fixed
        ? `Not as expected any more: ${expected} was expected, ${status} was seen; this counts. `
        : `Expected to be ${expected}${consequence}. `}
      {reason}
      {issue !== undefined && (
        <>
          {' '}
          (<Issue issue={issue} />)
        </>
      )}
    </p>
  );
}

export function CaseVerdict({ result }: { result: CaseResult }) {
  const { status, known, fixed, reason, durationUs } = result;
  return (
    <div class={`verdict is-${status}`}>
      <p>
        <StatusMark status={status} known={known} fixed={fixed ?? false} /> <b>{status}</b>{' '}
        <span class="verdict-meaning">
          {MEANINGS[status]}
          {durationUs > 0 && ` · ${duration(durationUs)}`}
        </span>
      </p>
      {reason !== null && <p class="verdict-reason">{reason}</p>}
      <Expectation result={result} />
    </div>
  );
}
