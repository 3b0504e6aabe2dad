/**
 * mprotect as far as what mmap promises depends on it: a mapping's protection can be changed and changed back, by whole pages and only
 * those, and calls that make no sense are refused and change nothing.
 */
import { type Case, type Size, type Step, suite } from '../case.ts';
import type { NeedName } from '../needs.ts';
import type { Access, Errno, Prot } from '../vocabulary.ts';

const denied = 'SIGSEGV/SEGV_ACCERR' as const;

/** Two pages `a`, readable and writable, zero. */
const objects: readonly { id: string; name: string; steps: readonly Step[] }[] = [
  {
    id: 'anonymous-private',
    name: 'private anonymous memory',
    steps: [{ mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' }],
  },
  {
    id: 'anonymous-shared',
    name: 'shared anonymous memory',
    steps: [{ mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'a' }],
  },
  {
    id: 'file-private',
    name: 'a private mapping of a file',
    steps: [
      { file: 'f', size: '2p' },
      { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
    ],
  },
  {
    id: 'file-shared',
    name: 'a shared mapping of a file',
    steps: [
      { file: 'f', size: '2p' },
      { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
    ],
  },
];

const thereAndBack: readonly Case[] = objects.map(
  ({ id, name, steps }): Case => ({
    id: `prot/mprotect/back-${id}`,
    title: `mprotect takes all access from ${name} and gives it back, and the contents are kept`,
    clauses: ['mprotect.changes_access'],
    steps: [
      ...steps,
      { store: 'a', value: 0xfd },
      { mprotect: { addr: 'a', length: '2p', prot: 'none' } },
      { load: 'a', faults: denied },
      { store: 'a+1p', value: 0xfe, faults: denied },
      { load: 'a+2p-1', faults: denied },
      { mprotect: { addr: 'a', length: '2p', prot: 'rw' } },
      { load: 'a', is: 0xfd },
      { contents: { addr: 'a+1p', length: '1p', value: 0 } },
      { store: 'a+2p-1', value: 0xfe },
      { load: 'a+2p-1', is: 0xfe },
    ],
  }),
);

/** The page holds code, so that all three accesses can be tried. */
const changes: readonly { from: Access; to: Access; shown: string; probes: readonly Step[] }[] = [
  {
    from: 'rw',
    to: 'r',
    shown: 'r--p',
    probes: [
      { execute: 'a', faults: denied },
      { store: 'a+64', value: 1, faults: denied },
      { load: 'a+64', is: 0 },
    ],
  },
  {
    from: 'rw',
    to: 'rx',
    shown: 'r-xp',
    probes: [{ execute: 'a' }, { store: 'a+64', value: 1, faults: denied }, { load: 'a+64', is: 0 }],
  },
  {
    from: 'rwx',
    to: 'rw',
    shown: 'rw-p',
    probes: [
      { execute: 'a', faults: denied },
      { store: 'a+64', value: 1 },
      { load: 'a+64', is: 1 },
    ],
  },
  {
    from: 'rwx',
    to: 'rx',
    shown: 'r-xp',
    probes: [{ execute: 'a' }, { store: 'a+64', value: 1, faults: denied }, { load: 'a+64', is: 0 }],
  },
  {
    from: 'rwx',
    to: 'r',
    shown: 'r--p',
    probes: [
      { execute: 'a', faults: denied },
      { store: 'a+64', value: 1, faults: denied },
      { load: 'a+64', is: 0 },
    ],
  },
  {
    from: 'rwx',
    to: 'none',
    shown: '---p',
    probes: [
      { execute: 'a', faults: denied },
      { store: 'a+64', value: 1, faults: denied },
      { load: 'a+64', faults: denied },
    ],
  },
];
const transitions: readonly Case[] = changes.map(
  ({ from, to, shown, probes }): Case => ({
    id: `prot/mprotect/${from}-to-${to}`,
    title: `Memory that mprotect takes from ${from} to ${to} admits what ${to} admits, though it was used before`,
    clauses: ['mprotect.changes_access'],
    steps: [
      {
        mmap: { addr: 'arena', length: '1p', prot: from, flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        as: 'a',
      },
      { plant: 'a' },
      { load: 'a+64', is: 0 },
      { mprotect: { addr: 'a', length: '1p', prot: to } },
      ...probes,
      { maps: 'a', perms: shown },
    ],
  }),
);

const widenings: readonly { from: Access; touched: readonly Step[]; how: string }[] = [
  { from: 'none', touched: [{ load: 'a', faults: denied }], how: 'mapped with PROT_NONE' },
  {
    from: 'r',
    touched: [
      { load: 'a', is: 0 },
      { store: 'a', value: 1, faults: denied },
    ],
    how: 'mapped with PROT_READ and read',
  },
];
const widened: readonly Case[] = widenings.map(
  ({ from, touched, how }): Case => ({
    id: `prot/mprotect/${from}-to-rw`,
    title: `Anonymous memory that was ${how} is zero and writable once mprotect has made it so`,
    clauses: ['mprotect.changes_access'],
    steps: [
      { mmap: { length: '2p', prot: from, flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      ...touched,
      { mprotect: { addr: 'a', length: '2p', prot: 'rw' } },
      { contents: { addr: 'a', length: '2p', value: 0 } },
      { store: 'a', value: 0xfd },
      { store: 'a+2p-1', value: 0xfe },
      { load: 'a', is: 0xfd },
      { load: 'a+2p-1', is: 0xfe },
    ],
  }),
);

const files: readonly { type: 'PRIVATE' | 'SHARED'; id: string; title: string; after: Step }[] = [
  {
    type: 'PRIVATE',
    id: 'private',
    title: 'Stores into a private file mapping that mprotect made writable do not reach the file',
    after: { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
  },
  {
    type: 'SHARED',
    id: 'shared',
    title: 'Stores into a shared file mapping that mprotect made writable reach the file',
    after: { pread: 'f', offset: '1p', length: 1, content: { value: 0xfd } },
  },
];
const fileBacked: readonly Case[] = files.map(
  ({ type, id, title, after }): Case => ({
    id: `prot/mprotect/file-${id}-to-rw`,
    title,
    clauses: ['mprotect.changes_access'],
    steps: [
      { file: 'f', size: '2p', content: 'pattern' },
      { mmap: { length: '2p', prot: 'r', flags: [type], fd: 'f' }, as: 'a' },
      { store: 'a+1p', value: 0xfd, faults: denied },
      { mprotect: { addr: 'a', length: '2p', prot: 'rw' } },
      { contents: { addr: 'a', length: '2p', pattern: 0 } },
      { store: 'a+1p', value: 0xfd },
      { load: 'a+1p', is: 0xfd },
      after,
    ],
  }),
);

/** Five writable pages; the call begins at the second, and these pages become read-only. */
const lengths: readonly { id: string; length: Size; pages: 1 | 2; says: string }[] = [
  { id: 'one-byte', length: 1, pages: 1, says: 'one byte' },
  { id: 'page-less-one', length: '1p-1', pages: 1, says: 'a page less one byte' },
  { id: 'page', length: '1p', pages: 1, says: 'exactly a page' },
  { id: 'page-and-one', length: '1p+1', pages: 2, says: 'a page and one byte' },
  { id: 'two-pages', length: '2p', pages: 2, says: 'exactly two pages' },
];
const wholePages: readonly Case[] = lengths.map(
  ({ id, length, pages, says }): Case => ({
    id: `prot/mprotect/length-${id}`,
    title: `mprotect over ${says} changes ${pages === 1 ? 'one page' : 'two pages'}, from the first byte to the last, and no other`,
    clauses: ['mprotect.whole_pages', 'mprotect.changes_access'],
    steps: [
      { mmap: { addr: 'arena', length: '5p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { fill: { addr: 'arena', length: '5p', value: 0xfd } },
      { mprotect: { addr: 'arena+1p', length, prot: 'r' } },
      { store: 'arena+1p-1', value: 0xfe },
      { store: 'arena+1p', value: 0xfe, faults: denied },
      { store: `arena+${pages}p+1p-1`, value: 0xfe, faults: denied },
      { store: `arena+${pages}p+1p`, value: 0xfe },
      { contents: { addr: 'arena+1p', length: `${pages}p`, value: 0xfd } },
      { maps: 'arena', length: '1p', perms: 'rw-p' },
      { maps: 'arena+1p', length: `${pages}p`, perms: 'r--p' },
      { maps: `arena+${pages}p+1p`, perms: 'rw-p' },
      { maps: 'arena+4p', perms: 'rw-p' },
    ],
  }),
);

/** Three pages of one mapping, of which one changes. */
const positions: readonly {
  id: 'first' | 'middle' | 'last';
  page: 0 | 1 | 2;
  perms: readonly [string, string, string];
}[] = [
  { id: 'first', page: 0, perms: ['r--s', 'rw-s', 'rw-s'] },
  { id: 'middle', page: 1, perms: ['rw-s', 'r--s', 'rw-s'] },
  { id: 'last', page: 2, perms: ['rw-s', 'rw-s', 'r--s'] },
];
const parts: readonly Case[] = positions.map(
  ({ id, page, perms: [first, middle, last] }): Case => ({
    id: `prot/mprotect/${id}-page`,
    title: `mprotect of the ${id} page of a shared file mapping splits off just that page, and each part keeps its place in the file`,
    clauses: ['mprotect.changes_access', 'mprotect.whole_pages'],
    steps: [
      { file: 'f', size: '3p', content: 'pattern' },
      { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { mprotect: { addr: `arena+${page}p`, length: '1p', prot: 'r' } },
      { maps: 'arena', perms: first, offset: 0, backing: 'file' },
      { maps: 'arena+1p', perms: middle, offset: '1p', backing: 'file' },
      { maps: 'arena+2p', perms: last, offset: '2p', backing: 'file' },
      { maps: 'arena+3p', perms: '---p', backing: 'anonymous' },
      { contents: { addr: 'arena', length: '3p', pattern: 0 } },
      { store: `arena+${page}p`, value: 0xfd, faults: denied },
      { mprotect: { addr: `arena+${page}p`, length: '1p', prot: 'rw' } },
      { maps: 'arena', length: '3p', perms: 'rw-s', offset: 0, backing: 'file' },
      { store: `arena+${page}p`, value: 0xfd },
      { pread: 'f', offset: `${page}p`, length: 1, content: { value: 0xfd } },
    ],
  }),
);

/** Five writable pages at the arena, of which the third is unmapped. */
const withHole: readonly Step[] = [
  { mmap: { addr: 'arena', length: '5p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { fill: { addr: 'arena', length: '5p', value: 0xfd } },
  { munmap: { addr: 'arena+2p', length: '1p' } },
];
const unmapped: readonly Case[] = [
  {
    id: 'prot/mprotect/hole-only',
    title: 'mprotect of an unmapped page gives ENOMEM and maps nothing',
    clauses: ['mprotect.enomem_unmapped'],
    steps: [
      ...withHole,
      { mprotect: { addr: 'arena+2p', length: '1p', prot: 'r' }, fails: 'ENOMEM' },
      { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
      { store: 'arena+2p-1', value: 0xfe },
      { store: 'arena+3p', value: 0xfe },
    ],
  },
  {
    id: 'prot/mprotect/hole-first',
    title:
      'mprotect of a range that begins in a hole gives ENOMEM and leaves the pages behind the hole alone',
    clauses: ['mprotect.enomem_unmapped'],
    steps: [
      ...withHole,
      { mprotect: { addr: 'arena+2p', length: '2p', prot: 'r' }, fails: 'ENOMEM' },
      { store: 'arena+3p', value: 0xfe },
      { load: 'arena+3p', is: 0xfe },
    ],
  },
  {
    id: 'prot/mprotect/hole-inside',
    title:
      'mprotect of a range with a hole inside gives ENOMEM when the pages before the hole are changed, and none behind it',
    clauses: ['mprotect.hole_partial', 'mprotect.enomem_unmapped'],
    steps: [
      ...withHole,
      { mprotect: { addr: 'arena+1p', length: '3p', prot: 'r' }, fails: 'ENOMEM' },
      { store: 'arena+1p-1', value: 0xfe },
      { store: 'arena+1p', value: 0xfe, faults: denied },
      { store: 'arena+2p-1', value: 0xfe, faults: denied },
      { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
      { store: 'arena+3p', value: 0xfe },
      { load: 'arena+1p', is: 0xfd },
    ],
  },
  {
    id: 'prot/mprotect/hole-last',
    title: 'mprotect of a range whose last byte lies in a hole gives ENOMEM',
    clauses: ['mprotect.hole_partial', 'mprotect.enomem_unmapped'],
    steps: [
      ...withHole,
      { mprotect: { addr: 'arena+1p', length: '1p+1', prot: 'r' }, fails: 'ENOMEM' },
      { store: 'arena+1p', value: 0xfe, faults: denied },
      { load: 'arena+1p', is: 0xfd },
    ],
  },
  {
    id: 'prot/mprotect/hole-touching',
    title: 'mprotect of a range that ends exactly at a hole succeeds',
    clauses: ['mprotect.enomem_unmapped', 'mprotect.changes_access'],
    steps: [
      ...withHole,
      { mprotect: { addr: 'arena', length: '2p', prot: 'r' } },
      { store: 'arena', value: 0xfe, faults: denied },
      { store: 'arena+2p-1', value: 0xfe, faults: denied },
      { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
    ],
  },
];

/** Two writable pages at the arena with something in them, and calls that are refused and leave them as they are. */
const refusals: readonly {
  id: string;
  title: string;
  addr: 'arena' | 'arena+1' | 'arena+1p-1' | 'arena+1p+1';
  length: Size;
  prot: Prot;
  fails: Errno;
  clause: Case['clauses'][number];
  needs?: readonly NeedName[];
}[] = [
  {
    id: 'unaligned-by-one',
    title: 'mprotect of an address one byte above a page gives EINVAL',
    addr: 'arena+1',
    length: '1p',
    prot: 'r',
    fails: 'EINVAL',
    clause: 'mprotect.einval_unaligned',
  },
  {
    id: 'unaligned-last-byte',
    title: 'mprotect of the address of the last byte of a page gives EINVAL',
    addr: 'arena+1p-1',
    length: 1,
    prot: 'r',
    fails: 'EINVAL',
    clause: 'mprotect.einval_unaligned',
  },
  {
    id: 'unaligned-same-prot',
    title: 'mprotect of an unaligned address gives EINVAL even if the protection would stay the same',
    addr: 'arena+1p+1',
    length: 1,
    prot: 'rw',
    fails: 'EINVAL',
    clause: 'mprotect.einval_unaligned',
  },
  {
    id: 'unaligned-length-zero',
    title: 'mprotect of an unaligned address gives EINVAL even for length 0',
    addr: 'arena+1',
    length: 0,
    prot: 'r',
    fails: 'EINVAL',
    clause: 'mprotect.einval_unaligned',
  },
  {
    id: 'wrap',
    title: 'mprotect of a range that wraps around the address space gives ENOMEM',
    addr: 'arena',
    length: '0-1p',
    prot: 'r',
    fails: 'ENOMEM',
    clause: 'mprotect.enomem_unmapped',
  },
  {
    id: 'length-rounds-to-zero',
    title: 'mprotect of a length that rounds up to 0 gives ENOMEM',
    addr: 'arena',
    length: '0-1',
    prot: 'r',
    fails: 'ENOMEM',
    clause: 'mprotect.enomem_unmapped',
  },
  {
    id: 'bit-0x10',
    title: 'mprotect refuses the bit 0x10, which x86-64 gives no meaning, with EINVAL',
    addr: 'arena',
    length: '1p',
    prot: ['r', '0x10'],
    fails: 'EINVAL',
    clause: 'mprotect.einval_prot',
    needs: ['x86_64'],
  },
  {
    id: 'bit-0x40',
    title: 'mprotect refuses the unknown bit 0x40 with EINVAL',
    addr: 'arena',
    length: '1p',
    prot: ['r', '0x40'],
    fails: 'EINVAL',
    clause: 'mprotect.einval_prot',
  },
  {
    id: 'bit-0x100',
    title: 'mprotect refuses the unknown bit 0x100 with EINVAL',
    addr: 'arena',
    length: '1p',
    prot: ['r', '0x100'],
    fails: 'EINVAL',
    clause: 'mprotect.einval_prot',
  },
  {
    id: 'bit-0x40000000',
    title: 'mprotect refuses the unknown bit 0x40000000 with EINVAL',
    addr: 'arena',
    length: '1p',
    prot: ['r', '0x40000000'],
    fails: 'EINVAL',
    clause: 'mprotect.einval_prot',
  },
  {
    id: 'bit-40',
    title: 'mprotect refuses the unknown bit 1<<40 with EINVAL',
    addr: 'arena',
    length: '1p',
    prot: ['r', '1<<40'],
    fails: 'EINVAL',
    clause: 'mprotect.einval_prot',
  },
  {
    id: 'growsdown-ordinary',
    title: 'mprotect with PROT_GROWSDOWN of a mapping that does not grow gives EINVAL',
    addr: 'arena',
    length: '1p',
    prot: ['r', 'GROWSDOWN'],
    fails: 'EINVAL',
    clause: 'mprotect.growsdown',
  },
  {
    id: 'growsup-ordinary',
    title: 'mprotect with PROT_GROWSUP of a mapping that does not grow gives EINVAL',
    addr: 'arena',
    length: '1p',
    prot: ['r', 'GROWSUP'],
    fails: 'EINVAL',
    clause: 'mprotect.growsdown',
  },
  {
    id: 'growsdown-growsup',
    title: 'mprotect with both PROT_GROWSDOWN and PROT_GROWSUP gives EINVAL',
    addr: 'arena',
    length: '1p',
    prot: ['r', 'GROWSDOWN', 'GROWSUP'],
    fails: 'EINVAL',
    clause: 'mprotect.growsdown',
  },
];
const refused: readonly Case[] = refusals.map(
  ({ id, title, addr, length, prot, fails, clause, needs = [] }): Case => ({
    id: `prot/mprotect/${id}`,
    title,
    clauses: [clause],
    needs,
    steps: [
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { store: 'arena', value: 0xfd },
      { mprotect: { addr, length, prot }, fails },
      { maps: 'arena', length: '2p', perms: 'rw-p', backing: 'anonymous' },
      { load: 'arena', is: 0xfd },
      { store: 'arena+2p-1', value: 0xfe },
    ],
  }),
);

const accepted: readonly Case[] = [
  {
    id: 'prot/mprotect/sem',
    title: 'mprotect knows PROT_SEM, which gives and takes nothing',
    clauses: ['mprotect.einval_prot'],
    steps: [
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { mprotect: { addr: 'arena', length: '1p', prot: ['r', 'SEM'] } },
      { maps: 'arena', perms: 'r--p' },
      { maps: 'arena+1p', perms: 'rw-p' },
      { store: 'arena', value: 0xfd, faults: denied },
      { load: 'arena', is: 0 },
    ],
  },
  {
    id: 'prot/mprotect/length-zero',
    title: 'mprotect of length 0 succeeds and changes nothing',
    clauses: ['mprotect.len0_ok'],
    steps: [
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { mprotect: { addr: 'arena+1p', length: 0, prot: 'none' } },
      { maps: 'arena', length: '2p', perms: 'rw-p' },
      { store: 'arena+1p-1', value: 0xfd },
      { store: 'arena+1p', value: 0xfd },
    ],
  },
  {
    id: 'prot/mprotect/length-zero-unmapped',
    title: 'mprotect of length 0 succeeds at an address where nothing is mapped',
    clauses: ['mprotect.len0_ok'],
    steps: [
      ...withHole,
      { mprotect: { addr: 'arena+2p', length: 0, prot: 'r' } },
      { mprotect: { addr: 'null', length: 0, prot: 'r' } },
    ],
  },
  {
    id: 'prot/mprotect/growsdown',
    title:
      'mprotect with PROT_GROWSDOWN reaches from its range down to the start of a mapping that grows down, and not above',
    clauses: ['mprotect.growsdown'],
    steps: [
      {
        mmap: {
          addr: 'arena+16p',
          length: '4p',
          prot: 'rw',
          flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', 'GROWSDOWN'],
        },
        as: 'a',
      },
      { fill: { addr: 'a', length: '4p', value: 0xfd } },
      { mprotect: { addr: 'a+2p', length: '1p', prot: ['r', 'GROWSDOWN'] } },
      { maps: 'a', length: '3p', perms: 'r--p' },
      { maps: 'a+3p', perms: 'rw-p' },
      { store: 'a', value: 0xfe, faults: denied },
      { store: 'a+3p-1', value: 0xfe, faults: denied },
      { store: 'a+3p', value: 0xfe },
      { contents: { addr: 'a', length: '3p', value: 0xfd } },
    ],
  },
];

/** Several mappings in one call, and other processes. */
const several: readonly Case[] = [
  {
    id: 'prot/mprotect/several-mappings',
    title: 'One mprotect changes adjacent mappings of different kinds, each up to the ends of the range',
    clauses: ['mprotect.changes_access'],
    steps: [
      { file: 'f', size: '2p', content: 'pattern' },
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      {
        mmap: {
          addr: 'arena+2p',
          length: '1p',
          prot: 'none',
          flags: ['SHARED', 'FIXED'],
          fd: 'f',
          offset: '1p',
        },
      },
      { mmap: { addr: 'arena+3p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
      { mprotect: { addr: 'arena+1p', length: '3p', prot: 'r' } },
      { maps: 'arena', perms: 'rw-p', backing: 'anonymous' },
      { maps: 'arena+1p', perms: 'r--p', backing: 'anonymous' },
      { maps: 'arena+2p', perms: 'r--s', offset: '1p', backing: 'file' },
      { maps: 'arena+3p', perms: 'r--p', offset: 0, backing: 'file' },
      { maps: 'arena+4p', perms: 'rw-p', offset: '1p', backing: 'file' },
      { store: 'arena+1p', value: 0xfd, faults: denied },
      { contents: { addr: 'arena+2p', length: '1p', pattern: '1p' } },
      { store: 'arena+4p-1', value: 0xfd, faults: denied },
      { store: 'arena+4p', value: 0xfd },
    ],
  },
  {
    id: 'prot/mprotect/eacces-inside',
    title:
      'mprotect gives EACCES when any mapping of the range is a shared one of a read-only descriptor, and leaves that one as it was',
    clauses: ['mprotect.eacces_file'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern', mode: 'rdonly' },
      { mmap: { addr: 'arena', length: '3p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { mprotect: { addr: 'arena', length: '3p', prot: 'rw' }, fails: 'EACCES' },
      { maps: 'arena', perms: 'rw-p', observed: true },
      { maps: 'arena+1p', perms: 'r--s' },
      { maps: 'arena+2p', perms: 'r--p', observed: true },
      { store: 'arena+1p', value: 0xfd, faults: denied },
      { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
    ],
  },
  {
    id: 'prot/mprotect/eacces-private',
    title:
      'mprotect makes a private mapping of a read-only descriptor writable, and a shared one readable again',
    clauses: ['mprotect.eacces_file'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern', mode: 'rdonly' },
      { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { mprotect: { addr: 'a', length: '1p', prot: 'rw' } },
      { store: 'a', value: 0xfd },
      { mmap: { length: '1p', prot: 'none', flags: ['SHARED'], fd: 'f' }, as: 'b' },
      { mprotect: { addr: 'b', length: '1p', prot: 'r' } },
      { contents: { addr: 'b', length: '1p', pattern: 0 } },
    ],
  },
  {
    id: 'prot/mprotect/child-own',
    title: "What a child's mprotect takes from shared memory is not taken from its parent",
    clauses: ['mprotect.changes_access', 'fork.maps_independent'],
    steps: [
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'a' },
      {
        fork: [
          { store: 'a', value: 0xfd },
          { mprotect: { addr: 'a', length: '1p', prot: 'none' } },
          { load: 'a', faults: denied },
        ],
        meanwhile: [
          { load: 'a', is: 0xfd },
          { store: 'a', value: 0xfe },
        ],
        after: [
          { load: 'a', faults: denied },
          { mprotect: { addr: 'a', length: '1p', prot: 'r' } },
          { load: 'a', is: 0xfe },
        ],
      },
    ],
  },
  {
    id: 'prot/mprotect/rlimit-data',
    title:
      'Making private memory writable counts against RLIMIT_DATA: what fits exactly is allowed, one page more gives ENOMEM',
    clauses: ['mprotect.enomem_rlimit_data'],
    since: '4.7',
    steps: [
      { mmap: { addr: 'arena', length: '9p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { rlimit: 'DATA', room: '8p' },
      { mprotect: { addr: 'arena', length: '9p', prot: 'rw' }, fails: 'ENOMEM' },
      { maps: 'arena', length: '9p', perms: 'r--p' },
      { mprotect: { addr: 'arena', length: '8p', prot: 'rw' } },
      { store: 'arena+8p-1', value: 0xfd },
      { mprotect: { addr: 'arena+8p', length: '1p', prot: 'rw' }, fails: 'ENOMEM' },
      { store: 'arena+8p', value: 0xfd, faults: denied },
    ],
  },
];

export const mprotect = suite({
  name: 'prot/mprotect',
  title: 'Changing the protection of a mapping',
  cases: [
    ...thereAndBack,
    ...transitions,
    ...widened,
    ...fileBacked,
    ...wholePages,
    ...parts,
    ...unmapped,
    ...refused,
    ...accepted,
    ...several,
  ],
});
