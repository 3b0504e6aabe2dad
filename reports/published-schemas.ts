/** The JSON Schemas that the package exports as `mmap-conformance/schema/NAME.json`, made of the validators that the program itself uses. */
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { expectationsSchema } from '../runner/expectations/schema.ts';
import { comparisonSchema } from './comparison.ts';
import { resultSchema } from './schema.ts';

interface PublishedSchema {
  title: string;
  description: string;
  validator: v.GenericSchema;
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
  expectations: {
    title: 'Expectations',
    description:
      'What is known of an implementation: `expectations/NAME.json`, and what `--update-expectations` writes.',
    validator: expectationsSchema,
  },
};

/** A published schema as JSON Schema, draft 2020-12. It tells what is written, which is never less than what is read. */
export function jsonSchemaOf({ title, description, validator }: PublishedSchema): Record<string, unknown> {
  const { $schema, ...rest } = toJsonSchema(validator, {
    target: 'draft-2020-12',
    typeMode: 'output',
    ignoreActions: ['check', 'finite'],
    overrideSchema: ({ valibotSchema, jsonSchema }) => asWritten(valibotSchema, jsonSchema),
  });
  return { $schema, title, description, ...rest };
}

/** An object as it is written: without the keys that reading drops, and with those that reading makes up. */
function asWritten(
  schema: object & { type: string; entries?: v.ObjectEntries },
  json: JsonSchema,
): JsonSchema | undefined {
  const { type, entries } = schema;
  if (entries === undefined) return undefined;
  const required = Object.keys(entries).filter((key) => entries[key]?.type !== 'exact_optional');
  return { ...json, required, ...(type === 'object' && { additionalProperties: false }) };
}
