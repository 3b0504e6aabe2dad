/** mprotect(2) and pkey_mprotect(2). */
import type { Clause } from './clause.ts';

export const MPROTECT = {
  'mprotect.changes_access': {
    tier: 'neighbour',
    promise: 'mprotect() changes the protection of every page in the range; violations raise SIGSEGV.',
    sources: ['man-pages 6.03 mprotect.2/DESCRIPTION'],
    observability: 'observable',
  },
  'mprotect.whole_pages': {
    tier: 'neighbour',
    promise: 'A length of one byte affects the whole page and only it.',
    sources: ['man-pages 6.03 mprotect.2/DESCRIPTION'],
    observability: 'observable',
  },
  'mprotect.einval_unaligned': {
    tier: 'neighbour',
    promise: 'An unaligned address gives EINVAL.',
    sources: ['man-pages 6.03 mprotect.2/ERRORS'],
    observability: 'observable',
  },
  'mprotect.einval_prot': {
    tier: 'neighbour',
    promise: 'Unknown prot bits give EINVAL; PROT_SEM is known.',
    sources: ['man-pages 6.03 mprotect.2/ERRORS'],
    observability: 'observable',
    now: 'mmap() ignores the same bits.',
  },
  'mprotect.len0_ok': {
    tier: 'neighbour',
    promise: 'Length 0 succeeds without looking at the address.',
    sources: ['kernel source mm/mprotect.c'],
    observability: 'observable',
  },
  'mprotect.enomem_unmapped': {
    tier: 'neighbour',
    promise: 'Unmapped pages in the range give ENOMEM (EFAULT before 2.4.19).',
    sources: ['man-pages 6.03 mprotect.2/ERRORS'],
    observability: 'observable',
  },
  'mprotect.hole_partial': {
    tier: 'neighbour',
    promise:
      'With a hole inside the range the pages before it have already been changed when ENOMEM is returned.',
    sources: ['man-pages 6.03 mprotect.2/ERRORS', 'kernel source mm/mprotect.c'],
    observability: 'observable',
  },
  'mprotect.eacces_file': {
    tier: 'neighbour',
    promise: 'A shared mapping of a read-only descriptor cannot be made writable: EACCES.',
    sources: ['man-pages 6.03 mprotect.2/ERRORS'],
    observability: 'observable',
  },
  'mprotect.enomem_map_count': {
    tier: 'neighbour',
    promise: 'A change that would split mappings beyond the limit gives ENOMEM.',
    sources: ['man-pages 6.03 mprotect.2/ERRORS'],
    observability: 'observable',
  },
  'mprotect.enomem_rlimit_data': {
    tier: 'neighbour',
    promise: 'Making private memory writable counts against RLIMIT_DATA.',
    sources: ['kernel source mm/mprotect.c may_expand_vm'],
    since: '4.7',
    observability: 'observable',
    needs: ['rlimit:DATA'],
  },
  'mprotect.enomem_commit': {
    tier: 'neighbour',
    promise: 'Making a private mapping writable charges it: 1 TiB gives ENOMEM in mode 0.',
    sources: ['kernel source mm/mprotect.c'],
    observability: 'observable',
  },
  'mprotect.growsdown': {
    tier: 'neighbour',
    promise:
      'PROT_GROWSDOWN extends the change down to the start of a grows-down mapping; elsewhere EINVAL; both GROWS flags EINVAL.',
    sources: ['man-pages 6.03 mprotect.2/PROT_GROWSDOWN'],
    observability: 'observable',
  },
  'mprotect.prot_sao': {
    tier: 'neighbour',
    promise: 'PROT_SAO asks for strong access ordering on PowerPC and gives EINVAL without the hardware.',
    sources: ['man-pages 6.03 mprotect.2/PROT_SAO'],
    since: '2.6.26',
    arch: 'powerpc',
    observability: 'unobservable',
    now: 'Not on x86: 0x10 is an unknown bit, EINVAL from mprotect.',
  },
  'mprotect.growsup_arch': {
    tier: 'neighbour',
    promise: 'PROT_GROWSUP applies to mappings that grow upwards, which exist only on parisc.',
    sources: ['man-pages 6.03 mprotect.2/PROT_GROWSUP'],
    arch: 'parisc (ia64 until 6.7)',
    observability: 'unobservable',
    now: 'On x86 always EINVAL for existing mappings.',
  },
  'pkey_mprotect.minus_one': {
    tier: 'neighbour',
    promise: 'pkey -1 makes pkey_mprotect equal to mprotect; an unallocated key gives EINVAL.',
    sources: ['man-pages 6.03 pkey_mprotect.2'],
    since: '4.9',
    observability: 'observable',
  },
} as const satisfies Record<string, Clause>;
