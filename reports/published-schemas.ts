/** The JSON Schemas that the package exports as `mmap-conformance/schema/NAME.json`, made of the validators that the program itself uses. */
import { z } from 'zod';
import { comparisonSchema } from './comparison.ts';
import { resultSchema } from './schema.ts';

interface PublishedSchema {
  title: string;
  description: string;
  validator: z.ZodType;
}

/** By the name of the file. Another format that we write or read is one more entry. */
export const PUBLISHED_SCHEMAS: Readonly<Record<string, PublishedSchema>> = {
  result: {
    title: 'Result of a run',
    description: 'What `mmap-conformance run --json FILE` and `mmap-conformance merge --json FILE` write.',
    validator: resultSchema,
  },
  comparison: {
    title: 'Comparison of two results',
    description: 'What `mmap-conformance compare BEFORE.json AFTER.json --reporter json` writes.',
    validator: comparisonSchema,
  },
};

/** A published schema as JSON Schema, draft 2020-12. It tells what is written, which is never less than what is read. */
export function jsonSchemaOf({ title, description, validator }: PublishedSchema): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(validator, { io: 'output' });
  return { $schema, title, description, ...rest };
}
