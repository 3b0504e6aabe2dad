import { describe, expect, it } from 'vitest';
import { UserError } from './errors.ts';
import { matchIds, selectCases } from './select.ts';

const CASES = [
  { id: 'flags/fixed/overlap', clauses: ['mmap.flags.fixed.overlap'] },
  { id: 'flags/fixed/overlap-whole', clauses: ['mmap.flags.fixed.overlap', 'mmap.flags.fixed.discards'] },
  { id: 'flags/fixed-noreplace/overlap', clauses: ['mmap.flags.fixed_noreplace.overlap'] },
  { id: 'prot/none/load', clauses: ['mmap.prot.none'] },
  { id: 'munmap/hole/zero', clauses: ['munmap.hole'] },
];
const IDS = CASES.map(({ id }) => id);
const CLAUSE_IDS = [...CASES.flatMap(({ clauses }) => clauses), 'mmap.flags.locked.rlimit'];

/** 1, 2 ...: easier to read in a table than ids. */
const numbers = (ids: readonly string[]) => ids.map((id) => IDS.indexOf(id) + 1);

describe('matchIds', () => {
  it.each([
    ['flags/fixed/overlap', [1]],
    ['flags/fixed', [1, 2]],
    ['flags/fixed/', [1, 2]],
    ['flags/fixed-', [3]],
    ['flags/fix', [1, 2, 3]],
    ['flags', [1, 2, 3]],
    ['flags/fixed/overlap-', [2]],
    ['flags/*', [1, 2, 3]],
    ['flags/fixed*', [1, 2, 3]],
    ['*/*/overlap', [1, 3]],
    ['**/overlap*', [1, 2, 3]],
    ['{prot,munmap}/**', [4, 5]],
    ['*', [1, 2, 3, 4, 5]],
    ['!flags/**', []],
    ['overlap', []],
    ['', []],
    ['.', []],
    ['flags.fixed', []],
  ])('%s', (word, expected) => {
    expect(numbers(matchIds(word, IDS))).toEqual(expected);
  });

  it.each([
    ['mmap.flags.fixed', ['mmap.flags.fixed.overlap', 'mmap.flags.fixed.discards']],
    [
      'mmap.*.fixed*',
      ['mmap.flags.fixed.overlap', 'mmap.flags.fixed.discards', 'mmap.flags.fixed_noreplace.overlap'],
    ],
    ['munmap', ['munmap.hole']],
  ])('clauses: %s', (word, expected) => {
    expect(
      matchIds(
        word,
        [...new Set(CLAUSE_IDS)].filter((id) => !id.includes('locked')),
        '.',
      ),
    ).toEqual(expected);
  });
});

describe('selectCases', () => {
  it.each([
    [{}, [1, 2, 3, 4, 5]],
    [{ filters: ['munmap', 'flags/fixed-noreplace'] }, [3, 5]],
    [{ filters: ['flags'], excludes: ['flags/fixed/overlap'] }, [2, 3]],
    [{ suites: ['flags/fixed'] }, [1, 2]],
    [{ suites: ['flags', 'prot'] }, [1, 2, 3, 4]],
    [{ clauses: ['mmap.flags.fixed.discards'] }, [2]],
    [{ suites: ['flags'], clauses: ['mmap.**.overlap'], excludes: ['**/*-whole'] }, [1, 3]],
  ])('%j', (selection, expected) => {
    expect(numbers(selectCases(CASES, selection, CLAUSE_IDS).map(({ id }) => id))).toEqual(expected);
  });

  it.each([
    [{ filters: ['flags/fixed-norepalce'] }, 'no case matches', 'flags/fixed-noreplace'],
    [{ filters: ['prot', 'flgas'] }, 'no case matches `flgas`', 'flags'],
    [{ filters: ['flags/fixed/*/x'] }, 'no case matches', '`**`'],
    [{ filters: ['!prot/**'] }, 'no case matches', undefined],
    [{ filters: [''] }, 'no case matches', undefined],
    [{ excludes: ['prot/nonw'] }, 'no case matches --exclude `prot/nonw`', 'prot/none'],
    [{ suites: ['flag'] }, 'there is no suite `flag`', 'flags'],
    [{ suites: ['flags/fixed/overlap'] }, 'there is no suite', undefined],
    [{ clauses: ['mmap.prot.non.'] }, 'there is no clause', 'mmap.prot.none'],
    [{ clauses: ['mmap.flags.locked'] }, 'no case checks the clause', undefined],
    [{ suites: ['prot'], clauses: ['munmap.hole'] }, 'no case is left', undefined],
    [{ excludes: ['**'] }, 'no case is left', undefined],
  ])('refuses %j', (selection, message, hint) => {
    let error: unknown;
    try {
      selectCases(CASES, selection, CLAUSE_IDS);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
    if (hint !== undefined) expect((error as UserError).hint).toContain(hint);
  });
});
