/** The pinned JSON as a schema: what `--json` writes, and what is believed of a file that is read back. */
import { z } from 'zod';
import { UserError } from '../runner/errors.ts';
import { type RunResult, STATUSES } from '../runner/result.ts';
import { BACKINGS } from '../suites/vocabulary.ts';

// Objects are loose: the contract lets more keys stand beside the pinned ones, and reading keeps them.
const count = z.int().nonnegative();
const status = z.enum(STATUSES);

const from = z.literal(['arena', 'a', 'b', 'c', 'd', 'e']);
const areaSchema = z.object({
  from,
  page: z.int(),
  pages: z.int().positive(),
  perms: z.string().nullable(),
  backing: z.enum(BACKINGS).nullable(),
  offset: z.int().nonnegative(),
});

const stepSchema = z.looseObject({
  call: z.string(),
  expected: z.string().nullable(),
  observed: z.string().nullable(),
  ok: z.boolean().nullable(),
  documented: z.string().exactOptional(),
  asDocumented: z.literal(true).exactOptional(),
  differs: z.literal(true).exactOptional(),
  areas: z.array(areaSchema).exactOptional(),
  faultAt: z.object({ from, page: z.int() }).exactOptional(),
});

const endingSchema = z.discriminatedUnion('how', [
  z.object({ how: z.literal('killed'), signal: z.string() }),
  z.object({ how: z.literal('timeout'), hung: z.enum(['case', 'system']) }),
  z.object({ how: z.literal('crashed'), reason: z.string() }),
  z.object({ how: z.literal('damaged'), reason: z.string() }),
]);

const caseResultSchema = z.looseObject({
  status,
  known: z.boolean(),
  reason: z.string().nullable(),
  durationUs: z.number().nonnegative(),
  steps: z.array(stepSchema),
  ending: endingSchema.exactOptional(),
  expectation: z
    .object({
      status,
      or: z.array(status).exactOptional(),
      reason: z.string().min(1),
      issue: z.string().exactOptional(),
      unreviewed: z.literal(true).exactOptional(),
    })
    .exactOptional(),
  fixed: z.literal(true).exactOptional(),
});

const caseSchema = z.looseObject({
  id: z.string().min(1),
  title: z.string().default(''),
  clauses: z.array(z.string()),
  results: z.record(z.string(), caseResultSchema),
});

const implementationSchema = z.looseObject({
  spec: z.string(),
  arch: z.string().nullable(),
  release: z.string().nullable(),
  pageSize: z.int().positive().nullable(),
  startMs: z.number().nonnegative(),
  wallMs: z.number().nonnegative(),
  level: z.object({ release: z.string(), from: z.enum(['target', 'reference', 'user']) }).exactOptional(),
});

type Shape = z.infer<typeof shapeSchema>;
const shapeSchema = z.looseObject({
  schema: z.literal(1, { error: 'this version reads schema 1 only' }),
  tool: z.looseObject({ name: z.literal('mmap-conformance'), version: z.string() }),
  reference: z.string(),
  interrupted: z.boolean().default(false),
  bailed: z.literal(true).exactOptional(),
  shard: z
    .looseObject({
      index: z.int().positive(),
      count: z.int().positive(),
      total: count,
      selection: z.string().regex(/^[0-9a-f]{8}$/),
    })
    .exactOptional(),
  implementations: z.record(z.string(), implementationSchema),
  summary: z.record(z.string(), z.record(status, count)),
  cases: z.array(caseSchema),
});

type Complaint = { path: (string | number)[]; message: string };

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

/** The schema of the pinned JSON. */
export const resultSchema = shapeSchema.superRefine((shape, context) => {
  for (const complaint of contradictions(shape)) context.addIssue({ code: 'custom', ...complaint });
});

const SHOWN = 3;

/** What is wrong where, for the first few: `cases[3].results.kernel.status: Invalid option`. */
export function explainIssues(issues: readonly z.core.$ZodIssue[]): string {
  const lines = issues
    .slice(0, SHOWN)
    .map(({ path, message }) => `${z.core.toDotPath(path) || 'the file'}: ${message}`);
  if (issues.length > SHOWN) lines.push(`and ${issues.length - SHOWN} more`);
  return lines.join('; ');
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
  const parsed = resultSchema.safeParse(json);
  if (!parsed.success)
    throw new UserError(`these are no results: ${explainIssues(parsed.error.issues)}`, { hint });
  return parsed.data;
}
