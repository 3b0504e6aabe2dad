/** What mmap() as a call promises: its result, its ABI, its place in the standard. */
import type { Clause } from './clause.ts';

export const MMAP_CALL = {
  'mmap.call.creates_mapping': {
    tier: 'core',
    promise:
      "A successful call adds a new mapping of the requested length to the caller's own address space, starting at the returned address.",
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶1', 'POSIX mmap/1', 'seed: 描述¶1'],
    observability: 'observable',
  },
  'mmap.call.header_prototype': {
    tier: 'core',
    promise:
      'The interface is void *mmap(void*,size_t,int,int,int,off_t) and int munmap(void*,size_t), declared by <sys/mman.h>.',
    sources: ['man-pages 6.03 mmap.2/SYNOPSIS', 'seed: 函数声明'],
    observability: 'observable',
  },
  'mmap.return.address': {
    tier: 'core',
    promise:
      'On success the return value is the address where the mapping really is, not necessarily the one asked for.',
    sources: ['man-pages 6.03 mmap.2/RETURN VALUE', 'POSIX mmap/16', 'seed: 描述¶2', 'seed: 函数返回'],
    observability: 'observable',
  },
  'mmap.return.map_failed': {
    tier: 'core',
    promise: 'On error the return value is MAP_FAILED, defined as (void*)-1, and errno tells the reason.',
    sources: ['man-pages 6.03 mmap.2/RETURN VALUE', 'POSIX mmap/16', 'seed: 函数返回'],
    observability: 'observable',
  },
  'mmap.return.success_never_map_failed': {
    tier: 'core',
    promise: 'A successful call never returns the MAP_FAILED value.',
    sources: ['POSIX mmap/16'],
    observability: 'observable',
  },
  'mmap.return.errno_untouched': {
    tier: 'core',
    promise: 'A successful call leaves errno as it was.',
    sources: ['POSIX mmap/16', 'kernel source syscall ABI'],
    observability: 'observable',
  },
  'mmap.return.page_aligned': {
    tier: 'core',
    promise: 'The chosen address is always a multiple of the page size.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶2'],
    observability: 'observable',
  },
  'mmap.libc.thread_safe': {
    tier: 'core',
    promise: 'mmap() and munmap() may be called from several threads at once.',
    sources: ['man-pages 6.03 mmap.2/ATTRIBUTES'],
    observability: 'observable',
  },
  'mmap.libc.mmap2_offset_pages': {
    tier: 'core',
    promise:
      'On 32-bit the C library passes the offset in 4096-byte units through mmap2 and rejects what does not fit.',
    sources: ['man-pages 6.03 mmap.2/C library/kernel differences'],
    arch: '32-bit ABI',
    observability: 'observable',
    needs: ['abi:i386'],
  },
  'mmap.posix.version_macros': {
    tier: 'core',
    promise: 'Systems with mmap/msync/munmap define _POSIX_MAPPED_FILES > 0 in <unistd.h>.',
    sources: ['man-pages 6.03 mmap.2/HISTORY', 'POSIX mmap'],
    observability: 'observable',
  },
  'mmap.posix.fixed_only_standard_flag': {
    tier: 'core',
    promise:
      'Of the optional flags only MAP_FIXED is in POSIX.1-2008; MAP_ANON and MAP_ANONYMOUS joined in POSIX.1-2024.',
    sources: ['man-pages 6.03 mmap.2/flags (closing note)', 'POSIX.1-2024'],
    observability: 'unobservable',
    now: 'A statement about the standard, not about behaviour.',
  },
  'mmap.abi.old_mmap_i386': {
    tier: 'core',
    promise:
      'The old i386 mmap system call takes a pointer to six arguments and a byte offset that must be page aligned.',
    sources: ['man-pages 6.03 mmap.2/C library/kernel differences'],
    arch: 'i386',
    observability: 'observable',
    needs: ['abi:i386'],
  },
} as const satisfies Record<string, Clause>;
