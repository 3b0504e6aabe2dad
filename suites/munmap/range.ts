/**
 * What munmap removes: exactly the pages that hold a part of the range, whatever is mapped there, and nothing beside them. All of it
 * happens inside the arena, so that it is known what lies next to the range: maps shows the arena's own pages as `---p`.
 */
import { type Case, type Content, type MmapArguments, type Size, type Step, suite } from '../case.ts';
import type { Access, Backing } from '../vocabulary.ts';

interface Kind {
  id: string;
  name: string;
  object: readonly Step[];
  how: Pick<MmapArguments, 'flags' | 'fd' | 'offset'>;
  /** The bytes of the mapping from its second and its third page on. */
  fresh: readonly [Content, Content, Content];
  backing: Backing;
  letter: 'p' | 's';
  /** The offset that maps shows for the mapping's first page and for those behind it. */
  offsets: readonly [Size, Size, Size];
}

const kinds: readonly Kind[] = [
  {
    id: 'private-anonymous',
    name: 'a private anonymous mapping',
    object: [],
    how: { flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
    fresh: [{ value: 0 }, { value: 0 }, { value: 0 }],
    backing: 'anonymous',
    letter: 'p',
    offsets: [0, 0, 0],
  },
  {
    id: 'shared-anonymous',
    name: 'a shared anonymous mapping',
    object: [],
    how: { flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
    fresh: [{ value: 0 }, { value: 0 }, { value: 0 }],
    backing: 'dev-zero',
    letter: 's',
    offsets: [0, '1p', '2p'],
  },
  {
    id: 'private-file',
    name: 'a private mapping of a file',
    object: [{ file: 'f', size: '4p', content: 'pattern' }],
    how: { flags: ['PRIVATE', 'FIXED'], fd: 'f', offset: '1p' },
    fresh: [{ pattern: '1p' }, { pattern: '2p' }, { pattern: '3p' }],
    backing: 'file',
    letter: 'p',
    offsets: ['1p', '2p', '3p'],
  },
  {
    id: 'shared-file',
    name: 'a shared mapping of a file',
    object: [{ file: 'f', size: '4p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f', offset: '1p' },
    fresh: [{ pattern: '1p' }, { pattern: '2p' }, { pattern: '3p' }],
    backing: 'file',
    letter: 's',
    offsets: ['1p', '2p', '3p'],
  },
  {
    id: 'shared-memfd',
    name: 'a shared mapping of a memfd',
    object: [{ memfd: 'f', size: '4p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f', offset: '1p' },
    fresh: [{ pattern: '1p' }, { pattern: '2p' }, { pattern: '3p' }],
    backing: 'memfd',
    letter: 's',
    offsets: ['1p', '2p', '3p'],
  },
];

/** Three pages of the kind at the arena's start. */
const mapped = (kind: Kind): readonly Step[] => [
  ...kind.object,
  { mmap: { addr: 'arena', length: '3p', prot: 'rw', ...kind.how } },
];
const shown = (kind: Kind, page: 0 | 1 | 2, length: Size = '1p'): Step => ({
  maps: page === 0 ? 'arena' : `arena+${page}p`,
  length,
  perms: `rw-${kind.letter}`,
  backing: kind.backing,
  offset: kind.offsets[page],
});

const whole = kinds.flatMap((kind): readonly Case[] => [
  {
    id: `munmap/range/load-${kind.id}`,
    title: `A load from where there was ${kind.name} raises SIGSEGV with SEGV_MAPERR, at its first byte and at its last`,
    clauses: ['munmap.removes_mapping'],
    steps: [
      ...mapped(kind),
      { load: 'arena' },
      { munmap: { addr: 'arena', length: '3p' } },
      { load: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
      { load: 'arena+3p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
      { maps: 'arena', length: '3p', mapped: false },
    ],
  },
  {
    id: `munmap/range/store-${kind.id}`,
    title: `A store to where there was ${kind.name} raises SIGSEGV with SEGV_MAPERR, at its first byte and at its last`,
    clauses: ['munmap.removes_mapping'],
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 1 },
      { munmap: { addr: 'arena', length: '3p' } },
      { store: 'arena', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
      { store: 'arena+3p-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
    ],
  },
  {
    id: `munmap/range/untouched-${kind.id}`,
    title: `Pages of ${kind.name} that nobody has touched are removed like any other`,
    clauses: ['munmap.removes_mapping'],
    steps: [
      ...mapped(kind),
      { munmap: { addr: 'arena', length: '3p' } },
      { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
    ],
  },
]);

const partial = kinds.flatMap((kind): readonly Case[] => [
  {
    id: `munmap/range/left-${kind.id}`,
    title: `Unmapping the first page of ${kind.name} leaves the others usable, with their contents and offsets`,
    clauses: ['munmap.removes_mapping'],
    steps: [
      ...mapped(kind),
      { store: 'arena+3p-1', value: 0xff },
      { munmap: { addr: 'arena', length: '1p' } },
      { load: 'arena+1p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
      { contents: { addr: 'arena+1p', length: '1p', ...kind.fresh[1] } },
      { load: 'arena+3p-1', is: 0xff },
      { store: 'arena+1p', value: 0xfe },
      shown(kind, 1, '2p'),
    ],
  },
  {
    id: `munmap/range/right-${kind.id}`,
    title: `Unmapping the last page of ${kind.name} leaves the others usable, with their contents and offsets`,
    clauses: ['munmap.removes_mapping'],
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 0xff },
      { munmap: { addr: 'arena+2p', length: '1p' } },
      { load: 'arena', is: 0xff },
      { contents: { addr: 'arena+1p', length: '1p', ...kind.fresh[1] } },
      { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
      { maps: 'arena+3p', perms: '---p' },
      { store: 'arena+2p-1', value: 0xfe },
      shown(kind, 0, '2p'),
    ],
  },
  {
    id: `munmap/range/middle-${kind.id}`,
    title: `Unmapping the middle page of ${kind.name} leaves both ends usable, with their contents and offsets`,
    clauses: ['munmap.middle_splits'],
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 0xff },
      { munmap: { addr: 'arena+1p', length: '1p' } },
      { load: 'arena', is: 0xff },
      { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
      { load: 'arena+2p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
      { contents: { addr: 'arena+2p', length: '1p', ...kind.fresh[2] } },
      { store: 'arena+1p-1', value: 0xfe },
      { store: 'arena+2p', value: 0xfd },
      shown(kind, 0),
      shown(kind, 2),
    ],
  },
]);

const protections: readonly { prot: Access; name: string }[] = [
  { prot: 'none', name: 'PROT_NONE' },
  { prot: 'r', name: 'read-only' },
  { prot: 'rx', name: 'executable' },
  { prot: 'rwx', name: 'writable and executable' },
];

const ofProtection = protections.map(
  ({ prot, name }): Case => ({
    id: `munmap/range/prot-${prot}`,
    title: `A ${name} mapping is removed like any other`,
    clauses: ['munmap.removes_mapping'],
    steps: [
      { mmap: { addr: 'arena', length: '2p', prot, flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { munmap: { addr: 'arena', length: '2p' } },
      { load: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
      { store: 'arena+1p', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
      { execute: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
    ],
  }),
);

/** Four writable pages, 1, 2, 3, 4 at their starts. */
const fourPages: readonly Step[] = [
  { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { store: 'arena', value: 1 },
  { store: 'arena+1p', value: 2 },
  { store: 'arena+2p', value: 3 },
  { store: 'arena+3p', value: 4 },
];

const onePage: readonly Step[] = [
  { load: 'arena+1p-1', is: 0 },
  { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
  { load: 'arena+2p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
  { load: 'arena+2p', is: 3 },
];
const twoPages: readonly Step[] = [
  { load: 'arena+1p-1', is: 0 },
  { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
  { load: 'arena+3p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
  { load: 'arena+3p', is: 4 },
];

const lengths: readonly { id: string; length: Size; name: string; pages: string; gone: readonly Step[] }[] = [
  { id: 'byte', length: 1, name: 'one byte', pages: 'its page', gone: onePage },
  { id: 'page-less-byte', length: '1p-1', name: 'a page less one byte', pages: 'one page', gone: onePage },
  { id: 'page', length: '1p', name: 'one page', pages: 'one page', gone: onePage },
  { id: 'page-and-byte', length: '1p+1', name: 'a page and one byte', pages: 'two pages', gone: twoPages },
  {
    id: 'two-pages-less-byte',
    length: '2p-1',
    name: 'two pages less one byte',
    pages: 'two pages',
    gone: twoPages,
  },
  { id: 'two-pages', length: '2p', name: 'two pages', pages: 'two pages', gone: twoPages },
];

const wholePages = lengths.map(
  ({ id, length, name, pages, gone }): Case => ({
    id: `munmap/range/length-${id}`,
    title: `Unmapping ${name} removes ${pages}, and neither the page before nor the one behind`,
    clauses: ['munmap.whole_pages'],
    steps: [...fourPages, { munmap: { addr: 'arena+1p', length } }, ...gone],
  }),
);

/** Side by side: private writable, shared read-only, PROT_NONE, and a memfd's two pages. */
const different: readonly Step[] = [
  { memfd: 'f', size: '2p', content: 'pattern' },
  { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { mmap: { addr: 'arena+2p', length: '1p', prot: 'r', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
  {
    mmap: {
      addr: 'arena+3p',
      length: '1p',
      prot: 'none',
      flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', 'NORESERVE'],
    },
  },
  { mmap: { addr: 'arena+4p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
  { store: 'arena', value: 1 },
];

export const range = suite({
  name: 'munmap/range',
  title: 'which pages munmap removes, and which it leaves',
  cases: [
    ...whole,
    {
      id: 'munmap/range/execute-anonymous',
      title: 'A call into an executable page that was unmapped raises SIGSEGV with SEGV_MAPERR',
      clauses: ['munmap.removes_mapping'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { plant: 'arena' },
        { execute: 'arena' },
        { munmap: { addr: 'arena', length: '1p' } },
        { execute: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'munmap/range/execute-memfd',
      title:
        "A call into an unmapped page of a memfd's code raises SIGSEGV with SEGV_MAPERR, the page behind it runs",
      clauses: ['munmap.removes_mapping'],
      steps: [
        { memfd: 'f', size: '2p', content: 'code' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rx', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { execute: 'arena' },
        { munmap: { addr: 'arena', length: '1p' } },
        { execute: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
        { execute: 'arena+1p' },
      ],
    },
    ...partial,
    {
      id: 'munmap/range/halves-of-file',
      title:
        'After unmapping the middle of a shared file mapping, stores in both ends reach their own pages of the file',
      clauses: ['munmap.middle_splits'],
      steps: [
        { file: 'f', size: '4p', content: 'pattern' },
        {
          mmap: {
            addr: 'arena',
            length: '3p',
            prot: 'rw',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '1p',
          },
        },
        { munmap: { addr: 'arena+1p', length: '1p' } },
        { fill: { addr: 'arena', length: 16, value: 0xfe } },
        { fill: { addr: 'arena+2p', length: 16, value: 0xff } },
        { pread: 'f', offset: '1p', length: 16, content: { value: 0xfe } },
        { pread: 'f', offset: '2p', length: '1p', content: { pattern: '2p' } },
        { pread: 'f', offset: '3p', length: 16, content: { value: 0xff } },
        { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
      ],
    },
    ...ofProtection,
    ...wholePages,
    {
      id: 'munmap/range/neighbours',
      title: 'Unmapping a mapping leaves other mappings that touch it on both sides as they were',
      clauses: ['munmap.removes_mapping'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena+2p', value: 3 },
        { munmap: { addr: 'arena+1p', length: '1p' } },
        { maps: 'arena', perms: 'r--s' },
        { load: 'arena', is: 0 },
        { store: 'arena', value: 1, faults: 'SIGSEGV' },
        { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { maps: 'arena+2p', perms: 'rw-s' },
        { load: 'arena+2p', is: 3 },
      ],
    },
    {
      id: 'munmap/range/spans-whole',
      title: 'One call removes several mappings of different kinds and protections',
      clauses: ['munmap.spans_mappings'],
      steps: [
        ...different,
        { munmap: { addr: 'arena', length: '6p' } },
        { maps: 'arena', length: '6p', mapped: false },
        { load: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
        { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { load: 'arena+3p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { load: 'arena+6p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
        { maps: 'arena+6p', perms: '---p' },
      ],
    },
    {
      id: 'munmap/range/spans-parts',
      title:
        'A range from within one mapping to within another removes the end of the first and the start of the last',
      clauses: ['munmap.spans_mappings'],
      steps: [
        ...different,
        { munmap: { addr: 'arena+1p', length: '4p' } },
        { load: 'arena', is: 1 },
        { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { load: 'arena+5p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
        { contents: { addr: 'arena+5p', length: '1p', pattern: '1p' } },
        { maps: 'arena+5p', perms: 'rw-s', backing: 'memfd', offset: '1p' },
      ],
    },
    {
      id: 'munmap/range/hole-inside',
      title: 'A range with a hole in its middle is unmapped on both sides of it',
      clauses: ['munmap.with_holes_ok'],
      steps: [
        { mmap: { addr: 'arena', length: '8p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { munmap: { addr: 'arena+3p', length: '2p' } },
        { munmap: { addr: 'arena', length: '8p' } },
        { maps: 'arena', length: '8p', mapped: false },
        { maps: 'arena+8p', perms: '---p' },
      ],
    },
    {
      id: 'munmap/range/hole-at-start',
      title: 'A range that begins in a hole is unmapped behind it',
      clauses: ['munmap.with_holes_ok'],
      steps: [
        ...fourPages,
        { munmap: { addr: 'arena', length: '1p' } },
        { munmap: { addr: 'arena', length: '2p' } },
        { maps: 'arena', length: '2p', mapped: false },
        { load: 'arena+2p', is: 3 },
      ],
    },
    {
      id: 'munmap/range/hole-at-end',
      title: 'A range that ends in a hole is unmapped before it, and what lies behind the hole stays',
      clauses: ['munmap.with_holes_ok'],
      steps: [
        ...fourPages,
        { munmap: { addr: 'arena+2p', length: '1p' } },
        { munmap: { addr: 'arena+1p', length: '2p' } },
        { load: 'arena', is: 1 },
        { maps: 'arena+1p', length: '2p', mapped: false },
        { load: 'arena+3p', is: 4 },
      ],
    },
    {
      id: 'munmap/range/nothing-mapped',
      title: 'Unmapping a range in which nothing is mapped succeeds, and changes nothing beside it',
      clauses: ['munmap.no_mapping_ok'],
      steps: [
        ...fourPages,
        { munmap: { addr: 'arena+1p', length: '2p' } },
        { munmap: { addr: 'arena+1p', length: '2p' } },
        { load: 'arena', is: 1 },
        { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { load: 'arena+3p', is: 4 },
      ],
    },
    {
      id: 'munmap/range/nothing-at-null',
      title: 'Unmapping the page at address 0, where nothing is mapped, succeeds',
      clauses: ['munmap.no_mapping_ok'],
      steps: [{ munmap: { addr: 'null', length: '1p' } }, { load: 16, faults: 'SIGSEGV/SEGV_MAPERR' }],
    },
    {
      id: 'munmap/range/sparse',
      title: 'One call over thousands of pages removes the few that are mapped there',
      clauses: ['munmap.with_holes_ok', 'munmap.spans_mappings'],
      steps: [
        { munmap: { addr: 'arena', length: '4096p' } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+2000p', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+4095p', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena+1p', value: 1 },
        { store: 'arena+2000p', value: 1 },
        { munmap: { addr: 'arena', length: '4096p' } },
        { maps: 'arena', length: '4096p', mapped: false },
        { load: 'arena+2000p', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'munmap/range/mapped-anew',
      title:
        'Anonymous memory mapped where other memory was unmapped is zero, with nothing left of the old contents',
      clauses: ['munmap.removes_mapping', 'mmap.flags.anonymous.no_file_zeroed'],
      steps: [
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena', length: '2p', value: 0xff } },
        { munmap: { addr: 'arena', length: '2p' } },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { contents: { addr: 'arena', length: '2p', value: 0 } },
      ],
    },
    {
      id: 'munmap/range/shared-mapped-anew',
      title: 'Shared anonymous memory mapped where other such memory was unmapped is zero',
      clauses: ['munmap.removes_mapping', 'mmap.flags.anonymous.no_file_zeroed'],
      steps: [
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena', length: '2p', value: 0xff } },
        { munmap: { addr: 'arena', length: '2p' } },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { contents: { addr: 'arena', length: '2p', value: 0 } },
      ],
    },
    {
      id: 'munmap/range/range-free',
      title: 'A range that was unmapped is free: MAP_FIXED_NOREPLACE takes it, and not the page beside it',
      clauses: ['munmap.removes_mapping'],
      since: '4.17',
      steps: [
        ...fourPages,
        { munmap: { addr: 'arena+1p', length: '2p' } },
        {
          mmap: {
            addr: 'arena+1p',
            length: '3p',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'],
          },
          fails: 'EEXIST',
        },
        {
          mmap: {
            addr: 'arena+1p',
            length: '2p',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'],
          },
        },
        { contents: { addr: 'arena+1p', length: '2p', value: 0 } },
        { load: 'arena', is: 1 },
        { load: 'arena+3p', is: 4 },
      ],
    },
    {
      id: 'munmap/range/space-given-back',
      title:
        'Unmapping gives the space back to RLIMIT_AS: a mapping that did not fit beside the old one fits in its place',
      clauses: ['munmap.removes_mapping', 'mmap.errors.enomem.rlimit_as'],
      steps: [
        { rlimit: 'AS', room: '8p' },
        { mmap: { length: '8p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
        { munmap: { addr: 'a', length: '8p' } },
        { mmap: { length: '8p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] } },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
      ],
    },
    {
      id: 'munmap/range/system-call',
      title: 'A system call that is given unmapped memory fails with EFAULT',
      clauses: ['munmap.removes_mapping'],
      steps: [
        { memfd: 'f', size: '1p', content: 'pattern' },
        ...fourPages,
        { munmap: { addr: 'arena+1p', length: '1p' } },
        { read: 'f', into: 'arena+1p', length: 16, fails: 'EFAULT' },
        { write: 'f', from: 'arena+1p', length: 16, fails: 'EFAULT' },
        { read: 'f', into: 'arena+2p', length: 16, is: 16 },
      ],
    },
  ],
});
