/** What the library's process says of itself, as this one reads it. */
import * as v from 'valibot';
import type { ChildReport } from './messages.ts';

const REPORT = v.union([
  v.object({ file: v.string(), exports: v.array(v.string()) }),
  v.object({ refused: v.string() }),
  v.object({ died: v.string() }),
  v.object({ noExecutor: v.string() }),
]) satisfies v.GenericSchema<unknown, ChildReport>;

/** A line that the process reported; undefined for one that the library itself wrote there. */
export function readReport(line: string): ChildReport | undefined {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return undefined;
  }
  const found = v.safeParse(REPORT, said);
  return found.success ? found.output : undefined;
}
