import { UserError } from '../errors.ts';
import type { AnyForm, ReadForm } from './forms/form.ts';
import { FORMS } from './forms/index.ts';
import { nearest } from './nearest.ts';

/** What `-i [NAME=]SPEC` says. */
export interface ParsedImplementation extends Omit<ReadForm, 'usualName'> {
  /** Given, or made from the SPEC. */
  name: string;
  /** The SPEC as given, without the name. */
  spec: string;
}

/** The forms that there are, as they are shown to a user. */
export const SPEC_FORMS: readonly string[] = FORMS.map(({ word, argument }) =>
  argument === undefined ? word : `${word}:${argument}`,
);

const NAME = /^[A-Za-z0-9._-]+$/;

/**
 * Reads the values of `-i`, and gives each a name of its own.
 *
 * @throws UserError (exit 2)
 */
export function parseImplementations(specs: readonly string[]): ParsedImplementation[] {
  const split = specs.map(splitName);
  const taken = new Set<string>();
  for (const { name } of split) {
    if (name === undefined) continue;
    if (taken.has(name)) throw new UserError(`Two implementations are named \`${name}\`.`);
    taken.add(name);
  }
  return split.map(({ name, spec }) => {
    const { usualName, ...read } = readForm(spec);
    return { name: name ?? unique(usualName, taken), spec, ...read };
  });
}

/**
 * Reads one value of `-i`.
 *
 * @throws UserError (exit 2)
 */
export function parseImplementation(text: string): ParsedImplementation {
  const [parsed] = parseImplementations([text]);
  return parsed as ParsedImplementation;
}

/** A name ends at the first `=`, unless a `:` or `?` came before: then that `=` belongs to the SPEC. */
function splitName(text: string): { name: string | undefined; spec: string } {
  const match = /^([^=:?]*)=(.*)$/s.exec(text);
  if (match === null) return { name: undefined, spec: text };
  const [, name = '', spec = ''] = match;
  if (NAME.test(name)) return { name, spec };
  throw new UserError(
    `\`${name}\` cannot be the name of an implementation: letters, digits, \`.\`, \`_\` and \`-\` can.`,
  );
}

function unique(usual: string, taken: Set<string>): string {
  let name = usual;
  for (let number = 2; taken.has(name); number++) name = `${usual}-${number}`;
  taken.add(name);
  return name;
}

function readForm(spec: string): ReadForm {
  const [word = '', mark = '', rest = ''] = /^([^:?]*)([:?]?)(.*)$/s.exec(spec)?.slice(1) ?? [];
  const form = FORMS.find((one) => one.word === word && takes(one, mark));
  if (form !== undefined) return form.read(rest);
  throw unknownForm(spec, word);
}

/** Whether a form's word may be followed by this: a colon, a question mark, or nothing. */
function takes({ argument, takesOptions }: AnyForm, mark: string): boolean {
  if (mark === '?') return takesOptions === true;
  return (mark === ':') === (argument !== undefined);
}

function unknownForm(spec: string, word: string): UserError {
  const forms = SPEC_FORMS.map((form) => `\`${form}\``).join(', ');
  const meant = nearest(
    word,
    FORMS.map((form) => form.word),
  );
  const options = meant === undefined ? {} : { hint: `Did you mean \`${suggestion(meant, spec, word)}\`?` };
  return new UserError(`\`${spec}\` is no implementation: the forms are ${forms}.`, options);
}

/** What was written, with the right word, and with what that takes. */
function suggestion(meant: string, spec: string, word: string): string {
  const { argument, takesOptions } = FORMS.find((form) => form.word === meant) as AnyForm;
  const keepsRest = takesOptions === true && spec.startsWith('?', word.length);
  if (argument === undefined) return keepsRest ? `${meant}${spec.slice(word.length)}` : meant;
  return spec === word ? `${meant}:${argument}` : `${meant}${spec.slice(word.length)}`;
}
