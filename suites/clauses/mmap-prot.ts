/** The `prot` argument. */
import type { Clause } from './clause.ts';

export const MMAP_PROT = {
  'mmap.prot.none': {
    tier: 'core',
    promise: 'PROT_NONE pages admit no access at all.',
    sources: ['man-pages 6.03 mmap.2/PROT_NONE', 'POSIX mmap/5', 'POSIX mmap/6', 'seed: PROT_NONE'],
    observability: 'observable',
  },
  'mmap.prot.read': {
    tier: 'core',
    promise: 'PROT_READ pages can be read.',
    sources: ['man-pages 6.03 mmap.2/PROT_READ', 'POSIX mmap/5', 'seed: PROT_READ'],
    observability: 'observable',
  },
  'mmap.prot.write': {
    tier: 'core',
    promise: 'PROT_WRITE pages can be written.',
    sources: ['man-pages 6.03 mmap.2/PROT_WRITE', 'POSIX mmap/5', 'seed: PROT_WRITE'],
    observability: 'observable',
  },
  'mmap.prot.exec': {
    tier: 'core',
    promise: 'PROT_EXEC pages can be executed.',
    sources: ['man-pages 6.03 mmap.2/PROT_EXEC', 'POSIX mmap/5', 'seed: PROT_EXEC'],
    observability: 'observable',
  },
  'mmap.prot.or_combination': {
    tier: 'core',
    promise: 'prot is PROT_NONE or any OR of read, write and exec: all eight combinations are accepted.',
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION prot', 'seed: 描述¶4'],
    observability: 'observable',
  },
  'mmap.prot.read_only_write_sigsegv': {
    tier: 'core',
    promise: 'Storing into a mapping without PROT_WRITE raises SIGSEGV.',
    sources: ['man-pages 6.03 mmap.2/SIGSEGV', 'POSIX mmap/6', 'seed: SIGSEGV'],
    observability: 'observable',
  },
  'mmap.prot.no_exec_sigsegv': {
    tier: 'core',
    promise: 'Executing a page without PROT_EXEC raises SIGSEGV where the CPU has no-execute protection.',
    sources: ['man-pages 6.03 mmap.2/PROT_EXEC', 'man-pages 6.03 mmap.2/VERSIONS¶1'],
    arch: 'NX-capable; x86-64 with NX',
    observability: 'observable',
  },
  'mmap.prot.write_implies_read': {
    tier: 'core',
    promise: 'On some architectures, x86 among them, a write-only mapping can also be read.',
    sources: ['man-pages 6.03 mmap.2/VERSIONS¶1', 'man-pages 6.03 mprotect.2/NOTES'],
    arch: 'x86, arm64 and others; not all',
    observability: 'observable',
  },
  'mmap.prot.exec_only_readable': {
    tier: 'core',
    promise: 'A PROT_EXEC-only mapping is readable on x86 unless protection keys make it execute-only.',
    sources: ['man-pages 6.03 mmap.2/VERSIONS¶1', 'man-pages 6.03 pkeys.7'],
    since: '4.6',
    note: 'the protection by a key, since 4.6',
    arch: 'x86-64; arm64 EPAN similar',
    observability: 'observable',
    now: 'Without protection keys the load succeeds; with them it faults with SEGV_PKUERR.',
    needs: ['cpu:pku (for the fault)'],
  },
  'mmap.prot.read_implies_exec_personality': {
    tier: 'core',
    promise:
      'Whether PROT_READ implies PROT_EXEC depends on architecture and personality: with READ_IMPLIES_EXEC a read mapping is also executable.',
    sources: [
      'man-pages 6.03 mmap.2/VERSIONS¶1',
      'man-pages 6.03 personality.2/READ_IMPLIES_EXEC',
      'man-pages 6.03 mprotect.2/NOTES',
    ],
    since: '2.6.8',
    observability: 'observable',
  },
  'mmap.prot.unknown_bits_ignored': {
    tier: 'kernel',
    promise:
      'mmap() ignores unknown prot bits, PROT_SEM, PROT_GROWSDOWN and PROT_GROWSUP, unlike mprotect().',
    sources: ['kernel source mm/mmap.c calc_vm_prot_bits'],
    arch: 'arch bits (PROT_BTI, PROT_MTE, PROT_SAO, PROT_ADI) have meaning elsewhere',
    observability: 'observable',
  },
  'mmap.prot.conflict_open_mode': {
    tier: 'core',
    promise: "The protection asked for must be compatible with the file's open mode.",
    sources: ['man-pages 6.03 mmap.2/DESCRIPTION prot', 'POSIX mmap/6', 'seed: 描述¶4', 'seed: 参数 prot'],
    observability: 'observable',
  },
  'mmap.prot.private_write_rdonly_ok': {
    tier: 'core',
    promise: 'A private writable mapping needs only read permission on the descriptor.',
    sources: ['POSIX mmap/6', 'man-pages 6.03 mmap.2/MAP_PRIVATE'],
    observability: 'observable',
  },
  'mmap.prot.shared_read_rdonly_ok': {
    tier: 'core',
    promise: 'A shared read-only mapping of a read-only descriptor is fine, but can never be made writable.',
    sources: ['POSIX mmap/6'],
    observability: 'observable',
  },
  'mmap.prot.noexec_mount_sticky': {
    tier: 'kernel',
    promise: 'A mapping made from a noexec mount cannot be made executable later.',
    sources: ['man-pages 6.03 mprotect.2/EACCES', 'kernel source mm/mmap.c VM_MAYEXEC'],
    observability: 'observable',
    needs: ['root', 'mount:noexec'],
  },
  'mmap.prot.noexec_read_implies_exec': {
    tier: 'kernel',
    promise: 'READ_IMPLIES_EXEC does not add exec (and does not fail) for files on a noexec mount.',
    sources: ['kernel source mm/mmap.c do_mmap'],
    observability: 'observable',
    needs: ['root', 'mount:noexec'],
  },
  'mmap.prot.enotsup_combination': {
    tier: 'core',
    promise: 'POSIX lets an implementation refuse unsupported prot combinations with ENOTSUP.',
    sources: ['POSIX mmap/27'],
    observability: 'unobservable',
    now: 'Linux never returns ENOTSUP from mmap(2): every combination is accepted.',
  },
  'mmap.prot.syscall_efault': {
    tier: 'kernel',
    promise:
      'A system call that would access a page against its protection fails with EFAULT instead of raising a signal.',
    sources: ['kernel source uaccess', 'man-pages 6.03 read.2/EFAULT'],
    observability: 'observable',
  },
} as const satisfies Record<string, Clause>;
