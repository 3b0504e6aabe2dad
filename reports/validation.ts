/** Validators of JSON beside those of valibot, and what they complain of in the words of a sentence. */
import * as v from 'valibot';
import { visible } from './visible.ts';

/** Names that valibot passes over without a word when it reads a record. */
const UNREADABLE = ['__proto__', 'prototype', 'constructor'];

/** An object of JSON: valibot's own take an array for one, too. */
const jsonObject = v.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  ({ received }) => `Invalid type: Expected Object but received ${received}`,
);

/** An object that may have more keys, which reading keeps. */
export const looseObject = <const T extends v.ObjectEntries>(entries: T) =>
  v.pipe(jsonObject, v.looseObject(entries));

/** An object that may not have more keys. */
export const strictObject = <const T extends v.ObjectEntries>(entries: T) =>
  v.pipe(jsonObject, v.strictObject(entries));

/** An object with keys that somebody chose. */
export const record = <const T extends v.GenericSchema>(value: T) =>
  v.pipe(
    jsonObject,
    v.check(
      (object) => !UNREADABLE.some((name) => Object.hasOwn(object, name)),
      `may not use the names ${UNREADABLE.join(', ')}`,
    ),
    v.record(v.string(), value),
  );

/** A whole number from the least on. */
export const integer = (least = Number.MIN_SAFE_INTEGER) =>
  v.pipe(v.number(), v.safeInteger('must be a whole number'), v.minValue(least));

/** A quantity that is measured. */
export const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** What is wrong, and where. */
export interface Complaint {
  path: readonly (string | number)[];
  message: string;
}

/** The value as the schema has it, or what it complains of. */
export function validate<T extends v.GenericSchema>(
  schema: T,
  value: unknown,
): { output: v.InferOutput<T> } | { complaints: Complaint[] } {
  const { success, output, issues } = v.safeParse(schema, value, { message: sentenceOf });
  if (success) return { output };
  const complaints = issues.map(({ path = [], message }) => ({
    path: path.map(({ key }) => key as string | number),
    message,
  }));
  return { complaints };
}

/** Valibot says of keys that it expected `never`, or that it received `undefined`. */
function sentenceOf({ path, expected, message }: v.BaseIssue<unknown>): string {
  if (path?.at(-1)?.origin !== 'key') return message;
  return expected === 'never' ? 'unknown key' : 'is missing';
}

const SHOWN = 3;
/** Characters: what is wrong may be long, and it is shown. */
const LONGEST = 300;

/** The first few complaints: `cases[3].results.kernel.status: is missing`. */
export function explain(complaints: readonly Complaint[]): string {
  const lines = complaints
    .slice(0, SHOWN)
    .map(({ path, message }) => visible(`${dotted(path)}: ${message}`).slice(0, LONGEST));
  if (complaints.length > SHOWN) lines.push(`and ${complaints.length - SHOWN} more`);
  return lines.join('; ');
}

function dotted(path: Complaint['path']): string {
  const steps = path.map((key) =>
    typeof key === 'string' && /^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
  );
  return steps.join('').replace(/^\./, '') || 'the file';
}
