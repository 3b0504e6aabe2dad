/** The `fd` argument and the object behind it. */
import type { Clause } from './clause.ts';

export const MMAP_OBJECT = {
  'mmap.fd.ebadf': {
    tier: 'core',
    promise: 'Without MAP_ANONYMOUS an fd that is not open gives EBADF.',
    sources: ['man-pages 6.03 mmap.2/ERRORS/EBADF', 'POSIX mmap/19', 'seed: EBADF'],
    observability: 'observable',
  },
  'mmap.fd.opath_ebadf': {
    tier: 'core',
    promise: 'An O_PATH descriptor cannot be mapped and gives EBADF.',
    sources: ['man-pages 6.03 open.2/O_PATH', 'man-pages 6.03 mmap.2/ERRORS/EBADF'],
    since: '2.6.39',
    observability: 'observable',
  },
  'mmap.fd.anon_ignored': {
    tier: 'core',
    promise: 'With MAP_ANONYMOUS fd is not looked at.',
    sources: ['man-pages 6.03 mmap.2/MAP_ANONYMOUS', 'seed: MAP_ANONYMOUS'],
    observability: 'observable',
  },
  'mmap.fd.close_keeps_mapping': {
    tier: 'core',
    promise: 'Closing fd after the call leaves the mapping fully usable.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶4', 'man-pages 6.03 mmap.2/munmap¶1', 'POSIX mmap/12'],
    observability: 'observable',
  },
  'mmap.fd.unlink_keeps_file': {
    tier: 'core',
    promise:
      'The mapping holds a reference to the file: unlinking it keeps the contents until the last mapping goes.',
    sources: ['POSIX mmap/12'],
    observability: 'observable',
  },
  'mmap.fd.reference_dropped_at_unmap': {
    tier: 'core',
    promise: 'The reference is released when the last mapping is removed.',
    sources: ['POSIX mmap/12'],
    observability: 'observable',
    needs: ['mount:tmpfs'],
  },
  'mmap.fd.typed_memory': {
    tier: 'core',
    promise: 'POSIX typed memory objects have their own allocation rules and errors.',
    sources: ['POSIX mmap/2', 'POSIX mmap/8', 'POSIX mmap/26', 'POSIX mmap/30'],
    observability: 'unobservable',
    now: 'Linux has no posix_typed_mem_open; the option is absent.',
  },
  'mmap.object.regular_and_shm': {
    tier: 'core',
    promise: 'Regular files and POSIX shared memory objects can be mapped.',
    sources: ['POSIX mmap/4'],
    observability: 'observable',
  },
  'mmap.object.block_device': {
    tier: 'core',
    promise: 'A block device can be mapped; the mapping shows the same bytes as read(2).',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶3', 'kernel source block/fops.c'],
    observability: 'observable',
    needs: ['root', 'loop device'],
  },
  'mmap.object.dev_zero_private': {
    tier: 'core',
    promise: 'A private mapping of /dev/zero is zero-filled anonymous memory.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION¶3', 'kernel source drivers/char/mem.c mmap_zero'],
    observability: 'observable',
  },
  'mmap.object.dev_zero_shared': {
    tier: 'kernel',
    promise: 'A shared mapping of /dev/zero behaves as shared anonymous memory, shared only through fork.',
    sources: ['kernel source drivers/char/mem.c mmap_zero'],
    observability: 'observable',
  },
  'mmap.object.empty_file': {
    tier: 'core',
    promise: 'An empty file can be mapped; touching it raises SIGBUS until it grows.',
    sources: ['man-pages 6.03 mmap.2/ERRORS/SIGBUS'],
    observability: 'observable',
  },
  'mmap.object.seal_write_readonly_map': {
    tier: 'kernel',
    promise:
      'A write-sealed memfd can still be mapped shared read-only, and such a mapping can never become writable.',
    sources: ['man-pages 6.03 F_ADD_SEALS.2const/F_SEAL_WRITE', 'kernel 6.7 158978945f31, 6.13 8ec396d05d1b'],
    since: '6.7',
    note: 'EPERM before 6.7, and again in some releases of 6.12 and 6.13',
    observability: 'observable',
  },
  'mmap.object.seal_write_ebusy': {
    tier: 'kernel',
    promise: 'F_SEAL_WRITE cannot be set while a shared writable mapping exists: EBUSY.',
    sources: ['man-pages 6.03 F_ADD_SEALS.2const/F_SEAL_WRITE'],
    since: '3.17',
    observability: 'observable',
  },
  'mmap.object.seal_write_ebusy_ro_map': {
    tier: 'kernel',
    promise:
      'A shared read-only mapping made through an O_RDWR descriptor counts as writable for F_SEAL_WRITE.',
    sources: ['kernel source mm/vma.c is_shared_maywrite'],
    since: '3.17',
    observability: 'observable',
    now: "Stricter than the page's wording 'writable, shared mapping'.",
  },
  'mmap.object.seal_grow_shrink': {
    tier: 'kernel',
    promise: 'F_SEAL_SHRINK|F_SEAL_GROW forbid resizing but leave shared writable mappings alone.',
    sources: ['man-pages 6.03 F_ADD_SEALS.2const'],
    since: '3.17',
    observability: 'observable',
  },
  'mmap.object.seal_only_sealable': {
    tier: 'kernel',
    promise: 'Seals work only on memfds created with MFD_ALLOW_SEALING: others report F_SEAL_SEAL or EINVAL.',
    sources: ['man-pages 6.03 F_ADD_SEALS.2const'],
    since: '3.17',
    observability: 'observable',
  },
  'mmap.object.seal_exec': {
    tier: 'kernel',
    promise: 'F_SEAL_EXEC adds the write, grow, shrink and future-write seals.',
    sources: ['man-pages 6.20 F_ADD_SEALS.2const/F_SEAL_EXEC'],
    since: '6.3',
    observability: 'observable',
    drift: '6.1: EINVAL, no seal is set.',
  },
} as const satisfies Record<string, Clause>;
