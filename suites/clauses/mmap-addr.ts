/** The `addr` argument without MAP_FIXED: hints, and where the kernel puts a mapping. */
import type { Clause } from './clause.ts';

export const MMAP_ADDR = {
  'mmap.addr.null.kernel_chooses': {
    tier: 'core',
    promise: 'With addr NULL and no MAP_FIXED the system picks the address freely.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶2', 'POSIX mmap/10', 'seed: 描述¶2', 'seed: 参数 addr'],
    observability: 'observable',
  },
  'mmap.addr.null.never_zero': {
    tier: 'core',
    promise: 'A system-chosen address is never 0, whatever vm.mmap_min_addr is.',
    sources: ['man-pages 6.03 mmap.2/VERSIONS¶2', 'POSIX mmap/10'],
    observability: 'observable',
  },
  'mmap.addr.chosen.no_clobber': {
    tier: 'core',
    promise: 'A system-chosen placement never overlaps an existing mapping.',
    sources: ['man-pages 6.03 mmap.2/VERSIONS¶2', 'POSIX mmap/10'],
    observability: 'observable',
  },
  'mmap.addr.hint.free_taken': {
    tier: 'core',
    promise: 'A page-aligned non-NULL hint naming a free range is where Linux places the mapping.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶2', 'POSIX mmap/10', 'seed: 描述¶2'],
    observability: 'observable',
  },
  'mmap.addr.hint.rounded_down': {
    tier: 'core',
    promise: 'An unaligned hint is moved to the page boundary below it (page boundary above before 2.6.24).',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶2 (comment: since 2.6.24 rounds down)', 'seed: 描述¶2'],
    since: '2.6.24',
    note: 'the rounding down, since 2.6.24',
    observability: 'observable',
  },
  'mmap.addr.hint.busy_other_address': {
    tier: 'core',
    promise:
      'A hint that collides with an existing mapping is not an error: another free address is picked and the old mapping stays.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶2'],
    observability: 'observable',
  },
  'mmap.addr.hint.partial_overlap': {
    tier: 'core',
    promise: 'A hint range that only partly overlaps an existing mapping is also moved away as a whole.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶2', 'POSIX mmap/10'],
    observability: 'observable',
  },
  'mmap.addr.hint.min_addr_clamp': {
    tier: 'core',
    promise:
      'A non-NULL hint below vm.mmap_min_addr is raised to that minimum, so no placement falls under it.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶2', 'man-pages 6.03 proc_sys_vm.5/mmap_min_addr'],
    observability: 'vm-only',
    now: 'The minimum is the greater of vm.mmap_min_addr and CONFIG_LSM_MMAP_MIN_ADDR: with the sysctl at 4096 a hint of 0x1000 can land on 0x10000, so a test must not compute the address from the sysctl alone.',
    needs: ['sysctl:vm.mmap_min_addr', 'root'],
  },
  'mmap.addr.hint.below_one_page_is_null': {
    tier: 'kernel',
    promise: 'A hint smaller than one page rounds down to NULL and is then no hint at all.',
    sources: ['kernel source mm/mmap.c round_hint_to_min'],
    observability: 'observable',
  },
  'mmap.addr.hint.beyond_space_ignored': {
    tier: 'core',
    promise: 'A hint above the user address space is ignored, not an error.',
    sources: ['kernel source arch mmap_address_hint_valid', 'man-pages 6.03 mmap.2/DESCRIPTION¶2'],
    arch: 'x86-64 values',
    observability: 'observable',
  },
  'mmap.addr.hint.la57_opt_in': {
    tier: 'kernel',
    promise: 'On 5-level paging CPUs addresses above 2^47 are given only when the hint is above 2^47.',
    sources: ['kernel source Documentation/arch/x86/x86_64/5level-paging.rst'],
    since: '4.14',
    arch: 'x86-64 (arm64 LVA, ppc64 similar)',
    observability: 'vm-only',
    now: 'Not visible on a 4-level CPU.',
    needs: ['cpu:la57'],
  },
  'mmap.addr.thp_alignment': {
    tier: 'kernel',
    promise:
      'A hint-less private anonymous mapping whose length is a multiple of the PMD size is placed PMD-aligned when THP is configured.',
    sources: ['kernel source mm/mmap.c __get_unmapped_area (6.7, narrowed 6.7.x/6.13 to PMD multiples)'],
    since: '6.7',
    arch: 'THP architectures',
    observability: 'observable',
    drift: '6.1: not aligned to 2 MiB.',
  },
  'mmap.addr.layout.topdown': {
    tier: 'kernel',
    promise:
      'Hint-less mappings are placed top-down by default and bottom-up under vm.legacy_va_layout=1 or the ADDR_COMPAT_LAYOUT personality.',
    sources: [
      'man-pages 6.03 proc_sys_vm.5/legacy_va_layout',
      'man-pages 6.03 personality.2/ADDR_COMPAT_LAYOUT',
    ],
    since: '2.6.9',
    observability: 'observable',
    now: 'ADDR_COMPAT_LAYOUT needs an execve to take effect; the sysctl form is VM-only. An unlimited stack rlimit does not switch the layout on x86 6.18, on some other architectures it still does.',
  },
} as const satisfies Record<string, Clause>;
