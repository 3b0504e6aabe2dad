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

/** Whose release counts where the user does not say. */
export type LevelSource = 'target' | 'reference';

/**
 * The level of a target. If the one whose release counts does not give a number of Linux's kind, the other's stands in; null when
 * that is none either: then every promise counts.
 *
 * @param said.source whose release counts; default: the target's
 */
export function levelOf(said: {
  user: string | null;
  target: string;
  reference: string;
  source?: LevelSource;
}): Level | null {
  if (said.user !== null) return { release: said.user, from: 'user' };
  const sources =
    said.source === 'reference' ? (['reference', 'target'] as const) : (['target', 'reference'] as const);
  const from = sources.find((one) => parseRelease(said[one]) !== null);
  return from === undefined ? null : { release: said[from], from };
}

/** To what a target is held if that is not what it says of itself, and what overrides it; null if it is. */
export function describeLevel(level: Level | null, target: string): string | null {
  if (level?.from !== 'reference' || level.release === target) return null;
  // It makes no promise of its own: nothing is overridden.
  if (parseRelease(target) === null) return null;
  return `held to the promises of Linux ${level.release}, as the reference says, not to those of ${target}; --level VERSION overrides`;
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
