/** The pinned JSON as a schema: what `--json` writes, and what is believed of a file that is read back. */
import * as v from 'valibot';
import { UserError } from '../runner/errors.ts';
import { type RunResult, STATUSES } from '../runner/result.ts';
import { BACKINGS } from '../suites/vocabulary.ts';
import {
  amount,
  type Complaint,
  explain,
  integer,
  looseObject,
  record,
  strictObject,
  validate,
} from './validation.ts';

// Objects are loose: the contract lets more keys stand beside the pinned ones, and reading keeps them.
const count = integer(0);
const status = v.picklist(STATUSES);

const from = v.picklist(['arena', 'a', 'b', 'c', 'd', 'e']);
const areaSchema = v.object({
  from,
  page: integer(),
  pages: integer(1),
  perms: v.nullable(v.string()),
  backing: v.nullable(v.picklist(BACKINGS)),
  offset: integer(0),
});

const stepSchema = looseObject({
  call: v.string(),
  expected: v.nullable(v.string()),
  observed: v.nullable(v.string()),
  ok: v.nullable(v.boolean()),
  documented: v.exactOptional(v.string()),
  asDocumented: v.exactOptional(v.literal(true)),
  differs: v.exactOptional(v.literal(true)),
  areas: v.exactOptional(v.array(areaSchema)),
  faultAt: v.exactOptional(v.object({ from, page: integer() })),
});

const endingSchema = v.variant('how', [
  v.object({ how: v.literal('killed'), signal: v.string() }),
  v.object({ how: v.literal('timeout'), hung: v.picklist(['case', 'system']) }),
  v.object({ how: v.literal('crashed'), reason: v.string() }),
  v.object({ how: v.literal('damaged'), reason: v.string() }),
]);

const caseResultSchema = looseObject({
  status,
  known: v.boolean(),
  reason: v.nullable(v.string()),
  durationUs: amount,
  steps: v.array(stepSchema),
  ending: v.exactOptional(endingSchema),
  expectation: v.exactOptional(
    v.object({
      status,
      or: v.exactOptional(v.array(status)),
      reason: v.pipe(v.string(), v.minLength(1, 'must not be empty')),
      issue: v.exactOptional(v.string()),
      unreviewed: v.exactOptional(v.literal(true)),
    }),
  ),
  fixed: v.exactOptional(v.literal(true)),
});

const caseSchema = looseObject({
  id: v.pipe(v.string(), v.minLength(1, 'must not be empty')),
  title: v.optional(v.string(), ''),
  clauses: v.array(v.string()),
  results: record(caseResultSchema),
});

const implementationSchema = looseObject({
  spec: v.string(),
  arch: v.nullable(v.string()),
  release: v.nullable(v.string()),
  pageSize: v.nullable(integer(1)),
  startMs: amount,
  wallMs: amount,
  level: v.exactOptional(
    v.object({ release: v.string(), from: v.picklist(['target', 'reference', 'user']) }),
  ),
});

type Shape = v.InferOutput<typeof resultSchema>;
/** The schema of the pinned JSON. */
export const resultSchema = looseObject({
  schema: v.literal(1, 'this version reads schema 1 only'),
  tool: looseObject({ name: v.literal('mmap-conformance'), version: v.string() }),
  reference: v.string(),
  interrupted: v.optional(v.boolean(), false),
  bailed: v.exactOptional(v.literal(true)),
  shard: v.exactOptional(
    looseObject({
      index: integer(1),
      count: integer(1),
      total: count,
      selection: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)),
    }),
  ),
  settings: v.exactOptional(
    looseObject({
      level: v.exactOptional(v.string()),
      timeout: v.exactOptional(integer(1)),
      strict: v.exactOptional(v.literal(true)),
      allowSystemChanges: v.exactOptional(v.literal(true)),
      expectations: v.exactOptional(v.array(v.string())),
    }),
  ),
  implementations: record(implementationSchema),
  summary: record(strictObject(v.entriesFromList(STATUSES, count))),
  cases: v.array(caseSchema),
});

/** What holds between the parts: a file in which it does not has been cut, or mended by hand. */
function* contradictions({ implementations, summary, cases }: Shape): Generator<Complaint> {
  const ids = new Set<string>();
  for (const [index, { id, results }] of cases.entries()) {
    if (ids.has(id)) yield { path: ['cases', index, 'id'], message: `a second case '${id}'` };
    ids.add(id);
    for (const name of Object.keys(results)) {
      if (Object.hasOwn(implementations, name)) continue;
      yield { path: ['cases', index, 'results', name], message: 'not among the implementations' };
    }
  }
  for (const name of Object.keys(implementations)) {
    const statuses = cases.map(({ results }) => results[name]?.status);
    for (const one of STATUSES) {
      const found = statuses.filter((s) => s === one).length;
      const said = summary[name]?.[one];
      if (said === found) continue;
      yield { path: ['summary', name, one], message: `says ${said ?? 'nothing'}, the cases say ${found}` };
    }
  }
}

/**
 * Reads recorded results.
 * @throws UserError that says what is wrong where
 */
export function parseResult(text: string): RunResult {
  const hint = 'record the results again with --json FILE';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`these are no results: not JSON (${(cause as Error).message})`, { hint, cause });
  }
  const read = validate(resultSchema, json);
  const complaints = 'complaints' in read ? read.complaints : [...contradictions(read.output)];
  if ('output' in read && complaints.length === 0) return read.output;
  throw new UserError(`these are no results: ${explain(complaints)}`, { hint });
}
