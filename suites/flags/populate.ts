/**
 * MAP_POPULATE: the pages are there when mmap() returns. Seen by the page table entries, and by the faults that do not happen any more. A
 * page that cannot be had is nobody's error.
 */
import { type Case, type Size, type Step, suite } from '../case.ts';
import type { Access } from '../vocabulary.ts';
import { MEMORY_KINDS, PRIVATE_ANONYMOUS, SHARED_ANONYMOUS } from './memory-kinds.ts';

const populated = [...PRIVATE_ANONYMOUS, 'POPULATE'] as const;

const protections: readonly Access[] = ['r', 'w', 'rx', 'rwx'];

const lengths: readonly { name: string; title: string; length: Size; present: number }[] = [
  { name: 'one-byte', title: 'one byte', length: 1, present: 1 },
  { name: 'one-byte-over', title: 'three pages and a byte', length: '3p+1', present: 4 },
  { name: 'many', title: '24 pages', length: '24p', present: 24 },
];

const file: Step = { file: 'f', size: '4p', content: 'pattern' };
const shortFile: Step = { file: 'f', size: 100, content: 'pattern' };
const shortMemfd: Step = { memfd: 'f', size: 100, content: 'pattern' };

/** Accesses that take no fault any more. Not among them: a store to a shared file, of which its file system wants to hear. */
const quiet: readonly {
  name: string;
  title: string;
  object: readonly Step[];
  flags: readonly ('PRIVATE' | 'SHARED' | 'ANONYMOUS')[];
  fd: 'f' | -1;
  prot: Access;
  access: 'load' | 'store';
}[] = [
  {
    name: 'private-anonymous-store',
    title: 'Stores to private anonymous memory',
    object: [],
    flags: PRIVATE_ANONYMOUS,
    fd: -1,
    prot: 'rw',
    access: 'store',
  },
  {
    name: 'private-anonymous-load',
    title: 'Loads from read-only anonymous memory',
    object: [],
    flags: PRIVATE_ANONYMOUS,
    fd: -1,
    prot: 'r',
    access: 'load',
  },
  {
    name: 'shared-anonymous-load',
    title: 'Loads from shared anonymous memory',
    object: [],
    flags: SHARED_ANONYMOUS,
    fd: -1,
    prot: 'rw',
    access: 'load',
  },
  {
    name: 'private-file-store',
    title: 'Stores to a private file mapping',
    object: [file],
    flags: ['PRIVATE'],
    fd: 'f',
    prot: 'rw',
    access: 'store',
  },
  {
    name: 'private-file-load',
    title: 'Loads from a private file mapping',
    object: [file],
    flags: ['PRIVATE'],
    fd: 'f',
    prot: 'r',
    access: 'load',
  },
  {
    name: 'shared-file-load',
    title: 'Loads from a shared file mapping',
    object: [file],
    flags: ['SHARED'],
    fd: 'f',
    prot: 'rw',
    access: 'load',
  },
];

const beyondEnd: readonly { kind: string; what: string; object: Step; type: 'PRIVATE' | 'SHARED' }[] = [
  { kind: 'private-file', what: 'a private file mapping', object: shortFile, type: 'PRIVATE' },
  { kind: 'shared-file', what: 'a shared file mapping', object: shortFile, type: 'SHARED' },
  { kind: 'private-memfd', what: 'a private memfd mapping', object: shortMemfd, type: 'PRIVATE' },
  { kind: 'shared-memfd', what: 'a shared memfd mapping', object: shortMemfd, type: 'SHARED' },
];

export const populate = suite({
  name: 'flags/populate',
  title: 'MAP_POPULATE',
  cases: [
    ...MEMORY_KINDS.map(
      ({ kind, what, object, flags, fd, content }): Case => ({
        id: `flags/populate/${kind}`,
        title: `MAP_POPULATE has all pages of ${what} there, with the right contents and not locked`,
        clauses: ['mmap.flags.populate.prefaults_anon'],
        steps: [
          ...object,
          {
            mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...flags, 'POPULATE', 'FIXED'], fd },
            as: 'a',
          },
          { resident: { addr: 'a', length: '4p' }, is: 4 },
          { smaps: 'a', size: '4p', vmFlags: { has: ['rd', 'wr'], lacks: ['lo'] } },
          { contents: { addr: 'a', length: '4p', ...content } },
          { store: 'a+4p-1', value: 0x5a },
          { load: 'a+4p-1', is: 0x5a },
        ],
      }),
    ),
    {
      id: 'flags/populate/without',
      title: 'Without MAP_POPULATE no page is there',
      clauses: ['mmap.flags.populate.prefaults_anon'],
      steps: [
        {
          mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] },
          as: 'a',
        },
        { resident: { addr: 'a', length: '4p' }, is: 0, observed: true },
      ],
    },
    ...protections.map(
      (prot): Case => ({
        id: `flags/populate/prot-${prot}`,
        title: `MAP_POPULATE has the pages there with the access ${prot}`,
        clauses: ['mmap.flags.populate.prefaults_anon'],
        steps: [
          { mmap: { addr: 'arena', length: '4p', prot, flags: [...populated, 'FIXED'] }, as: 'a' },
          { resident: { addr: 'a', length: '4p' }, is: 4 },
        ],
      }),
    ),
    ...lengths.map(
      ({ name, title, length, present }): Case => ({
        id: `flags/populate/length-${name}`,
        title: `MAP_POPULATE of ${title} has every page of it there`,
        clauses: ['mmap.flags.populate.prefaults_anon', 'mmap.length.rounded_up'],
        steps: [
          { mmap: { addr: 'arena', length, prot: 'rw', flags: [...populated, 'FIXED'] }, as: 'a' },
          { resident: { addr: 'a', length: '32p' }, is: present },
        ],
      }),
    ),
    {
      id: 'flags/populate/in-the-middle',
      title:
        'MAP_POPULATE in the middle of a mapping of the same kind has the pages there that it was asked for',
      clauses: ['mmap.flags.populate.prefaults_anon'],
      steps: [
        { mmap: { addr: 'arena', length: '16p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] } },
        { mmap: { addr: 'arena+6p', length: '4p', prot: 'rw', flags: [...populated, 'FIXED'] } },
        { resident: { addr: 'arena+6p', length: '4p' }, is: 4 },
        { resident: { addr: 'arena', length: '16p' }, is: 4, observed: true },
      ],
    },
    {
      id: 'flags/populate/offset',
      title: 'MAP_POPULATE of a part of a file has that part there',
      clauses: ['mmap.flags.populate.prefaults_anon', 'mmap.offset.initial_contents'],
      steps: [
        file,
        {
          mmap: {
            addr: 'arena',
            length: '2p',
            prot: 'rw',
            flags: ['PRIVATE', 'POPULATE', 'FIXED'],
            fd: 'f',
            offset: '2p',
          },
          as: 'a',
        },
        { resident: { addr: 'a', length: '2p' }, is: 2 },
        { contents: { addr: 'a', length: '2p', pattern: '2p' } },
      ],
    },
    {
      id: 'flags/populate/reads-ahead',
      title: 'MAP_POPULATE reads a file that is not in memory, page by page to its end',
      clauses: ['mmap.flags.populate.file_readahead'],
      steps: [
        file,
        { evict: 'f' },
        { mmap: { addr: 'arena', length: '4p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mincore: { addr: 'arena', length: '4p' }, is: '0000', observed: true },
        {
          mmap: {
            addr: 'arena+8p',
            length: '4p',
            prot: 'r',
            flags: ['SHARED', 'POPULATE', 'FIXED'],
            fd: 'f',
          },
        },
        { mincore: { addr: 'arena', length: '4p' }, is: '1111' },
        { resident: { addr: 'arena+8p', length: '4p' }, is: 4 },
        { contents: { addr: 'arena+8p', length: '4p', pattern: 0 } },
      ],
    },
    {
      id: 'flags/populate/fills-holes',
      title: 'MAP_POPULATE of a shared memfd that holds nothing yet puts pages of zeros into it',
      clauses: ['mmap.flags.populate.prefaults_anon'],
      steps: [
        { memfd: 'f', size: '4p' },
        {
          mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['SHARED', 'POPULATE', 'FIXED'], fd: 'f' },
          as: 'a',
        },
        { resident: { addr: 'a', length: '4p' }, is: 4 },
        { contents: { addr: 'a', length: '4p', value: 0 } },
        { store: 'a+3p', value: 0x5a },
        { pread: 'f', offset: '3p', length: 1, content: { value: 0x5a } },
      ],
    },
    {
      id: 'flags/populate/private-copies',
      title: 'MAP_POPULATE of a private writable file mapping makes the private copies at once',
      clauses: ['mmap.flags.populate.private_write_copies'],
      steps: [
        file,
        {
          mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'POPULATE', 'FIXED'], fd: 'f' },
          as: 'a',
        },
        { smaps: 'a', size: '4p', rss: '4p', anonymous: '4p' },
        { pwrite: 'f', offset: 0, length: '4p', content: { value: 0x77 } },
        { contents: { addr: 'a', length: '4p', pattern: 0 } },
        { fill: { addr: 'a', length: '4p', value: 0x5a } },
        { pread: 'f', offset: 0, length: '4p', content: { value: 0x77 } },
      ],
    },
    {
      id: 'flags/populate/read-only-shares',
      title: 'MAP_POPULATE of a private read-only file mapping makes no copies',
      clauses: ['mmap.flags.populate.private_write_copies'],
      steps: [
        file,
        {
          mmap: { addr: 'arena', length: '4p', prot: 'r', flags: ['PRIVATE', 'POPULATE', 'FIXED'], fd: 'f' },
          as: 'a',
        },
        { smaps: 'a', size: '4p', rss: '4p', anonymous: 0, observed: true },
        { contents: { addr: 'a', length: '4p', pattern: 0 } },
      ],
    },
    ...quiet.map(
      ({ name, title, object, flags, fd, prot, access }): Case => ({
        id: `flags/populate/no-fault-${name}`,
        title: `${title} take no fault after MAP_POPULATE, and some without it`,
        clauses: ['mmap.flags.populate.no_later_faults'],
        steps: [
          ...object,
          { mmap: { addr: 'arena', length: '4p', prot, flags: [...flags, 'FIXED'], fd } },
          { mmap: { addr: 'arena+8p', length: '4p', prot, flags: [...flags, 'POPULATE', 'FIXED'], fd } },
          { touch: { addr: 'arena', length: '4p', access }, minorFaults: 'some', observed: true },
          { touch: { addr: 'arena+8p', length: '4p', access }, minorFaults: 'none' },
        ],
      }),
    ),

    /* what cannot be populated */
    {
      id: 'flags/populate/prot-none',
      title: 'MAP_POPULATE with PROT_NONE succeeds and populates nothing',
      clauses: ['mmap.flags.populate.failure_silent', 'mmap.flags.populate.prot_none_only_old'],
      steps: [
        {
          mmap: { addr: 'arena', length: '4p', prot: 'none', flags: [...populated, 'FIXED'] },
          as: 'a',
          historical: { documented: 'the flag works only with PROT_NONE', before: '2.6.7' },
        },
        { resident: { addr: 'a', length: '4p' }, is: 0 },
        { load: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    },
    {
      id: 'flags/populate/with-access',
      title: 'MAP_POPULATE populates memory that may be accessed, and not only what has PROT_NONE',
      clauses: ['mmap.flags.populate.prot_none_only_old'],
      steps: [
        {
          mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...populated, 'FIXED'] },
          as: 'a',
          historical: { documented: 'the flag works only with PROT_NONE', before: '2.6.7' },
        },
        { resident: { addr: 'a', length: '4p' }, is: 4 },
      ],
    },
    {
      id: 'flags/populate/prot-none-file',
      title: 'MAP_POPULATE of a file with PROT_NONE succeeds and populates nothing',
      clauses: ['mmap.flags.populate.failure_silent'],
      steps: [
        file,
        {
          mmap: {
            addr: 'arena',
            length: '4p',
            prot: 'none',
            flags: ['SHARED', 'POPULATE', 'FIXED'],
            fd: 'f',
          },
          as: 'a',
        },
        { resident: { addr: 'a', length: '4p' }, is: 0 },
        { load: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    },
    ...beyondEnd.map(
      ({ kind, what, object, type }): Case => ({
        id: `flags/populate/beyond-end-${kind}`,
        title: `MAP_POPULATE of ${what} that is longer than the file succeeds with the pages that there are`,
        clauses: ['mmap.flags.populate.failure_silent'],
        steps: [
          object,
          {
            mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [type, 'POPULATE', 'FIXED'], fd: 'f' },
            as: 'a',
          },
          { resident: { addr: 'a', length: '4p' }, is: 1 },
          { contents: { addr: 'a', length: 100, pattern: 0 } },
          { contents: { addr: 'a+100', length: '1p-100', value: 0 } },
          { load: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
          { fileSize: 'f', is: 100 },
        ],
      }),
    ),
    {
      id: 'flags/populate/empty-file',
      title: 'MAP_POPULATE of an empty file succeeds and populates nothing',
      clauses: ['mmap.flags.populate.failure_silent'],
      steps: [
        { file: 'f', size: 0 },
        {
          mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['SHARED', 'POPULATE', 'FIXED'], fd: 'f' },
          as: 'a',
        },
        { resident: { addr: 'a', length: '4p' }, is: 0 },
        { load: 'a', faults: 'SIGBUS/BUS_ADRERR' },
        { fileSize: 'f', is: 0 },
      ],
    },
  ],
});
