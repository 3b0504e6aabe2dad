/*
 * vm.max_map_count, a part of errors/enomem: the process makes as many mappings as it may have. Linux tests before it adds, so that mmap
 * ends with one mapping more than the number, and what splits a mapping in the middle is refused one earlier. These cases take a tenth of a
 * second each, and more if the mappings were compared after a failed mmap: hence `mayChange`.
 */
import type { Case, Step } from '../case.ts';

/** Four pages at `b` that would have to be split, a hole of one page at `arena+8p`, and single pages from `a` on. */
const exhausted: readonly Step[] = [
  { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, as: 'b' },
  { fill: { addr: 'b', length: '4p', value: 0x5a } },
  { munmap: { addr: 'arena+8p', length: '1p' } },
  { exhaustMappings: 'a' },
];

export const mapCount: readonly Case[] = [
  {
    id: 'errors/enomem/map-count-munmap',
    title:
      'At the limit the middle of a mapping cannot be unmapped, its ends and whole mappings can, which makes room',
    clauses: [
      'mmap.errors.enomem.map_count',
      'mmap.errors.enomem.map_count_exact',
      'mmap.errors.enomem.map_count_recovers',
      'sysctl.max_map_count.default',
      'munmap.enomem_map_count',
    ],
    steps: [
      ...exhausted,
      { munmap: { addr: 'b+1p', length: '1p' }, fails: 'ENOMEM' },
      { contents: { addr: 'b', length: '4p', value: 0x5a } },
      { munmap: { addr: 'b+3p', length: '1p' } },
      { munmap: { addr: 'a+1p', length: '1p' } },
      // As many as the number says: one more may be mapped, none may be split.
      { munmap: { addr: 'b+1p', length: '1p' }, fails: 'ENOMEM' },
      { mmap: { addr: 'arena+8p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      {
        mmap: { addr: 'b+3p', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        fails: 'ENOMEM',
        mayChange: true,
      },
      // One less: the middle may be unmapped.
      { munmap: { addr: 'arena+8p', length: '1p' } },
      { munmap: { addr: 'a+3p', length: '1p' } },
      { munmap: { addr: 'b+1p', length: '1p' } },
      { load: 'b', is: 0x5a },
      { load: 'b+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
      { load: 'b+2p', is: 0x5a },
    ],
  },
  {
    id: 'errors/enomem/map-count-split',
    title:
      'At the limit nothing can be done to the middle of a mapping that would split it, nor can it be moved',
    clauses: ['mprotect.enomem_map_count', 'mremap.enomem_map_count', 'mlock.errors'],
    steps: [
      ...exhausted,
      { mprotect: { addr: 'b+1p', length: '1p', prot: 'r' }, fails: 'ENOMEM' },
      { mlock: { addr: 'b+1p', length: '1p' }, fails: 'ENOMEM' },
      {
        mremap: {
          addr: 'b',
          oldLength: '4p',
          newLength: '4p',
          flags: ['MAYMOVE', 'FIXED'],
          newAddr: 'arena+16p',
        },
        fails: 'ENOMEM',
      },
      { fill: { addr: 'b', length: '4p', value: 0x77 } },
      { mprotect: { addr: 'b', length: '4p', prot: 'r' } },
      { contents: { addr: 'b', length: '4p', value: 0x77 } },
      { store: 'b+1p', value: 0, faults: 'SIGSEGV/SEGV_ACCERR' },
    ],
  },
];
