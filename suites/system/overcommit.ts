/**
 * vm.overcommit_memory. Under 1 nothing is refused for want of memory, under 2 all that may be written to counts against CommitLimit. The lengths
 * are chosen far beyond what a machine has: 16 TiB.
 */
import { type Case, type MmapArguments, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';

const path = '/proc/sys/vm/overcommit_memory';
const always: Step = { setting: path, to: 1 };
const strict: Step = { setting: path, to: 2 };

type Kind = Omit<MmapArguments, 'length'>;

/** What counts: memory that may be written to, and is nobody else's. */
const counted: readonly { id: string; what: string; fixtures: readonly Step[]; kind: Kind }[] = [
  {
    id: 'private',
    what: 'private memory for reading and writing',
    fixtures: [],
    kind: { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] },
  },
  {
    id: 'private-write-only',
    what: 'private memory for writing',
    fixtures: [],
    kind: { prot: 'w', flags: ['PRIVATE', 'ANONYMOUS'] },
  },
  {
    id: 'shared',
    what: 'shared memory for reading and writing',
    fixtures: [],
    kind: { prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] },
  },
  {
    id: 'private-file',
    what: 'a private file mapping for reading and writing',
    fixtures: [{ file: 'f', size: '1p' }],
    kind: { prot: 'rw', flags: ['PRIVATE'], fd: 'f' },
  },
];

/** What does not. */
const uncounted: readonly {
  id: string;
  what: string;
  since?: string;
  fixtures: readonly Step[];
  kind: Kind;
  clause: ClauseId;
}[] = [
  {
    id: 'none',
    what: 'private memory without access',
    fixtures: [],
    kind: { prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] },
    clause: 'mmap.errors.enomem.uncharged_kinds',
  },
  {
    id: 'read',
    what: 'private memory for reading',
    fixtures: [],
    kind: { prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] },
    clause: 'mmap.errors.enomem.uncharged_kinds',
  },
  {
    id: 'shared-file',
    what: 'a shared file mapping for reading and writing',
    fixtures: [{ file: 'f', size: '1p' }],
    kind: { prot: 'rw', flags: ['SHARED'], fd: 'f' },
    clause: 'mmap.errors.enomem.uncharged_kinds',
  },
  {
    id: 'private-file-read',
    what: 'a private file mapping for reading',
    fixtures: [{ file: 'f', size: '1p' }],
    kind: { prot: 'r', flags: ['PRIVATE'], fd: 'f' },
    clause: 'mmap.errors.enomem.uncharged_kinds',
  },
  {
    id: 'droppable',
    what: 'droppable memory for reading and writing',
    since: '6.11',
    fixtures: [],
    kind: { prot: 'rw', flags: ['DROPPABLE', 'ANONYMOUS'] },
    clause: 'mmap.flags.droppable.not_charged',
  },
];

export const overcommit = suite({
  name: 'system/overcommit',
  title: 'vm.overcommit_memory',
  cases: [
    ...counted.flatMap(({ id, what, fixtures, kind }): Case[] => [
      {
        id: `system/overcommit/always-${id}`,
        title: `With vm.overcommit_memory at 1, 16 TiB of ${what} can be mapped, and used at both ends`,
        clauses: ['mmap.errors.enomem.always_mode'],
        needs: ['root'],
        steps: [
          ...fixtures,
          always,
          { mmap: { length: '16T', ...kind }, as: 'a' },
          { store: 'a', value: 1 },
          { maps: 'a', length: '16T' },
        ],
      },
      {
        id: `system/overcommit/strict-${id}`,
        title: `With vm.overcommit_memory at 2, 16 TiB of ${what} are refused with ENOMEM`,
        clauses: ['mmap.errors.enomem.strict_mode', 'mmap.errors.enomem.no_memory'],
        needs: ['root'],
        steps: [...fixtures, strict, { mmap: { length: '16T', ...kind }, fails: 'ENOMEM' }],
      },
      {
        id: `system/overcommit/strict-noreserve-${id}`,
        title: `With vm.overcommit_memory at 2, 16 TiB of ${what} are refused in spite of MAP_NORESERVE`,
        clauses: ['mmap.flags.noreserve.ignored_strict', 'mmap.errors.enomem.strict_mode'],
        needs: ['root'],
        steps: [
          ...fixtures,
          strict,
          { mmap: { length: '16T', ...kind, flags: [...kind.flags, 'NORESERVE'] }, fails: 'ENOMEM' },
        ],
      },
    ]),
    ...uncounted.map(
      ({ id, what, since, fixtures, kind, clause }): Case => ({
        id: `system/overcommit/strict-uncounted-${id}`,
        title: `With vm.overcommit_memory at 2, 16 TiB of ${what} can be mapped`,
        clauses: [clause],
        needs: ['root'],
        ...(since !== undefined && { since }),
        steps: [...fixtures, strict, { mmap: { length: '16T', ...kind } }],
      }),
    ),
    {
      id: 'system/overcommit/strict-small',
      title: 'With vm.overcommit_memory at 2 a page within the limit can be mapped and written to',
      clauses: ['mmap.errors.enomem.strict_mode'],
      needs: ['root'],
      steps: [
        strict,
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'system/overcommit/strict-noreserve-flags',
      title: 'With vm.overcommit_memory at 2 a mapping with MAP_NORESERVE counts like one without',
      clauses: ['mmap.flags.noreserve.ignored_strict'],
      needs: ['root'],
      steps: [
        strict,
        {
          mmap: {
            addr: 'arena+1p',
            length: '1p',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', 'NORESERVE'],
          },
        },
        { smaps: 'arena+1p', size: '1p', vmFlags: { has: ['ac'], lacks: ['nr'] } },
      ],
    },
    {
      id: 'system/overcommit/always-noreserve-flags',
      title: 'With vm.overcommit_memory at 1 a mapping with MAP_NORESERVE does not count',
      clauses: ['mmap.flags.noreserve.no_reservation'],
      needs: ['root'],
      steps: [
        always,
        {
          mmap: {
            addr: 'arena+1p',
            length: '1p',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', 'NORESERVE'],
          },
        },
        { smaps: 'arena+1p', size: '1p', vmFlags: { has: ['nr'], lacks: ['ac'] } },
      ],
    },
    {
      id: 'system/overcommit/strict-mprotect',
      title:
        'With vm.overcommit_memory at 2, 16 TiB that did not count cannot be made writable, and stay as they were',
      clauses: ['mmap.errors.enomem.strict_mode', 'mprotect.enomem_commit'],
      needs: ['root'],
      steps: [
        strict,
        { mmap: { length: '16T', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { mprotect: { addr: 'a', length: '16T', prot: 'rw' }, fails: 'ENOMEM' },
        { maps: 'a', length: '16T', perms: '---p' },
        { mprotect: { addr: 'a', length: '1p', prot: 'rw' } },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'system/overcommit/always-mprotect',
      title: 'With vm.overcommit_memory at 1, 16 TiB can be made writable',
      clauses: ['mmap.errors.enomem.always_mode'],
      needs: ['root'],
      steps: [
        always,
        { mmap: { length: '16T', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { mprotect: { addr: 'a', length: '16T', prot: 'rw' } },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'system/overcommit/strict-fixed',
      title: 'With vm.overcommit_memory at 2 a MAP_FIXED mapping that is refused leaves what was there',
      clauses: ['mmap.errors.enomem.strict_mode', 'mmap.flags.fixed.failed_call_keeps_old'],
      needs: ['root'],
      // Before, the old mapping was gone when the limit was looked at.
      since: '6.12',
      steps: [
        { mmap: { length: '16T', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { mprotect: { addr: 'a', length: '1p', prot: 'rw' } },
        { store: 'a', value: 7 },
        strict,
        {
          mmap: { addr: 'a', length: '16T', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          fails: 'ENOMEM',
        },
        { load: 'a', is: 7 },
      ],
    },
  ],
});
