/** Which release's promises a target is held to: a promise of a later Linux is not held against an older one. */

/** What is compared of a release: its first two or three numbers. */
const NUMBERS = /^v?(\d+)\.(\d+)(?:\.(\d+))?/;

/** The numbers at the head of a release such as `6.18.44-fc-v669`; null when it does not begin with any. */
export function parseRelease(release: string): readonly [number, number, number] | null {
  const match = NUMBERS.exec(release);
  if (match === null) return null;
  const [, major, minor, patch] = match;
  return [Number(major), Number(minor), Number(patch ?? 0)];
}

/** Negative when `a` is the older release, 0 when they are the same, NaN when one of them is not a release number. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [parseRelease(a), parseRelease(b)];
  if (left === null || right === null) return Number.NaN;
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** The release whose promises count on a target. */
export interface Level {
  release: string;
  /** Who says so: the target itself, the reference in its place, or the user by `--level`. */
  from: 'target' | 'reference' | 'user';
}

/**
 * The level of a target. One whose release is no number of Linux's kind is held to the reference's; null when that is none either:
 * then every promise counts.
 */
export function levelOf(said: { user: string | null; target: string; reference: string }): Level | null {
  if (said.user !== null) return { release: said.user, from: 'user' };
  if (parseRelease(said.target) !== null) return { release: said.target, from: 'target' };
  return parseRelease(said.reference) === null ? null : { release: said.reference, from: 'reference' };
}

const SPEAKERS = {
  target: 'the target says',
  reference: 'the reference says',
  user: '--level says',
} as const;

/** Why a case does not hold at this level; null when it does. */
export function outsideLevel(
  promised: { readonly since?: string; readonly until?: string },
  level: Level | null,
): string | null {
  if (level === null) return null;
  const { since, until } = promised;
  const said = `${SPEAKERS[level.from]} ${level.release}`;
  if (since !== undefined && compareReleases(level.release, since) < 0) {
    const flag = level.from === 'user' ? '' : `; --level ${since} runs it all the same`;
    return `documented since Linux ${since}, ${said}${flag}`;
  }
  if (until !== undefined && compareReleases(level.release, until) >= 0) {
    const flag = level.from === 'user' ? '' : '; an older --level runs it all the same';
    return `not documented any more since Linux ${until}, ${said}${flag}`;
  }
  return null;
}
