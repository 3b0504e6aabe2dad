/**
 * Protection against the mode in which the file was opened. A private mapping only reads the file, whatever is stored into it;
 * a shared one can be as much as its descriptor could when the mapping was made, and never more. The full matrix of modes and
 * errors is errors/eacces.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { Access } from '../vocabulary.ts';

const refused: readonly {
  mode: 'rdonly' | 'wronly';
  type: 'PRIVATE' | 'SHARED';
  prot: Access;
  id: string;
  title: string;
}[] = [
  {
    mode: 'rdonly',
    type: 'SHARED',
    prot: 'rw',
    id: 'rdonly-shared-write',
    title: 'A shared writable mapping is refused through a read-only descriptor',
  },
  {
    mode: 'wronly',
    type: 'SHARED',
    prot: 'w',
    id: 'wronly-shared-write',
    title: 'A shared mapping that is only written is refused through a write-only descriptor',
  },
  {
    mode: 'wronly',
    type: 'PRIVATE',
    prot: 'r',
    id: 'wronly-private-read',
    title: 'A private mapping is refused through a write-only descriptor',
  },
  {
    mode: 'wronly',
    type: 'PRIVATE',
    prot: 'none',
    id: 'wronly-private-none',
    title: 'Even a mapping without any access is refused through a write-only descriptor',
  },
];

const conflicts: readonly Case[] = refused.map(
  ({ mode, type, prot, id, title }): Case => ({
    id: `prot/open-mode/${id}`,
    title,
    clauses: ['mmap.prot.conflict_open_mode'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern', mode },
      { mmap: { length: '1p', prot, flags: [type], fd: 'f' }, fails: 'EACCES' },
    ],
  }),
);

/** A read-only descriptor `f` of two pages of pattern, with a further one, `g`, that can do all. */
const readOnly: readonly { id: string; name: string; steps: readonly Step[] }[] = [
  {
    id: 'file',
    name: 'a file',
    steps: [
      { file: 'f', size: '2p', content: 'pattern', mode: 'rdonly' },
      { open: 'g', of: 'f', mode: 'rdwr' },
    ],
  },
  {
    id: 'memfd',
    name: 'a memfd',
    steps: [
      { memfd: 'g', size: '2p', content: 'pattern' },
      { open: 'f', of: 'g', mode: 'rdonly' },
    ],
  },
];

const perObject: readonly Case[] = readOnly.flatMap(({ id, name, steps }): Case[] => [
  {
    id: `prot/open-mode/private-write-${id}`,
    title: `A private mapping of ${name} opened read-only can be written, and the stores do not reach the file`,
    clauses: ['mmap.prot.private_write_rdonly_ok', 'mmap.flags.private.not_visible'],
    steps: [
      ...steps,
      { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { store: 'a', value: 0xfd },
      { store: 'a+2p-1', value: 0xfe },
      { load: 'a', is: 0xfd },
      { contents: { addr: 'a+1', length: '1p', pattern: 1 } },
      { load: 'a+2p-1', is: 0xfe },
      { pread: 'g', offset: 0, length: '2p', content: { pattern: 0 } },
    ],
  },
  {
    id: `prot/open-mode/private-system-call-${id}`,
    title: `What a system call stores into a private mapping of ${name} opened read-only does not reach the file either`,
    clauses: ['mmap.prot.private_write_rdonly_ok', 'mmap.flags.private.not_visible'],
    steps: [
      ...steps,
      { open: 'h', of: '/dev/zero', mode: 'rdonly' },
      { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { read: 'h', into: 'a+1p-8', length: 16, is: 16 },
      { contents: { addr: 'a+1p-8', length: 16, value: 0 } },
      { contents: { addr: 'a', length: '1p-8', pattern: 0 } },
      { pread: 'g', offset: 0, length: '2p', content: { pattern: 0 } },
    ],
  },
  {
    id: `prot/open-mode/private-made-writable-${id}`,
    title: `A private mapping of ${name} opened read-only can be made writable later, and still does not reach the file`,
    clauses: ['mmap.prot.private_write_rdonly_ok', 'mprotect.eacces_file', 'mmap.flags.private.not_visible'],
    steps: [
      ...steps,
      { mmap: { length: '2p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { contents: { addr: 'a', length: '2p', pattern: 0 } },
      { mprotect: { addr: 'a', length: '2p', prot: 'rw' } },
      { store: 'a', value: 0xfd },
      { load: 'a', is: 0xfd },
      { pread: 'g', offset: 0, length: '2p', content: { pattern: 0 } },
    ],
  },
  {
    id: `prot/open-mode/shared-read-${id}`,
    title: `A shared mapping of ${name} opened read-only can be read, refuses stores, and shows what is written to the file`,
    clauses: [
      'mmap.prot.shared_read_rdonly_ok',
      'mmap.prot.read_only_write_sigsegv',
      'mmap.flags.shared.sees_write2',
    ],
    steps: [
      ...steps,
      { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { contents: { addr: 'a', length: '2p', pattern: 0 } },
      { store: 'a+1p', value: 0xfd, faults: 'SIGSEGV/SEGV_ACCERR' },
      { pwrite: 'g', offset: '1p', length: 8, content: { value: 0xfe } },
      { contents: { addr: 'a+1p', length: 8, value: 0xfe } },
      { contents: { addr: 'a', length: '1p', pattern: 0 } },
    ],
  },
]);

const widened: readonly { from: Access; to: Access; shown: string }[] = [
  { from: 'r', to: 'w', shown: 'r--s' },
  { from: 'r', to: 'rw', shown: 'r--s' },
  { from: 'r', to: 'rwx', shown: 'r--s' },
  { from: 'none', to: 'rw', shown: '---s' },
];

const neverWritable: readonly Case[] = widened.map(
  ({ from, to, shown }): Case => ({
    id: `prot/open-mode/shared-${from}-never-${to}`,
    title: `A shared mapping of a file opened read-only cannot go from ${from} to ${to}, and stays as it was`,
    clauses: ['mmap.prot.shared_read_rdonly_ok', 'mprotect.eacces_file'],
    steps: [
      { file: 'f', size: '2p', content: 'pattern', mode: 'rdonly' },
      { mmap: { length: '2p', prot: from, flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { mprotect: { addr: 'a', length: '2p', prot: to }, fails: 'EACCES' },
      { maps: 'a', length: '2p', perms: shown },
      { store: 'a', value: 0xfd, faults: 'SIGSEGV/SEGV_ACCERR' },
      { store: 'a+2p-1', value: 0xfd, faults: 'SIGSEGV/SEGV_ACCERR' },
      { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
    ],
  }),
);

/** A shared mapping `a` through a read-only descriptor, and what happens to it before somebody wants to write. */
const sharedReadOnly: readonly Step[] = [
  { file: 'f', size: '2p', content: 'pattern', mode: 'rdonly' },
  { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
];
const stillRefused: readonly Step[] = [
  { mprotect: { addr: 'a', length: '2p', prot: 'rw' }, fails: 'EACCES' },
  { contents: { addr: 'a', length: '2p', pattern: 0 } },
  { store: 'a', value: 0xfd, faults: 'SIGSEGV/SEGV_ACCERR' },
];

const details: readonly Case[] = [
  {
    id: 'prot/open-mode/shared-read-attributes',
    title:
      'maps shows a shared mapping of a file opened read-only as r--s; it may not be written, nor counts as a writer',
    clauses: ['mmap.prot.shared_read_rdonly_ok', 'proc.maps.perm_letters'],
    steps: [
      ...sharedReadOnly,
      { maps: 'a', length: '2p', perms: 'r--s', offset: 0, backing: 'file' },
      { smaps: 'a', vmFlags: { has: ['rd', 'mr', 'ms'], lacks: ['wr', 'sh', 'mw'] } },
    ],
  },
  {
    id: 'prot/open-mode/shared-write-attributes',
    title:
      'maps shows a read-only mapping of a file opened read-write as r--s; it may be written, and counts as a writer',
    clauses: ['proc.maps.perm_letters', 'proc.smaps.vmflags'],
    steps: [
      { file: 'f', size: '2p', content: 'pattern' },
      { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { maps: 'a', length: '2p', perms: 'r--s', offset: 0, backing: 'file' },
      { smaps: 'a', vmFlags: { has: ['rd', 'sh', 'mr', 'mw', 'ms'], lacks: ['wr'] } },
    ],
  },
  {
    id: 'prot/open-mode/shared-read-reopened',
    title:
      'Opening the file read-write afterwards does not give a mapping through a read-only descriptor more',
    clauses: ['mmap.prot.shared_read_rdonly_ok', 'mprotect.eacces_file'],
    steps: [...sharedReadOnly, { open: 'g', of: 'f', mode: 'rdwr' }, { close: 'f' }, ...stillRefused],
  },
  {
    id: 'prot/open-mode/shared-read-beside-writer',
    title: 'A writable mapping of the same file does not give a mapping through a read-only descriptor more',
    clauses: ['mmap.prot.shared_read_rdonly_ok', 'mprotect.eacces_file'],
    steps: [
      ...sharedReadOnly,
      { open: 'g', of: 'f', mode: 'rdwr' },
      { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'g' }, as: 'b' },
      ...stillRefused,
      { store: 'b', value: 0xfd },
      { load: 'a', is: 0xfd },
    ],
  },
  {
    id: 'prot/open-mode/shared-read-moved',
    title:
      'A shared mapping through a read-only descriptor cannot be made writable after mremap has moved it',
    clauses: ['mmap.prot.shared_read_rdonly_ok', 'mprotect.eacces_file'],
    steps: [
      { file: 'f', size: '2p', content: 'pattern', mode: 'rdonly' },
      { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'b' },
      {
        mremap: {
          addr: 'b',
          oldLength: '2p',
          newLength: '2p',
          flags: ['MAYMOVE', 'FIXED'],
          newAddr: 'arena',
        },
        as: 'a',
      },
      ...stillRefused,
    ],
  },
  {
    id: 'prot/open-mode/shared-read-child',
    title: 'A child cannot make an inherited shared mapping through a read-only descriptor writable',
    clauses: ['mmap.prot.shared_read_rdonly_ok', 'mprotect.eacces_file', 'fork.mappings_preserved'],
    steps: [...sharedReadOnly, { fork: stillRefused }, ...stillRefused],
  },
  {
    id: 'prot/open-mode/shared-write-closed',
    title:
      'A read-only mapping through a read-write descriptor can be made writable after the descriptor is closed',
    clauses: ['mmap.prot.conflict_open_mode', 'mmap.fd.close_keeps_mapping'],
    steps: [
      { file: 'f', size: '2p', content: 'pattern' },
      { open: 'g', of: 'f', mode: 'rdonly' },
      { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { close: 'f' },
      { mprotect: { addr: 'a', length: '2p', prot: 'rw' } },
      { store: 'a+2p-1', value: 0xfd },
      { pread: 'g', offset: '2p-1', length: 1, content: { value: 0xfd } },
      { pread: 'g', offset: 0, length: '2p-1', content: { pattern: 0 } },
    ],
  },
  {
    id: 'prot/open-mode/private-execute',
    title: 'A private executable mapping needs no more than a read-only descriptor (memfd)',
    clauses: ['mmap.prot.conflict_open_mode', 'mmap.prot.exec'],
    steps: [
      { memfd: 'g', size: '1p', content: 'code' },
      { open: 'f', of: 'g', mode: 'rdonly' },
      { mmap: { length: '1p', prot: 'rx', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { execute: 'a' },
    ],
  },
  {
    id: 'prot/open-mode/shared-execute',
    title: 'A shared executable mapping needs no more than a read-only descriptor (memfd)',
    clauses: ['mmap.prot.conflict_open_mode', 'mmap.prot.exec'],
    steps: [
      { memfd: 'g', size: '1p', content: 'code' },
      { open: 'f', of: 'g', mode: 'rdonly' },
      { mmap: { length: '1p', prot: 'rx', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { execute: 'a' },
      { store: 'a', value: 0xfd, faults: 'SIGSEGV/SEGV_ACCERR' },
      { execute: 'a' },
    ],
  },
];

export const openMode = suite({
  name: 'prot/open-mode',
  title: "Protection against the file's open mode",
  cases: [...conflicts, ...perObject, ...neverWritable, ...details],
});
