/**
 * mprotect as far as what mmap promises depends on it: a mapping's protection can be changed and changed back, by whole pages and only
 * those, and calls that make no sense are refused and change nothing.
 */
import { type Address, type Case, type Size, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { NeedName } from '../needs.ts';
import type { Access, Prot } from '../vocabulary.ts';

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

const runs: Step = { execute: 'a' };
const runsNot: Step = { execute: 'a', faults: denied };
const reads: Step = { load: 'a+64', is: 0 };
const readsNot: Step = { load: 'a+64', faults: denied };
const writes: Step = { store: 'a+64', value: 1 };
const writesNot: Step = { store: 'a+64', value: 1, faults: denied };
/** The page holds code, so that all three accesses can be tried. */
const changes: readonly { from: Access; to: Access; shown: string; probes: readonly Step[] }[] = [
  { from: 'rw', to: 'r', shown: 'r--p', probes: [runsNot, reads, writesNot] },
  { from: 'rw', to: 'rx', shown: 'r-xp', probes: [runs, reads, writesNot] },
  { from: 'rwx', to: 'rw', shown: 'rw-p', probes: [runsNot, reads, writes] },
  { from: 'rwx', to: 'rx', shown: 'r-xp', probes: [runs, reads, writesNot] },
  { from: 'rwx', to: 'r', shown: 'r--p', probes: [runsNot, reads, writesNot] },
  { from: 'rwx', to: 'none', shown: '---p', probes: [runsNot, readsNot, writesNot] },
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

interface Backed {
  type: 'PRIVATE' | 'SHARED';
  id: string;
  title: string;
  clause: ClauseId;
  after: Step;
}

const files: readonly Backed[] = [
  {
    type: 'PRIVATE',
    id: 'private',
    title: 'Stores into a private file mapping that mprotect made writable do not reach the file',
    clause: 'mmap.flags.private.not_visible',
    after: { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
  },
  {
    type: 'SHARED',
    id: 'shared',
    title: 'Stores into a shared file mapping that mprotect made writable reach the file',
    clause: 'mmap.flags.shared.reaches_file',
    after: { pread: 'f', offset: '1p', length: 1, content: { value: 0xfd } },
  },
];
const fileBacked: readonly Case[] = files.map(
  ({ type, id, title, clause, after }): Case => ({
    id: `prot/mprotect/file-${id}-to-rw`,
    title,
    clauses: ['mprotect.changes_access', clause],
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

/** Five writable pages; the call begins at the second, and reaches to `end`. */
const lengths: readonly {
  id: string;
  says: string;
  length: Size;
  changed: '1p' | '2p';
  end: 'arena+2p' | 'arena+3p';
}[] = [
  { id: 'one-byte', says: 'one byte', length: 1, changed: '1p', end: 'arena+2p' },
  { id: 'page-less-one', says: 'a page less one byte', length: '1p-1', changed: '1p', end: 'arena+2p' },
  { id: 'page', says: 'exactly a page', length: '1p', changed: '1p', end: 'arena+2p' },
  { id: 'page-and-one', says: 'a page and one byte', length: '1p+1', changed: '2p', end: 'arena+3p' },
  { id: 'two-pages', says: 'exactly two pages', length: '2p', changed: '2p', end: 'arena+3p' },
];
const wholePages: readonly Case[] = lengths.map(
  ({ id, says, length, changed, end }): Case => ({
    id: `prot/mprotect/length-${id}`,
    title: `mprotect over ${says} changes all pages that hold a byte of it, from first byte to last, and no other`,
    clauses: ['mprotect.whole_pages', 'mprotect.changes_access'],
    steps: [
      { mmap: { addr: 'arena', length: '5p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { fill: { addr: 'arena', length: '5p', value: 0xfd } },
      { mprotect: { addr: 'arena+1p', length, prot: 'r' } },
      { store: 'arena+1p-1', value: 0xfe },
      { store: 'arena+1p', value: 0xfe, faults: denied },
      { store: `${end}-1`, value: 0xfe, faults: denied },
      { store: end, value: 0xfe },
      { contents: { addr: 'arena+1p', length: changed, value: 0xfd } },
      { maps: 'arena', perms: 'rw-p' },
      { maps: 'arena+1p', length: changed, perms: 'r--p' },
      { maps: end, perms: 'rw-p' },
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
    title:
      'mprotect of a range whose last byte lies in a hole gives ENOMEM when the pages before the hole are changed',
    clauses: ['mprotect.hole_partial', 'mprotect.enomem_unmapped'],
    steps: [
      ...withHole,
      { mprotect: { addr: 'arena+1p', length: '1p+1', prot: 'r' }, fails: 'ENOMEM' },
      { maps: 'arena', perms: 'rw-p' },
      { maps: 'arena+1p', perms: 'r--p' },
      { load: 'arena+1p', is: 0xfd },
      { store: 'arena+3p', value: 0xfe },
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

/** Two writable pages at the arena with something in them; after a refused call they are as they were. */
const twoPages: readonly Step[] = [
  { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { store: 'arena', value: 0xfd },
];
const asTheyWere: readonly Step[] = [
  { maps: 'arena', length: '2p', perms: 'rw-p', backing: 'anonymous' },
  { load: 'arena', is: 0xfd },
  { store: 'arena+2p-1', value: 0xfe },
];

const unalignedAddresses: readonly { id: string; says: string; addr: Address; length: Size; prot: Prot }[] = [
  { id: 'by-one', says: 'one byte above a page', addr: 'arena+1', length: '1p', prot: 'r' },
  { id: 'last-byte', says: 'that is the last byte of a page', addr: 'arena+1p-1', length: 1, prot: 'r' },
  { id: 'same-prot', says: 'that would change nothing', addr: 'arena+1p+1', length: 1, prot: 'rw' },
  { id: 'length-zero', says: 'with length 0', addr: 'arena+1', length: 0, prot: 'r' },
];
const unaligned: readonly Case[] = unalignedAddresses.map(
  ({ id, says, addr, length, prot }): Case => ({
    id: `prot/mprotect/unaligned-${id}`,
    title: `mprotect of an unaligned address ${says} gives EINVAL and changes nothing`,
    clauses: ['mprotect.einval_unaligned'],
    steps: [...twoPages, { mprotect: { addr, length, prot }, fails: 'EINVAL' }, ...asTheyWere],
  }),
);

const overflowing: readonly { id: string; says: string; length: Size }[] = [
  { id: 'wrap', says: 'wraps around the address space', length: '0-1p' },
  { id: 'length-rounds-to-zero', says: 'is so long that whole pages of it are no number', length: '0-1' },
];
const overflows: readonly Case[] = overflowing.map(
  ({ id, says, length }): Case => ({
    id: `prot/mprotect/${id}`,
    title: `mprotect of a range that ${says} gives ENOMEM and changes nothing`,
    clauses: ['mprotect.enomem_unmapped'],
    // A kernel of 64 bits adds what a program of 32 bits gives it without wrapping.
    needs: ['64-bit'],
    steps: [...twoPages, { mprotect: { addr: 'arena', length, prot: 'r' }, fails: 'ENOMEM' }, ...asTheyWere],
  }),
);

interface Bits {
  id: string;
  name: string;
  prot: Prot;
  clause: ClauseId;
  needs?: readonly NeedName[];
}

const refusedBits: readonly Bits[] = [
  {
    id: 'bit-0x10',
    name: 'the bit 0x10, which has no meaning on x86-64,',
    prot: ['r', '0x10'],
    clause: 'mprotect.einval_prot',
    needs: ['x86_64'],
  },
  { id: 'bit-0x40', name: 'the bit 0x40', prot: ['r', '0x40'], clause: 'mprotect.einval_prot' },
  { id: 'bit-0x100', name: 'the bit 0x100', prot: ['r', '0x100'], clause: 'mprotect.einval_prot' },
  { id: 'bit-30', name: 'the bit 1<<30', prot: ['r', '1<<30'], clause: 'mprotect.einval_prot' },
  { id: 'bit-40', name: 'the bit 1<<40', prot: ['r', '1<<40'], clause: 'mprotect.einval_prot' },
  {
    id: 'growsdown-ordinary',
    name: 'PROT_GROWSDOWN, where the mapping does not grow,',
    prot: ['r', 'GROWSDOWN'],
    clause: 'mprotect.growsdown',
  },
  {
    id: 'growsup-ordinary',
    name: 'PROT_GROWSUP, where the mapping does not grow,',
    prot: ['r', 'GROWSUP'],
    clause: 'mprotect.growsdown',
  },
  {
    id: 'growsdown-growsup',
    name: 'PROT_GROWSDOWN|PROT_GROWSUP',
    prot: ['r', 'GROWSDOWN', 'GROWSUP'],
    clause: 'mprotect.growsdown',
  },
];
const invalidBits: readonly Case[] = refusedBits.map(
  ({ id, name, prot, clause, needs = [] }): Case => ({
    id: `prot/mprotect/${id}`,
    title: `mprotect refuses ${name} with EINVAL and changes nothing`,
    clauses: [clause],
    needs,
    steps: [...twoPages, { mprotect: { addr: 'arena', length: '1p', prot }, fails: 'EINVAL' }, ...asTheyWere],
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
    ...unaligned,
    ...overflows,
    ...invalidBits,
    ...accepted,
    ...several,
  ],
});
