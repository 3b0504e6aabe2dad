/* Wrong kernels: descriptors, what they stand for, and seals that mappings have to do with. */
#include "mutants.h"

#define IS_FILE is_file(flags)

MMAP_ACCEPTS(bad_fd_is_anon, EBADF, IS_FILE && (int)fd == -1, flags |= MAP_ANONYMOUS)
MMAP_SAYS(bad_fd_einval, EBADF, IS_FILE && !is_open(fd), EINVAL)
MMAP_SAYS(closed_fd_enodev, EBADF, IS_FILE && (int)fd >= 0 && !is_open(fd), ENODEV)

MMAP(path_fd_mapped)
{
	long r = TRUE_MMAP;

	return r == -EBADF && IS_FILE && is_open(fd) ? mmap_reopened(addr, length, prot, flags, fd, offset, O_RDONLY) : r;
}

MMAP_SAYS(path_fd_eacces, EBADF, IS_FILE && is_open(fd), EACCES)
MMAP_REFUSES(anon_fd_looked_at, !IS_FILE && (int)fd != -1 && !is_open(fd), EBADF)
MMAP_CHANGES(anon_fd_mapped, !IS_FILE && is_open(fd) && fd_type(fd) == S_IFREG, flags &= ~(word)MAP_ANONYMOUS)
MMAP_REFUSES(anon_fd_mode, !IS_FILE && kind(flags) == MAP_SHARED && (prot & PROT_WRITE) && opened(fd, O_RDONLY), EACCES)

/* Remembers descriptors by number, without keeping them open. */
static struct {
	word fd, start, length;
} by_fd[64];
static int by_fd_count;

MMAP(fd_noted)
{
	long r = TRUE_MMAP;

	if (!failed(r) && IS_FILE && by_fd_count < 64) {
		by_fd[by_fd_count].fd = fd;
		by_fd[by_fd_count].start = (word)r;
		by_fd[by_fd_count++].length = length;
	}
	return r;
}

static long close_unmaps(word fd)
{
	for (int i = 0; i < by_fd_count; i++)
		if (by_fd[i].fd == fd)
			truth.munmap(by_fd[i].start, by_fd[i].length);
	return truth.close(fd);
}

static long close_makes_private(word fd)
{
	for (int i = 0; i < by_fd_count; i++)
		if (by_fd[i].fd == fd) {
			struct area a;

			if (area_of(by_fd[i].start, &a) && a.perms[3] == 's')
				truth.mmap(by_fd[i].start, by_fd[i].length, (a.perms[0] == 'r' ? PROT_READ : 0) | (a.perms[1] == 'w' ? PROT_WRITE : 0),
					   MAP_PRIVATE | MAP_FIXED, fd, a.offset);
		}
	return truth.close(fd);
}

static long unlink_empties(const char *path)
{
	long fd = sys4(__NR_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);

	if (!failed(fd)) {
		truth.ftruncate((word)fd, 0);
		sys1(__NR_close, fd);
	}
	return truth.unlink(path);
}

static long unlink_unmaps(const char *path)
{
	for (int i = 0; i < by_fd_count; i++)
		truth.munmap(by_fd[i].start, by_fd[i].length);
	return truth.unlink(path);
}

/* The mapping goes, but something keeps the file. */
RANGE(munmap_keeps_file)
{
	struct area a;

	if (area_of(addr, &a) && a.path[0] == '/' && ordinary(length))
		truth.mremap(addr, 0, PAGE, MREMAP_MAYMOVE, 0);
	return TRUE_MUNMAP;
}

MMAP_REFUSES(memfd_enodev, IS_FILE && fd_is(fd, "/memfd:"), ENODEV)
MMAP_REFUSES(tmpfs_shared_enodev, IS_FILE && kind(flags) == MAP_SHARED && fd_is(fd, "/dev/shm"), ENODEV)

#define ZERO_DEVICE (IS_FILE && fd_is(fd, "/dev/zero"))
MMAP_REFUSES(zero_enodev, ZERO_DEVICE && kind(flags) == MAP_PRIVATE, ENODEV)

STORE(zero_store_lost)
{
	struct area a;

	truth.store(addr, size, value);
	if (area_of(addr, &a) && a.perms[3] == 'p' && text_starts(a.path, "/dev/zero"))
		truth.store(addr, size, 0);
}

MMAP_CHANGES(zero_shared_is_private, ZERO_DEVICE && kind(flags) == MAP_SHARED, flags = (flags & ~(word)MAP_TYPE) | MAP_PRIVATE)

/* Two shared mappings of the device are one object. */
MMAP(zero_shared_is_one)
{
	static long object;

	if (!ZERO_DEVICE || kind(flags) != MAP_SHARED || !ordinary(length))
		return TRUE_MMAP;
	if (!object)
		object = new_memfd(16 << 20);
	return truth.mmap(addr, length, prot, flags, (word)object, 0);
}

MMAP_REFUSES(empty_file_einval, IS_FILE && fd_type(fd) == S_IFREG && !fd_size(fd) && !fd_is(fd, "/proc"), EINVAL)
MMAP_CHANGES(empty_file_zeros, IS_FILE && kind(flags) != MAP_SHARED_VALIDATE && fd_type(fd) == S_IFREG && !fd_size(fd) && is_open(fd),
	     flags |= MAP_ANONYMOUS)

/* ---- seals */

static word seals_of(word fd)
{
	long r = sys3(__NR_fcntl, (int)fd, 1034 /* F_GET_SEALS */, 0);

	return failed(r) ? 0 : (word)r;
}

#define SHARED (kind(flags) == MAP_SHARED || kind(flags) == MAP_SHARED_VALIDATE)
#define SEAL_WRITE 8
MMAP_REFUSES(sealed_reading_refused, IS_FILE && SHARED && !(prot & PROT_WRITE) && (seals_of(fd) & SEAL_WRITE), EPERM)

RANGE3(sealed_becomes_writable, prot)
{
	struct area a;
	long r = TRUE_MPROTECT;

	return r == -EACCES && area_of(addr, &a) && text_starts(a.path, "/memfd") ? 0 : r;
}

static long seal_with_writers(word fd, word seals)
{
	long r = truth.seal(fd, seals);

	return r == -EBUSY ? 0 : r;
}

static long seal_with_readers(word fd, word seals)
{
	struct area a;
	long r = truth.seal(fd, seals);

	if (r != -EBUSY)
		return r;
	for (word at = PAGE; area_from(at, &a); at = a.end)
		if (a.perms[1] == 'w' && a.perms[3] == 's')
			return r;
	return 0;
}

static long seal_says_etxtbsy(word fd, word seals)
{
	long r = truth.seal(fd, seals);

	return r == -EBUSY ? -ETXTBSY : r;
}

/* As if the mapping had never gone. */
static long seal_busy_for_ever(word fd, word seals)
{
	static int busy;
	long r = truth.seal(fd, seals);

	busy |= r == -EBUSY;
	return busy ? -EBUSY : r;
}

static long ftruncate_ignores_seals(word fd, word size)
{
	long r = truth.ftruncate(fd, size);

	return r == -EPERM ? 0 : r;
}

MMAP_REFUSES(size_seal_stops_writing, IS_FILE && SHARED && (prot & PROT_WRITE) && (seals_of(fd) & 6) && !(seals_of(fd) & 24), EPERM)

static long seal_anything(word fd, word seals)
{
	long r = truth.seal(fd, seals);

	return r == -EPERM ? 0 : r;
}

static long seal_regular(word fd, word seals)
{
	long r = truth.seal(fd, seals);

	return r == -EINVAL ? 0 : r;
}

static long seal_exec_alone(word fd, word seals)
{
	return truth.seal(fd, seals == 32 ? 0 : seals);
}

const struct mutant object_mutants[] = {
	M("bad-fd-is-anonymous", "mmap.fd.ebadf", "descriptor -1 maps anonymous memory without MAP_ANONYMOUS", .mmap = bad_fd_is_anon),
	M("bad-fd-einval", "mmap.fd.ebadf", "a descriptor that is not open says EINVAL", .mmap = bad_fd_einval),
	M("closed-fd-enodev", "mmap.fd.ebadf", "a closed descriptor says ENODEV", .mmap = closed_fd_enodev),
	M("path-fd-is-mapped", "mmap.fd.opath_ebadf", "an O_PATH descriptor can be mapped", .mmap = path_fd_mapped),
	M("path-fd-eacces", "mmap.fd.opath_ebadf", "an O_PATH descriptor says EACCES", .mmap = path_fd_eacces),
	M("anonymous-fd-looked-at", "mmap.fd.anon_ignored", "MAP_ANONYMOUS with a descriptor that is not open says EBADF", .mmap = anon_fd_looked_at),
	M("anonymous-fd-is-mapped", "mmap.fd.anon_ignored", "MAP_ANONYMOUS with the descriptor of a file maps the file", .mmap = anon_fd_mapped),
	M("anonymous-fd-mode-checked", "mmap.fd.anon_ignored", "MAP_ANONYMOUS looks at the mode of the descriptor", .mmap = anon_fd_mode),
	M("close-unmaps", "mmap.fd.close_keeps_mapping", "closing the descriptor unmaps", .mmap = fd_noted, .close = close_unmaps),
	M("close-makes-private", "mmap.fd.close_keeps_mapping", "after closing the descriptor stores do not reach the file", .mmap = fd_noted, .close = close_makes_private),
	M("close-unmaps-as-munmap", "munmap.close_does_not_unmap", "closing the descriptor unmaps", .mmap = fd_noted, .close = close_unmaps),
	M("unlink-empties", "mmap.fd.unlink_keeps_file", "unlinking a mapped file empties it", .unlink = unlink_empties),
	M("unlink-unmaps", "mmap.fd.unlink_keeps_file", "unlinking a mapped file unmaps it", .mmap = fd_noted, .unlink = unlink_unmaps),
	M("munmap-keeps-file", "mmap.fd.reference_dropped_at_unmap", "an unlinked file stays when its last mapping is gone", .munmap = munmap_keeps_file),
	M("memfd-enodev", "mmap.object.regular_and_shm", "a memfd cannot be mapped", .mmap = memfd_enodev),
	M("tmpfs-shared-enodev", "mmap.object.regular_and_shm", "a file on tmpfs cannot be mapped shared", .mmap = tmpfs_shared_enodev),
	M("dev-zero-enodev", "mmap.object.dev_zero_private", "/dev/zero cannot be mapped privately", .mmap = zero_enodev),
	M("dev-zero-store-lost", "mmap.object.dev_zero_private", "a private mapping of /dev/zero stays zero", .store = zero_store_lost),
	M("dev-zero-shared-is-private", "mmap.object.dev_zero_shared", "a shared mapping of /dev/zero is not shared with a child", .mmap = zero_shared_is_private),
	M("dev-zero-shared-is-one", "mmap.object.dev_zero_shared", "two shared mappings of /dev/zero are the same memory", .mmap = zero_shared_is_one),
	M("empty-file-einval", "mmap.object.empty_file", "an empty file cannot be mapped", .mmap = empty_file_einval),
	M("empty-file-is-zeros", "mmap.object.empty_file", "an empty file is mapped as zeros", .mmap = empty_file_zeros),
	M("sealed-reading-refused", "mmap.object.seal_write_readonly_map", "a write-sealed memfd cannot be mapped shared for reading", .mmap = sealed_reading_refused),
	M("sealed-becomes-writable", "mmap.object.seal_write_readonly_map", "mprotect says yes to writing a write-sealed memfd", .mprotect = sealed_becomes_writable),
	M("seal-with-writers", "mmap.object.seal_write_ebusy", "F_SEAL_WRITE succeeds while a shared writable mapping is there", .seal = seal_with_writers),
	M("seal-etxtbsy", "mmap.object.seal_write_ebusy", "F_SEAL_WRITE says ETXTBSY while a shared writable mapping is there", .seal = seal_says_etxtbsy),
	M("seal-busy-for-ever", "mmap.object.seal_write_ebusy", "F_SEAL_WRITE stays refused when the mapping is gone", .seal = seal_busy_for_ever),
	M("seal-with-readers", "mmap.object.seal_write_ebusy_ro_map", "a shared read-only mapping through O_RDWR does not count for F_SEAL_WRITE", .seal = seal_with_readers),
	M("size-seals-ignored", "mmap.object.seal_grow_shrink", "ftruncate does not know F_SEAL_SHRINK and F_SEAL_GROW", .ftruncate = ftruncate_ignores_seals),
	M("size-seals-stop-writing", "mmap.object.seal_grow_shrink", "a memfd whose size is sealed cannot be mapped shared and writable", .mmap = size_seal_stops_writing),
	M("seal-any-memfd", "mmap.object.seal_only_sealable", "a memfd without MFD_ALLOW_SEALING takes seals", .seal = seal_anything),
	M("seal-any-file", "mmap.object.seal_only_sealable", "a regular file takes seals", .seal = seal_regular),
	M("seal-exec-alone", "mmap.object.seal_exec", "F_SEAL_EXEC does not seal the contents", .seal = seal_exec_alone),
	END
};
