import type { Case } from '../../suites/case.ts';

/** A case as `list --json` and `show --json` give it to other tools: whole, with the place where it stands. */
export function caseAsData(one: Case) {
  const [group = '', suite = ''] = one.id.split('/');
  const { id, title, ...rest } = one;
  return { id, group, suite: `${group}/${suite}`, title, ...rest };
}
