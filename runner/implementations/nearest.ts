/** The candidate that a mistyped word most likely meant, or undefined when none is near enough. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  // More than a third of a word wrong is another word.
  let limit = Math.max(1, Math.floor(word.length / 3));
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits > limit || (edits === limit && best !== undefined)) continue;
    best = candidate;
    limit = edits;
  }
  return best;
}

/** How many characters must be inserted, removed, replaced or swapped with their neighbour. */
function distance(from: string, to: string): number {
  let older: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const change = at(row, j - 1) + (same ? 0 : 1);
      const swap = swapped ? at(older, j - 2) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, change, swap));
    }
    older = row;
    row = next;
  }
  return at(row, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
