/** Writes what a run has found out into the expectations files. */
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeWhole } from '../commands/output-files.ts';
import type { RunResult } from '../result.ts';
import type { Loaded } from './load.ts';
import { renderExpectations } from './schema.ts';
import { updateExpectations } from './update.ts';

/** What became of one file. */
export interface Saved extends Loaded {
  /** How many cases were added, and how many words taken out. */
  added: number;
  removed: number;
}

/**
 * Brings the files up to date; writes those in which something changes. None is made for an implementation of which there is nothing to
 * say.
 *
 * @param loaded by implementation
 * @throws UserError (exit 3) when one cannot be written
 */
export async function saveExpectations(
  loaded: ReadonlyMap<string, Loaded>,
  { result, ids, strict }: { result: RunResult; ids: readonly string[]; strict: boolean },
): Promise<Map<string, Saved>> {
  const saved = new Map<string, Saved>();
  for (const [name, { path, file }] of loaded) {
    const results = new Map(
      result.cases.flatMap((entry) => {
        const own = entry.results[name];
        return own === undefined ? [] : [[entry.id, own] as const];
      }),
    );
    const before = file ?? { schema: 1, implementation: name, findings: [] };
    const options = { ids, results, isReference: name === result.reference, strict, path };
    const update = updateExpectations(before, options);
    const [added, removed] = [update.added.length, update.removed.length];
    if (added + removed > 0) {
      await mkdir(dirname(resolve(path)), { recursive: true });
      await writeWhole(path, renderExpectations(update.file));
    }
    const after = added + removed === 0 ? file : update.file;
    saved.set(name, { path, file: after, added, removed });
  }
  return saved;
}

/** One line for each file in which something was changed, or that is there. */
export function describeSaved({ path, file, added, removed }: Saved): string | null {
  if (file === null) return null;
  if (added + removed === 0) return `${path} is up to date`;
  const cases = (count: number): string => `${count} ${count === 1 ? 'case' : 'cases'}`;
  const parts = [
    ...(added > 0 ? [`${cases(added)} added, their reasons are for you to write ("unreviewed")`] : []),
    ...(removed > 0 ? [`${removed} ${removed === 1 ? 'entry' : 'entries'} taken out`] : []),
  ];
  return `${path}: ${parts.join('; ')}`;
}
