import { describe, expect, it } from 'vitest';
import { ImplementationError } from '../errors.ts';
import { findProgram, programOf, tiedToUs } from './find-program.ts';

describe('findProgram', () => {
  it('looks where an ordinary user does not', () => {
    expect(findProgram('sh', { PATH: '/nowhere:/bin' })).toBe('/bin/sh');
    expect(findProgram('sh', { PATH: '/nowhere' })).toBeUndefined();
    expect(findProgram('ldconfig', {})).toMatch(/sbin\/ldconfig$/);
  });
});

describe('programOf', () => {
  it('looks where packages put programs, too', () => {
    const what = { preset: 'x', program: 'env', debian: 'coreutils' };
    expect(programOf(what, { PATH: '/nowhere' })).toBe('/usr/bin/env');
  });

  it('says what to install', () => {
    const act = (): string => programOf({ preset: 'toy', program: 'no-such-toy', debian: 'toy-tools' });
    expect(act).toThrow(ImplementationError);
    expect(act).toThrow('`no-such-toy`, which `-i toy` starts, is not there');
    expect(act).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('apt-get install toy-tools') }),
    );
  });
});

describe('tiedToUs', () => {
  it('is the beginning of a command', () => {
    expect(tiedToUs().slice(1)).toEqual(['--pdeathsig', 'KILL', '--']);
  });
});
