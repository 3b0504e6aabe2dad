import fc from 'fast-check';
import { expect, it } from 'vitest';
import { STATUSES } from '../../runner/result.ts';
import { hashOf, type View, viewOf, WHOLE } from './view.ts';

const name = fc.string({ unit: 'grapheme', minLength: 1 });
const optional = fc.option(name);
const anyView: fc.Arbitrary<View> = fc.record({
  text: fc.string({ unit: 'grapheme' }),
  statuses: fc.subarray([...STATUSES]),
  suite: optional,
  flag: optional,
  error: optional,
  clause: optional,
  section: optional,
  on: fc.array(name),
  differences: fc.boolean(),
  group: fc.constantFrom('suite' as const, 'clause' as const),
  groups: fc.constantFrom('open' as const, 'closed' as const, null),
  case: optional,
  steps: optional,
});

it('comes back from a fragment as it went in', () => {
  fc.assert(
    fc.property(anyView, (view) => {
      expect(viewOf(hashOf(view))).toEqual(view);
    }),
  );
});

it('shows in the fragment only what is not as always', () => {
  expect(hashOf(WHOLE)).toBe('#');
  expect(hashOf({ statuses: ['crash', 'fail'], on: ['a b'] })).toBe('#status=crash+fail&implementation=a+b');
});

it.each(['', '#', '#matrix', '#status=none&group=x&groups=y&differences=1', '#%E0%A4%A'])(
  'makes the best of %j',
  (hash) => {
    expect(viewOf(hash)).toEqual(WHOLE);
  },
);
