/* Sealed mappings (mseal, Linux 6.10), a part of errors/eperm: they stay where they are, as they are, for the life of the process. */
import type { Case, Step } from '../case.ts';

/** Four pages, of which the second and the third are sealed. */
const sealed: readonly Step[] = [
  { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, as: 'a' },
  { fill: { addr: 'a', length: '4p', value: 0x5a } },
  { mseal: { addr: 'a+1p', length: '2p' } },
];

const REFUSED: readonly (readonly [id: string, title: string, call: Step])[] = [
  ['munmap', 'be unmapped', { munmap: { addr: 'a+1p', length: '2p' }, fails: 'EPERM' }],
  ['munmap-half', 'be unmapped by half', { munmap: { addr: 'a+2p', length: '1p' }, fails: 'EPERM' }],
  [
    'mprotect-r',
    'be made read-only',
    { mprotect: { addr: 'a+1p', length: '2p', prot: 'r' }, fails: 'EPERM' },
  ],
  [
    'mprotect-rwx',
    'be made executable',
    { mprotect: { addr: 'a+1p', length: '1p', prot: 'rwx' }, fails: 'EPERM' },
  ],
  [
    'replace',
    'be replaced by MAP_FIXED',
    {
      mmap: { addr: 'a+1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
      fails: 'EPERM',
    },
  ],
  [
    'replace-half',
    'be replaced by half by MAP_FIXED',
    {
      mmap: { addr: 'a+2p', length: '1p', prot: 'r', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
      fails: 'EPERM',
    },
  ],
  [
    'move',
    'be moved by mremap',
    {
      mremap: {
        addr: 'a+1p',
        oldLength: '2p',
        newLength: '2p',
        flags: ['MAYMOVE', 'FIXED'],
        newAddr: 'arena+16p',
      },
      fails: 'EPERM',
    },
  ],
  [
    'shrink',
    'be shrunk by mremap',
    { mremap: { addr: 'a+1p', oldLength: '2p', newLength: '1p' }, fails: 'EPERM' },
  ],
  [
    'grow',
    'be grown by mremap',
    { mremap: { addr: 'a+1p', oldLength: '2p', newLength: '8p', flags: ['MAYMOVE'] }, fails: 'EPERM' },
  ],
  [
    'move-onto',
    'be covered by another that mremap moves there',
    {
      mremap: {
        addr: 'a+3p',
        oldLength: '1p',
        newLength: '1p',
        flags: ['MAYMOVE', 'FIXED'],
        newAddr: 'a+1p',
      },
      fails: 'EPERM',
    },
  ],
];

const refused = REFUSED.map(
  ([id, title, call]): Case => ({
    id: `errors/eperm/mseal-${id}`,
    title: `A sealed mapping cannot ${title}, and is as it was, neighbours included`,
    clauses: ['mmap.errors.eperm.mseal'],
    since: '6.10',
    steps: [
      ...sealed,
      call,
      { contents: { addr: 'a', length: '4p', value: 0x5a } },
      { maps: 'a', length: '4p', perms: 'rw-p' },
      { fill: { addr: 'a', length: '4p', value: 0x77 } },
    ],
  }),
);

/** A range that begins, ends, or does both, outside what is sealed. */
const TOUCHING: readonly (readonly [id: string, shown: string, addr: 'a' | 'a+2p', length: '2p' | '4p'])[] = [
  ['end', 'whose end is sealed', 'a', '2p'],
  ['start', 'whose start is sealed', 'a+2p', '2p'],
  ['middle', 'whose middle is sealed', 'a', '4p'],
];

const allOrNothing = TOUCHING.flatMap(([id, shown, addr, length]): Case[] => [
  {
    id: `errors/eperm/mseal-munmap-${id}`,
    title: `munmap of a range ${shown} unmaps nothing`,
    clauses: ['mmap.errors.eperm.mseal_all_or_nothing'],
    since: '6.12',
    steps: [
      ...sealed,
      { munmap: { addr, length }, fails: 'EPERM' },
      { contents: { addr: 'a', length: '4p', value: 0x5a } },
      { maps: 'a', length: '4p', perms: 'rw-p' },
    ],
  },
  {
    id: `errors/eperm/mseal-replace-${id}`,
    title: `MAP_FIXED of a range ${shown} replaces nothing`,
    clauses: ['mmap.errors.eperm.mseal_all_or_nothing', 'mmap.flags.fixed.failed_call_keeps_old'],
    since: '6.12',
    steps: [
      ...sealed,
      { mmap: { addr, length, prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, fails: 'EPERM' },
      { contents: { addr: 'a', length: '4p', value: 0x5a } },
      { maps: 'a', length: '4p', perms: 'rw-p' },
    ],
  },
]);

export const mseal: readonly Case[] = [
  ...refused,
  ...allOrNothing,
  {
    id: 'errors/eperm/mseal-uses',
    title: 'A sealed mapping is loaded from, stored to, sealed again and shown as sealed',
    clauses: ['mmap.errors.eperm.mseal'],
    since: '6.11',
    steps: [
      ...sealed,
      { fill: { addr: 'a+1p', length: '2p', value: 0x77 } },
      { contents: { addr: 'a+1p', length: '2p', value: 0x77 } },
      { mseal: { addr: 'a+1p', length: '2p' } },
      { smaps: 'a+1p', vmFlags: { has: ['sl'] } },
      { smaps: 'a', vmFlags: { lacks: ['sl'] } },
    ],
  },
  {
    id: 'errors/eperm/mseal-neighbours',
    title: 'The pages on both sides of a sealed mapping can be changed and unmapped',
    clauses: ['mmap.errors.eperm.mseal'],
    since: '6.10',
    steps: [
      ...sealed,
      { mprotect: { addr: 'a', length: '1p', prot: 'r' } },
      { munmap: { addr: 'a+3p', length: '1p' } },
      { contents: { addr: 'a', length: '3p', value: 0x5a } },
      { store: 'a', value: 0, faults: 'SIGSEGV/SEGV_ACCERR' },
      { load: 'a+3p', faults: 'SIGSEGV/SEGV_MAPERR' },
    ],
  },
  {
    id: 'errors/eperm/mseal-noreplace',
    title: 'MAP_FIXED_NOREPLACE over a sealed mapping says EEXIST, as over any other',
    clauses: ['mmap.flags.fixed_noreplace.overlap'],
    since: '6.10',
    steps: [
      ...sealed,
      {
        mmap: { addr: 'a+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] },
        fails: 'EEXIST',
      },
    ],
  },
  {
    id: 'errors/eperm/mseal-dontneed',
    title: 'Whether MADV_DONTNEED may empty sealed memory, writable or not, is told nowhere',
    clauses: ['mmap.errors.eperm.mseal'],
    since: '6.10',
    steps: [
      ...sealed,
      { mprotect: { addr: 'a', length: '1p', prot: 'r' } },
      { mseal: { addr: 'a', length: '1p' } },
      { madvise: { addr: 'a', length: '1p', advice: 'DONTNEED' }, observed: true },
      { madvise: { addr: 'a+1p', length: '1p', advice: 'DONTNEED' }, observed: true },
    ],
  },
  {
    id: 'errors/eperm/mseal-fork',
    title: 'Whether a child may unmap what its parent sealed is told nowhere; the parent may not in any case',
    clauses: ['mmap.errors.eperm.mseal'],
    since: '6.10',
    steps: [
      ...sealed,
      { fork: [{ munmap: { addr: 'a+1p', length: '1p' }, observed: true }] },
      { munmap: { addr: 'a+1p', length: '1p' }, fails: 'EPERM' },
      { contents: { addr: 'a', length: '4p', value: 0x5a } },
    ],
  },
];
