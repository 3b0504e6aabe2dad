/** msync(2). */
import type { Clause } from './clause.ts';

export const MSYNC = {
  'msync.flags': {
    tier: 'neighbour',
    promise: 'MS_SYNC and MS_ASYNC are accepted alone, with MS_INVALIDATE, and on Linux none of them too.',
    sources: ['man-pages 6.03 msync.2'],
    observability: 'observable',
  },
  'msync.einval': {
    tier: 'neighbour',
    promise: 'Both SYNC and ASYNC, unknown bits, or an unaligned address give EINVAL.',
    sources: ['man-pages 6.03 msync.2/ERRORS'],
    observability: 'observable',
  },
  'msync.enomem': {
    tier: 'neighbour',
    promise: 'Unmapped memory in the range gives ENOMEM (EFAULT before 2.4.19).',
    sources: ['man-pages 6.03 msync.2/ERRORS'],
    observability: 'observable',
  },
  'msync.ebusy': {
    tier: 'neighbour',
    promise: 'MS_INVALIDATE on locked memory gives EBUSY.',
    sources: ['man-pages 6.03 msync.2/ERRORS'],
    observability: 'observable',
  },
  'msync.anon_ok': {
    tier: 'neighbour',
    promise: 'msync() on anonymous memory and with length 0 succeeds.',
    sources: ['kernel source mm/msync.c'],
    observability: 'observable',
  },
  'msync.async_noop': {
    tier: 'neighbour',
    promise: 'Since 2.6.19 MS_ASYNC starts no I/O.',
    sources: ['man-pages 6.03 msync.2/NOTES'],
    since: '2.6.19',
    observability: 'observable',
  },
  'msync.invalidate_others': {
    tier: 'neighbour',
    promise: 'MS_INVALIDATE makes other mappings see fresh values.',
    sources: ['man-pages 6.03 msync.2'],
    observability: 'observable',
  },
} as const satisfies Record<string, Clause>;
