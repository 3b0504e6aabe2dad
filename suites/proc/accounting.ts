/**
 * What counts as promised memory (Committed_AS), told by the code `ac`: memory that may be written to and is the process's own. The manual page
 * says that it is reserved, and that a store to it is guaranteed to succeed; what Linux does is to count it.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { Access, MapFlag } from '../vocabulary.ts';

const whole = { addr: 'arena+1p', length: '2p' } as const;
const file: Step = { file: 'f', size: '2p' };
const guaranteed = {
  documented: 'swap space is reserved for the mapping, and a store to it is guaranteed to be possible',
} as const;

const mappings: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  prot: Access;
  flags: readonly MapFlag[];
  fd: 'f' | -1;
}[] = [
  {
    id: 'read-write',
    what: 'Private memory for reading and writing',
    fixtures: [],
    prot: 'rw',
    flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'],
    fd: -1,
  },
  {
    id: 'write',
    what: 'Private memory for writing',
    fixtures: [],
    prot: 'w',
    flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'],
    fd: -1,
  },
  {
    id: 'private-file',
    what: 'A private file mapping for reading and writing',
    fixtures: [file],
    prot: 'rw',
    flags: ['PRIVATE', 'FIXED'],
    fd: 'f',
  },
];

const uncounted: typeof mappings = [
  {
    id: 'none',
    what: 'Private memory without access',
    fixtures: [],
    prot: 'none',
    flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'],
    fd: -1,
  },
  {
    id: 'read',
    what: 'Private memory for reading',
    fixtures: [],
    prot: 'r',
    flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'],
    fd: -1,
  },
  {
    id: 'shared-file',
    what: 'A shared file mapping for reading and writing',
    fixtures: [file],
    prot: 'rw',
    flags: ['SHARED', 'FIXED'],
    fd: 'f',
  },
  {
    id: 'private-file-read',
    what: 'A private file mapping for reading',
    fixtures: [file],
    prot: 'r',
    flags: ['PRIVATE', 'FIXED'],
    fd: 'f',
  },
];

export const accounting = suite({
  name: 'proc/accounting',
  title: 'what counts as promised memory',
  cases: [
    ...mappings.flatMap(({ id, what, fixtures, prot, flags, fd }): Case[] => [
      {
        id: `proc/accounting/counts-${id}`,
        title: `${what} counts, from the call on and untouched`,
        clauses: ['mmap.flags.noreserve.reserved_guarantee', 'proc.smaps.vmflags'],
        steps: [
          ...fixtures,
          { mmap: { ...whole, prot, flags, fd } },
          {
            smaps: 'arena+1p',
            size: '2p',
            vmFlags: { has: ['ac'], lacks: ['nr'] },
            historical: guaranteed,
          },
          // That no page is there yet is nobody's promise.
          { smaps: 'arena+1p', rss: 0, observed: true },
        ],
      },
      {
        id: `proc/accounting/noreserve-${id}`,
        title: `${what} does not count with MAP_NORESERVE`,
        clauses: ['mmap.flags.noreserve.no_reservation', 'proc.smaps.vmflags'],
        needs: ['overcommit-heuristic'],
        steps: [
          ...fixtures,
          { mmap: { ...whole, prot, flags: [...flags, 'NORESERVE'], fd } },
          { smaps: 'arena+1p', size: '2p', vmFlags: { has: ['nr'], lacks: ['ac'] } },
        ],
      },
    ]),
    ...uncounted.flatMap(({ id, what, fixtures, prot, flags, fd }): Case[] => [
      {
        id: `proc/accounting/does-not-count-${id}`,
        title: `${what} does not count`,
        clauses: ['mmap.errors.enomem.uncharged_kinds', 'proc.smaps.vmflags'],
        steps: [
          ...fixtures,
          { mmap: { ...whole, prot, flags, fd } },
          // No size: memory without access may merge with the arena.
          { smaps: 'arena+1p', vmFlags: { lacks: ['ac', 'nr'] } },
        ],
      },
    ]),
    {
      id: 'proc/accounting/made-writable',
      title:
        'Private memory counts from the mprotect on that makes it writable, the pages of that call and no others',
      clauses: ['mprotect.enomem_commit', 'proc.smaps.vmflags'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '4p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mprotect: { addr: 'arena+2p', length: '2p', prot: 'rw' } },
        { smaps: 'arena+1p', size: '1p', vmFlags: { lacks: ['ac'] } },
        { smaps: 'arena+2p', size: '2p', vmFlags: { has: ['ac', 'wr'] } },
        { smaps: 'arena+4p', size: '1p', vmFlags: { lacks: ['ac'] } },
      ],
    },
    {
      id: 'proc/accounting/noreserve-made-writable',
      title: 'Memory with MAP_NORESERVE does not count when mprotect makes it writable either',
      clauses: ['mmap.flags.noreserve.no_reservation', 'mprotect.enomem_commit'],
      needs: ['overcommit-heuristic'],
      steps: [
        { mmap: { ...whole, prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', 'NORESERVE'] } },
        { mprotect: { ...whole, prot: 'rw' } },
        { smaps: 'arena+1p', size: '2p', vmFlags: { has: ['nr'], lacks: ['ac'] } },
      ],
    },
    {
      id: 'proc/accounting/made-read-only',
      title:
        'Private memory that was written to stays counted, and keeps its contents, when mprotect takes the right to write away',
      clauses: ['mmap.flags.noreserve.reserved_guarantee', 'mprotect.changes_access'],
      steps: [
        { mmap: { ...whole, prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena+1p', value: 7 },
        { mprotect: { ...whole, prot: 'r' } },
        { smaps: 'arena+1p', size: '2p', vmFlags: { has: ['ac'], lacks: ['wr'] }, historical: guaranteed },
        { load: 'arena+1p', is: 7 },
      ],
    },
  ],
});
