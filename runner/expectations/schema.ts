/** Expectations files: what is known of an implementation, as somebody wrote it down. docs/expectations.md describes the format. */
import { z } from 'zod';
import { explainIssues } from '../../reports/schema.ts';
import { UserError } from '../errors.ts';

/** What a case may be expected to be. `pass` only beside another: of a case that comes out now so, now so. */
export const EXPECTABLE = ['fail', 'crash', 'timeout', 'deviate', 'drift', 'broken', 'pass'] as const;
export type Expectable = (typeof EXPECTABLE)[number];

const status = z.enum(EXPECTABLE, { error: `must be one of ${EXPECTABLE.join(', ')}` });
const statuses = z
  .array(status)
  .min(1, { error: 'must name a status' })
  .refine((list) => new Set(list).size === list.length, { error: 'names a status twice' });
const text = z.string().regex(/\S/, { error: 'must not be empty' });

// Strict: a key that is mistyped would be a finding without an issue, or a reason that nobody sees.
const findingSchema = z
  .strictObject({
    /** Why it is so, in a sentence. */
    reason: text,
    /** Where it is dealt with. */
    issue: z
      .string()
      .regex(/^https?:\/\/\S+$/, { error: 'must be a URL' })
      .exactOptional(),
    status: z.union([status, statuses], {
      error: `must be one of ${EXPECTABLE.join(', ')}, or a list of them`,
    }),
    /** Written by --update-expectations: nobody has looked for the cause yet. */
    unreviewed: z.literal(true).exactOptional(),
    /** Ids of cases, or globs. */
    cases: z.array(text).min(1, { error: 'must name a case' }),
  })
  .refine((finding) => statusesOf(finding).some((one) => one !== 'pass'), {
    path: ['status'],
    error: 'pass is what every case is expected to be: name what else it is',
  });

/** The schema of an expectations file. */
export const expectationsSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  schema: z.literal(1, { error: 'this version reads schema 1 only' }),
  /** The name of the implementation that it is about; without it: the only one beside the reference. */
  implementation: text.exactOptional(),
  /** What it was measured on, for those who read it: `runsc 2022-12-19`. */
  version: text.exactOptional(),
  findings: z.array(findingSchema),
});

export type ExpectationsFile = z.infer<typeof expectationsSchema>;
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
  const parsed = expectationsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UserError(`${path}: ${explainIssues(parsed.error.issues)}`, {
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
