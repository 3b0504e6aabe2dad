import { describe, expect, it } from 'vitest';
import { compareReleases, describeLevel, levelOf, outsideLevel, parseRelease } from './level.ts';

describe('parseRelease', () => {
  it.each([
    ['6.18.44-fc-v669', [6, 18, 44]],
    ['4.17', [4, 17, 0]],
    ['v6.1', [6, 1, 0]],
    ['5.15.0-91-generic', [5, 15, 0]],
    ['6.12-rc3', [6, 12, 0]],
    ['6', null],
    ['toyos-0.1', null],
    ['', null],
  ])('%s', (release, numbers) => {
    expect(parseRelease(release)).toEqual(numbers);
  });
});

describe('compareReleases', () => {
  it.each([
    ['4.9', '4.17', -1],
    ['6.18.44-fc-v669', '4.17', 1],
    ['6.11.0', '6.11', 0],
    ['6.11.3', '6.11.10', -1],
    ['10.0', '9.99.99', 1],
    ['toyos', '4.17', Number.NaN],
  ])('%s and %s', (a, b, sign) => {
    expect(Math.sign(compareReleases(a, b))).toBe(sign);
  });
});

describe('levelOf', () => {
  it.each([
    [
      { user: '6.11', target: '6.1.0', reference: '6.18.0' },
      { release: '6.11', from: 'user' },
    ],
    [
      { user: null, target: '6.1.0', reference: '6.18.0' },
      { release: '6.1.0', from: 'target' },
    ],
    [
      { user: null, target: 'toyos', reference: '6.18.0' },
      { release: '6.18.0', from: 'reference' },
    ],
    [{ user: null, target: 'toyos', reference: 'toyos' }, null],
    [
      { user: null, target: '4.4.0', reference: '6.18.0', source: 'reference' },
      { release: '6.18.0', from: 'reference' },
    ],
    [
      { user: '6.1', target: '4.4.0', reference: '6.18.0', source: 'reference' },
      { release: '6.1', from: 'user' },
    ],
    [
      { user: null, target: '4.4.0', reference: 'toyos', source: 'reference' },
      { release: '4.4.0', from: 'target' },
    ],
  ] as const)('%j', (said, level) => {
    expect(levelOf(said)).toEqual(level);
  });
});

describe('describeLevel', () => {
  it("speaks only of a level that is not the target's own", () => {
    expect(describeLevel({ release: '6.18', from: 'reference' }, '4.4.0')).toBe(
      'held to the promises of Linux 6.18, as the reference says, not to those of 4.4.0; --level VERSION overrides',
    );
    expect(describeLevel({ release: '6.18', from: 'reference' }, '6.18')).toBeNull();
    expect(describeLevel({ release: '4.4', from: 'user' }, '4.4.0')).toBeNull();
    expect(describeLevel(null, '4.4.0')).toBeNull();
  });
});

describe('outsideLevel', () => {
  const target = (release: string) => ({ release, from: 'target' }) as const;

  it.each([
    [{}, target('2.6.32'), null],
    [{ since: '6.11' }, target('6.11.0'), null],
    [{ since: '6.11' }, null, null],
    [{ until: '4.17' }, target('4.16.9'), null],
    [{ since: '4.17', until: '6.0' }, target('5.10.1'), null],
    [
      { since: '6.11' },
      target('6.1.0'),
      'documented since Linux 6.11, the target says 6.1.0; --level 6.11 runs it all the same',
    ],
    [
      { since: '6.11' },
      { release: '6.1', from: 'user' } as const,
      'documented since Linux 6.11, --level says 6.1',
    ],
    [
      { since: '6.11' },
      { release: '6.1.0', from: 'reference' } as const,
      'documented since Linux 6.11, the reference says 6.1.0; --level 6.11 runs it all the same',
    ],
    [
      { until: '4.17' },
      target('4.17.0'),
      'not documented any more since Linux 4.17, the target says 4.17.0; an older --level runs it all the same',
    ],
  ])('%j at %j', (promised, level, reason) => {
    expect(outsideLevel(promised, level)).toBe(reason);
  });
});
