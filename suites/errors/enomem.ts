/*
 * ENOMEM: there is no memory, no address space or no further mapping to be had. Limits are in enomem-rlimit-as.ts, enomem-rlimit-data.ts and
 * enomem-map-count.ts; here are the address space itself and the heuristic of vm.overcommit_memory.
 */
import { type Address, type Case, type MmapArguments, type Size, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import { mapCount } from './enomem-map-count.ts';
import { rlimitAs } from './enomem-rlimit-as.ts';
import { rlimitData } from './enomem-rlimit-data.ts';

const file: readonly Step[] = [{ file: 'f', size: '1p' }];

const LENGTHS: readonly (readonly [id: string, shown: string, length: Size, clause: ClauseId])[] = [
  ['4e', '2^62 bytes', '4E', 'mmap.length.too_large_enomem'],
  ['8e', '2^63 bytes', '8E', 'mmap.length.too_large_enomem'],
  ['last-page', 'all but the last page of 2^64 bytes', '0-1p', 'mmap.length.too_large_enomem'],
  ['overflow', '2^64 bytes but one, which rounding up makes 0', '0-1', 'mmap.length.page_align_overflow'],
];

const lengths = LENGTHS.map(
  ([id, shown, length, clause]): Case => ({
    id: `errors/enomem/too-large-${id}`,
    title: `A length of ${shown} is more than any address space holds, without access or reservation, and of a file`,
    clauses: [clause],
    steps: [
      ...file,
      { mmap: { length, prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] }, fails: 'ENOMEM' },
      { mmap: { length, prot: 'none', flags: ['SHARED', 'ANONYMOUS', 'NORESERVE'] }, fails: 'ENOMEM' },
      { mmap: { length, prot: 'r', flags: ['PRIVATE'], fd: 'f' }, fails: 'ENOMEM' },
    ],
  }),
);

/** Ranges that are not, or not wholly, user space on any 64-bit machine. */
const RANGES: readonly (readonly [id: string, shown: string, addr: Address, length: Size])[] = [
  ['last-page', 'at the last page of the 64-bit numbers', '0-1p', '1p'],
  ['middle', 'in the middle of the 64-bit numbers', '8E', '1p'],
  ['wrapping', 'that ends at address 0 and begins far above', '0-4p', '4p'],
  ['across-zero', 'that goes on at address 0 again', '0-2p', '4p'],
];

const ranges = RANGES.map(
  ([id, shown, addr, length]): Case => ({
    id: `errors/enomem/fixed-${id}`,
    title: `MAP_FIXED of a range ${shown} fails instead of going elsewhere`,
    clauses: ['mmap.errors.enomem.addr_beyond_cpu_space', 'mmap.flags.fixed.unusable_fails'],
    steps: [
      ...file,
      { mmap: { addr, length, prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, fails: 'ENOMEM' },
      { mmap: { addr, length, prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' }, fails: 'ENOMEM' },
    ],
  }),
);

/** More than any machine has, less than the address space. */
const HUGE = '16T';
type Kind = Omit<MmapArguments, 'length'>;

const CHARGED: readonly (readonly [id: string, shown: string, kind: Kind])[] = [
  ['private', 'private anonymous memory', { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }],
  ['shared', 'shared anonymous memory', { prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }],
  ['private-file', 'a private writable file mapping', { prot: 'rw', flags: ['PRIVATE'], fd: 'f' }],
];

const charged = CHARGED.map(
  ([id, shown, kind]): Case => ({
    id: `errors/enomem/overcommit-${id}`,
    title: `The heuristic of vm.overcommit_memory refuses 16 TiB of ${shown}, obviously more than there is`,
    clauses: ['mmap.errors.enomem.no_memory'],
    needs: ['overcommit-heuristic'],
    steps: [...file, { mmap: { length: HUGE, ...kind }, fails: 'ENOMEM' }],
  }),
);

const UNCHARGED: readonly (readonly [id: string, shown: string, kind: Kind])[] = [
  ['read-only', 'private read-only memory', { prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] }],
  ['shared-file', 'a shared file mapping', { prot: 'rw', flags: ['SHARED'], fd: 'f' }],
];

const uncharged = UNCHARGED.map(
  ([id, shown, kind]): Case => ({
    id: `errors/enomem/overcommit-passes-${id}`,
    title: `The heuristic of vm.overcommit_memory does not count ${shown}: 16 TiB can be mapped`,
    clauses: ['mmap.errors.enomem.uncharged_kinds'],
    needs: ['overcommit-heuristic'],
    steps: [...file, { mmap: { length: HUGE, ...kind }, as: 'a' }, { munmap: { addr: 'a', length: HUGE } }],
  }),
);

export const enomem = suite({
  name: 'errors/enomem',
  title: 'ENOMEM: no memory, no address space, no further mapping',
  cases: [
    ...lengths,
    ...ranges,
    ...rlimitAs,
    ...rlimitData,
    ...mapCount,
    ...charged,
    ...uncharged,
    {
      id: 'errors/enomem/overcommit-mprotect',
      title: '16 TiB without any access are not counted, until mprotect makes them writable',
      clauses: ['mmap.errors.enomem.uncharged_kinds', 'mprotect.enomem_commit'],
      needs: ['overcommit-heuristic'],
      steps: [
        { mmap: { length: HUGE, prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { mprotect: { addr: 'a', length: HUGE, prot: 'rw' }, fails: 'ENOMEM' },
        { maps: 'a', perms: '---p' },
        { mprotect: { addr: 'a', length: '1p', prot: 'rw' } },
        { store: 'a', value: 0x5a },
        { munmap: { addr: 'a', length: HUGE } },
      ],
    },
    {
      id: 'errors/enomem/fixed-keeps-old',
      title: 'MAP_FIXED that fails with ENOMEM leaves what was mapped there, contents included',
      clauses: ['mmap.flags.fixed.failed_call_keeps_old', 'mmap.length.too_large_enomem'],
      steps: [
        {
          mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        {
          mmap: {
            addr: 'a',
            length: '4E',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', 'NORESERVE'],
          },
          fails: 'ENOMEM',
        },
        {
          mmap: { addr: 'a', length: '0-1', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          fails: 'ENOMEM',
        },
        { contents: { addr: 'a', length: '2p', value: 0x5a } },
      ],
    },
  ],
});
