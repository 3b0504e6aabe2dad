import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors.ts';
import { splitWords } from './words.ts';

describe('splitWords', () => {
  it.each<[string, string[]]>([
    ['qemu-x86_64 {agent}', ['qemu-x86_64', '{agent}']],
    ['  a\t b \n', ['a', 'b']],
    ['', []],
    [`a '' "" b`, ['a', '', '', 'b']],
    [`--x="1 2"'3 4'5`, ['--x=1 23 45']],
    [String.raw`a\ b \\ \"`, ['a b', '\\', '"']],
    [String.raw`"a\"b\\c\d"`, [String.raw`a"b\c\d`]],
    [String.raw`'a\b'`, [String.raw`a\b`]],
    ['a\\\nb', ['ab']],
    ['a \\\n b', ['a', 'b']],
    ['a\\', ['a\\']],
    ['a | b > c # d $e *', ['a', '|', 'b', '>', 'c', '#', 'd', '$e', '*']],
  ])('splits %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it.each(["a 'b", 'a "b', `'"`])('refuses %j', (text) => {
    expect(() => splitWords(text)).toThrow(UserError);
  });

  it('does what a shell does', () => {
    const parts = fc.constantFrom('a', 'b', ' ', '  ', "'", '"', '\\', '\t', "''", '""', '=');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (text) => {
        const line = text.join('');
        let words: string[];
        try {
          words = splitWords(line);
        } catch {
          return;
        }
        const shell = execFileSync('sh', ['-c', `printf '%s\\0' . ${line}`], { encoding: 'utf8' });
        expect(words).toEqual(shell.split('\0').slice(1, -1));
      }),
      { numRuns: 150 },
    );
  });
});
