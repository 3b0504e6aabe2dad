import {
  type ParsedImplementation,
  parseImplementation,
  parseImplementations,
} from '../implementations/spec.ts';
import { usualReference } from './usual-reference.ts';

/** Who takes part in a run. */
export interface Chosen {
  /** In the order of reports: as given, after the reference where that was not given. */
  implementations: readonly ParsedImplementation[];
  /** Name of the reference. */
  reference: string;
  /** What the user must know of the choice; null: nothing. */
  notice: string | null;
}

const USUAL = 'kernel';

/**
 * What `-i` and `--reference` mean together. The reference takes part even where no `-i` names it.
 *
 * @param specs values of `-i`; none means the running kernel
 * @param reference value of `--reference`: a name that `-i` gives, or a SPEC
 * @throws UserError (exit 2)
 */
export function chooseImplementations(specs: readonly string[], reference?: string): Chosen {
  const texts = specs.length === 0 ? [USUAL] : specs;
  const given = parseImplementations(texts);
  // That somebody calls another thing `kernel` does not make it the reference.
  const byName = given.find(({ name }) => name === reference);
  const usual = usualReference();
  const isRunning = given.some(({ spec }) => spec === USUAL);
  const spec = reference ?? (isRunning ? USUAL : usual.spec);
  const notice = reference === undefined && !isRunning ? usual.notice : null;
  const wanted = byName ?? parseImplementation(spec);
  const found = byName ?? given.find(({ spec }) => spec === wanted.spec);
  if (found !== undefined) return { implementations: given, reference: found.name, notice };
  const all = parseImplementations([spec, ...texts]);
  return { implementations: all, reference: all[0]?.name ?? wanted.name, notice };
}
