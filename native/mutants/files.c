/* What a descriptor is, for mutants that must know. */
#include "mutants.h"

#define OUT_OF_THE_WAY 200

word fd_flags(word fd)
{
	long r = sys3(__NR_fcntl, (int)fd, F_GETFL, 0);

	return failed(r) ? ~0UL : (word)r;
}

int is_open(word fd)
{
	return fd_flags(fd) != ~0UL;
}

int opened(word fd, word mode)
{
	return is_open(fd) && (fd_flags(fd) & O_ACCMODE) == mode;
}

static int stat_of(word fd, struct statx *s)
{
	return !failed(sys5(__NR_statx, (int)fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, s));
}

word fd_type(word fd)
{
	struct statx s;

	return stat_of(fd, &s) ? s.stx_mode & S_IFMT : 0;
}

word fd_size(word fd)
{
	struct statx s;

	return stat_of(fd, &s) ? s.stx_size : 0;
}

long atime_of(word fd)
{
	struct statx s;

	return stat_of(fd, &s) ? s.stx_atime.tv_sec : 0;
}

long mtime_of(word fd)
{
	struct statx s;

	return stat_of(fd, &s) ? s.stx_mtime.tv_sec : 0;
}

int set_times(word fd, long atime, long mtime)
{
	/* UTIME_NOW, UTIME_OMIT */
	long now = (1L << 30) - 1, omit = (1L << 30) - 2;
	long times[4] = { atime, atime > 0 ? 0 : atime ? omit : now, mtime, mtime > 0 ? 0 : mtime ? omit : now };

	return !failed(sys4(__NR_utimensat, fd, 0, times, 0));
}

static void path_of(word fd, char *path, word size)
{
	struct out o = { path, 0, size - 1, 0 };

	put(&o, "/proc/self/fd/");
	put_dec(&o, fd);
	path[o.n] = 0;
}

int fd_is(word fd, const char *path)
{
	char link[64], name[PATH_ROOM];
	long n;

	path_of(fd, link, sizeof link);
	n = sys4(__NR_readlinkat, AT_FDCWD, link, name, sizeof name - 1);
	if (failed(n))
		return 0;
	name[n] = 0;
	return text_starts(name, path);
}

int fd_noexec(word fd)
{
	word statfs[16];

	return !failed(sys2(__NR_fstatfs, (int)fd, statfs)) && (statfs[10] & 8 /* ST_NOEXEC */);
}

long reopened(word fd, word mode)
{
	char link[64];
	long r;

	path_of(fd, link, sizeof link);
	r = sys4(__NR_openat, AT_FDCWD, link, mode | O_CLOEXEC, 0);
	if (failed(r))
		return r;
	long high = sys3(__NR_fcntl, r, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);

	sys1(__NR_close, r);
	return high;
}

long mmap_reopened(word addr, word length, word prot, word flags, word fd, word offset, word mode)
{
	long other = reopened(fd, mode);

	if (failed(other))
		return other;
	long r = truth.mmap(addr, length, prot, flags, (word)other, offset);

	sys1(__NR_close, other);
	return r;
}

long kept_fd(word fd)
{
	long r = sys3(__NR_fcntl, (int)fd, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);

	return failed(r) ? -1 : r;
}

long new_memfd(word size)
{
	long fd = sys2(__NR_memfd_create, "mutant", 0), high;

	if (failed(fd))
		return fd;
	sys2(__NR_ftruncate, fd, size);
	high = kept_fd((word)fd);
	sys1(__NR_close, fd);
	return high;
}
