import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as words from '../../suites/vocabulary.ts';
import * as constants from '../module/constants.ts';
import * as names from './names.ts';

const folder = mkdtempSync(join(tmpdir(), 'mc-names-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the words of cases', () => {
  it.each([
    ['MAP', names.MAP, words.MAP_FLAGS],
    ['PROT', names.PROT, words.PROT_EXTRAS],
    ['MREMAP', names.MREMAP, words.MREMAP_FLAGS],
    ['MSYNC', names.MSYNC, words.MSYNC_FLAGS],
    ['MLOCK2', names.MLOCK2, words.MLOCK2_FLAGS],
    ['MLOCKALL', names.MLOCKALL, words.MLOCKALL_FLAGS],
    ['ADVICE', names.ADVICE, words.ADVICE],
    ['OPEN', names.OPEN, [...words.OPEN_MODES, ...words.OPEN_FLAGS]],
    ['SEALS', names.SEALS, words.SEALS],
    ['MEMFD', names.MEMFD, words.MEMFD_FLAGS],
  ] as const)('%s: each has a number', (_, table, all) => {
    expect(all.filter((word) => table.get(word) === undefined)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the numbers', () => {
  it('are those of the kernel headers of x86-64, in so far as these know them', () => {
    const numbers = new Map<string, number>(Object.entries(constants));
    const all = [...numbers.keys()];
    const source = `#include <stdio.h>
#include <linux/mman.h>
#include <linux/fcntl.h>
#include <linux/memfd.h>
#ifdef __O_TMPFILE
#undef O_TMPFILE
#define O_TMPFILE (__O_TMPFILE | O_DIRECTORY)
#endif
int main(void) {
${all.map((name) => `#ifdef ${name}\nprintf("${name} %lu\\n", (unsigned long)(${name}));\n#endif`).join('\n')}
}
`;
    const [c, program] = [join(folder, 'numbers.c'), join(folder, 'numbers')];
    writeFileSync(c, source);
    execFileSync('cc', ['-o', program, c]);
    const told = execFileSync(program, { encoding: 'utf8' }).trim().split('\n');
    const known = told.map((line) => line.split(' ')[0] ?? '');
    expect(told).toEqual(known.map((name) => `${name} ${numbers.get(name)}`));
    expect(known.length).toBeGreaterThan(90);
  });

  it('of errnos are, too', () => {
    const errnos = execFileSync('cc', ['-E', '-dM', '-include', 'asm/errno.h', '-xc', '/dev/null'], {
      encoding: 'utf8',
    });
    const pairs = [...errnos.matchAll(/^#define (E[A-Z0-9]+) (\d+)$/gm)].map(([, name, number]) => [
      name,
      Number(number),
    ]);
    const numbers = new Map(pairs as [string, number][]);
    for (let number = 1; number <= 40; number++) expect(numbers.get(names.errnoName(number))).toBe(number);
    for (const number of [75, 84, 88, 95, 133]) expect(numbers.get(names.errnoName(number))).toBe(number);
  });
});

describe('errnoWord', () => {
  it.each([
    ['EINVAL', 'EINVAL'],
    ['ENOTSUP', 'EOPNOTSUPP'],
    ['EWOULDBLOCK', 'EAGAIN'],
    ['ERR_OUT_OF_RANGE', undefined],
    ['einval', undefined],
    ['', undefined],
  ])('%s is %s', (code, word) => {
    expect(names.errnoWord(code)).toBe(word);
  });
});
