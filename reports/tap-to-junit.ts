/** TAP to JUnit by tap-junit, and its XML read back: the skeleton that `junit.ts` joins with our records. */
import tapJunit from 'tap-junit';
import { convert } from 'xmlbuilder2';
import { z } from 'zod';

/** A test case as tap-junit saw it. */
export interface ConvertedCase {
  /** Number of the test point. */
  id: number;
  /** Its description, unescaped. */
  name: string;
  outcome: 'ok' | 'failure' | 'skipped';
}

export interface ConvertedTap {
  /** Its own totals. It counts a `not ok # TODO` as a failure. */
  tests: number;
  failures: number;
  skipped: number;
  cases: ConvertedCase[];
}

const number = z.string().regex(/^\d+$/).transform(Number);
const caseSchema = z.object({
  '@name': z.string().default(''),
  '@id': number,
  failure: z.unknown().optional(),
  skipped: z.unknown().optional(),
});
const documentSchema = z.object({
  testsuites: z.tuple([
    z.object({
      '@tests': number,
      '@failures': number,
      testsuite: z.tuple([z.object({ '@skipped': number, testcase: z.array(caseSchema).default([]) })]),
    }),
  ]),
});

/**
 * What tap-junit prints. It has no other way out: without an output folder it calls `console.info`, with one
 * it writes a file and ends the process where a test failed. It works from start to end inside `end()`, so
 * that nobody else's line is caught.
 */
function printed(tap: string): string {
  const { info } = console;
  let xml = '';
  console.info = (text: string) => {
    xml += text;
  };
  try {
    tapJunit({}).end(tap);
  } finally {
    console.info = info;
  }
  return xml.trim();
}

/** What xmlbuilder2 writes for these, and leaves as it is in the object that it makes of XML. */
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function decode(text: string): string {
  return text.replace(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/**
 * Converts one flat TAP document.
 * @throws Error when what comes back is not what tap-junit is known to write
 */
export function convertTap(tap: string): ConvertedTap {
  const xml = printed(tap);
  const parsed = documentSchema.safeParse(
    xml === '' ? {} : convert(xml, { format: 'object', verbose: true }),
  );
  if (!parsed.success) throw new Error(`tap-junit wrote something unknown: ${z.prettifyError(parsed.error)}`);
  const [{ '@tests': tests, '@failures': failures, testsuite }] = parsed.data.testsuites;
  const [{ '@skipped': skipped, testcase }] = testsuite;
  const cases = testcase.map((one): ConvertedCase => {
    const outcome = one.failure !== undefined ? 'failure' : one.skipped !== undefined ? 'skipped' : 'ok';
    return { id: one['@id'], name: decode(one['@name']), outcome };
  });
  return { tests, failures, skipped, cases };
}
