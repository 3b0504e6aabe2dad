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

/** A compiler for both sizes may lack the headers <asm/...> of the smaller one, which <errno.h> and <sys/syscall.h> need. */
const headers = {
  64: '#include <errno.h>\n',
  32: `extern int *__errno_location(void);
#define errno (*__errno_location())
enum { EFAULT = 14, EINVAL = 22, SYS_mmap = 90 };
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
    id: 'sysconf',
    title: 'sysconf tells that files can be mapped and memory protected, and the size of a page',
    clauses: ['mmap.posix.version_macros', 'mmap.offset.page_multiple'],
    bits: 64,
    lines: [
      'long page = sysconf(_SC_PAGE_SIZE);',
      'int fd = memfd_create("case", 0);',
      'if (sysconf(_SC_MAPPED_FILES) <= 0 || sysconf(_SC_MEMORY_PROTECTION) <= 0) return 1;',
      'if (page != sysconf(_SC_PAGESIZE)) return 2;',
      'if (mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, page) == MAP_FAILED) return 3;',
      'if (mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, page / 2) != MAP_FAILED || errno != EINVAL) return 4;',
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
  {
    id: 'offset-shown-32',
    title:
      'In a program of 32 bits a mapping at an offset beyond 4 GiB shows the bytes of the file that stand there',
    clauses: ['mmap.libc.mmap2_offset_pages', 'mmap.offset.initial_contents'],
    bits: 32,
    lines: [
      'int fd = memfd_create("case", 0);',
      'off_t at = ((off_t) 1 << 32) + 8192;',
      'if (pwrite(fd, "a", 1, 8192) != 1 || pwrite(fd, "b", 1, at) != 1) return 1;',
      'char *p = mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, at);',
      "if (p == MAP_FAILED || *p != 'b') return 2;",
    ],
  },
  {
    id: 'old-mmap-32',
    title:
      'The old mmap of i386 takes its arguments by pointer, and an offset in bytes that must be a multiple of a page',
    clauses: ['mmap.abi.old_mmap_i386'],
    bits: 32,
    lines: [
      'int fd = memfd_create("case", 0);',
      'if (pwrite(fd, "x", 1, 4096) != 1) return 1;',
      'unsigned long a[] = { 0, 1, PROT_READ, MAP_SHARED, (unsigned long) fd, 4096 };',
      'char *p = (char *) syscall(SYS_mmap, a);',
      "if (p == MAP_FAILED || *p != 'x') return 2;",
      'a[5] = 1;',
      'if (syscall(SYS_mmap, a) != -1 || errno != EINVAL) return 3;',
      'if (syscall(SYS_mmap, (void *) 16) != -1 || errno != EFAULT) return 4;',
    ],
  },
  {
    id: 'ptrdiff-max-32',
    title: 'In a program of 32 bits a mapping may be longer than PTRDIFF_MAX',
    clauses: ['mmap.length.over_ptrdiff_max'],
    bits: 32,
    lines: [
      'int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;',
      'if (mmap(NULL, 0x80000000u, PROT_NONE, flags, -1, 0) == MAP_FAILED) return 1;',
    ],
  },
  {
    id: 'map-32bit-32',
    title:
      'In a program of 32 bits MAP_32BIT has no effect: what it maps lies above 2 GiB like what is mapped without',
    clauses: ['mmap.flags.32bit.only_x86_64'],
    bits: 32,
    lines: [
      `unsigned long p = (unsigned long) mmap(NULL, 1, ${memory});`,
      `unsigned long q = (unsigned long) mmap(NULL, 1, ${memory.replace('MAP_PRIVATE', 'MAP_PRIVATE | MAP_32BIT')});`,
      'if (p < 0x80000000u || q < 0x80000000u || q == (unsigned long) -1) return 1;',
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
