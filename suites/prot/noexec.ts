/**
 * Files on a file system that is mounted noexec: nothing of them can be mapped executable, nor be made executable later; everything
 * else works. The file system is a tmpfs of the case's own.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { Access } from '../vocabulary.ts';

const types = [
  { type: 'PRIVATE', name: 'private', letter: 'p' },
  { type: 'SHARED', name: 'shared', letter: 's' },
] as const;

/** A file `f` with code in both of its pages. */
const noexecFile: readonly Step[] = [
  { mount: 'tmpfs', options: ['noexec'] },
  { file: 'f', size: '2p', content: 'code', on: 'mount' },
];

const executable: readonly Access[] = ['x', 'rx', 'wx', 'rwx'];
const refused: readonly Case[] = types.flatMap(({ type, name }) =>
  executable.map(
    (prot): Case => ({
      id: `prot/noexec/${name}-${prot}`,
      title: `A ${name} ${prot} mapping of a file on a noexec mount is refused with EPERM`,
      clauses: ['mmap.errors.eperm.noexec_mount'],
      steps: [...noexecFile, { mmap: { length: '2p', prot, flags: [type], fd: 'f' }, fails: 'EPERM' }],
    }),
  ),
);

const plain: readonly { prot: Access; shown: string; probes: readonly Step[] }[] = [
  { prot: 'none', shown: '---', probes: [{ load: 'a', faults: 'SIGSEGV/SEGV_ACCERR' }] },
  {
    prot: 'r',
    shown: 'r--',
    probes: [{ load: 'a' }, { store: 'a', value: 0xfd, faults: 'SIGSEGV/SEGV_ACCERR' }],
  },
  { prot: 'w', shown: '-w-', probes: [{ store: 'a', value: 0xfd }] },
  {
    prot: 'rw',
    shown: 'rw-',
    probes: [
      { store: 'a', value: 0xfd },
      { load: 'a', is: 0xfd },
    ],
  },
];
const allowed: readonly Case[] = types.flatMap(({ type, name, letter }) =>
  plain.map(
    ({ prot, shown, probes }): Case => ({
      id: `prot/noexec/${name}-${prot}`,
      title: `A ${name} ${prot} mapping of a file on a noexec mount works, and is not executable`,
      clauses: ['mmap.errors.eperm.noexec_mount', 'mmap.prot.no_exec_sigsegv'],
      steps: [
        ...noexecFile,
        { mmap: { length: '2p', prot, flags: [type], fd: 'f' }, as: 'a' },
        { maps: 'a', length: '2p', perms: `${shown}${letter}`, backing: 'file' },
        ...probes,
        { execute: 'a+1p', faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    }),
  ),
);

const later: readonly { from: Access; to: Access; shown: string }[] = [
  { from: 'r', to: 'rx', shown: 'r--' },
  { from: 'r', to: 'x', shown: 'r--' },
  { from: 'rw', to: 'rwx', shown: 'rw-' },
  { from: 'none', to: 'wx', shown: '---' },
];
const sticky: readonly Case[] = types.flatMap(({ type, name, letter }) =>
  later.map(
    ({ from, to, shown }): Case => ({
      id: `prot/noexec/${name}-${from}-never-${to}`,
      title: `A ${name} mapping of a file on a noexec mount cannot go from ${from} to ${to}, and stays as it was`,
      clauses: ['mmap.prot.noexec_mount_sticky'],
      steps: [
        ...noexecFile,
        { mmap: { length: '2p', prot: from, flags: [type], fd: 'f' }, as: 'a' },
        { mprotect: { addr: 'a', length: '2p', prot: to }, fails: 'EACCES' },
        { maps: 'a', length: '2p', perms: `${shown}${letter}` },
        { execute: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    }),
  ),
);

const details: readonly Case[] = [
  {
    id: 'prot/noexec/control',
    title: 'A file on a mount that is not noexec can be mapped executable, and made so later',
    clauses: ['mmap.prot.exec'],
    steps: [
      { mount: 'tmpfs' },
      { file: 'f', size: '2p', content: 'code', on: 'mount' },
      { mmap: { length: '2p', prot: 'rx', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { execute: 'a+1p' },
      { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'b' },
      { mprotect: { addr: 'b', length: '2p', prot: 'rx' } },
      { execute: 'b+1p' },
    ],
  },
  {
    id: 'prot/noexec/rdonly',
    title:
      'A private r-x mapping, as a loader makes it, of a file on a noexec mount opened read-only is refused with EPERM',
    clauses: ['mmap.errors.eperm.noexec_mount'],
    steps: [
      { mount: 'tmpfs', options: ['noexec'] },
      { file: 'f', size: '2p', content: 'code', on: 'mount', mode: 'rdonly' },
      { mmap: { length: '2p', prot: 'rx', flags: ['PRIVATE'], fd: 'f' }, fails: 'EPERM' },
      { mmap: { length: '2p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { load: 'a' },
    ],
  },
  {
    id: 'prot/noexec/attributes',
    title: 'smaps tells that a mapping of a file on a noexec mount may not become executable, but writable',
    clauses: ['mmap.prot.noexec_mount_sticky', 'proc.smaps.vmflags'],
    steps: [
      ...noexecFile,
      { mmap: { length: '2p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { smaps: 'a', vmFlags: { has: ['rd', 'mr', 'mw'], lacks: ['ex', 'me'] } },
    ],
  },
  {
    id: 'prot/noexec/copied-page',
    title:
      'Not even a private page that was written to, of a mapping from a noexec mount, can be made executable',
    clauses: ['mmap.prot.noexec_mount_sticky'],
    steps: [
      ...noexecFile,
      { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { plant: 'a' },
      { mprotect: { addr: 'a', length: '1p', prot: 'rx' }, fails: 'EACCES' },
      { execute: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
    ],
  },
  {
    id: 'prot/noexec/child',
    title: 'A child cannot make an inherited mapping from a noexec mount executable',
    clauses: ['mmap.prot.noexec_mount_sticky', 'fork.mappings_preserved'],
    steps: [
      ...noexecFile,
      { mmap: { length: '2p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      {
        fork: [
          { mprotect: { addr: 'a', length: '2p', prot: 'rx' }, fails: 'EACCES' },
          { execute: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
        ],
      },
    ],
  },
  {
    id: 'prot/noexec/fixed-keeps',
    title: 'A MAP_FIXED call that fails for the noexec mount leaves what was mapped there',
    clauses: ['mmap.errors.eperm.noexec_mount', 'mmap.flags.fixed.failed_call_keeps_old'],
    steps: [
      ...noexecFile,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { store: 'arena', value: 0xfd },
      {
        mmap: { addr: 'arena', length: '2p', prot: 'rx', flags: ['PRIVATE', 'FIXED'], fd: 'f' },
        fails: 'EPERM',
      },
      { load: 'arena', is: 0xfd },
    ],
  },
  {
    id: 'prot/noexec/anonymous',
    title: 'Anonymous memory beside a mapping from a noexec mount is executable all the same',
    clauses: ['mmap.prot.exec'],
    steps: [
      ...noexecFile,
      { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
      { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { plant: 'arena+1p' },
      { mprotect: { addr: 'arena+1p', length: '1p', prot: 'rx' } },
      { execute: 'arena+1p' },
      { execute: 'arena', faults: 'SIGSEGV/SEGV_ACCERR' },
    ],
  },
];

export const noexec = suite({
  name: 'prot/noexec',
  title: 'Files on a noexec mount',
  cases: [...refused, ...allowed, ...sticky, ...details],
});
