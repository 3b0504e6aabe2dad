/** A comparison in words, for its reports. All texts are safe to show, but not escaped for Markdown. */
import type { Change, ComparedCase, PairComparison, Side } from '../runner/comparison.ts';
import type { ComparedFile, ComparisonReport } from './comparison.ts';
import { plural } from './summary.ts';
import { visible } from './visible.ts';

/** What each change is called above its cases. */
export const HEADINGS: Readonly<Record<Change, string>> = {
  worse: 'got worse',
  better: 'got better',
  skipped: 'not run any more',
  moved: 'another status, nothing that counts',
  changed: 'the same status, but a step went otherwise',
  new: 'new',
  gone: 'gone',
};

/** `fail (known)`. */
function sideText(side: Side | null): string {
  if (side === null) return 'none';
  return side.known ? `${side.status} (known)` : side.status;
}

/** `pass -> fail`; one status where there is no other. */
export function transition({ before, after }: ComparedCase): string {
  if (before === null || after === null) return sideText(before ?? after);
  const [a, b] = [sideText(before), sideText(after)];
  return a === b ? a : `${a} -> ${b}`;
}

/** Why it is so now; of what is gone, why it was so. */
export function reasonOf({ before, after }: ComparedCase): string | null {
  const reason = (after ?? before)?.reason ?? null;
  return reason === null ? null : visible(reason);
}

/** What was seen in a step, once and now. */
export const seen = (observed: string | null): string =>
  observed === null ? 'not reached' : visible(observed);

/** `gvisor`, or `old -> new`. */
export function pairName({ before, after }: PairComparison): string {
  return before === after ? visible(after) : `${visible(before)} -> ${visible(after)}`;
}

/** `3 got worse, 1 new`; says it where nothing changed. */
export function countsText({ counts }: PairComparison): string {
  const { worse, better, skipped, moved, changed, new: added, gone, same, unknown } = counts;
  const parts = [
    `${worse} worse`,
    `${better} better`,
    ...(skipped > 0 ? [`${skipped} not run any more`] : []),
    ...(moved > 0 ? [`${moved} moved`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    `${added} new`,
    `${gone} gone`,
    `${same} the same`,
    ...(unknown > 0 ? [`${unknown} without a result in a run that is not whole`] : []),
  ];
  return parts.join(', ');
}

/** What is compared with what. */
export function fileText({ file, tool, interrupted, implementations }: ComparedFile): string {
  const on = Object.entries(implementations).map(
    ([name, { arch, release }]) =>
      `${visible(name)} (${visible(release ?? 'no release')}, ${visible(arch ?? '?')})`,
  );
  return `${visible(file)}: version ${visible(tool.version)}${interrupted ? ', interrupted' : ''}; ${on.join(', ')}`;
}

/** What was left aside. */
export function leftAside({ onlyBefore, onlyAfter }: ComparisonReport): string[] {
  const say = (names: readonly string[], which: string): string[] =>
    names.length === 0 ? [] : [`only in the ${which}, not compared: ${names.map(visible).join(', ')}`];
  return [...say(onlyBefore, 'first'), ...say(onlyAfter, 'second')];
}

/** The last line. */
export function conclusion({ pairs, regression }: ComparisonReport): string {
  if (!regression) return 'no regression';
  return plural(
    pairs.reduce((sum, { counts }) => sum + counts.worse, 0),
    'regression',
  );
}
