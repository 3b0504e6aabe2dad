/** The `length` and `offset` arguments. */
import type { Clause } from './clause.ts';

export const MMAP_LENGTH_OFFSET = {
  'mmap.length.zero_einval': {
    tier: 'core',
    promise: 'length 0 fails with EINVAL.',
    sources: ['man-pages 6.03 mmap.2/ERRORS/EINVAL(length 0)', 'man-pages 6.03 mmap.2/BUGS', 'POSIX mmap/32'],
    since: '2.6.12',
    observability: 'observable',
  },
  'mmap.length.zero_success_old': {
    tier: 'core',
    promise: 'Before 2.6.12 length 0 succeeded, created nothing and returned addr.',
    sources: ['man-pages 6.03 mmap.2/BUGS(SUSv3)'],
    until: '2.6.12',
    observability: 'historical',
    now: '6.18: EINVAL.',
  },
  'mmap.length.less_than_page_is_page': {
    tier: 'core',
    promise: 'length counts bytes; a length smaller than a page occupies one whole page.',
    sources: ['man-pages 6.03 mmap.2/NOTES¶2', 'POSIX mmap/11', 'seed: 参数 length'],
    observability: 'observable',
  },
  'mmap.length.rounded_up': {
    tier: 'core',
    promise: 'Any length is rounded up to whole pages.',
    sources: ['man-pages 6.03 mmap.2/NOTES¶2', 'POSIX mmap/11'],
    observability: 'observable',
  },
  'mmap.length.too_large_enomem': {
    tier: 'core',
    promise: 'A length that no address space can hold fails with ENOMEM.',
    sources: ['man-pages 6.03 mmap.2/ERRORS/EINVAL+ENOMEM', 'POSIX mmap/24', 'seed: ENOMEM'],
    arch: 'limits per arch',
    observability: 'observable',
    now: "The page lists 'too large' under EINVAL; Linux answers ENOMEM for length.",
  },
  'mmap.length.page_align_overflow': {
    tier: 'kernel',
    promise: 'A length within one page of 2^64 overflows the rounding and fails with ENOMEM, not EINVAL.',
    sources: ['kernel source mm/mmap.c do_mmap'],
    arch: 'all (values per word size)',
    observability: 'observable',
  },
  'mmap.length.huge_sparse_ok': {
    tier: 'core',
    promise: 'A very large PROT_NONE/NORESERVE reservation is fine as long as the address space has room.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶1'],
    arch: '64-bit',
    observability: 'observable',
  },
  'mmap.length.over_ptrdiff_max': {
    tier: 'core',
    promise:
      'mmap() does not refuse objects larger than PTRDIFF_MAX, which matters on 32-bit where 2 GiB fits.',
    sources: ['man-pages 6.20 mmap.2/CAVEATS'],
    arch: '32-bit ABI (on 64-bit the space is smaller than PTRDIFF_MAX)',
    observability: 'observable',
    needs: ['abi:i386'],
  },
  'mmap.offset.initial_contents': {
    tier: 'core',
    promise: 'A file mapping shows the length bytes of the file that start at offset.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶3', 'POSIX mmap/1', 'seed: 描述¶3', 'seed: 参数 offset'],
    observability: 'observable',
  },
  'mmap.offset.page_multiple': {
    tier: 'core',
    promise: 'offset must be a multiple of the page size from sysconf(_SC_PAGE_SIZE), else EINVAL.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶3', 'POSIX mmap/11', 'POSIX mmap/20', 'seed: 描述¶3'],
    observability: 'observable',
  },
  'mmap.offset.anon_unaligned_einval': {
    tier: 'core',
    promise: 'The alignment test is made even for anonymous mappings, whose offset is otherwise unused.',
    sources: ['kernel source arch/x86/kernel/sys_x86_64.c', 'man-pages 6.03 mmap.2/MAP_ANONYMOUS'],
    observability: 'observable',
  },
  'mmap.offset.anon_ignored': {
    tier: 'core',
    promise: 'A page-aligned non-zero offset on an anonymous mapping is accepted and has no effect on Linux.',
    sources: ['man-pages 6.03 mmap.2/MAP_ANONYMOUS'],
    observability: 'observable',
  },
  'mmap.offset.beyond_eof_accepted': {
    tier: 'core',
    promise: 'Mapping at an offset past the end of a regular file succeeds; only touching it fails.',
    sources: ['POSIX mmap/28', 'man-pages 6.03 mmap.2/ERRORS/SIGBUS'],
    observability: 'observable',
    now: 'POSIX ENXIO for invalid object addresses is never returned by Linux.',
  },
} as const satisfies Record<string, Clause>;
