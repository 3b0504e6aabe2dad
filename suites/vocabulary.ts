/**
 * The words that cases are written in: the field's own names (`mmap(2)`, POSIX, `signal(7)`), without prefix where C
 * has one (`MAP_`, `PROT_`, `O_`). What number a name stands for is the target's business: the executor holds the
 * table of the architecture that it was built for.
 */

/** Flags of `mmap(2)` without `MAP_`; `HUGE_*` are the size encodings of `<linux/mman.h>`. */
export const MAP_FLAGS = [
  'SHARED',
  'PRIVATE',
  'SHARED_VALIDATE',
  'DROPPABLE',
  'ANONYMOUS',
  'ANON',
  'FILE',
  'FIXED',
  'FIXED_NOREPLACE',
  '32BIT',
  'ABOVE4G',
  'GROWSDOWN',
  'DENYWRITE',
  'EXECUTABLE',
  'LOCKED',
  'NORESERVE',
  'POPULATE',
  'NONBLOCK',
  'STACK',
  'HUGETLB',
  'SYNC',
  'UNINITIALIZED',
  'HUGE_16KB',
  'HUGE_64KB',
  'HUGE_512KB',
  'HUGE_1MB',
  'HUGE_2MB',
  'HUGE_8MB',
  'HUGE_16MB',
  'HUGE_32MB',
  'HUGE_256MB',
  'HUGE_512MB',
  'HUGE_1GB',
  'HUGE_2GB',
  'HUGE_16GB',
] as const;
export type MapFlag = (typeof MAP_FLAGS)[number];

/** Bits given as a number, for cases about bits that have no name: `'0x200000'`, or shifted as in C, `'21<<26'`. */
export type RawBits = `0x${string}` | `${number}<<${number}`;

/** The access letters of `prot`; `none` is `PROT_NONE`. */
export const PROTS = ['none', 'r', 'w', 'x', 'rw', 'rx', 'wx', 'rwx'] as const;
export type Access = (typeof PROTS)[number];
/** Further bits of `prot`, without `PROT_`. */
export const PROT_EXTRAS = ['SEM', 'GROWSDOWN', 'GROWSUP'] as const;
export type ProtExtra = (typeof PROT_EXTRAS)[number];
export type Prot = Access | readonly [Access, ...(ProtExtra | RawBits)[]];

export const MREMAP_FLAGS = ['MAYMOVE', 'FIXED', 'DONTUNMAP'] as const;
export type MremapFlag = (typeof MREMAP_FLAGS)[number];
export const MSYNC_FLAGS = ['ASYNC', 'SYNC', 'INVALIDATE'] as const;
export type MsyncFlag = (typeof MSYNC_FLAGS)[number];
export const MLOCK2_FLAGS = ['ONFAULT'] as const;
export type Mlock2Flag = (typeof MLOCK2_FLAGS)[number];
export const MLOCKALL_FLAGS = ['CURRENT', 'FUTURE', 'ONFAULT'] as const;
export type MlockallFlag = (typeof MLOCKALL_FLAGS)[number];

/** Advice of `madvise(2)` without `MADV_`. */
export const ADVICE = [
  'NORMAL',
  'RANDOM',
  'SEQUENTIAL',
  'WILLNEED',
  'DONTNEED',
  'FREE',
  'REMOVE',
  'DONTFORK',
  'DOFORK',
  'MERGEABLE',
  'UNMERGEABLE',
  'HUGEPAGE',
  'NOHUGEPAGE',
  'DONTDUMP',
  'DODUMP',
  'WIPEONFORK',
  'KEEPONFORK',
  'COLD',
  'PAGEOUT',
  'POPULATE_READ',
  'POPULATE_WRITE',
  'DONTNEED_LOCKED',
  'COLLAPSE',
  'HWPOISON',
  'GUARD_INSTALL',
  'GUARD_REMOVE',
] as const;
export type Advice = (typeof ADVICE)[number];

export const OPEN_MODES = ['rdonly', 'wronly', 'rdwr'] as const;
export type OpenMode = (typeof OPEN_MODES)[number];
/** Further flags of `open(2)` without `O_`. */
export const OPEN_FLAGS = ['APPEND', 'PATH', 'NONBLOCK', 'DIRECTORY', 'TRUNC', 'TMPFILE', 'NOATIME'] as const;
export type OpenFlag = (typeof OPEN_FLAGS)[number];

/** Seals of `fcntl(2)` without `F_SEAL_`. */
export const SEALS = ['SEAL', 'SHRINK', 'GROW', 'WRITE', 'FUTURE_WRITE', 'EXEC'] as const;
export type Seal = (typeof SEALS)[number];
/** Flags of `memfd_create(2)` without `MFD_`. */
export const MEMFD_FLAGS = ['CLOEXEC', 'ALLOW_SEALING', 'HUGETLB', 'NOEXEC_SEAL', 'EXEC'] as const;
export type MemfdFlag = (typeof MEMFD_FLAGS)[number];

/** Bits of `personality(2)`. */
export const PERSONALITIES = [
  'READ_IMPLIES_EXEC',
  'ADDR_COMPAT_LAYOUT',
  'MMAP_PAGE_ZERO',
  'ADDR_NO_RANDOMIZE',
] as const;
export type Personality = (typeof PERSONALITIES)[number];

/** Resources of `setrlimit(2)` without `RLIMIT_`. */
export const RESOURCES = ['AS', 'DATA', 'MEMLOCK', 'STACK', 'NOFILE', 'FSIZE'] as const;
export type Resource = (typeof RESOURCES)[number];
/** Capabilities of `capabilities(7)` without `CAP_`. */
export const CAPABILITIES = [
  'SYS_ADMIN',
  'SYS_RAWIO',
  'IPC_LOCK',
  'SYS_RESOURCE',
  'DAC_OVERRIDE',
  'LINUX_IMMUTABLE',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Objects that are no regular file, by what makes them. */
export const SPECIALS = [
  'fifo',
  'socket-unix',
  'socket-udp',
  'socket-tcp',
  'eventfd',
  'epoll',
  'inotify',
  'signalfd',
  'timerfd',
  'secretmem',
] as const;
export type Special = (typeof SPECIALS)[number];

/** What the executor calls a fault: signal and `si_code`, as in `sigaction(2)`. */
export const FAULTS = [
  'SIGSEGV',
  'SIGSEGV/SEGV_MAPERR',
  'SIGSEGV/SEGV_ACCERR',
  'SIGSEGV/SEGV_PKUERR',
  'SIGSEGV/SI_KERNEL',
  'SIGBUS',
  'SIGBUS/BUS_ADRALN',
  'SIGBUS/BUS_ADRERR',
  'SIGBUS/BUS_OBJERR',
  'SIGBUS/BUS_MCEERR_AR',
  'SIGILL',
] as const;
export type Fault = (typeof FAULTS)[number];

/** What backs a mapping, as `/proc/pid/maps` tells it. */
export const BACKINGS = [
  'anonymous',
  'file',
  'deleted',
  'dev-zero',
  'memfd',
  'hugepages',
  'special',
] as const;
export type Backing = (typeof BACKINGS)[number];

/** Codes of the `VmFlags` line of `/proc/pid/smaps`, `proc(5)`. */
export const VM_FLAGS = [
  'rd',
  'wr',
  'ex',
  'sh',
  'mr',
  'mw',
  'me',
  'ms',
  'gd',
  'pf',
  'dw',
  'lo',
  'lf',
  'io',
  'sr',
  'rr',
  'dc',
  'de',
  'ac',
  'nr',
  'ht',
  'sf',
  'nl',
  'ar',
  'wf',
  'dd',
  'sd',
  'mm',
  'hg',
  'nh',
  'mg',
  'um',
  'uw',
  'ss',
  'sl',
  'dp',
] as const;
export type VmFlag = (typeof VM_FLAGS)[number];

/** Lines of `/proc/self/status` that a case may read. */
export const STATUS_FIELDS = ['VmLck', 'VmPin', 'VmSize', 'VmData'] as const;
export type StatusField = (typeof STATUS_FIELDS)[number];

/** errno names that a call of the mmap family, or of a fixture, can give. */
export const ERRNOS = [
  'E2BIG',
  'EACCES',
  'EAGAIN',
  'EBADF',
  'EBUSY',
  'EDOM',
  'EEXIST',
  'EFAULT',
  'EFBIG',
  'EINTR',
  'EINVAL',
  'EIO',
  'EISDIR',
  'EMFILE',
  'EMLINK',
  'ENAMETOOLONG',
  'ENFILE',
  'ENODEV',
  'ENOENT',
  'ENOEXEC',
  'ENOLCK',
  'ENOMEM',
  'ENOSPC',
  'ENOSYS',
  'ENOTDIR',
  'ENOTTY',
  'ENXIO',
  'EOPNOTSUPP',
  'EOVERFLOW',
  'EPERM',
  'EPIPE',
  'ERANGE',
  'EROFS',
  'ESPIPE',
  'ESRCH',
  'ETXTBSY',
  'EXDEV',
  'EHWPOISON',
  'ENOTSOCK',
  'ECHILD',
] as const;
export type Errno = (typeof ERRNOS)[number];
