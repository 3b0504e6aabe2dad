import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { libraryFile, parseLibraryOptions } from './options.ts';

describe('what follows `library:`', () => {
  it('is a path, and options', () => {
    const plain = { path: './mine.so', preload: false, prefix: '' };
    expect(parseLibraryOptions('./mine.so')).toEqual(plain);
    expect(parseLibraryOptions('./mine.so?preload')).toEqual({ ...plain, preload: true });
    expect(parseLibraryOptions('./mine.so?prefix=my_&preload')).toEqual({
      ...plain,
      ...{ preload: true, prefix: 'my_' },
    });
  });

  it.each([
    ['', 'The path of the library is empty.'],
    ['?preload', 'The path of the library is empty.'],
    ['a.so?preload=yes', '`preload` takes no value'],
    ['a.so?prefix', 'the beginning of a name in C'],
    ['a.so?prefix=a-b', 'the beginning of a name in C'],
    ['a.so?', 'no option ``'],
    ['a.so?prefi=x', 'no option `prefi`'],
  ])('`%s` is refused', (text, message) => {
    expect(() => parseLibraryOptions(text)).toThrow(UserError);
    expect(() => parseLibraryOptions(text)).toThrow(message);
  });
});

it('a file is asked for by its absolute path, a name that is none by itself', () => {
  expect(libraryFile('package.json')).toBe(`${process.cwd()}/package.json`);
  expect(libraryFile('libc.so.6')).toBe('libc.so.6');
  expect(() => libraryFile('./libc.so.6')).toThrow('There is no file ./libc.so.6.');
});
