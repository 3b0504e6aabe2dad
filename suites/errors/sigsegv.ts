/*
 * SIGSEGV: an access to what is not mapped (SEGV_MAPERR), or against the protection of what is (SEGV_ACCERR), with the address of the byte in
 * question. What prot allows of which object is in the suites of prot/.
 */
import { type Address, type Case, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { NeedName } from '../needs.ts';
import type { Fault } from '../vocabulary.ts';

/** Three pages of `a`, readable and writable, with a hole in place of the middle one. */
const hole: readonly Step[] = [
  { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, as: 'a' },
  { fill: { addr: 'a', length: '3p', value: 0x5a } },
  { munmap: { addr: 'a+1p', length: '1p' } },
];

const UNMAPPED: readonly (readonly [id: string, title: string, access: Step, needs?: readonly NeedName[]])[] =
  [
    ['hole-load', 'A load from the first byte of a hole', { load: 'a+1p' }],
    ['hole-load-last', 'A load from the last byte of a hole', { load: 'a+2p-1' }],
    ['hole-store', 'A store into a hole', { store: 'a+1p+16', value: 1 }],
    ['hole-execute', 'A call into a hole', { execute: 'a+1p' }],
    ['null-load', 'A load from a member of a structure at NULL', { load: 16, size: 8 }],
    ['null-store', 'A store to address 0', { store: 'null', value: 1 }],
    ['null-execute', 'A call of address 0', { execute: 'null' }],
    [
      'kernel-load',
      'A load from the last page of the 64-bit numbers, kernel territory,',
      { load: '0-1p' },
      ['kernel-addresses'],
    ],
    [
      'kernel-store',
      'A store to the last page of the 64-bit numbers, kernel territory,',
      { store: '0-1p', value: 1 },
      ['kernel-addresses'],
    ],
  ];

const unmapped = UNMAPPED.map(
  ([id, title, access, needs = []]): Case => ({
    id: `errors/sigsegv/${id}`,
    title: `${title} raises SIGSEGV with SEGV_MAPERR, and what is mapped around is as it was`,
    clauses: ['mmap.signal.sigsegv.maperr'],
    needs,
    steps: [
      ...hole,
      { ...access, faults: 'SIGSEGV/SEGV_MAPERR' },
      { contents: { addr: 'a', length: '1p', value: 0x5a } },
      { contents: { addr: 'a+2p', length: '1p', value: 0x5a } },
    ],
  }),
);

const file: Step = { file: 'f', size: '1p', content: 'pattern' };

/** Against the protection: the mapping (of `f`, or anonymous), and the access. */
const PROTECTED: readonly (readonly [
  id: string,
  title: string,
  clause: ClauseId,
  map: Step,
  access: Step,
])[] = [
  [
    'none-load',
    'A load from memory without any access',
    'mmap.prot.none',
    { mmap: { length: '1p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
    { load: 'a+1p-1' },
  ],
  [
    'none-store',
    'A store to memory without any access',
    'mmap.prot.none',
    { mmap: { length: '1p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
    { store: 'a+16', value: 1 },
  ],
  [
    'none-execute',
    'A call into memory without any access',
    'mmap.prot.none',
    { mmap: { length: '1p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
    { execute: 'a' },
  ],
  [
    'none-load-file',
    'A load from a file mapping without any access',
    'mmap.prot.none',
    { mmap: { length: '1p', prot: 'none', flags: ['SHARED'], fd: 'f' }, as: 'a' },
    { load: 'a' },
  ],
  [
    'none-beyond-eof',
    'A load from a file mapping without any access, beyond the end of the file,',
    'mmap.prot.none',
    { mmap: { length: '1p', prot: 'none', flags: ['SHARED'], fd: 'f', offset: '4p' }, as: 'a' },
    { load: 'a' },
  ],
  [
    'r-store',
    'A store to read-only anonymous memory',
    'mmap.prot.read_only_write_sigsegv',
    { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
    { store: 'a+1p-1', value: 1 },
  ],
  [
    'r-store-private-file',
    'A store to a private read-only file mapping',
    'mmap.prot.read_only_write_sigsegv',
    { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
    { store: 'a', value: 1 },
  ],
  [
    'r-store-shared-file',
    'A store to a shared read-only file mapping',
    'mmap.prot.read_only_write_sigsegv',
    { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
    { store: 'a', value: 1 },
  ],
  [
    'rw-execute',
    'A call into memory that is not executable',
    'mmap.prot.no_exec_sigsegv',
    { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
    { execute: 'a' },
  ],
];

const protectedOnes = PROTECTED.map(
  ([id, title, clause, map, access]): Case => ({
    id: `errors/sigsegv/${id}`,
    title: `${title} raises SIGSEGV with SEGV_ACCERR, once and again`,
    clauses: ['mmap.signal.sigsegv.accerr', clause],
    steps: [
      file,
      map,
      { ...access, faults: 'SIGSEGV/SEGV_ACCERR' },
      { ...access, faults: 'SIGSEGV/SEGV_ACCERR' },
      { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
    ],
  }),
);

/** What lies on both sides of `a`, one page that is readable and writable. */
const SURROUNDINGS: readonly {
  id: string;
  shown: string;
  fault: Fault;
  clause: ClauseId;
  first: readonly Step[];
}[] = [
  {
    id: 'hole',
    shown: 'where nothing is mapped',
    fault: 'SIGSEGV/SEGV_MAPERR',
    clause: 'mmap.signal.sigsegv.maperr',
    first: [
      { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { munmap: { addr: 'arena', length: '1p' } },
      { munmap: { addr: 'arena+2p', length: '1p' } },
    ],
  },
  {
    id: 'none',
    shown: 'in memory without any access',
    fault: 'SIGSEGV/SEGV_ACCERR',
    clause: 'mmap.signal.sigsegv.accerr',
    first: [],
  },
];

/** Accesses of several bytes that lie partly in `a`, and the first byte of theirs that does not. */
const STRADDLING: readonly (readonly [id: string, title: string, access: Step, at: Address])[] = [
  ['end-load', 'A load of 8 bytes, the last 4 of them', { load: 'a+1p-4', size: 8 }, 'a+1p'],
  ['end-load-2', 'A load of 2 bytes, the second of them', { load: 'a+1p-1', size: 2 }, 'a+1p'],
  ['end-store', 'A store of 8 bytes, the last 4 of them', { store: 'a+1p-4', size: 8, value: 1 }, 'a+1p'],
  ['end-store-4', 'A store of 4 bytes, the last of them', { store: 'a+1p-3', size: 4, value: 1 }, 'a+1p'],
  ['start-load', 'A load of 8 bytes, the first 4 of them', { load: 'a-4', size: 8 }, 'a-4'],
  ['start-store', 'A store of 8 bytes, the first 4 of them', { store: 'a-4', size: 8, value: 1 }, 'a-4'],
];

const straddling = SURROUNDINGS.flatMap(({ id: where, shown, fault, clause, first }) =>
  STRADDLING.map(
    ([id, title, access, faultAt]): Case => ({
      id: `errors/sigsegv/across-${where}-${id}`,
      title: `${title} ${shown}, raises SIGSEGV at the first byte that lies there`,
      clauses: [clause],
      needs: ['unaligned-access'],
      steps: [
        ...first,
        {
          mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { ...access, faults: fault, faultAt },
      ],
    }),
  ),
);

export const sigsegv = suite({
  name: 'errors/sigsegv',
  title: 'SIGSEGV: not mapped, or not with this access',
  cases: [
    ...unmapped,
    ...protectedOnes,
    ...straddling,
    {
      id: 'errors/sigsegv/after-munmap',
      title: 'Every access to what was unmapped raises SIGSEGV with SEGV_MAPERR, of memory and of a file',
      clauses: ['mmap.signal.sigsegv.maperr', 'munmap.removes_mapping'],
      steps: [
        file,
        {
          mmap: { addr: 'arena', length: '1p', prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { plant: 'a' },
        { execute: 'a' },
        {
          mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' },
          as: 'b',
        },
        { touch: { addr: 'a', length: '2p', access: 'store' } },
        { munmap: { addr: 'a', length: '2p' } },
        { load: 'a', faults: 'SIGSEGV/SEGV_MAPERR' },
        { store: 'a', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
        { execute: 'a', faults: 'SIGSEGV/SEGV_MAPERR' },
        { load: 'b', faults: 'SIGSEGV/SEGV_MAPERR' },
        { store: 'b', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'errors/sigsegv/mapped-again',
      title:
        'An address that raised SIGSEGV can be accessed once something is mapped there, and the protection allows it',
      clauses: ['mmap.flags.fixed.exact', 'mprotect.changes_access'],
      steps: [
        ...hole,
        { load: 'a+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
        { mmap: { addr: 'a+1p', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { load: 'a+1p', is: 0 },
        { store: 'a+1p', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
        { mprotect: { addr: 'a+1p', length: '1p', prot: 'rw' } },
        { store: 'a+1p', value: 1 },
        { load: 'a+1p', is: 1 },
      ],
    },
    {
      id: 'errors/sigsegv/non-canonical',
      title:
        'An address that is none for the processor raises SIGSEGV with SI_KERNEL, and no address is told',
      clauses: ['mmap.signal.sigsegv.noncanonical'],
      needs: ['x86_64', 'own-pages'],
      steps: [
        { load: '8E', faults: 'SIGSEGV/SI_KERNEL', faultAt: 'null' },
        { store: '8E', value: 1, faults: 'SIGSEGV/SI_KERNEL', faultAt: 'null' },
      ],
    },
    {
      id: 'errors/sigsegv/system-call',
      title:
        'A system call that would read or write against the protection fails with EFAULT and raises no signal',
      clauses: ['mmap.prot.syscall_efault'],
      steps: [
        file,
        { open: 'g', of: 'f', mode: 'rdwr' },
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { mmap: { length: '1p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'b' },
        { read: 'g', into: 'a', length: 16, fails: 'EFAULT' },
        { read: 'g', into: 'b', length: 16, fails: 'EFAULT' },
        { write: 'g', from: 'b', length: 16, fails: 'EFAULT' },
        { contents: { addr: 'a', length: '1p', value: 0 } },
        { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
      ],
    },
  ],
});
