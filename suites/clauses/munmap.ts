/** munmap(2), and the other ways in which a mapping ends. */
import type { Clause } from './clause.ts';

export const MUNMAP = {
  'munmap.removes_mapping': {
    tier: 'core',
    promise:
      'munmap() deletes the mappings of the range; later loads, stores and calls raise SIGSEGV (SEGV_MAPERR).',
    sources: ['man-pages 6.03 mmap.2/munmap', 'POSIX munmap/1'],
    observability: 'observable',
  },
  'munmap.whole_pages': {
    tier: 'core',
    promise: 'Every page that contains a part of the range goes; length need not be a page multiple.',
    sources: ['man-pages 6.03 mmap.2/munmap', 'POSIX munmap/1'],
    observability: 'observable',
  },
  'munmap.addr_multiple': {
    tier: 'core',
    promise: 'addr must be a page multiple, else EINVAL.',
    sources: ['man-pages 6.03 mmap.2/munmap', 'POSIX munmap/3', 'POSIX munmap/10'],
    observability: 'observable',
  },
  'munmap.len0': {
    tier: 'core',
    promise: 'length 0 gives EINVAL.',
    sources: ['POSIX munmap/9', 'man-pages 6.03 mmap.2/munmap/RETURN'],
    observability: 'observable',
  },
  'munmap.outside_space': {
    tier: 'core',
    promise: 'A range outside the address space gives EINVAL.',
    sources: ['POSIX munmap/8', 'man-pages 6.03 mmap.2/munmap/RETURN'],
    arch: 'limit depends on LA57',
    observability: 'observable',
  },
  'munmap.no_mapping_ok': {
    tier: 'core',
    promise: 'A range without mappings is no error.',
    sources: ['man-pages 6.03 mmap.2/munmap', 'POSIX munmap/2'],
    observability: 'observable',
  },
  'munmap.with_holes_ok': {
    tier: 'core',
    promise: 'A range with holes is unmapped as far as it is mapped.',
    sources: ['man-pages 6.03 mmap.2/munmap'],
    observability: 'observable',
  },
  'munmap.spans_mappings': {
    tier: 'core',
    promise: 'One call may remove several mappings with different attributes.',
    sources: ['man-pages 6.03 mmap.2/munmap'],
    observability: 'observable',
  },
  'munmap.middle_splits': {
    tier: 'core',
    promise: 'Unmapping the middle leaves both ends mapped.',
    sources: ['man-pages 6.03 mmap.2/munmap', 'man-pages 6.03 mmap.2/ERRORS/ENOMEM'],
    observability: 'observable',
  },
  'munmap.enomem_map_count': {
    tier: 'core',
    promise: 'At the mapping limit, unmapping the middle of a mapping gives ENOMEM.',
    sources: ['man-pages 6.03 mmap.2/ERRORS/ENOMEM(munmap)'],
    observability: 'observable',
  },
  'munmap.return_values': {
    tier: 'core',
    promise: '0 on success, -1 with errno on failure.',
    sources: ['man-pages 6.03 mmap.2/munmap/RETURN', 'POSIX munmap/7'],
    observability: 'observable',
  },
  'munmap.private_changes_discarded': {
    tier: 'core',
    promise: 'Private modifications are gone after unmapping.',
    sources: ['POSIX munmap/4'],
    observability: 'observable',
  },
  'munmap.locks_removed': {
    tier: 'core',
    promise: 'Memory locks of the range are removed.',
    sources: ['POSIX munmap/5', 'man-pages 6.03 mlock.2/NOTES'],
    observability: 'observable',
  },
  'munmap.hugetlb_alignment': {
    tier: 'core',
    promise:
      'For huge page mappings addr and length must both be multiples of the huge page size, else EINVAL.',
    sources: ['man-pages 6.03 mmap.2/NOTES/Huge page mappings'],
    observability: 'observable',
  },
  'munmap.exit_unmaps': {
    tier: 'core',
    promise: 'Process termination unmaps everything.',
    sources: ['man-pages 6.03 mmap.2/munmap'],
    observability: 'observable',
  },
  'munmap.close_does_not_unmap': {
    tier: 'core',
    promise: 'Closing the descriptor does not unmap.',
    sources: ['man-pages 6.03 mmap.2/munmap'],
    observability: 'observable',
  },
  'munmap.typed_memory': {
    tier: 'core',
    promise: 'Typed memory deallocation on unmap.',
    sources: ['POSIX munmap/6'],
    observability: 'unobservable',
    now: 'Not implemented on Linux.',
  },
  'munmap.shared_not_lost': {
    tier: 'core',
    promise: 'Unmapping a shared file mapping does not lose stores from the page cache.',
    sources: ['man-pages 6.03 mmap.2/munmap', 'man-pages 6.03 msync.2'],
    observability: 'observable',
  },
} as const satisfies Record<string, Clause>;
