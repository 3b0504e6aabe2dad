/** A comparison as it is recorded: its shape, its schema, its JSON. */
import { z } from 'zod';
import { CHANGES, type Comparison } from '../runner/comparison.ts';
import { type ImplementationInfo, type RunResult, STATUSES } from '../runner/result.ts';

/** One of the results that are compared. */
export interface ComparedFile {
  /** Its path, as given. */
  file: string;
  tool: RunResult['tool'];
  interrupted: boolean;
  implementations: Record<string, ImplementationInfo>;
}

/** What `compare` reports. */
export interface ComparisonReport extends Comparison {
  schema: 1;
  tool: RunResult['tool'];
  strict: boolean;
  before: ComparedFile;
  after: ComparedFile;
}

const tool = z.looseObject({ name: z.literal('mmap-conformance'), version: z.string() });
const count = z.int().nonnegative();
const side = z.looseObject({ status: z.enum(STATUSES), known: z.boolean(), reason: z.string().nullable() });
const step = z.looseObject({
  call: z.string(),
  callBefore: z.string().exactOptional(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
const file = z.looseObject({
  file: z.string(),
  tool,
  interrupted: z.boolean(),
  implementations: z.record(
    z.string(),
    z.looseObject({ spec: z.string(), arch: z.string().nullable(), release: z.string().nullable() }),
  ),
});

/** The schema of the JSON of `compare`. */
export const comparisonSchema = z.looseObject({
  schema: z.literal(1),
  tool,
  strict: z.boolean(),
  before: file,
  after: file,
  pairs: z.array(
    z.looseObject({
      before: z.string(),
      after: z.string(),
      counts: z.record(z.enum([...CHANGES, 'same', 'unknown']), count),
      cases: z.array(
        z.looseObject({
          id: z.string(),
          title: z.string(),
          clauses: z.array(z.string()),
          change: z.enum(CHANGES),
          before: side.nullable(),
          after: side.nullable(),
          steps: z.array(step),
        }),
      ),
    }),
  ),
  onlyBefore: z.array(z.string()),
  onlyAfter: z.array(z.string()),
  regression: z.boolean(),
});

/** The comparison as JSON. */
export function renderComparisonJson(report: ComparisonReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
