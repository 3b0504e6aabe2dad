/**
 * Small programs that call mmap through the C library, for what only shows there: the value that is returned, errno, and how a program of 32 bits
 * passes an offset. Each exits with 0 where all is as promised.
 */
import { type Case, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';

const includes = `#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <sys/mman.h>
#include <unistd.h>
`;

/** A compiler for both sizes may lack the headers <asm/...> of the smaller one, which <errno.h> needs. */
const headers = {
  64: '#include <errno.h>\n',
  32: `extern int *__errno_location(void);
#define errno (*__errno_location())
enum { EINVAL = 22 };
`,
} as const;

const memory = 'PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0';

const program = (bits: 64 | 32, lines: readonly string[]): string =>
  `${includes}${headers[bits]}int main(void)\n{\n${lines.map((line) => `\t${line}\n`).join('')}\treturn 0;\n}\n`;

const table: readonly {
  id: string;
  title: string;
  clauses: readonly ClauseId[];
  bits: 64 | 32;
  lines: readonly string[];
}[] = [
  {
    id: 'errno-untouched',
    title: 'Calls of mmap, mprotect, msync and munmap that succeed leave errno as it was',
    clauses: ['mmap.return.errno_untouched', 'munmap.return_values'],
    bits: 64,
    lines: [
      'int fd = memfd_create("case", 0);',
      'errno = 77;',
      `void *p = mmap(NULL, 1, ${memory});`,
      'if (p == MAP_FAILED || errno != 77) return 1;',
      'if (mmap(p, 1, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED || errno != 77) return 2;',
      'if (mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED || errno != 77) return 3;',
      'if (mmap(NULL, 1, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0) == MAP_FAILED || errno != 77) return 4;',
      'if (mprotect(p, 1, PROT_READ) != 0 || errno != 77) return 5;',
      'if (msync(p, 1, MS_SYNC) != 0 || errno != 77) return 6;',
      'if (munmap(p, 1) != 0 || errno != 77) return 7;',
      'if (munmap(p, 1) != 0 || errno != 77) return 8;',
    ],
  },
  {
    id: 'failures',
    title: 'A call of mmap that fails returns MAP_FAILED, one of munmap -1, and errno tells why',
    clauses: ['mmap.return.map_failed', 'munmap.return_values'],
    bits: 64,
    lines: [
      `char *p = mmap(NULL, 1, ${memory});`,
      `if (mmap(NULL, 0, ${memory}) != MAP_FAILED || errno != EINVAL) return 1;`,
      'errno = 0;',
      'if (mmap(NULL, 1, PROT_READ, MAP_PRIVATE, -1, 0) != MAP_FAILED || errno != EBADF) return 2;',
      'errno = 0;',
      'if (mmap(NULL, (size_t) -1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED || errno != ENOMEM) return 3;',
      'errno = 0;',
      'if (munmap(p, 0) != -1 || errno != EINVAL) return 4;',
      'errno = 0;',
      'if (munmap(p + 1, 1) != -1 || errno != EINVAL) return 5;',
    ],
  },
  {
    id: 'offset-bits-32',
    title:
      'In a program of 32 bits the offset goes up to 2^44, must be a multiple of a page, and is refused beyond',
    clauses: ['mmap.libc.mmap2_offset_pages'],
    bits: 32,
    lines: [
      'int fd = memfd_create("case", 0);',
      'if (mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 100) != MAP_FAILED || errno != EINVAL) return 1;',
      'if (mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, (off_t) 1 << 32) == MAP_FAILED) return 2;',
      'if (mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, (off_t) 1 << 43) == MAP_FAILED) return 3;',
      'errno = 0;',
      'if (mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, (off_t) 1 << 44) != MAP_FAILED || errno != EINVAL) return 4;',
    ],
  },
];

export const programs = suite({
  name: 'libc/programs',
  title: 'programs that call the C library',
  cases: table.map(
    ({ id, title, clauses, bits, lines }): Case => ({
      id: `libc/programs/${id}`,
      title,
      clauses,
      needs: ['scratch-exec'],
      steps: [{ compile: program(bits, lines), run: bits, is: 'accepted' }],
    }),
  ),
});
