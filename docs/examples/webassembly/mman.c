/*
 * The mmap of a C library for WebAssembly, as functions that JavaScript can call: each returns what a system call of Linux would, a
 * result or -errno with the numbers of Linux on x86-64. Flags of mmap are the same numbers in both libraries as in Linux.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPORT(name) __attribute__((export_name(#name), used)) name

static long linux_errno(void)
{
	static const struct { short here, there; } numbers[] = {
		{ EPERM, 1 }, { ENOENT, 2 }, { EIO, 5 }, { EBADF, 9 }, { EAGAIN, 11 }, { ENOMEM, 12 }, { EACCES, 13 }, { EFAULT, 14 },
		{ EEXIST, 17 }, { ENODEV, 19 }, { ENOTDIR, 20 }, { EISDIR, 21 }, { EINVAL, 22 }, { EMFILE, 24 }, { ENOTTY, 25 },
		{ EFBIG, 27 }, { ENOSPC, 28 }, { ESPIPE, 29 }, { EROFS, 30 }, { ENOSYS, 38 }, { EOVERFLOW, 75 }, { EOPNOTSUPP, 95 },
#ifdef ENOTCAPABLE
		{ ENOTCAPABLE, 13 }, /* a right that the descriptor does not have */
#endif
	};

	for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (numbers[i].here == errno)
			return -numbers[i].there;
	return -1000 - errno;
}

static double or_errno(double result)
{
	return result == -1 ? (double)linux_errno() : result;
}

/* Paths and bytes that go in and out. */
static char buffer[1 << 16];

char *EXPORT(shared_buffer)(void)
{
	return buffer;
}

/* Addresses go above 2^31, and -errno must not be taken for one: a double holds both. */
static double address(void *p)
{
	return p == MAP_FAILED ? (double)linux_errno() : (double)(uintptr_t)p;
}

double EXPORT(do_mmap)(uintptr_t addr, size_t length, int prot, int flags, int fd, int64_t offset)
{
	return address(mmap((void *)addr, length, prot, flags, fd, offset));
}

double EXPORT(do_munmap)(uintptr_t addr, size_t length)
{
	return or_errno(munmap((void *)addr, length));
}

#ifdef __EMSCRIPTEN__
double EXPORT(do_mprotect)(uintptr_t addr, size_t length, int prot)
{
	return or_errno(mprotect((void *)addr, length, prot));
}

double EXPORT(do_mremap)(uintptr_t addr, size_t old_length, size_t new_length, int flags, uintptr_t new_addr)
{
	return address(mremap((void *)addr, old_length, new_length, flags, (void *)new_addr));
}

double EXPORT(do_msync)(uintptr_t addr, size_t length, int flags)
{
	return or_errno(msync((void *)addr, length, flags));
}

double EXPORT(do_madvise)(uintptr_t addr, size_t length, int advice)
{
	return or_errno(madvise((void *)addr, length, advice));
}

double EXPORT(do_mlock)(uintptr_t addr, size_t length)
{
	return or_errno(mlock((void *)addr, length));
}

double EXPORT(do_munlock)(uintptr_t addr, size_t length)
{
	return or_errno(munlock((void *)addr, length));
}

double EXPORT(do_mlockall)(int flags)
{
	return or_errno(mlockall(flags));
}

double EXPORT(do_munlockall)(void)
{
	return or_errno(munlockall());
}

/* Room that a case may map in. Its own mmap would do, but fills all of it with zeros, which takes longer than most cases. */
double EXPORT(do_reserve)(size_t length)
{
	void *p = memalign(65536, length);

	return p ? (double)(uintptr_t)p : -12;
}
#endif

/* The flags are those of Linux; the path is in the buffer. */
double EXPORT(do_open)(int flags, int mode)
{
	static const struct { int there, here; } bits[] = {
		{ 0x40, O_CREAT }, { 0x80, O_EXCL }, { 0x200, O_TRUNC }, { 0x400, O_APPEND }, { 0x800, O_NONBLOCK },
		{ 0x10000, O_DIRECTORY },
	};
	int own = (flags & 3) == 0 ? O_RDONLY : (flags & 3) == 1 ? O_WRONLY : O_RDWR;
	int known = 3;

	for (unsigned i = 0; i < sizeof bits / sizeof bits[0]; i++) {
		known |= bits[i].there;
		if (flags & bits[i].there)
			own |= bits[i].here;
	}
	if (flags & ~known)
		return -95; /* EOPNOTSUPP: O_PATH and the like */
	return or_errno(open(buffer, own, mode));
}

double EXPORT(do_close)(int fd)
{
	return or_errno(close(fd));
}

double EXPORT(do_unlink)(void)
{
	return or_errno(unlink(buffer));
}

double EXPORT(do_ftruncate)(int fd, int64_t length)
{
	return or_errno(ftruncate(fd, length));
}

double EXPORT(do_pread)(int fd, size_t length, int64_t offset)
{
	return or_errno((double)pread(fd, buffer, length, offset));
}

double EXPORT(do_pwrite)(int fd, size_t length, int64_t offset)
{
	return or_errno((double)pwrite(fd, buffer, length, offset));
}

double EXPORT(do_read)(int fd, uintptr_t addr, size_t length)
{
	return or_errno((double)read(fd, (void *)addr, length));
}

double EXPORT(do_write)(int fd, uintptr_t addr, size_t length)
{
	return or_errno((double)write(fd, (void *)addr, length));
}

double EXPORT(size_of)(int fd)
{
	struct stat s;

	return fstat(fd, &s) ? (double)linux_errno() : (double)s.st_size;
}

double EXPORT(do_fsync)(int fd)
{
	return or_errno(fsync(fd));
}
