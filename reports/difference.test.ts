import { describe, expect, it } from 'vitest';
import { columns, differences, headline } from './difference.ts';
import { entry, everyStatus, NASTY, own, run, step } from './made-up.test-data.ts';

/** The differing steps of a case of `everyStatus`, as their columns. */
function shown(status: string, names = ['gvisor']): string[][] {
  const result = everyStatus();
  const one = result.cases.find(({ id }) => id.endsWith(`/${status}`));
  return one === undefined
    ? []
    : differences(result, one, names).map((step) => columns(step, result.reference));
}

describe('differences', () => {
  it.each<[string, string[][]]>([
    ['pass', []],
    ['deviate', [['documented  nothing', 'kernel      a', 'gvisor      a+1p']]],
    ['fail', [['documented  EEXIST', 'kernel      EEXIST', 'gvisor      a']]],
    ['drift', [['documented  EEXIST', 'kernel      a', 'gvisor      a']]],
    ['crash', [['documented  EEXIST', 'kernel      EEXIST', 'gvisor      no answer']]],
    ['timeout', [['documented  EEXIST', 'kernel      a', 'gvisor      no answer']]],
    ['broken', []],
    ['skip', []],
  ])('%s', (status, lines) => {
    expect(shown(status)).toEqual(lines);
  });

  it('does not name the reference twice', () => {
    expect(shown('drift', ['kernel', 'gvisor'])).toEqual([
      ['documented  EEXIST', 'kernel      a', 'gvisor      a'],
    ]);
  });

  it('goes without a reference that did not run the case', () => {
    const bad = own('fail', { steps: [step({ ok: false })] });
    const result = run([entry('a/b/c', { gvisor: bad })]);
    const [difference] = differences(result, entry('a/b/c', { gvisor: bad }), ['gvisor', 'absent']);
    expect(difference?.reference).toBeNull();
    expect(difference?.observed.map(({ name }) => name)).toEqual(['gvisor']);
  });

  it('says what the text promised and what Linux does instead', () => {
    const historical = step({ expected: 'success', documented: 'ETXTBSY', ok: false, observed: 'EPERM' });
    const result = run([entry('a/b/c', { gvisor: own('fail', { steps: [historical] }) })]);
    const [difference] = result.cases.flatMap((one) => differences(result, one, ['gvisor']));
    expect(difference && columns(difference, 'kernel')).toEqual([
      'documented  ETXTBSY',
      'Linux now   success',
      'gvisor      EPERM',
    ]);
  });

  it('shows every step when asked, those of a reference that skipped too', () => {
    const result = run([
      entry('a/b/c', { kernel: own('skip'), gvisor: own('pass', { steps: [step(), step()] }) }),
    ]);
    const all = result.cases.flatMap((one) => differences(result, one, ['gvisor'], true));
    expect(all.map(({ reference }) => reference)).toEqual(['skipped', 'skipped']);
  });

  it('shows nothing raw', () => {
    const nasty = step({ call: NASTY, expected: NASTY, observed: NASTY, documented: NASTY, ok: false });
    const result = run([entry(NASTY, { [NASTY]: own('fail', { steps: [nasty] }) })]);
    const all = result.cases.flatMap((one) => differences(result, one, [NASTY]));
    expect(all).toHaveLength(1);
    for (const one of all)
      expect([one.call, ...columns(one, NASTY)].join('')).not.toMatch(/[\p{Cc}\p{Cs}\p{Cf}]/u);
  });
});

it('has a headline for every status', () => {
  expect(headline(own('pass'))).toBe('pass');
  expect(headline(own('crash', { reason: 'killed by\nSIGKILL' }))).toBe('crash: killed by\\nSIGKILL');
});
