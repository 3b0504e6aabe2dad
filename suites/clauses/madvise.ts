/** madvise(2) and mincore(2). */
import type { Clause } from './clause.ts';

export const MADVISE = {
  'madvise.errors': {
    tier: 'neighbour',
    promise:
      'An unaligned address or unknown advice gives EINVAL, unmapped memory ENOMEM, length 0 succeeds.',
    sources: ['man-pages 6.03 madvise.2/ERRORS'],
    observability: 'observable',
  },
  'madvise.hole_applies_rest': {
    tier: 'neighbour',
    promise: 'With a hole the advice is applied to the mapped rest and ENOMEM returned.',
    sources: ['man-pages 6.03 madvise.2/NOTES'],
    observability: 'observable',
  },
  'madvise.dontneed_private': {
    tier: 'neighbour',
    promise:
      "MADV_DONTNEED gives zero pages for anonymous private memory and the file's contents for private file mappings.",
    sources: ['man-pages 6.03 madvise.2/MADV_DONTNEED'],
    observability: 'observable',
  },
  'madvise.dontneed_shared': {
    tier: 'neighbour',
    promise: 'On shared mappings it loses nothing.',
    sources: ['man-pages 6.03 madvise.2/MADV_DONTNEED'],
    observability: 'observable',
  },
  'madvise.dontneed_locked': {
    tier: 'neighbour',
    promise: 'MADV_DONTNEED on locked pages gives EINVAL; MADV_DONTNEED_LOCKED works.',
    sources: ['man-pages 6.03 madvise.2/ERRORS'],
    observability: 'observable',
  },
  'madvise.remove': {
    tier: 'neighbour',
    promise: 'MADV_REMOVE frees the backing store of shared memory; on private mappings EACCES.',
    sources: ['man-pages 6.03 madvise.2/MADV_REMOVE'],
    observability: 'observable',
  },
  'madvise.free_private_only': {
    tier: 'neighbour',
    promise: 'MADV_FREE works only on private anonymous memory.',
    sources: ['man-pages 6.03 madvise.2/MADV_FREE'],
    since: '4.5',
    observability: 'observable',
  },
  'madvise.populate': {
    tier: 'neighbour',
    promise: 'MADV_POPULATE_* prefaults and, unlike MAP_POPULATE, reports failure.',
    sources: ['man-pages 6.03 madvise.2/MADV_POPULATE_READ+WRITE'],
    since: '5.14',
    observability: 'observable',
  },
  'madvise.guard': {
    tier: 'neighbour',
    promise: 'Guard pages raise SIGSEGV without splitting the mapping and can be removed.',
    sources: ['man-pages 6.20 madvise.2/MADV_GUARD_INSTALL'],
    since: '6.13',
    note: 'anonymous memory since 6.13, files since 6.15',
    observability: 'observable',
    drift: '6.1 and 6.12: EINVAL.',
  },
  'mincore.residency': {
    tier: 'neighbour',
    promise: 'mincore() reports which pages of a mapping are resident.',
    sources: ['man-pages 6.03 mmap.2/NOTES(mincore)', 'man-pages 6.03 mincore.2'],
    observability: 'observable',
  },
  'mincore.errors': {
    tier: 'neighbour',
    promise: 'Unaligned address EINVAL, unmapped or too long ENOMEM, bad vector EFAULT.',
    sources: ['man-pages 6.03 mincore.2/ERRORS'],
    observability: 'observable',
  },
} as const satisfies Record<string, Clause>;
