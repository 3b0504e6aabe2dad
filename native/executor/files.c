/* Files and other objects that a case maps, and what may be done to them. */
#include "calls.h"
#include "executor.h"
#include "names.h"

#include <linux/fadvise.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/stat.h>

#ifndef __NR_memfd_secret
#define __NR_memfd_secret NEW_CALL(447)
#endif
#define AF_UNIX 1
#define AF_INET 2
#if defined(__mips__)
#define SOCK_STREAM 2
#define SOCK_DGRAM 1
#else
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#endif

/* What a skip says where no directory was named. This machine always names one for `scratch`. */
#define NO_SCRATCH "directory for files (pack --scratch DIR names one)"
#define NO_TMPFS "tmpfs for files (mount one at /dev/shm; elsewhere ?tmpfs=DIR or pack --tmpfs DIR names one)"
#define NO_DAX "file system mounted with -o dax for files"

/* Where the file of a slot lies: `<directory>/<slot letter>`, or the descriptor itself. Returns 0 if there is no such place. */
static int file_path(char slot, char origin, char *path)
{
	struct out o = { path, 0, PATH_ROOM - 1, 0 };
	char name[3] = { '/', slot, 0 };

	if (origin == 'd') {
		put(&o, "/proc/self/fd/");
		put_dec(&o, self.value[slot - 'a']);
	} else {
		put(&o, origin == 't' ? target.tmpfs : origin == 'x' ? target.dax : target.scratch);
		if (!o.n) {
			answer_not("provided ", origin == 't' ? NO_TMPFS : origin == 'x' ? NO_DAX : NO_SCRATCH);
			return 0;
		}
		put(&o, origin == 'm' ? "/mnt" : "");
		put(&o, name);
	}
	path[o.n] = 0;
	return !o.full;
}

static void answer_fd(const char *slot, long fd, char origin)
{
	char buffer[64];
	struct out o;

	if (failed(fd)) {
		answer_error(fd);
		return;
	}
	slot_set(slot, (word)fd);
	self.origin[slot[0] - 'a'] = origin;
	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok");
	answer_send(&o);
}

static byte block[4096];

long write_content(long fd, word offset, word length, const struct content *c)
{
	word done = 0;

	while (done < length) {
		word n = length - done < sizeof block ? length - done : sizeof block;

		for (word i = 0; i < n; i++)
			block[i] = content_at(c, done + i);
		long r = file_write(fd, block, n, offset + done);

		if (failed(r))
			return r;
		if (!r)
			return -5;
		done += (word)r;
	}
	return 0;
}

/* Makes an open file `size` bytes long with the content that a fixture asks for. */
static long fill_file(long fd, word size, const char *content)
{
	long r = file_truncate(fd, size);

	if (!failed(r) && text_equal(content, "pattern")) {
		struct content c = { 1, 0 };

		r = write_content(fd, 0, size, &c);
	}
	if (!failed(r) && text_equal(content, "code"))
		for (word at = 0; !failed(r) && at + planted_size <= size; at += target.page)
			r = file_write(fd, planted_code, planted_size, at);
	return r;
}

/* file SLOT SIZE CONTENT MODE WHERE */
static void step_file(char **w)
{
	char path[PATH_ROOM];
	/* dax and a descriptor begin with the same letter */
	char origin = text_equal(w[5], "dax") ? 'x' : w[5][0];
	word size, mode;

	NEED(operand(w[2], &size) && operand_flags(w[4], open_flags, &mode) && file_path(w[1][0], origin, path));
	long fd = sys4(__NR_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_TRUNC | O_LARGEFILE, 0700);

	if (origin == 't' && !failed(fd)) {
		struct file_system fs;

		if (failed(file_system_of(fd, &fs)) || fs.type != TMPFS_MAGIC) {
			answer_not("this is no tmpfs: ", target.tmpfs);
			return;
		}
	}
	long r = failed(fd) ? fd : fill_file(fd, size, w[3]);

	if (failed(r)) {
		answer_error(r);
		return;
	}
	if (mode != O_RDWR) {
		sys1(__NR_close, fd);
		fd = sys4(__NR_openat, AT_FDCWD, path, mode | O_LARGEFILE, 0);
	}
	answer_fd(w[1], fd, origin);
}

static void step_memfd(char **w)
{
	word size, flags;

	NEED(operand(w[2], &size) && operand_flags(w[4], memfd_flags, &flags));
	long fd = sys2(__NR_memfd_create, "case", flags);
	long r = failed(fd) ? fd : fill_file(fd, size, w[3]);

	if (failed(r))
		answer_error(r);
	else
		answer_fd(w[1], fd, 'd');
}

/* open SLOT @SLOT|/path|scratch|mount MODE */
static void step_open(char **w)
{
	char path[PATH_ROOM];
	const char *what = w[2];
	word mode;

	NEED(operand_flags(w[3], open_flags, &mode));
	if (what[0] == '@') {
		word fd;

		NEED(operand(what + 1, &fd));
		NEED(file_path(what[1], self.origin[what[1] - 'a'], path));
		what = path;
	} else if (what[0] != '/') {
		struct out o = { path, 0, PATH_ROOM - 1, 0 };

		put(&o, target.scratch[0] ? target.scratch : "/");
		put(&o, what[0] == 'm' ? "/mnt" : "");
		path[o.n] = 0;
		what = path;
	}
	answer_fd(w[1], sys4(__NR_openat, AT_FDCWD, what, mode | O_LARGEFILE, 0600), 'd');
}

static void step_pipe(char **w)
{
	int ends[2];
	long r = sys2(__NR_pipe2, ends, 0);

	if (failed(r)) {
		answer_error(r);
		return;
	}
	slot_set(w[1], (word)ends[0]);
	slot_set(w[2], (word)ends[1]);
	answer("ok");
}

static void step_special(char **w)
{
	char path[PATH_ROOM];
	word nothing[2] = { 0, 0 };
	long fd = -22;

	if (text_equal(w[2], "fifo")) {
		NEED(file_path(w[1][0], 's', path));
		fd = sys4(__NR_mknodat, AT_FDCWD, path, S_IFIFO | 0600, 0);
		if (!failed(fd))
			fd = sys4(__NR_openat, AT_FDCWD, path, O_RDWR, 0);
	} else if (text_equal(w[2], "socket-unix"))
		fd = sys3(__NR_socket, AF_UNIX, SOCK_STREAM, 0);
	else if (text_equal(w[2], "socket-udp"))
		fd = sys3(__NR_socket, AF_INET, SOCK_DGRAM, 0);
	else if (text_equal(w[2], "socket-tcp"))
		fd = sys3(__NR_socket, AF_INET, SOCK_STREAM, 0);
	else if (text_equal(w[2], "eventfd"))
		fd = sys2(__NR_eventfd2, 0, 0);
	else if (text_equal(w[2], "epoll"))
		fd = sys1(__NR_epoll_create1, 0);
	else if (text_equal(w[2], "inotify"))
		fd = sys1(__NR_inotify_init1, 0);
	else if (text_equal(w[2], "signalfd"))
		fd = sys4(__NR_signalfd4, -1, nothing, SIGSET_SIZE, 0);
	else if (text_equal(w[2], "timerfd"))
		fd = sys2(__NR_timerfd_create, 1, 0);
	else if (text_equal(w[2], "secretmem"))
		fd = sys1(__NR_memfd_secret, 0);
	answer_fd(w[1], fd, 's');
}

static void step_close(char **w)
{
	word fd;

	NEED(operand(w[1], &fd));
	answer_call(functions.close(fd));
}

static void step_dup(char **w)
{
	word fd;

	NEED(operand(w[1], &fd));
	answer_fd(w[2], sys1(__NR_dup, fd), 'd');
}

static void step_unlink(char **w)
{
	char path[PATH_ROOM];

	NEED(file_path(w[1][0], self.origin[w[1][0] - 'a'], path));
	answer_call(functions.unlink(path));
}

static void step_ftruncate(char **w)
{
	word fd, size;

	NEED(operand(w[1], &fd) && operand(w[2], &size));
	answer_call(functions.ftruncate(fd, size));
}

static void step_pwrite(char **w)
{
	word fd, offset, length;
	struct content c;

	NEED(operand(w[1], &fd) && operand(w[2], &offset) && operand(w[3], &length) && operand_content(w[4], &c));
	answer_call(functions.pwrite((long)fd, offset, length, &c));
}

static void answer_compared(const char *what, word at, const word *value)
{
	char buffer[96];
	struct out o;

	answer_start(&o, buffer, sizeof buffer);
	put(&o, what);
	put_hex(&o, at);
	if (value) {
		put(&o, " ");
		put_hex(&o, *value);
	}
	answer_send(&o);
}

static void step_pread(char **w)
{
	word fd, offset, length, done = 0;
	struct content c;

	NEED(operand(w[1], &fd) && operand(w[2], &offset) && operand(w[3], &length) && operand_content(w[4], &c));
	while (done < length) {
		word n = length - done < sizeof block ? length - done : sizeof block;
		long r = file_read((long)fd, block, n, offset + done);

		if (failed(r)) {
			answer_error(r);
			return;
		}
		for (word i = 0; i < (word)r; i++) {
			word got = block[i];

			if (got != content_at(&c, done + i)) {
				answer_compared("ok differs ", done + i, &got);
				return;
			}
		}
		done += (word)r;
		if (!r) {
			answer_compared("ok short ", done, 0);
			return;
		}
	}
	answer_compared("ok same ", done, 0);
}

static void answer_count(long r)
{
	if (failed(r))
		answer_error(r);
	else
		answer_value((word)r);
}

static void step_read(char **w)
{
	word fd, addr, length;

	NEED(operand(w[1], &fd) && operand_reg(w[2], &addr) && operand_reg(w[3], &length));
	answer_count(functions.read(fd, addr, length));
}

static void step_write(char **w)
{
	word fd, addr, length;

	NEED(operand(w[1], &fd) && operand_reg(w[2], &addr) && operand_reg(w[3], &length));
	answer_count(functions.write(fd, addr, length));
}

static void step_size(char **w)
{
	word fd;

	NEED(operand(w[1], &fd));
	/* This moves the position, which is no business of any other step. */
	word size = 0;
	long r = file_end((long)fd, &size);

	if (failed(r))
		answer_error(r);
	else
		answer_value(size);
}

static void step_seal(char **w)
{
	word fd, flags;

	NEED(operand(w[1], &fd) && operand_flags(w[2], seals, &flags));
	answer_call(functions.seal(fd, flags));
}

static void step_seals(char **w)
{
	char buffer[160];
	struct out o;
	word fd;
	int first = 1;

	NEED(operand(w[1], &fd));
	long r = sys3(__NR_fcntl, fd, F_GET_SEALS, 0);

	if (failed(r)) {
		answer_error(r);
		return;
	}
	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok ");
	for (const struct name *n = seals; n->name; n++)
		if ((word)r & n->value) {
			put(&o, first ? "" : "|");
			put(&o, n->name);
			first = 0;
		}
	put(&o, first ? "0" : "");
	answer_send(&o);
}

static void step_punch(char **w)
{
	word fd, offset, length;

	NEED(operand(w[1], &fd) && operand(w[2], &offset) && operand(w[3], &length));
	answer_call(functions.punch(fd, offset, length));
}

static void step_append(char **w)
{
	word fd;
	int flags = 0;

	NEED(operand(w[1], &fd));
	long r = sys3(__NR_ioctl, fd, FS_IOC_GETFLAGS, &flags);

	if (!failed(r)) {
		flags = w[2][0] == '1' ? flags | FS_APPEND_FL : flags & ~FS_APPEND_FL;
		r = sys3(__NR_ioctl, fd, FS_IOC_SETFLAGS, &flags);
	}
	answer_call(r);
}

static void step_fsync(char **w)
{
	word fd;

	NEED(operand(w[1], &fd));
	answer_call(sys1(__NR_fsync, fd));
}

static void step_evict(char **w)
{
	word fd;

	NEED(operand(w[1], &fd));
	long r = sys1(__NR_fsync, fd);

	if (!failed(r))
		r = file_advise((long)fd, POSIX_FADV_DONTNEED);
	answer_call(r);
}

/* lock FD MANDATORY */
static void step_lock(char **w)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = 0, .l_start = 0, .l_len = 0, .l_pid = 0 };
	word fd;
	long r = 0;

	NEED(operand(w[1], &fd));
	if (w[2][0] == '1')
		r = sys2(__NR_fchmod, fd, S_ISGID | 0660);
	if (!failed(r))
		r = sys3(__NR_fcntl, fd, F_SETLK, &lock);
	answer_call(r);
}

const struct step_kind file_steps[] = {
	{ "file", 5, step_file }, { "memfd", 4, step_memfd }, { "open", 3, step_open }, { "pipe", 2, step_pipe },
	{ "special", 2, step_special }, { "close", 1, step_close }, { "dup", 2, step_dup }, { "unlink", 1, step_unlink },
	{ "ftruncate", 2, step_ftruncate }, { "pwrite", 4, step_pwrite }, { "pread", 4, step_pread }, { "read", 3, step_read },
	{ "write", 3, step_write }, { "size", 1, step_size }, { "seal", 2, step_seal }, { "seals", 1, step_seals },
	{ "punch", 3, step_punch }, { "append", 2, step_append }, { "fsync", 1, step_fsync }, { "evict", 1, step_evict },
	{ "lock", 2, step_lock }, { 0, 0, 0 }
};
