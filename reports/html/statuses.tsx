/** How a status looks, everywhere in the report: a shape of its own besides a colour of its own. */
import type { Status } from '../../runner/result.ts';

/** What a status means, in a few words. */
export const MEANINGS: Readonly<Record<Status, string>> = {
  pass: 'as documented, and as the reference does it',
  deviate: 'as documented; differs from the reference where the documentation leaves it open',
  fail: 'something documented does not hold',
  drift: 'something documented does not hold, and the reference does the very same',
  crash: 'the process died unasked',
  timeout: 'it outlasted its limit',
  broken: 'the harness could not tell',
  skip: 'something that the case needs is not there',
};

/** Strokes in a square of 16 by 16. */
const SHAPES: Readonly<Record<Status, string>> = {
  pass: 'M3.5 8.5l3 3 6-7',
  deviate: 'M3 6.2c1.7-2 3.3-2 5 0s3.3 2 5 0M3 10.6c1.7-2 3.3-2 5 0s3.3 2 5 0',
  fail: 'M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6',
  drift: 'M3.2 6h9.6M3.2 10h9.6M10.4 3.2l-4.8 9.6',
  crash: 'M9.4 2.4L4.6 8.8h3.2l-1.2 4.8 4.8-6.4H8.2z',
  timeout: 'M8 2.8a5.2 5.2 0 1 0 0 10.4a5.2 5.2 0 1 0 0-10.4M8 5.2V8l2 1.4',
  broken: 'M5.6 6.1a2.4 2.4 0 1 1 3.5 2.1C8.3 8.6 8 9 8 9.9M8 12.4v.2',
  skip: 'M4.5 8h7',
};

/** The shape alone; whoever uses it says the word beside it, or names the whole. */
export function StatusShape({ status }: { status: Status }) {
  return (
    <svg class="shape" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={SHAPES[status]} />
    </svg>
  );
}

export interface StatusMarkProps {
  status: Status;
  /** Expected to be so. */
  known?: boolean;
  /** Not as expected any more. */
  fixed?: boolean;
}

/** The coloured square with the shape in it. */
export function StatusMark({ status, known = false, fixed = false }: StatusMarkProps) {
  const classes = ['mark', `is-${status}`, ...(known ? ['is-known'] : []), ...(fixed ? ['is-fixed'] : [])];
  return (
    <span class={classes.join(' ')}>
      <StatusShape status={status} />
    </span>
  );
}

/** The status in words: `fail, known`. */
export function statusWords({ status, known = false, fixed = false }: StatusMarkProps): string {
  return [status, ...(known ? ['known'] : []), ...(fixed ? ['not as expected'] : [])].join(', ');
}
