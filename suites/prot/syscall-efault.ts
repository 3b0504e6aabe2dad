/**
 * System calls that are handed memory whose protection, or whose file, does not allow the access: EFAULT instead of the signal that
 * an access of the program's own would raise. What read(2) and write(2) do with a range of which only a part is accessible is
 * observed.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { Access } from '../vocabulary.ts';

const things: readonly {
  id: string;
  name: string;
  map: (prot: Access) => readonly Step[];
  kept: readonly Step[];
}[] = [
  {
    id: 'anonymous',
    name: 'private anonymous memory',
    map: (prot) => [
      { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { fill: { addr: 'a', length: '2p', value: 0xfd } },
      { mprotect: { addr: 'a', length: '2p', prot } },
    ],
    kept: [
      { mprotect: { addr: 'a', length: '2p', prot: 'r' } },
      { contents: { addr: 'a', length: '2p', value: 0xfd } },
    ],
  },
  {
    id: 'private-file',
    name: 'a private mapping of a file',
    map: (prot) => [
      { file: 'f', size: '2p', content: 'pattern' },
      { mmap: { length: '2p', prot, flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
    ],
    kept: [{ pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } }],
  },
  {
    id: 'shared-file',
    name: 'a shared mapping of a file',
    map: (prot) => [
      { file: 'f', size: '2p', content: 'pattern' },
      { mmap: { length: '2p', prot, flags: ['SHARED'], fd: 'f' }, as: 'a' },
    ],
    kept: [{ pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } }],
  },
];

const unwritable = ['none', 'r'] as const;
const readInto: readonly Case[] = things.flatMap(({ id, name, map, kept }) =>
  unwritable.map(
    (prot): Case => ({
      id: `prot/syscall-efault/read-${id}-${prot}`,
      title: `read into ${name} with protection ${prot} gives EFAULT and changes nothing`,
      clauses: ['mmap.prot.syscall_efault'],
      steps: [
        { open: 'g', of: '/dev/zero', mode: 'rdonly' },
        ...map(prot),
        { read: 'g', into: 'a', length: 16, fails: 'EFAULT' },
        { read: 'g', into: 'a+2p-1', length: 1, fails: 'EFAULT' },
        ...kept,
      ],
    }),
  ),
);

const writeFrom: readonly Case[] = things.map(
  ({ id, name, map }): Case => ({
    id: `prot/syscall-efault/write-${id}-none`,
    title: `write from ${name} with PROT_NONE gives EFAULT and writes nothing`,
    clauses: ['mmap.prot.syscall_efault'],
    steps: [
      { file: 'g', size: 0 },
      ...map('none'),
      { write: 'g', from: 'a', length: 16, fails: 'EFAULT' },
      { write: 'g', from: 'a+2p-1', length: 1, fails: 'EFAULT' },
      { fileSize: 'g', is: 0 },
    ],
  }),
);

const details: readonly Case[] = [
  {
    id: 'prot/syscall-efault/read-file',
    title:
      'read of a regular file into memory that may not be written gives EFAULT, and the next one after mprotect works',
    clauses: ['mmap.prot.syscall_efault'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern' },
      { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { read: 'f', into: 'a', length: 16, fails: 'EFAULT' },
      { contents: { addr: 'a', length: '1p', value: 0 } },
      { mprotect: { addr: 'a', length: '1p', prot: 'rw' } },
      { read: 'f', into: 'a', length: 16, is: 16 },
      { contents: { addr: 'a', length: 16, pattern: 0 } },
    ],
  },
  {
    id: 'prot/syscall-efault/read-own-file',
    title: 'read of a file into a read-only shared mapping of that same file gives EFAULT',
    clauses: ['mmap.prot.syscall_efault'],
    steps: [
      { file: 'f', size: '2p', content: 'pattern' },
      { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { read: 'f', into: 'a+1p', length: 16, fails: 'EFAULT' },
      { contents: { addr: 'a', length: '2p', pattern: 0 } },
    ],
  },
  {
    id: 'prot/syscall-efault/read-executable',
    title: 'read into memory that may be read and executed gives EFAULT, and its code is still there',
    clauses: ['mmap.prot.syscall_efault'],
    steps: [
      { open: 'g', of: '/dev/zero', mode: 'rdonly' },
      { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { plant: 'a' },
      { mprotect: { addr: 'a', length: '1p', prot: 'rx' } },
      { read: 'g', into: 'a', length: 16, fails: 'EFAULT' },
      { execute: 'a' },
    ],
  },
  {
    id: 'prot/syscall-efault/pipe',
    title:
      'write into a pipe from PROT_NONE memory gives EFAULT and puts nothing into it; read out of it into such memory gives EFAULT',
    clauses: ['mmap.prot.syscall_efault'],
    steps: [
      { pipe: ['f', 'g'] },
      { mmap: { length: '1p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'b' },
      { fill: { addr: 'b', length: 8, value: 0xfd } },
      { write: 'g', from: 'a', length: 8, fails: 'EFAULT' },
      { write: 'g', from: 'b', length: 8, is: 8 },
      { read: 'f', into: 'a', length: 8, fails: 'EFAULT' },
    ],
  },
  {
    id: 'prot/syscall-efault/unmapped',
    title: 'read into and write from an unmapped page give EFAULT',
    clauses: ['mmap.prot.syscall_efault'],
    steps: [
      { open: 'g', of: '/dev/zero', mode: 'rdonly' },
      { file: 'f', size: 0 },
      { munmap: { addr: 'arena+1p', length: '1p' } },
      { read: 'g', into: 'arena+1p', length: 16, fails: 'EFAULT' },
      { write: 'f', from: 'arena+1p', length: 16, fails: 'EFAULT' },
      { fileSize: 'f', is: 0 },
    ],
  },
  {
    id: 'prot/syscall-efault/allowed',
    title:
      'read into writable memory and write from readable memory work up to the last byte before a page that allows nothing',
    clauses: ['mmap.prot.syscall_efault', 'mmap.prot.read', 'mmap.prot.write'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern' },
      { file: 'g', size: 0 },
      { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { read: 'f', into: 'arena+1p-16', length: 16, is: 16 },
      { contents: { addr: 'arena+1p-16', length: 16, pattern: 0 } },
      { mprotect: { addr: 'arena', length: '1p', prot: 'r' } },
      { write: 'g', from: 'arena+1p-16', length: 16, is: 16 },
      { pread: 'g', offset: 0, length: 16, content: { pattern: 0 } },
    ],
  },
  {
    id: 'prot/syscall-efault/read-partial',
    title: 'read into a range whose second half may not be written does not touch that half',
    clauses: ['mmap.prot.syscall_efault'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern' },
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { mprotect: { addr: 'arena+1p', length: '1p', prot: 'r' } },
      { read: 'f', into: 'arena+1p-16', length: 32, is: 16, observed: true },
      { contents: { addr: 'arena+1p', length: '1p', value: 0 } },
    ],
  },
  {
    id: 'prot/syscall-efault/write-partial',
    title: 'write from a range whose second half may not be read writes no byte of that half',
    clauses: ['mmap.prot.syscall_efault'],
    steps: [
      { file: 'f', size: 0 },
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { fill: { addr: 'arena', length: '2p', value: 0xfd } },
      { mprotect: { addr: 'arena+1p', length: '1p', prot: 'none' } },
      { write: 'f', from: 'arena+1p-16', length: 32, is: 16, observed: true },
      { fileSize: 'f', is: 16, observed: true },
    ],
  },
];

/** A page of file under three pages of mapping: the last two hold nothing. */
const shortObjects: readonly { id: string; name: string; steps: readonly Step[] }[] = [
  { id: 'file', name: 'a file', steps: [{ file: 'f', size: '1p-96', content: 'pattern' }] },
  { id: 'memfd', name: 'a memfd', steps: [{ memfd: 'f', size: '1p-96', content: 'pattern' }] },
];
const types = [
  { type: 'PRIVATE', name: 'private' },
  { type: 'SHARED', name: 'shared' },
] as const;
const beyondEnd: readonly Case[] = shortObjects.flatMap(({ id, name, steps }) =>
  types.map(
    ({ type, name: typeName }): Case => ({
      id: `prot/syscall-efault/beyond-end-${typeName}-${id}`,
      title: `read into and write from whole pages of a ${typeName} mapping beyond the end of ${name} give EFAULT, not SIGBUS`,
      clauses: ['mmap.signal.syscall_beyond_eof_efault'],
      steps: [
        ...steps,
        { open: 'g', of: '/dev/zero', mode: 'rdonly' },
        { file: 'h', size: 0 },
        { mmap: { length: '3p', prot: 'rw', flags: [type], fd: 'f' }, as: 'a' },
        { read: 'g', into: 'a+1p', length: 16, fails: 'EFAULT' },
        { read: 'g', into: 'a+3p-1', length: 1, fails: 'EFAULT' },
        { write: 'h', from: 'a+1p', length: 16, fails: 'EFAULT' },
        { write: 'h', from: 'a+3p-1', length: 1, fails: 'EFAULT' },
        { fileSize: 'h', is: 0 },
        { fileSize: 'f', is: '1p-96' },
        { write: 'h', from: 'a+1p-16', length: 16, is: 16 },
        { load: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
      ],
    }),
  ),
);

export const syscallEfault = suite({
  name: 'prot/syscall-efault',
  title: 'System calls on memory that does not allow the access',
  cases: [...readInto, ...writeFrom, ...details, ...beyondEnd],
});
