import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { chooseImplementations } from './choose-implementations.ts';

describe('chooseImplementations', () => {
  it.each([
    [[], undefined, ['kernel'], 'kernel'],
    [['agent'], undefined, ['kernel', 'agent'], 'kernel'],
    [['agent', 'kernel'], undefined, ['agent', 'kernel'], 'kernel'],
    [['host=kernel', 'agent'], undefined, ['host', 'agent'], 'host'],
    [['agent'], 'agent', ['agent'], 'agent'],
    [['mine=agent', 'kernel'], 'mine', ['mine', 'kernel'], 'mine'],
    [['mine=agent', 'kernel'], 'agent', ['mine', 'kernel'], 'mine'],
    [[], 'agent', ['agent', 'kernel'], 'agent'],
    [['agent'], 'old=command:old {agent}', ['old', 'agent'], 'old'],
    [['command:x'], 'command:y', ['y', 'x'], 'y'],
  ])('-i %j --reference %s', (specs, reference, names, expected) => {
    const chosen = chooseImplementations(specs, reference);
    expect(chosen.implementations.map(({ name }) => name)).toEqual(names);
    expect(chosen.reference).toBe(expected);
  });

  it('does not take for the reference what is only called kernel', () => {
    expect(() => chooseImplementations(['kernel=agent'], undefined)).not.toThrow();
    const { implementations, reference } = chooseImplementations(['kernel=agent']);
    expect(implementations.find(({ name }) => name === reference)?.spec).toBe('kernel');
  });

  it('refuses a reference that is neither a name nor a SPEC', () => {
    expect(() => chooseImplementations(['agent'], 'kernal')).toThrow(UserError);
  });
});
