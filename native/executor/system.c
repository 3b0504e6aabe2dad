/* Steps that look at, or change, more than the case's own process. What they change of the machine is undone (guard). */
#include "calls.h"
#include "executor.h"
#include "names.h"

#include <linux/fcntl.h>
#include <linux/personality.h>
#include <linux/prctl.h>
#include <linux/signal.h>
#include <linux/stat.h>

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

static const struct name personalities[] = {
	{ "READ_IMPLIES_EXEC", READ_IMPLIES_EXEC }, { "ADDR_COMPAT_LAYOUT", ADDR_COMPAT_LAYOUT },
	{ "MMAP_PAGE_ZERO", MMAP_PAGE_ZERO }, { "ADDR_NO_RANDOMIZE", ADDR_NO_RANDOMIZE }, { 0, 0 }
};

/* personality FLAGS */
static void step_personality(char **w)
{
	word flags;

	NEED(operand_flags(w[1], personalities, &flags));
	long r = sys1(__NR_personality, flags);

	answer_call(failed(r) ? r : 0);
}

/* mdwe: no executable memory may be gained from now on, prctl(2) PR_SET_MDWE. */
static void step_mdwe(char **w)
{
	(void)w;
	answer_call(sys5(__NR_prctl, PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0));
}

/* The time that `age` sets: long ago, and not on a round day. */
#define OLD 1000000000L

static void step_age(char **w)
{
	struct time times[2] = { { OLD, 0 }, { OLD, 0 } };
	word fd;

	NEED(operand(w[1], &fd));
	answer_call(sys4(__NR_utimensat, fd, 0, times, 0));
}

static long stat_of(long fd, const char *path, int flags, struct statx *s)
{
	return sys5(__NR_statx, fd, path, flags, STATX_BASIC_STATS, s);
}

/* times FD: whether atime and mtime are still those that `age` set */
static void step_times(char **w)
{
	char buffer[64];
	struct statx s;
	struct out o;
	word fd;

	NEED(operand(w[1], &fd));
	long r = stat_of((long)fd, "", AT_EMPTY_PATH, &s);

	if (failed(r)) {
		answer_error(r);
		return;
	}
	answer_start(&o, buffer, sizeof buffer);
	put(&o, s.stx_atime.tv_sec == OLD ? "ok old" : "ok new");
	put(&o, s.stx_mtime.tv_sec == OLD ? " old" : " new");
	answer_send(&o);
}

/* mapfiles ADDR LEN FD: whether /proc/self/map_files/<range> leads to the file of FD */
static void step_mapfiles(char **w)
{
	char path[96];
	struct out o = { path, 0, sizeof path - 1, 0 };
	struct statx link, file;
	word addr, length, fd, ends[2];

	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length) && operand(w[3], &fd));
	ends[0] = addr;
	ends[1] = addr + length;
	put(&o, "/proc/self/map_files/");
	for (int i = 0; i < 2; i++) {
		char digits[24];
		struct out d = { digits, 0, sizeof digits, 0 };

		put_hex(&d, ends[i]);
		put_bytes(&o, digits + 2, d.n - 2);
		put(&o, i ? "" : "-");
	}
	path[o.n] = 0;
	long r = stat_of(AT_FDCWD, path, 0, &link);

	if (!failed(r))
		r = stat_of((long)fd, "", AT_EMPTY_PATH, &file);
	if (failed(r))
		answer_error(r);
	else
		answer(link.stx_ino == file.stx_ino && link.stx_dev_minor == file.stx_dev_minor ? "ok same" : "ok other");
}

/* free SLOT: free blocks of the case's own mount */
static void step_free(char **w)
{
	char path[PATH_ROOM];
	struct out o = { path, 0, sizeof path - 1, 0 };
	struct file_system fs;

	put(&o, target.scratch);
	put(&o, "/mnt");
	path[o.n] = 0;
	long r = file_system_at(path, &fs);

	if (failed(r)) {
		answer_error(r);
		return;
	}
	slot_set(w[1], fs.free);
	answer_value(fs.free);
}

/* kill SIGNAL: this process ends by it, and answers no more. */
static void step_kill(char **w)
{
	word signal;

	NEED(operand_flags(w[1], signals, &signal));
	/* Ours would catch it. */
	signal_by_default((int)signal);
	sys2(__NR_kill, sys0(__NR_getpid), signal);
}

/* executable scratch|tmpfs: whether files there may be mapped to be executed */
static void step_executable(char **w)
{
	struct file_system fs;
	const char *path = w[1][0] == 't' ? target.tmpfs : target.scratch;
	long r = file_system_at(path, &fs);

	if (failed(r))
		answer_error(r);
	else
		answer(fs.flags & 8 /* ST_NOEXEC */ ? "ok no" : "ok yes");
}

/* allowed changes|machine: whether settings of the whole machine may be changed; whether the whole machine is ours */
static void step_allowed(char **w)
{
	answer((w[1][0] == 'm' ? target.own_machine : target.may_change) ? "ok yes" : "ok no");
}

/* cpu FEATURE: whether the kernel lists it among the processor's flags, /proc/cpuinfo */
/*
 * What the lines of /proc/cpuinfo tell of a kernel for x86. `flags` are the processor's, and are told by kernels, too, that are themselves
 * a program and leave page tables to another one; `address sizes` only by those that manage them.
 */
struct x86 {
	int told, nx, sizes;
};

static void look_at_x86(struct x86 *x)
{
	static char line[4096];
	struct reader r;

	if (!reader_open(&r, "/proc/cpuinfo"))
		return;
	while (reader_line(&r, line, sizeof line)) {
		x->told |= text_starts(line, "flags");
		x->sizes |= text_starts(line, "address sizes");
		for (const char *s = line; text_starts(line, "flags") && *s; s++)
			x->nx |= text_starts(s, " nx") && (s[3] == ' ' || !s[3]);
	}
	reader_close(&r);
}

/*
 * What is rather of the architecture than of the processor: `own-pages`, the kernel manages the processor's page tables itself;
 * `no-execute`, these tell what may be executed from what may be read; `wide-addresses`, a process has 2^46 bytes at least.
 * Returns -1 for any other word. Unknown is yes: a target without /proc/cpuinfo must not lose cases.
 */
static int architecture_has(const char *word)
{
	struct x86 x = { 0, 0, 0 };
	byte here;

	look_at_x86(&x);
	if (text_equal(word, "own-pages"))
		return !x.told || x.sizes;
	if (text_equal(word, "no-execute"))
		return !x.told || (x.sizes && x.nx);
	/* The stack lies near the end of the address space, if nobody moved it. */
	if (text_equal(word, "wide-addresses"))
		return x.sizes || (unsigned long long)(reg)&here >> 45 != 0;
	return -1;
}

static void step_cpu(char **w)
{
	static char line[4096];
	struct reader r;
	int found = 0, told = 0, known = architecture_has(w[1]);

	if (known >= 0) {
		answer(known ? "ok yes" : "ok no");
		return;
	}
	if (!reader_open(&r, "/proc/cpuinfo")) {
		answer_error(r.fd);
		return;
	}
	while (!told && reader_line(&r, line, sizeof line)) {
		word n = text_length(w[1]);

		if (!text_starts(line, "flags"))
			continue;
		told = 1;
		for (const char *s = line; *s; s++)
			found |= *s == ' ' && text_starts(s + 1, w[1]) && (s[1 + n] == ' ' || !s[1 + n]);
	}
	reader_close(&r);
	answer(found ? "ok yes" : "ok no");
}

/*
 * A process that outlives the case, and undoes what it did: it waits until nobody holds the other end of a pipe any more, which is
 * when the case has ended, in whatever way. It keeps the pipe of the answers open until then, so that the executor's parent knows.
 */
static long guard(void (*undo)(const char *path, const char *text, word n), const char *path, const char *text, word n)
{
	int ends[2];
	byte nothing;
	long r = sys2(__NR_pipe2, ends, O_CLOEXEC);

	if (!failed(r))
		r = process_fork();
	if (r) {
		/* Out of the group that is killed when the case is over. */
		if (!failed(r))
			sys2(__NR_setpgid, r, r);
		return r;
	}
	for (int signal = 1; signal < 32; signal++)
		signal_ignore(signal);
	sys1(__NR_close, ends[1]);
	/* A guard that came before must see the end of the case, too: this one must not hold its pipe. */
	for (int fd = 0; fd < self.out; fd++)
		if (fd != ends[0])
			sys1(__NR_close, fd);
	while (sys3(__NR_read, ends[0], &nothing, 1) == -4)
		;
	undo(path, text, n);
	for (;;)
		sys1(__NR_exit_group, 0);
}

static void undo_setting(const char *path, const char *text, word n)
{
	long fd = sys4(__NR_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);

	if (!failed(fd))
		sys3(__NR_write, fd, text, n);
}

/* setting PATH VALUE: until the case ends */
static void step_setting(char **w)
{
	static char before[256];

	if (!target.may_change) {
		answer_not("settings of the machine may not be changed", "");
		return;
	}
	long fd = sys4(__NR_openat, AT_FDCWD, w[1], O_RDWR | O_CLOEXEC, 0);
	long n = failed(fd) ? fd : sys3(__NR_read, fd, before, sizeof before);

	if (failed(n)) {
		answer_error(n);
		return;
	}
	long r = guard(undo_setting, w[1], before, (word)n);

	if (!failed(r))
		r = file_write(fd, w[2], text_length(w[2]), 0);
	sys1(__NR_close, fd);
	answer_call(failed(r) ? r : 0);
}

static void undo_swap(const char *path, const char *text, word n)
{
	(void)text;
	(void)n;
	sys1(__NR_swapoff, path);
	sys3(__NR_unlinkat, AT_FDCWD, path, 0);
}

/* swapon SLOT SIZE: a swap file, in use until the case ends; SLOT is a descriptor for reading and writing */
static void step_swapon(char **w)
{
	static char path[PATH_ROOM];
	struct out o = { path, 0, sizeof path - 1, 0 };
	/* mkswap(8): version, last page; the signature ends the first page */
	unsigned header[2] = { 1, 0 };
	word size;
	struct content zero = { 0, 0 };

	NEED(operand(w[2], &size));
	if (!target.may_change) {
		answer_not("settings of the machine may not be changed", "");
		return;
	}
	header[1] = (unsigned)(size / target.page - 1);
	put(&o, target.scratch);
	put(&o, "/swap");
	path[o.n] = 0;
	long fd = sys4(__NR_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	long r = failed(fd) ? fd : write_content(fd, 0, size, &zero);

	if (!failed(r))
		r = file_write(fd, header, sizeof header, 1024);
	if (!failed(r))
		r = file_write(fd, "SWAPSPACE2", 10, target.page - 10);
	if (!failed(r))
		r = guard(undo_swap, path, 0, 0);
	if (!failed(r))
		r = sys2(__NR_swapon, path, 0);
	if (failed(r)) {
		answer_error(r);
		return;
	}
	slot_set(w[1], (word)fd);
	answer("ok");
}

/* swapoff: before the case ends */
static void step_swapoff(char **w)
{
	char path[PATH_ROOM];
	struct out o = { path, 0, sizeof path - 1, 0 };

	(void)w;
	put(&o, target.scratch);
	put(&o, "/swap");
	path[o.n] = 0;
	answer_call(sys1(__NR_swapoff, path));
}

/* openmany COUNT: that many further open files */
static void step_openmany(char **w)
{
	word count;
	long r = 0;

	NEED(operand(w[1], &count));
	for (word i = 0; i < count && !failed(r); i++)
		r = sys4(__NR_openat, AT_FDCWD, "/dev/null", O_RDONLY, 0);
	answer_call(failed(r) ? r : 0);
}

const struct step_kind system_steps[] = {
	{ "personality", 1, step_personality }, { "mdwe", 0, step_mdwe }, { "age", 1, step_age },
	{ "times", 1, step_times }, { "mapfiles", 3, step_mapfiles }, { "free", 1, step_free },
	{ "kill", 1, step_kill }, { "allowed", 1, step_allowed }, { "cpu", 1, step_cpu },
	{ "executable", 1, step_executable }, { "setting", 2, step_setting }, { "swapon", 2, step_swapon },
	{ "swapoff", 0, step_swapoff }, { "openmany", 1, step_openmany }, { 0, 0, 0 }
};
