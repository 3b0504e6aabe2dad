/** C programs as a report carries them: they are much alike, so that each line stands once. */
import { Interned } from './interned.ts';

export interface PackedPrograms {
  readonly lines: readonly string[];
  /** By the case's id: places in `lines`. */
  readonly programs: Readonly<Record<string, readonly number[]>>;
}

/**
 * The programs of these cases.
 * @param renderC the program of a case; null or undefined: there is none
 */
export function packPrograms(
  ids: readonly string[],
  renderC: (id: string) => string | null | undefined,
): PackedPrograms {
  const lines = new Interned<string>();
  const programs = ids.flatMap((id) => {
    const text = renderC(id);
    return text == null ? [] : [[id, text.split('\n').map((line) => lines.place(line))] as const];
  });
  return { lines: lines.values, programs: Object.fromEntries(programs) };
}

/** The program of a case; null where there is none. */
export function unpackProgram({ lines, programs }: PackedPrograms, id: string): string | null {
  if (!Object.hasOwn(programs, id)) return null;
  return (programs[id] ?? []).map((place) => lines[place] ?? '').join('\n');
}
