import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { numberFrom, readOptionWords, readValues } from './option-words.ts';

const of = { whose: 'A toy', keys: ['color', 'size'] } as const;

describe('readOptionWords', () => {
  it.each([
    ['color=red', [['color', 'red']]],
    [
      'color=a=b&size',
      [
        ['color', 'a=b'],
        ['size', undefined],
      ],
    ],
  ])('reads %j', (text, words) => {
    expect(readOptionWords(text, of)).toEqual(words);
  });

  it('names the options that there are, and the one that was meant', () => {
    expect(() => readOptionWords('colour=red', of)).toThrow(
      expect.objectContaining({
        message: 'A toy has no option `colour`: there are color, size.',
        hint: 'Did you mean `color`?',
        exitCode: 2,
      }),
    );
  });
});

describe('readValues', () => {
  it('takes the last of each', () => {
    expect(readValues('color=red&size=1&color=blue', of)).toEqual({ color: 'blue', size: '1' });
    expect(readValues('', of)).toEqual({});
  });

  it.each(['color', 'color=', 'size=1&color'])('refuses %j', (text) => {
    expect(() => readValues(text, of)).toThrow('The option `color` needs a value');
  });
});

describe('numberFrom', () => {
  it('takes whole numbers only', () => {
    expect(numberFrom(2, 'size', '02')).toBe(2);
    for (const text of ['1', '2.5', '-3', '', '12345678']) {
      expect(() => numberFrom(2, 'size', text, 'MiB')).toThrow(UserError);
    }
    expect(() => numberFrom(2, 'size', 'x', 'MiB')).toThrow('`size=x`: it is a number (MiB) from 2 on.');
  });
});
