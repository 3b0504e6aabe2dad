/** <sys/mman.h> and <unistd.h>, as a compiler sees them: what is declared, of which type, and under which feature macros. */
import { type Case, suite } from '../case.ts';

const posix = '#define _POSIX_C_SOURCE 200809L\n';

/** Pointers of exactly the documented types: a declaration that differs in one argument is refused. */
const prototypes = `#include <sys/mman.h>
void *(*const map)(void *, size_t, int, int, int, off_t) = mmap;
int (*const unmap)(void *, size_t) = munmap;
int (*const protect)(void *, size_t, int) = mprotect;
int (*const synchronize)(void *, size_t, int) = msync;
`;

/** Types that mmap does not have, each wrong in one place. */
const wrong: readonly { id: string; what: string; declaration: string }[] = [
  {
    id: 'result',
    what: 'a result of another type',
    declaration: 'char *(*const map)(void *, size_t, int, int, int, off_t) = mmap;',
  },
  {
    id: 'offset',
    what: 'no offset',
    declaration: 'void *(*const map)(void *, size_t, int, int, int) = mmap;',
  },
];

/** What POSIX.1-2008 has, to be seen without any further macro. */
const standard = [
  'PROT_NONE',
  'PROT_READ',
  'PROT_WRITE',
  'PROT_EXEC',
  'MAP_SHARED',
  'MAP_PRIVATE',
  'MAP_FIXED',
  'MAP_FAILED',
];

/** What is Linux's own: to be seen under _DEFAULT_SOURCE only. */
const own = [
  'MAP_ANONYMOUS',
  'MAP_ANON',
  'MAP_DENYWRITE',
  'MAP_EXECUTABLE',
  'MAP_FILE',
  'MAP_GROWSDOWN',
  'MAP_HUGETLB',
  'MAP_LOCKED',
  'MAP_NONBLOCK',
  'MAP_NORESERVE',
  'MAP_POPULATE',
  'MAP_STACK',
];

/** A unit that every name must be a macro for, or none may be. */
const each = (names: readonly string[], directive: 'ifdef' | 'ifndef'): string =>
  names.map((name) => `#${directive} ${name}\n#error ${name}\n#endif\n`).join('');

/** The flags of a source that shows what is Linux's own, and of one that asks for nothing but POSIX. */
const macros: readonly { id: string; what: string; define: string; std: 'c11' | 'gnu11' }[] = [
  { id: 'default-source', what: '_DEFAULT_SOURCE', define: `${posix}#define _DEFAULT_SOURCE\n`, std: 'c11' },
  { id: 'gnu-source', what: '_GNU_SOURCE', define: '#define _GNU_SOURCE\n', std: 'c11' },
];

export const header = suite({
  name: 'libc/header',
  title: 'what the header files declare',
  cases: [
    {
      id: 'libc/header/prototypes',
      title:
        '<sys/mman.h> alone declares mmap, munmap, mprotect and msync with exactly the documented types, and these types',
      clauses: ['mmap.call.header_prototype'],
      steps: [{ compile: `${posix}${prototypes}`, std: 'c11', is: 'accepted' }],
    },
    {
      id: 'libc/header/prototypes-64-bit-offset',
      title: 'With _FILE_OFFSET_BITS=64 the declarations are the same, with an off_t of 64 bits',
      clauses: ['mmap.call.header_prototype'],
      steps: [
        {
          compile: `#define _FILE_OFFSET_BITS 64\n${prototypes}_Static_assert(sizeof(off_t) == 8, "off_t");\n`,
          is: 'accepted',
        },
      ],
    },
    ...wrong.map(
      ({ id, what, declaration }): Case => ({
        id: `libc/header/prototype-other-${id}`,
        title: `A pointer to a function with ${what} does not take the declared one`,
        clauses: ['mmap.call.header_prototype'],
        steps: [{ compile: `${posix}#include <sys/mman.h>\n${declaration}\n`, std: 'c11', is: 'refused' }],
      }),
    ),
    {
      id: 'libc/header/not-without',
      title: 'Without <sys/mman.h> there is no declaration of mmap',
      clauses: ['mmap.call.header_prototype'],
      steps: [
        {
          compile:
            '#include <stddef.h>\nvoid *map(void);\nvoid *map(void)\n{\n\treturn mmap(NULL, 1, 0, 2, -1, 0);\n}\n',
          is: 'refused',
        },
      ],
    },
    {
      id: 'libc/header/standard-names',
      title: 'What POSIX names is defined by <sys/mman.h> without any other macro than _POSIX_C_SOURCE',
      clauses: ['mmap.flags.feature_macros', 'mmap.return.map_failed'],
      steps: [
        {
          compile: `${posix}#include <sys/mman.h>\n${each(standard, 'ifndef')}extern int unit;\n`,
          std: 'c11',
          is: 'accepted',
        },
      ],
    },
    ...macros.map(
      ({ id, what, define, std }): Case => ({
        id: `libc/header/own-names-${id}`,
        title: `The flags that are Linux's own are defined under ${what}`,
        clauses: ['mmap.flags.feature_macros'],
        steps: [
          {
            compile: `${define}#include <sys/mman.h>\n${each([...standard, ...own], 'ifndef')}extern int unit;\n`,
            std,
            is: 'accepted',
          },
        ],
      }),
    ),
    {
      id: 'libc/header/own-names-hidden',
      title: "The flags that are Linux's own are not defined where only _POSIX_C_SOURCE=200809L is asked for",
      clauses: ['mmap.flags.feature_macros'],
      steps: [
        {
          compile: `${posix}#include <sys/mman.h>\n${each(own, 'ifdef')}extern int unit;\n`,
          std: 'c11',
          is: 'accepted',
        },
      ],
    },
    {
      id: 'libc/header/own-names-hidden-strict',
      title: "The flags that are Linux's own are not defined in strict C11 without any macro",
      clauses: ['mmap.flags.feature_macros'],
      steps: [
        {
          compile: `#include <sys/mman.h>\n${each(own, 'ifdef')}extern int unit;\n`,
          std: 'c11',
          is: 'accepted',
        },
      ],
    },
    {
      id: 'libc/header/mapped-files',
      title:
        '<unistd.h> defines _POSIX_MAPPED_FILES, _POSIX_MEMORY_PROTECTION and _POSIX_SYNCHRONIZED_IO greater than 0',
      clauses: ['mmap.posix.version_macros'],
      steps: [
        {
          compile: `${posix}#include <unistd.h>
#if !(_POSIX_MAPPED_FILES > 0) || !(_POSIX_MEMORY_PROTECTION > 0) || !(_POSIX_SYNCHRONIZED_IO > 0)
#error
#endif
const int names[] = { _SC_MAPPED_FILES, _SC_MEMORY_PROTECTION, _SC_PAGESIZE, _SC_PAGE_SIZE };
`,
          std: 'c11',
          is: 'accepted',
        },
      ],
    },
  ],
});
