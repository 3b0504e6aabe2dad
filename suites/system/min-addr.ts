/**
 * vm.mmap_min_addr, set to 1 MiB, which no program lies below, or to 0. A security module may add a minimum of its own, so that the lower setting says
 * only what MAP_FIXED may do.
 */
import { type Address, type Case, type Size, type Step, suite } from '../case.ts';

const memory = ['PRIVATE', 'ANONYMOUS'] as const;
const path = '/proc/sys/vm/mmap_min_addr';
const oneMebibyte: Step = { setting: path, to: 1048576 };
const zero: Step = { setting: path, to: 0 };
const unprivileged: Step = { drop: 'SYS_RAWIO' };

/** Hints below the minimum, the first page of which are none at all. */
const hints: readonly { id: string; hint: Address }[] = [
  { id: '64k', hint: '64k' },
  { id: 'just-below', hint: '1M-1p' },
  { id: 'one-byte-below', hint: '1M-1' },
  { id: 'second-page', hint: '1p' },
];

/** Fixed ranges, of which a page or all is below the minimum. */
const below: readonly { id: string; what: string; addr: Address; length: Size }[] = [
  { id: 'page-below', what: 'the page below the minimum', addr: '1M-1p', length: '1p' },
  { id: 'across', what: 'the page below the minimum and the one at it', addr: '1M-1p', length: '2p' },
  { id: '64k', what: 'an address far below the minimum', addr: '64k', length: '1p' },
];

/** Ways to map page 0, and what is left of it. */
const fixed = [
  { id: 'fixed', flag: 'FIXED' },
  { id: 'fixed-noreplace', flag: 'FIXED_NOREPLACE' },
] as const;

export const minAddr = suite({
  name: 'system/min-addr',
  title: 'vm.mmap_min_addr',
  cases: [
    ...hints.map(
      ({ id, hint }): Case => ({
        id: `system/min-addr/hint-${id}`,
        title: `With vm.mmap_min_addr at 1 MiB the free hint ${hint} is raised to 1 MiB`,
        clauses: ['mmap.addr.hint.min_addr_clamp'],
        needs: ['root'],
        steps: [
          oneMebibyte,
          { mmap: { addr: hint, length: '1p', prot: 'rw', flags: memory }, as: 'a', at: '1M' },
          { store: 'a', value: 1 },
        ],
      }),
    ),
    {
      id: 'system/min-addr/hint-at',
      title: 'With vm.mmap_min_addr at 1 MiB a free hint to 1 MiB is taken as it is',
      clauses: ['mmap.addr.hint.min_addr_clamp', 'mmap.addr.hint.free_taken'],
      needs: ['root'],
      steps: [oneMebibyte, { mmap: { addr: '1M', length: '1p', prot: 'rw', flags: memory }, at: '1M' }],
    },
    {
      id: 'system/min-addr/hint-null',
      title: 'With vm.mmap_min_addr at 1 MiB no hint, or one inside the first page, does not lead there',
      clauses: ['mmap.addr.hint.below_one_page_is_null', 'mmap.addr.null.kernel_chooses'],
      needs: ['root'],
      steps: [
        oneMebibyte,
        { mmap: { length: '1p', prot: 'rw', flags: memory }, above: '2M' },
        { mmap: { addr: 1, length: '1p', prot: 'rw', flags: memory }, above: '2M' },
      ],
    },
    ...below.map(
      ({ id, what, addr, length }): Case => ({
        id: `system/min-addr/fixed-${id}`,
        title: `With vm.mmap_min_addr at 1 MiB MAP_FIXED of ${what} is refused with EPERM without CAP_SYS_RAWIO`,
        clauses: ['mmap.errors.eperm.below_min_addr'],
        needs: ['root'],
        steps: [
          oneMebibyte,
          unprivileged,
          { mmap: { addr, length, prot: 'rw', flags: [...memory, 'FIXED'] }, fails: 'EPERM' },
          { mmap: { addr, length, prot: 'rw', flags: [...memory, 'FIXED_NOREPLACE'] }, fails: 'EPERM' },
          { load: '1M', faults: 'SIGSEGV/SEGV_MAPERR' },
        ],
      }),
    ),
    {
      id: 'system/min-addr/fixed-at',
      title: 'With vm.mmap_min_addr at 1 MiB MAP_FIXED at 1 MiB takes no privilege',
      clauses: ['mmap.errors.eperm.below_min_addr'],
      needs: ['root'],
      steps: [
        oneMebibyte,
        unprivileged,
        { mmap: { addr: '1M', length: '1p', prot: 'rw', flags: [...memory, 'FIXED'] } },
        { store: '1M', value: 1 },
      ],
    },
    {
      id: 'system/min-addr/fixed-privileged',
      title: 'With vm.mmap_min_addr at 1 MiB a caller with CAP_SYS_RAWIO maps the page below by MAP_FIXED',
      clauses: ['mmap.errors.eperm.below_min_addr'],
      needs: ['root', 'cap-sys-rawio'],
      steps: [
        oneMebibyte,
        { mmap: { addr: '1M-1p', length: '1p', prot: 'rw', flags: [...memory, 'FIXED'] } },
        { store: '1M-1', value: 1 },
      ],
    },
    {
      id: 'system/min-addr/growsdown',
      title:
        'With vm.mmap_min_addr at 1 MiB a MAP_GROWSDOWN mapping grows down to 1 MiB, and no page further',
      clauses: ['mmap.flags.growsdown.min_addr'],
      needs: ['root'],
      steps: [
        oneMebibyte,
        { mmap: { addr: '1M+8p', length: '1p', prot: 'rw', flags: [...memory, 'GROWSDOWN', 'FIXED'] } },
        { store: '1M+2p', value: 1 },
        { smaps: '1M+2p', size: '7p', vmFlags: { has: ['gd'] } },
        { store: '1M', value: 1 },
        { store: '1M-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
        { smaps: '1M', size: '9p', vmFlags: { has: ['gd'] } },
      ],
    },
    ...fixed.map(
      ({ id, flag }): Case => ({
        id: `system/min-addr/zero-${id}`,
        title: `With vm.mmap_min_addr at 0 MAP_${flag} maps page 0 without CAP_SYS_RAWIO`,
        clauses: ['sysctl.mmap_min_addr.zero', 'mmap.flags.fixed.null_gives_zero'],
        needs: ['root'],
        steps: [
          zero,
          unprivileged,
          { mmap: { length: '1p', prot: 'rw', flags: [...memory, flag] }, at: 'null' },
          { contents: { addr: 'null', length: '1p', value: 0 } },
          { store: 'null', value: 1 },
          { load: 'null', is: 1 },
        ],
      }),
    ),
    {
      id: 'system/min-addr/zero-page-zero',
      title: 'With vm.mmap_min_addr at 0 an execve under MMAP_PAGE_ZERO maps page 0 for whoever calls it',
      clauses: ['sysctl.mmap_min_addr.zero', 'personality.mmap_page_zero'],
      needs: ['root'],
      steps: [
        zero,
        { personality: ['MMAP_PAGE_ZERO'] },
        {
          exec: [
            { load: 'null', is: 0 },
            { store: 'null', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
          ],
        },
      ],
    },
    {
      id: 'system/min-addr/zero-no-hint',
      title: 'With vm.mmap_min_addr at 0 a mapping without MAP_FIXED does not lie at address 0',
      clauses: ['mmap.addr.null.never_zero', 'mmap.addr.hint.below_one_page_is_null'],
      needs: ['root'],
      steps: [
        zero,
        { mmap: { length: '1p', prot: 'rw', flags: memory }, above: '1p' },
        { mmap: { addr: 1, length: '1p', prot: 'rw', flags: memory }, above: '1p' },
        { mmap: { length: '64M', prot: 'none', flags: [...memory, 'NORESERVE'] }, above: '1p' },
        { load: 'null', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'system/min-addr/zero-never-bottom-up',
      title:
        'With vm.mmap_min_addr at 0 and the layout that goes up, a mapping without a hint does not lie at address 0 either',
      clauses: ['mmap.addr.null.never_zero'],
      needs: ['root'],
      steps: [
        zero,
        { personality: ['ADDR_COMPAT_LAYOUT'] },
        { exec: [{ mmap: { length: '1p', prot: 'rw', flags: memory }, above: '1p' }] },
      ],
    },
  ],
});
