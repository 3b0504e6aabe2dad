/* Wrong kernels: two errors apply, and the wrong one is told. */
#include "mutants.h"

#include <linux/capability.h>

#define IS_FILE is_file(flags)
#define UNALIGNED (is_fixed(flags) && addr % PAGE)
#define WRONLY (IS_FILE && opened(fd, O_WRONLY))
#define NO_TYPE (!kind(flags) || kind(flags) > 3)
#define ZERO_LIMIT (has(flags, MAP_LOCKED) && !limit_of(RLIMIT_MEMLOCK) && !is_capable(CAP_IPC_LOCK))
#define DIRECTORY (IS_FILE && fd_type(fd) == S_IFDIR)
#define OVERFLOWS (IS_FILE && (long)(offset + up(length)) < 0)
#define UNKNOWN (kind(flags) == MAP_SHARED_VALIDATE && (flags & 0x3e00600UL || flags >> 32))
#define OVER_AS exceeds(RLIMIT_AS, "VmSize:", length)

MMAP_SAYS(fd_before_offset, EINVAL, IS_FILE && !is_open(fd) && offset % PAGE, EBADF)
MMAP_SAYS(length_before_fd, EBADF, !length, EINVAL)
MMAP_SAYS(type_before_fd, EBADF, NO_TYPE, EINVAL)
MMAP_SAYS(alignment_before_fd, EBADF, UNALIGNED, EINVAL)
MMAP_SAYS(access_before_huge, EINVAL, WRONLY && has(flags, MAP_HUGETLB), EACCES)
MMAP_SAYS(access_before_length, ENOMEM, WRONLY && up(length) < length, EACCES)
MMAP_SAYS(lock_before_length, EINVAL, !length && ZERO_LIMIT, EPERM)
MMAP_SAYS(alignment_before_size, ENOMEM, UNALIGNED, EINVAL)
MMAP_SAYS(access_before_alignment, EINVAL, WRONLY && UNALIGNED, EACCES)
MMAP_SAYS(access_before_range, ENOMEM, WRONLY && is_fixed(flags) && addr >= 1UL << 47, EACCES)
MMAP_SAYS(type_before_eexist, EEXIST, NO_TYPE, EINVAL)
MMAP_SAYS(access_before_eexist, EEXIST, WRONLY, EACCES)
MMAP_SAYS(lock_before_eexist, EEXIST, ZERO_LIMIT, EPERM)
MMAP_SAYS(eoverflow_before_eexist, EEXIST, OVERFLOWS, EOVERFLOW)
MMAP_SAYS(validation_before_eexist, EEXIST, kind(flags) == MAP_SHARED_VALIDATE && IS_FILE, EOPNOTSUPP)
MMAP_SAYS(access_before_lock, EPERM, WRONLY && has(flags, MAP_LOCKED), EACCES)
MMAP_SAYS(access_before_lock_limit, EAGAIN, WRONLY && has(flags, MAP_LOCKED), EACCES)
MMAP_SAYS(eoverflow_before_lock, EAGAIN, OVERFLOWS, EOVERFLOW)
MMAP_SAYS(type_before_eoverflow, EOVERFLOW, NO_TYPE, EINVAL)
MMAP_SAYS(access_before_eoverflow, EOVERFLOW, WRONLY, EACCES)
MMAP_SAYS(validation_before_eoverflow, EOVERFLOW, UNKNOWN, EOPNOTSUPP)
MMAP_SAYS(access_before_validation, EOPNOTSUPP, WRONLY, EACCES)
MMAP_SAYS(enodev_before_validation, EOPNOTSUPP, DIRECTORY, ENODEV)
MMAP_SAYS(enodev_before_type, EINVAL, DIRECTORY && NO_TYPE, ENODEV)
MMAP_SAYS(enodev_before_access, EACCES, DIRECTORY, ENODEV)
MMAP_SAYS(noexec_before_access, EACCES, WRONLY && (prot & PROT_EXEC), EPERM)
MMAP_SAYS(enodev_before_noexec, EPERM, DIRECTORY, ENODEV)
MMAP_SAYS(growsdown_before_enodev, ENODEV, has(flags, MAP_GROWSDOWN), EINVAL)
MMAP_SAYS(growsdown_before_access, EACCES, has(flags, MAP_GROWSDOWN), EINVAL)
MMAP_SAYS(limits_before_seals, EPERM, IS_FILE && fd_is(fd, "/memfd:") && OVER_AS, ENOMEM)
MMAP_SAYS(limits_before_access, EACCES, OVER_AS, ENOMEM)
MMAP_SAYS(limits_before_enodev, ENODEV, OVER_AS, ENOMEM)
MMAP_SAYS(limits_before_lock, EAGAIN, OVER_AS, ENOMEM)

/* At the limit of mappings, which every case reaches by single pages. */
MMAP_SAYS(eexist_before_count, ENOMEM, has(flags, MAP_FIXED_NOREPLACE) && length == PAGE && is_mapped(addr), EEXIST)
MMAP_SAYS(access_before_count, ENOMEM, WRONLY && length == PAGE && !is_fixed(flags), EACCES)

const struct mutant order_mutants[] = {
	M("fd-before-offset", "mmap.order.off_before_fd", "EBADF comes before EINVAL for offset", .mmap = fd_before_offset),
	M("length-before-fd", "mmap.order.fd_before_rest", "EINVAL for length 0 comes before EBADF", .mmap = length_before_fd),
	M("type-before-fd", "mmap.order.fd_before_rest", "EINVAL for the type comes before EBADF", .mmap = type_before_fd),
	M("alignment-before-fd", "mmap.order.fd_before_rest", "EINVAL for the address comes before EBADF", .mmap = alignment_before_fd),
	M("access-before-huge", "mmap.order.hugetlb_flag_after_fd", "EACCES comes before EINVAL for MAP_HUGETLB", .mmap = access_before_huge),
	M("access-before-length", "mmap.order.len_overflow_before_access", "EACCES comes before ENOMEM for length", .mmap = access_before_length),
	M("lock-before-length", "mmap.order.len0_before_lock", "EPERM for MAP_LOCKED comes before EINVAL for length 0", .mmap = lock_before_length),
	M("alignment-before-size", "mmap.order.size_before_alignment", "EINVAL for the address comes before ENOMEM for its length", .mmap = alignment_before_size),
	M("access-before-alignment", "mmap.order.alignment_before_access", "EACCES comes before EINVAL for the address", .mmap = access_before_alignment),
	M("access-before-range", "mmap.order.range_before_access", "EACCES comes before ENOMEM for the range", .mmap = access_before_range),
	M("type-before-eexist", "mmap.order.eexist_before_type", "EINVAL for the type comes before EEXIST", .mmap = type_before_eexist),
	M("access-before-eexist", "mmap.order.eexist_before_access", "EACCES comes before EEXIST", .mmap = access_before_eexist),
	M("lock-before-eexist", "mmap.order.eexist_before_lock", "EPERM for MAP_LOCKED comes before EEXIST", .mmap = lock_before_eexist),
	M("eoverflow-before-eexist", "mmap.order.eexist_before_eoverflow", "EOVERFLOW comes before EEXIST", .mmap = eoverflow_before_eexist),
	M("validation-before-eexist", "mmap.order.eexist_before_eopnotsupp", "EOPNOTSUPP comes before EEXIST", .mmap = validation_before_eexist),
	M("access-before-lock", "mmap.order.lock_before_access", "EACCES comes before EPERM for MAP_LOCKED", .mmap = access_before_lock),
	M("access-before-lock-limit", "mmap.order.lock_before_access", "EACCES comes before EAGAIN for MAP_LOCKED", .mmap = access_before_lock_limit),
	M("eoverflow-before-lock", "mmap.order.lock_before_eoverflow", "EOVERFLOW comes before EAGAIN", .mmap = eoverflow_before_lock),
	M("type-before-eoverflow", "mmap.order.eoverflow_before_type", "EINVAL for the type comes before EOVERFLOW", .mmap = type_before_eoverflow),
	M("access-before-eoverflow", "mmap.order.eoverflow_before_type", "EACCES comes before EOVERFLOW", .mmap = access_before_eoverflow),
	M("validation-before-eoverflow", "mmap.order.eoverflow_before_type", "EOPNOTSUPP comes before EOVERFLOW", .mmap = validation_before_eoverflow),
	M("access-before-validation", "mmap.order.eopnotsupp_before_access", "EACCES comes before EOPNOTSUPP", .mmap = access_before_validation),
	M("enodev-before-validation", "mmap.order.eopnotsupp_before_access", "ENODEV comes before EOPNOTSUPP", .mmap = enodev_before_validation),
	M("enodev-before-type", "mmap.order.type_before_enodev", "ENODEV comes before EINVAL for the type", .mmap = enodev_before_type),
	M("enodev-before-access", "mmap.order.access_before_enodev", "ENODEV comes before EACCES", .mmap = enodev_before_access),
	M("noexec-before-access", "mmap.order.access_before_noexec", "EPERM for noexec comes before EACCES", .mmap = noexec_before_access),
	M("enodev-before-noexec", "mmap.order.noexec_before_enodev", "ENODEV comes before EPERM for noexec", .mmap = enodev_before_noexec),
	M("growsdown-before-enodev", "mmap.order.enodev_before_growsdown", "EINVAL for MAP_GROWSDOWN comes before ENODEV", .mmap = growsdown_before_enodev),
	M("growsdown-before-access", "mmap.order.enodev_before_growsdown", "EINVAL for MAP_GROWSDOWN comes before EACCES", .mmap = growsdown_before_access),
	M("limits-before-seals", "mmap.order.seal_before_limits", "ENOMEM for RLIMIT_AS comes before EPERM for seals", .mmap = limits_before_seals),
	M("limits-before-access", "mmap.order.access_before_limits", "ENOMEM for RLIMIT_AS comes before EACCES", .mmap = limits_before_access),
	M("limits-before-enodev", "mmap.order.access_before_limits", "ENOMEM for RLIMIT_AS comes before ENODEV", .mmap = limits_before_enodev),
	M("limits-before-lock", "mmap.order.lock_before_limits", "ENOMEM for RLIMIT_AS comes before EAGAIN", .mmap = limits_before_lock),
	M("eexist-before-count", "mmap.order.map_count_before_placement", "EEXIST comes before ENOMEM for the number of mappings", .mmap = eexist_before_count),
	M("access-before-count", "mmap.order.map_count_before_placement", "EACCES comes before ENOMEM for the number of mappings", .mmap = access_before_count),
	END
};
