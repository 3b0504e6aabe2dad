/** What of a report is looked at, and how: all of it stands in the fragment of the address, so that it can be sent to somebody. */
import { STATUSES, type Status } from '../../runner/result.ts';

export interface View {
  /** Words that a case must hold, all of them. */
  readonly text: string;
  /** Cases that have one of these on a shown implementation; empty: all. */
  readonly statuses: readonly Status[];
  /** `group` or `group/suite`. */
  readonly suite: string | null;
  /** A flag of mmap, without `MAP_`. */
  readonly flag: string | null;
  /** An errno or a signal. */
  readonly error: string | null;
  /** Id of a clause. */
  readonly clause: string | null;
  /** A section of the documentation. */
  readonly section: string | null;
  /** Names of the implementations that are shown; empty: all. */
  readonly on: readonly string[];
  /** Only cases that are not merely `pass` or `skip` on the shown implementations. */
  readonly differences: boolean;
  readonly group: 'suite' | 'clause';
  /** Whether groups are open; null: as many as fit a view that one can take in. */
  readonly groups: 'open' | 'closed' | null;
  /** Id of the case that is open. */
  readonly case: string | null;
  /** The implementation whose steps an open case shows; null: the first that needs a look. */
  readonly steps: string | null;
}

export const WHOLE: View = {
  text: '',
  statuses: [],
  suite: null,
  flag: null,
  error: null,
  clause: null,
  section: null,
  on: [],
  differences: false,
  group: 'suite',
  groups: null,
  case: null,
  steps: null,
};

/** The fragment of a view, with its `#`; what is as in `WHOLE` does not show. */
export function hashOf(view: Partial<View>): string {
  const { text, statuses, suite, flag, error, clause, section, on, differences, group, groups, steps } = {
    ...WHOLE,
    ...view,
  };
  const fields = new URLSearchParams();
  const set = (name: string, value: string | null): void => {
    if (value !== null && value !== '') fields.append(name, value);
  };
  set('text', text);
  set('status', statuses.join(' '));
  set('suite', suite);
  set('flag', flag);
  set('errno', error);
  set('clause', clause);
  set('section', section);
  for (const name of on) set('implementation', name);
  set('differences', differences ? 'only' : null);
  set('group', group === 'suite' ? null : group);
  set('groups', groups);
  set('case', view.case ?? null);
  set('steps', steps);
  return `#${fields}`;
}

/** The view of a fragment; what it does not say, or what makes no sense, is as in `WHOLE`. */
export function viewOf(hash: string): View {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const groups = fields.get('groups');
  const words = (fields.get('status') ?? '').split(' ');
  return {
    text: fields.get('text') ?? '',
    statuses: STATUSES.filter((status) => words.includes(status)),
    suite: fields.get('suite'),
    flag: fields.get('flag'),
    error: fields.get('errno'),
    clause: fields.get('clause'),
    section: fields.get('section'),
    on: fields.getAll('implementation'),
    differences: fields.get('differences') === 'only',
    group: fields.get('group') === 'clause' ? 'clause' : 'suite',
    groups: groups === 'open' || groups === 'closed' ? groups : null,
    case: fields.get('case'),
    steps: fields.get('steps'),
  };
}
