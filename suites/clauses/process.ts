/** What fork, execve and exit do to mappings, and the limits and personality a process has. */
import type { Clause } from './clause.ts';

export const PROCESS = {
  'fork.mappings_preserved': {
    tier: 'neighbour',
    promise: 'Mappings survive fork() with the same attributes.',
    sources: ['man-pages 6.03 mmap.2/NOTES¶1', 'man-pages 6.03 fork.2', 'POSIX mmap/7'],
    observability: 'observable',
  },
  'fork.sharing_type': {
    tier: 'neighbour',
    promise: 'The mapping type is kept: shared stays shared, private stays private in both directions.',
    sources: ['POSIX mmap/7', 'man-pages 6.03 mmap.2/NOTES¶1'],
    observability: 'observable',
  },
  'fork.maps_independent': {
    tier: 'neighbour',
    promise: 'Later mmap/munmap in one process does not affect the other.',
    sources: ['man-pages 6.03 fork.2/DESCRIPTION'],
    observability: 'observable',
  },
  'fork.locks_not_inherited': {
    tier: 'neighbour',
    promise: 'Memory locks, MAP_LOCKED included, are not inherited.',
    sources: ['man-pages 6.03 mlock.2/NOTES', 'man-pages 6.03 fork.2'],
    observability: 'observable',
  },
  'fork.mcl_future_not_inherited': {
    tier: 'neighbour',
    promise: 'The MCL_FUTURE setting is not inherited.',
    sources: ['man-pages 6.03 mlock.2/NOTES'],
    observability: 'observable',
  },
  'fork.dontfork': {
    tier: 'neighbour',
    promise: 'MADV_DONTFORK ranges do not exist in the child.',
    sources: ['man-pages 6.03 madvise.2/MADV_DONTFORK', 'man-pages 6.03 fork.2'],
    since: '2.6.16',
    observability: 'observable',
  },
  'fork.wipeonfork': {
    tier: 'neighbour',
    promise:
      'MADV_WIPEONFORK private anonymous ranges read zero in the child and keep the setting there; shared or file ranges give EINVAL.',
    sources: ['man-pages 6.03 madvise.2/MADV_WIPEONFORK'],
    since: '4.14',
    observability: 'observable',
  },
  'fork.hugetlb_cow': {
    tier: 'neighbour',
    promise: 'A private huge page mapping works in the child as long as the pool has pages.',
    sources: ['kernel source mm/hugetlb.c'],
    observability: 'vm-only',
    needs: ['hugepages'],
  },
  'execve.mappings_gone': {
    tier: 'neighbour',
    promise: 'execve() removes all mappings.',
    sources: ['man-pages 6.03 execve.2'],
    observability: 'observable',
  },
  'execve.locks_cleared': {
    tier: 'neighbour',
    promise: 'Locks and MCL_FUTURE end at execve().',
    sources: ['man-pages 6.03 mlock.2/NOTES', 'man-pages 6.03 execve.2'],
    observability: 'observable',
  },
  'exit.shared_anon_freed': {
    tier: 'neighbour',
    promise: 'Shared anonymous memory disappears with its last mapping.',
    sources: ['kernel source mm/shmem.c'],
    observability: 'observable',
  },
  'getrlimit.inheritance': {
    tier: 'neighbour',
    promise: 'Limits are inherited by fork and kept by execve.',
    sources: ['man-pages 6.03 getrlimit.2/NOTES'],
    observability: 'observable',
    needs: ['rlimit:AS'],
  },
  'personality.mmap_page_zero': {
    tier: 'neighbour',
    promise: 'With the MMAP_PAGE_ZERO personality execve maps page 0 readable.',
    sources: ['man-pages 6.03 personality.2/MMAP_PAGE_ZERO'],
    observability: 'observable',
    needs: ['root'],
  },
} as const satisfies Record<string, Clause>;
