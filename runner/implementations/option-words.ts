import { UserError } from '../errors.ts';
import { nearest } from './nearest.ts';

/** One `NAME=VALUE`; the value is undefined where there is no `=`. */
export type OptionWord<Key extends string> = readonly [key: Key, value: string | undefined];

/**
 * Reads `NAME=VALUE&NAME=VALUE`, what follows the question mark of a SPEC.
 *
 * @param of.whose begins a sentence: `A machine`
 * @throws UserError (exit 2) when a name is none of the keys
 */
export function readOptionWords<Key extends string>(
  text: string,
  of: { whose: string; keys: readonly Key[] },
): OptionWord<Key>[] {
  return text.split('&').map((part) => {
    const [name = '', ...rest] = part.split('=');
    return [keyOf(name, of), rest.length === 0 ? undefined : rest.join('=')] as const;
  });
}

/**
 * The same where each of the options must have a value; no text is no options.
 *
 * @throws UserError (exit 2)
 */
export function readValues<Key extends string>(
  text: string,
  of: { whose: string; keys: readonly Key[] },
): Partial<Record<Key, string>> {
  const values: Partial<Record<Key, string>> = {};
  if (text === '') return values;
  for (const [key, value] of readOptionWords(text, of)) {
    if (value === undefined || value === '') throw withoutValue(key);
    values[key] = value;
  }
  return values;
}

/** What is said of an option that lacks its value. */
export function withoutValue(key: string): UserError {
  return new UserError(`The option \`${key}\` needs a value: \`${key}=...\`.`);
}

/**
 * A whole number from `least` on.
 *
 * @param unit shown in the message
 * @throws UserError (exit 2)
 */
export function numberFrom(least: number, key: string, value: string, unit = ''): number {
  const found = /^\d{1,7}$/.test(value) ? Number(value) : Number.NaN;
  if (found >= least) return found;
  throw new UserError(
    `\`${key}=${value}\`: it is a number${unit === '' ? '' : ` (${unit})`} from ${least} on.`,
  );
}

function keyOf<Key extends string>(
  name: string,
  { whose, keys }: { whose: string; keys: readonly Key[] },
): Key {
  const key = keys.find((known) => known === name);
  if (key !== undefined) return key;
  const meant = nearest(name, keys);
  throw new UserError(
    `${whose} has no option \`${name}\`: there ${keys.length === 1 ? 'is' : 'are'} ${keys.join(', ')}.`,
    meant === undefined ? {} : { hint: `Did you mean \`${meant}\`?` },
  );
}
