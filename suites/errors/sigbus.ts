/* SIGBUS: the page is mapped, and there is nothing to put there: beyond the end of the file, or on a file system that is full. */
import { type Address, type Case, type Size, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';

const SIGBUS = 'SIGBUS/BUS_ADRERR';

const OBJECTS: readonly (readonly [id: string, shown: string, (size: Size) => Step])[] = [
  ['file', 'a file', (size) => ({ file: 'f', size, content: 'pattern' })],
  ['tmpfs', 'a file on tmpfs', (size) => ({ file: 'f', size, content: 'pattern', on: 'tmpfs' })],
  ['memfd', 'a memfd', (size) => ({ memfd: 'f', size, content: 'pattern' })],
];

const beyondEnd = OBJECTS.flatMap(([id, shown, made]): Case[] => [
  {
    id: `errors/sigbus/${id}-shared`,
    title: `In a shared mapping of ${shown} every access to a page beyond the end raises SIGBUS, none to the last page`,
    clauses: ['mmap.signal.sigbus.beyond_eof'],
    steps: [
      made(100),
      { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { load: 'a+1p-1', is: 0 },
      { load: 'a+1p', faults: SIGBUS },
      { store: 'a+2p', value: 1, faults: SIGBUS },
      { load: 'a+3p-1', faults: SIGBUS },
      { contents: { addr: 'a', length: 100, pattern: 0 } },
      { fileSize: 'f', is: 100 },
    ],
  },
  {
    id: `errors/sigbus/${id}-private`,
    title: `In a private mapping of ${shown} every access to a page beyond the end raises SIGBUS, none to the last page`,
    clauses: ['mmap.signal.sigbus.beyond_eof'],
    steps: [
      made(100),
      { mmap: { length: '3p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { store: 'a+1p-1', value: 0x5a },
      { store: 'a+1p', value: 1, faults: SIGBUS },
      { load: 'a+2p', faults: SIGBUS },
      { store: 'a+3p-1', value: 1, faults: SIGBUS },
      { contents: { addr: 'a', length: 100, pattern: 0 } },
      { fileSize: 'f', is: 100 },
    ],
  },
  {
    id: `errors/sigbus/${id}-truncated`,
    title: `Pages of a shared mapping of ${shown} that truncating cuts off raise SIGBUS, although they were in use`,
    clauses: ['mmap.signal.sigbus.shrink_under_map'],
    steps: [
      made('3p'),
      { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { touch: { addr: 'a', length: '3p', access: 'store' } },
      { ftruncate: 'f', to: '1p+1' },
      { load: 'a+2p-1', is: 0 },
      { load: 'a+2p', faults: SIGBUS },
      { store: 'a+2p', value: 1, faults: SIGBUS },
      { ftruncate: 'f', to: 0 },
      { load: 'a', faults: SIGBUS },
    ],
  },
  {
    id: `errors/sigbus/${id}-truncated-private`,
    title: `Pages of a private mapping of ${shown} that truncating cuts off raise SIGBUS, copied before or not`,
    clauses: ['mmap.signal.sigbus.shrink_under_map'],
    steps: [
      made('3p'),
      { mmap: { length: '3p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { store: 'a', value: 0x5a },
      { store: 'a+1p', value: 0x5a },
      { ftruncate: 'f', to: '1p' },
      { load: 'a', is: 0x5a },
      { load: 'a+1p', faults: SIGBUS },
      { store: 'a+2p', value: 1, faults: SIGBUS },
    ],
  },
  {
    id: `errors/sigbus/${id}-grown`,
    title: `Pages of a mapping of ${shown} that raised SIGBUS read as zero once the file has grown over them`,
    clauses: ['mmap.eof.extend_gives_access'],
    steps: [
      made('1p'),
      { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { load: 'a+1p', faults: SIGBUS },
      { ftruncate: 'f', to: '1p+1' },
      { contents: { addr: 'a+1p', length: '1p', value: 0 } },
      { load: 'a+2p', faults: SIGBUS },
      { ftruncate: 'f', to: '1p' },
      { load: 'a+1p', faults: SIGBUS },
    ],
  },
]);

/** The size of the file, the last byte that can be accessed and the first that cannot. */
const SIZES: readonly (readonly [id: string, shown: string, size: Size, last: Address, first: Address])[] = [
  ['one-byte', 'of one byte', 1, 'a+1p-1', 'a+1p'],
  ['page-minus-one', 'of a page but one byte', '1p-1', 'a+1p-1', 'a+1p'],
  ['page', 'of exactly one page', '1p', 'a+1p-1', 'a+1p'],
  ['page-plus-one', 'of a page and one byte', '1p+1', 'a+2p-1', 'a+2p'],
];

const sizes = SIZES.map(
  ([id, shown, size, last, first]): Case => ({
    id: `errors/sigbus/size-${id}`,
    title: `In a file ${shown} the first byte that raises SIGBUS is that behind the page of the last byte`,
    clauses: ['mmap.signal.sigbus.beyond_eof', 'mmap.eof.page_multiples'],
    steps: [
      { file: 'f', size, content: 'pattern' },
      { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { load: last },
      { load: first, faults: SIGBUS },
      { store: first, value: 1, faults: SIGBUS },
    ],
  }),
);

const STRADDLING: readonly (readonly [id: string, title: string, access: Step])[] = [
  ['load', 'A load of 8 bytes', { load: 'a+1p-4', size: 8 }],
  ['store', 'A store of 8 bytes', { store: 'a+1p-4', size: 8, value: 1 }],
  ['load-2', 'A load of 2 bytes', { load: 'a+1p-1', size: 2 }],
];

const straddling = STRADDLING.map(
  ([id, title, access]): Case => ({
    id: `errors/sigbus/across-${id}`,
    title: `${title} that begins in the last page of the file and ends beyond raises SIGBUS at the first byte beyond`,
    clauses: ['mmap.signal.sigbus.beyond_eof'],
    needs: ['unaligned-access'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern' },
      { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { ...access, faults: SIGBUS, faultAt: 'a+1p' },
    ],
  }),
);

/** Where there is no page in spite of a length, an offset or the way the file came to its end. */
const single: readonly Case[] = [
  {
    id: 'errors/sigbus/empty-file',
    title: 'In an empty file no byte can be accessed until it has one',
    clauses: ['mmap.object.empty_file'],
    steps: [
      { file: 'f', size: 0 },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { load: 'a', faults: SIGBUS },
      { store: 'a+1p-1', value: 1, faults: SIGBUS },
      { pwrite: 'f', offset: 0, length: 1, content: { value: 0x5a } },
      { load: 'a', is: 0x5a },
      { load: 'a+1p-1', is: 0 },
    ],
  },
  {
    id: 'errors/sigbus/offset',
    title: 'With an offset the end of the file is that much nearer to the start of the mapping',
    clauses: ['mmap.signal.sigbus.beyond_eof', 'mmap.offset.initial_contents'],
    steps: [
      { file: 'f', size: '3p', content: 'pattern' },
      { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: '2p' }, as: 'a' },
      { contents: { addr: 'a', length: '1p', pattern: '2p' } },
      { load: 'a+1p', faults: SIGBUS },
      { store: 'a+2p', value: 1, faults: SIGBUS },
    ],
  },
  {
    id: 'errors/sigbus/execute',
    title: 'A call into a page beyond the end raises SIGBUS, one into the file runs',
    clauses: ['mmap.signal.sigbus.beyond_eof', 'mmap.prot.exec'],
    steps: [
      { memfd: 'f', size: '1p', content: 'code' },
      { mmap: { length: '2p', prot: 'rx', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { execute: 'a' },
      { execute: 'a+1p', faults: SIGBUS },
    ],
  },
  {
    id: 'errors/sigbus/protection-first',
    title: 'A store beyond the end against the protection raises SIGSEGV, not SIGBUS',
    clauses: ['mmap.prot.read_only_write_sigsegv', 'mmap.signal.sigsegv.accerr'],
    steps: [
      { file: 'f', size: '1p' },
      { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { store: 'a+1p', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
      { load: 'a+1p', faults: SIGBUS },
    ],
  },
  {
    id: 'errors/sigbus/truncated-by-child',
    title:
      'A page that another process cuts off raises SIGBUS, and can be used again when that one has put it back',
    clauses: ['mmap.signal.sigbus.shrink_under_map', 'mmap.eof.extend_gives_access'],
    steps: [
      { file: 'f', size: '2p', content: 'pattern' },
      { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { touch: { addr: 'a', length: '2p', access: 'store' } },
      {
        fork: [{ ftruncate: 'f', to: '1p' }],
        meanwhile: [{ load: 'a+1p', faults: SIGBUS }],
        after: [{ ftruncate: 'f', to: '2p' }],
      },
      { contents: { addr: 'a+1p', length: '1p', value: 0 } },
    ],
  },
  {
    id: 'errors/sigbus/in-child',
    title: 'A child that inherits a mapping beyond the end gets SIGBUS for it, as its parent does',
    clauses: ['fork.mappings_preserved', 'mmap.signal.sigbus.beyond_eof'],
    steps: [
      { file: 'f', size: '1p' },
      { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { fork: [{ load: 'a+1p', faults: SIGBUS }] },
      { load: 'a+1p', faults: SIGBUS },
    ],
  },
  {
    id: 'errors/sigbus/file-system-full',
    title: 'A store into a hole of a file on a full tmpfs raises SIGBUS, until room is made',
    clauses: ['mmap.signal.sigbus.enospc'],
    steps: [
      { mount: 'tmpfs', options: ['size=64k'] },
      { file: 'f', size: '128k', on: 'mount' },
      { mmap: { length: '128k', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { fill: { addr: 'a', length: '64k', value: 0x5a } },
      { store: 'a+64k', value: 1, faults: SIGBUS },
      { contents: { addr: 'a', length: '64k', value: 0x5a } },
      { punch: 'f', offset: 0, length: '64k' },
      { store: 'a+64k', value: 0x77 },
      { load: 'a+64k', is: 0x77 },
    ],
  },
  {
    id: 'errors/sigbus/system-call',
    title:
      'A system call that would read or write a page beyond the end fails with EFAULT and raises no signal',
    clauses: ['mmap.signal.syscall_beyond_eof_efault'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern' },
      { file: 'g', size: '1p', content: 'pattern' },
      { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { read: 'g', into: 'a+1p', length: 16, fails: 'EFAULT' },
      { write: 'g', from: 'a+1p', length: 16, fails: 'EFAULT' },
      { pread: 'g', offset: 0, length: '1p', content: { pattern: 0 } },
      { fileSize: 'f', is: '1p' },
    ],
  },
];

const FOREIGN: readonly (readonly [id: string, title: string, clause: ClauseId, access: Step])[] = [
  ['load', 'A load from', 'mmap.signal.sigbus.foreign_memory', { load: 'a+1p' }],
  ['store', 'A store to', 'mmap.signal.sigbus.foreign_memory', { store: 'a+1p', value: 1 }],
];

const foreign = FOREIGN.map(
  ([id, title, clause, access]): Case => ({
    id: `errors/sigbus/not-mapped-${id}`,
    title: `${title} memory that is not the process's raises SIGSEGV instead of the SIGBUS that one text has`,
    clauses: [clause],
    steps: [
      {
        mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        as: 'a',
      },
      { munmap: { addr: 'a+1p', length: '1p' } },
      {
        ...access,
        faults: 'SIGSEGV/SEGV_MAPERR',
        historical: { documented: 'SIGBUS: memory that does not belong to the process' },
      },
    ],
  }),
);

export const sigbus = suite({
  name: 'errors/sigbus',
  title: 'SIGBUS: beyond the end of the file, or no room on its file system',
  cases: [...beyondEnd, ...sizes, ...straddling, ...single, ...foreign],
});
