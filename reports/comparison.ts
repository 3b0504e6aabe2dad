/** A comparison as it is recorded: its shape, its schema, its JSON. */
import * as v from 'valibot';
import { CHANGES, type Comparison } from '../runner/comparison.ts';
import { type ImplementationInfo, type RunResult, STATUSES } from '../runner/result.ts';
import { integer, looseObject, record, strictObject } from './validation.ts';

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

const tool = looseObject({ name: v.literal('mmap-conformance'), version: v.string() });
const count = integer(0);
const side = looseObject({
  status: v.picklist(STATUSES),
  known: v.boolean(),
  reason: v.nullable(v.string()),
});
const step = looseObject({
  call: v.string(),
  callBefore: v.exactOptional(v.string()),
  before: v.nullable(v.string()),
  after: v.nullable(v.string()),
});
const file = looseObject({
  file: v.string(),
  tool,
  interrupted: v.boolean(),
  implementations: record(
    looseObject({ spec: v.string(), arch: v.nullable(v.string()), release: v.nullable(v.string()) }),
  ),
});

/** The schema of the JSON of `compare`. */
export const comparisonSchema = looseObject({
  schema: v.literal(1),
  tool,
  strict: v.boolean(),
  before: file,
  after: file,
  pairs: v.array(
    looseObject({
      before: v.string(),
      after: v.string(),
      counts: strictObject(v.entriesFromList([...CHANGES, 'same', 'unknown'], count)),
      cases: v.array(
        looseObject({
          id: v.string(),
          title: v.string(),
          clauses: v.array(v.string()),
          change: v.picklist(CHANGES),
          before: v.nullable(side),
          after: v.nullable(side),
          steps: v.array(step),
        }),
      ),
    }),
  ),
  onlyBefore: v.array(v.string()),
  onlyAfter: v.array(v.string()),
  regression: v.boolean(),
});

/** The comparison as JSON. */
export function renderComparisonJson(report: ComparisonReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
