import type { RunResult } from '../runner/result.ts';

/** The result as the JSON of `--json FILE`; `parseResult` in schema.ts reads it back. */
export function renderJson(result: RunResult): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}
