import { UserError } from '../errors.ts';
import { nearest } from '../implementations/nearest.ts';
import type { RunResult } from '../result.ts';

/**
 * Which implementation of a result is meant: the one that is named, the only one, the reference if it is to be the reference again, or
 * the only one beside the reference.
 *
 * @param asked.name what `?name=` says
 * @throws UserError (exit 2) when there is no such implementation, or it is not clear which
 */
export function chooseRecorded(
  { implementations, reference }: Pick<RunResult, 'implementations' | 'reference'>,
  asked: { path: string; name: string | undefined; isReference: boolean },
): string {
  const { path, name, isReference } = asked;
  const names = Object.keys(implementations);
  const all = names.map((one) => `\`${one}\``).join(', ');
  if (name !== undefined) {
    if (names.includes(name)) return name;
    const meant = nearest(name, names);
    throw new UserError(
      `The results in \`${path}\` are not of \`${name}\`, but of ${all === '' ? 'nobody' : all}.`,
      meant === undefined ? {} : { hint: `Did you mean \`results:${path}?name=${meant}\`?` },
    );
  }
  const others = names.filter((one) => one !== reference);
  const meant = isReference && names.includes(reference) ? [reference] : names.length === 1 ? names : others;
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  if (only === undefined) throw new UserError(`The results in \`${path}\` are of nobody.`);
  throw new UserError(`The results in \`${path}\` are of several: ${all}.`, {
    hint: `Say of which: \`results:${path}?name=${only}\``,
  });
}
