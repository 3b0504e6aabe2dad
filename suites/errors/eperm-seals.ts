/* Files sealed against writing, a part of errors/eperm: no new shared mapping of them may write. */
import type { Case, Step } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Access, Seal } from '../vocabulary.ts';
import { TYPE_ID, type Type } from './mapping-type.ts';

interface Sealing {
  id: string;
  seal: Seal;
  clause: ClauseId;
  since: string;
}

const WRITE: Sealing = { id: 'write', seal: 'WRITE', clause: 'mmap.errors.eperm.seal_write', since: '3.17' };
const FUTURE_WRITE: Sealing = {
  id: 'future-write',
  seal: 'FUTURE_WRITE',
  clause: 'mmap.errors.eperm.seal_future_write',
  since: '5.1',
};

const sealed = ({ seal }: Sealing): readonly Step[] => [
  { memfd: 'f', size: '1p', content: 'pattern', flags: ['ALLOW_SEALING'] },
  { seal: 'f', add: [seal] },
];

const REFUSED: readonly (readonly [Sealing, Type, Access, since?: string])[] = [
  [WRITE, 'SHARED', 'rw'],
  [WRITE, 'SHARED', 'w'],
  [WRITE, 'SHARED', 'rwx'],
  [WRITE, 'SHARED_VALIDATE', 'rw', '4.15'],
  [FUTURE_WRITE, 'SHARED', 'rw'],
  [FUTURE_WRITE, 'SHARED', 'w'],
  [FUTURE_WRITE, 'SHARED', 'rwx'],
  [FUTURE_WRITE, 'SHARED_VALIDATE', 'rw'],
];

const refused = REFUSED.map(
  ([sealing, type, prot, since = sealing.since]): Case => ({
    id: `errors/eperm/seal-${sealing.id}-${TYPE_ID[type]}-${prot}`,
    title: `A memfd sealed F_SEAL_${sealing.seal} cannot be mapped MAP_${type} with prot ${prot}`,
    clauses: [sealing.clause],
    since,
    steps: [...sealed(sealing), { mmap: { length: '1p', prot, flags: [type], fd: 'f' }, fails: 'EPERM' }],
  }),
);

const privately = [WRITE, FUTURE_WRITE].map(
  (sealing): Case => ({
    id: `errors/eperm/seal-${sealing.id}-private-rw`,
    title: `A memfd sealed F_SEAL_${sealing.seal} may be mapped private and writable, which writes nothing to it`,
    clauses: [sealing.clause],
    since: sealing.since,
    steps: [
      ...sealed(sealing),
      { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
      { fill: { addr: 'a', length: '1p', value: 0x5a } },
      { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
    ],
  }),
);

/** Shared and read-only, by the descriptor that reads and writes: F_SEAL_WRITE refused that, too, until Linux 6.7. */
const READING: readonly (readonly [Sealing, ClauseId, since: string])[] = [
  [WRITE, 'mmap.object.seal_write_readonly_map', '6.7'],
  [FUTURE_WRITE, 'mmap.errors.eperm.seal_future_write', '5.1'],
];

const reading = READING.map(
  ([sealing, clause, since]): Case => ({
    id: `errors/eperm/seal-${sealing.id}-shared-r`,
    title: `A memfd sealed F_SEAL_${sealing.seal} may be mapped shared and read-only, and not be made writable then`,
    clauses: [clause],
    since,
    steps: [
      ...sealed(sealing),
      { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { contents: { addr: 'a', length: '1p', pattern: 0 } },
      { mprotect: { addr: 'a', length: '1p', prot: 'rw' }, fails: 'EACCES' },
      { maps: 'a', perms: 'r--s' },
    ],
  }),
);

export const seals: readonly Case[] = [
  ...refused,
  ...privately,
  ...reading,
  {
    id: 'errors/eperm/seal-write-rdonly-descriptor',
    title: 'A memfd sealed F_SEAL_WRITE may be mapped shared and read-only by a descriptor that only reads',
    clauses: ['mmap.errors.eperm.seal_write'],
    steps: [
      ...sealed(WRITE),
      { open: 'g', of: 'f', mode: 'rdonly' },
      { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'g' }, as: 'a' },
      { contents: { addr: 'a', length: '1p', pattern: 0 } },
    ],
  },
  {
    id: 'errors/eperm/seal-future-write-older-mapping',
    title:
      'A shared mapping that is older than F_SEAL_FUTURE_WRITE goes on writing where a new one is refused',
    clauses: ['mmap.errors.eperm.seal_future_write'],
    since: '5.1',
    steps: [
      { memfd: 'f', size: '1p', content: 'pattern', flags: ['ALLOW_SEALING'] },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { seal: 'f', add: ['FUTURE_WRITE'] },
      { store: 'a', value: 0x5a },
      { pread: 'f', offset: 0, length: 1, content: { value: 0x5a } },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, fails: 'EPERM' },
      { store: 'a', value: 0x77 },
      { pread: 'f', offset: 0, length: 1, content: { value: 0x77 } },
    ],
  },
  {
    id: 'errors/eperm/seal-write-other-descriptor',
    title: 'F_SEAL_WRITE seals the file, not the descriptor: one opened before it is refused as well',
    clauses: ['mmap.errors.eperm.seal_write'],
    steps: [
      { memfd: 'f', size: '1p', flags: ['ALLOW_SEALING'] },
      { open: 'g', of: 'f', mode: 'rdwr' },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'g' }, as: 'a' },
      { munmap: { addr: 'a', length: '1p' } },
      { seal: 'f', add: ['WRITE'] },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'g' }, fails: 'EPERM' },
    ],
  },
  {
    id: 'errors/eperm/seal-size-only',
    title: 'A memfd sealed against shrinking and growing may be mapped shared and writable',
    clauses: ['mmap.object.seal_grow_shrink'],
    steps: [
      { memfd: 'f', size: '1p', flags: ['ALLOW_SEALING'] },
      { seal: 'f', add: ['SHRINK', 'GROW'] },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { store: 'a', value: 0x5a },
      { pread: 'f', offset: 0, length: 1, content: { value: 0x5a } },
    ],
  },
  {
    id: 'errors/eperm/seal-size-keeps-size',
    title: 'A memfd sealed against shrinking and growing is neither cut nor extended under a mapping',
    clauses: ['mmap.object.seal_grow_shrink'],
    steps: [
      { memfd: 'f', size: '2p', content: 'pattern', flags: ['ALLOW_SEALING'] },
      { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { seal: 'f', add: ['SHRINK', 'GROW'] },
      { ftruncate: 'f', to: '1p', fails: 'EPERM' },
      { ftruncate: 'f', to: '3p', fails: 'EPERM' },
      { fileSize: 'f', is: '2p' },
      { contents: { addr: 'a', length: '2p', pattern: 0 } },
    ],
  },
  {
    id: 'errors/eperm/seal-fixed-keeps-old',
    title: 'MAP_FIXED that fails with EPERM leaves what was mapped there, contents included',
    clauses: ['mmap.flags.fixed.failed_call_keeps_old', 'mmap.errors.eperm.seal_write'],
    steps: [
      ...sealed(WRITE),
      {
        mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        as: 'a',
      },
      { fill: { addr: 'a', length: '2p', value: 0x5a } },
      { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' }, fails: 'EPERM' },
      { contents: { addr: 'a', length: '2p', value: 0x5a } },
    ],
  },
];
