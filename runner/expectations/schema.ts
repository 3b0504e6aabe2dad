/** Expectations files: what is known of an implementation, as somebody wrote it down. docs/expectations.md describes the format. */
import * as v from 'valibot';
import { explain, strictObject, validate } from '../../reports/validation.ts';
import { UserError } from '../errors.ts';

/** What a case may be expected to be. `pass` only beside another: of a case that comes out now so, now so. */
export const EXPECTABLE = ['fail', 'crash', 'timeout', 'deviate', 'drift', 'broken', 'pass'] as const;
export type Expectable = (typeof EXPECTABLE)[number];

const ONE_OF = `must be one of ${EXPECTABLE.join(', ')}`;
const status = v.picklist(EXPECTABLE, ONE_OF);
const statuses = v.pipe(
  v.array(status),
  v.minLength(1, 'must name a status'),
  v.check((list) => new Set(list).size === list.length, 'names a status twice'),
);
const text = v.pipe(v.string(), v.regex(/\S/, 'must not be empty'));

// Strict: a key that is mistyped would be a finding without an issue, or a reason that nobody sees.
const findingSchema = strictObject({
  /** Why it is so, in a sentence. */
  reason: text,
  /** Where it is dealt with. */
  issue: v.exactOptional(v.pipe(v.string(), v.regex(/^https?:\/\/\S+$/, 'must be a URL'))),
  status: v.pipe(
    v.union([status, statuses], `${ONE_OF}, or a list of them`),
    v.check(
      (given) => given.length === 0 || statusesOf({ status: given }).some((one) => one !== 'pass'),
      'pass is what every case is expected to be: name what else it is',
    ),
  ),
  /** Written by --update-expectations: nobody has looked for the cause yet. */
  unreviewed: v.exactOptional(v.literal(true)),
  /** Ids of cases, or globs. */
  cases: v.pipe(v.array(text), v.minLength(1, 'must name a case')),
});

/** The schema of an expectations file. */
export const expectationsSchema = strictObject({
  $schema: v.exactOptional(v.string()),
  schema: v.literal(1, 'this version reads schema 1 only'),
  /** The name of the implementation that it is about; without it: the only one beside the reference. */
  implementation: v.exactOptional(text),
  /** What it was measured on, for those who read it: `runsc 2022-12-19`. */
  version: v.exactOptional(text),
  findings: v.array(findingSchema),
});

export type ExpectationsFile = v.InferOutput<typeof expectationsSchema>;
/** One cause, and the cases that show it. */
export type Finding = ExpectationsFile['findings'][number];

/** The statuses that a finding expects, never empty. */
export function statusesOf({ status }: { status: Expectable | Expectable[] }): readonly Expectable[] {
  return typeof status === 'string' ? [status] : status;
}

/**
 * Reads an expectations file.
 * @param path to say which one is wrong
 * @throws UserError (exit 2)
 */
export function parseExpectations(content: string, path: string): ExpectationsFile {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    throw new UserError(`${path}: not JSON (${(cause as Error).message})`, { cause });
  }
  const read = validate(expectationsSchema, json);
  if ('output' in read) return read.output;
  throw new UserError(`${path}: ${explain(read.complaints)}`, {
    hint: 'docs/expectations.md describes the format.',
  });
}

/** The file as it is written: one case a line, so that a change of one case is a change of one line. */
export function renderExpectations({ schema, findings, ...rest }: ExpectationsFile): string {
  const ordered = findings.map(({ reason, issue, status, unreviewed, cases }) => ({
    reason,
    ...(issue !== undefined && { issue }),
    status,
    ...(unreviewed !== undefined && { unreviewed }),
    cases,
  }));
  return `${JSON.stringify({ schema, ...rest, findings: ordered }, null, 2)}\n`;
}
