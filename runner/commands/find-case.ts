import type { Case } from '../../suites/case.ts';
import { UserError } from '../errors.ts';
import { matchIds, nearestId } from '../select.ts';

/**
 * The case of an id.
 *
 * @throws UserError (exit 2) that says what may have been meant
 */
export function findCase(id: string, cases: readonly Case[]): Case {
  const found = cases.find((one) => one.id === id);
  if (found !== undefined) return found;
  const ids = cases.map((one) => one.id);
  const below = matchIds(id, ids);
  const message = `there is no case \`${id}\``;
  if (below.length === 1) throw new UserError(message, { hint: `Did you mean \`${below[0]}\`?` });
  if (below.length > 1) {
    const listed = `mmap-conformance list '${id}'`;
    throw new UserError(message, { hint: `It matches ${below.length} cases: ${listed}` });
  }
  const meant = nearestId(id, ids);
  const isCase = meant !== undefined && ids.includes(meant);
  const hint = isCase
    ? `Did you mean \`${meant}\`?`
    : `To see all: mmap-conformance list${meant ? ` ${meant}` : ''}`;
  throw new UserError(message, { hint });
}
