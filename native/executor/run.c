/* A case is run: by a child that carries it out, and a parent that reads, waits and kills. */
#include "calls.h"
#include "executor.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/mman.h>
#include <linux/poll.h>
#include <linux/prctl.h>
#include <linux/signal.h>

#ifndef __NR_pidfd_open
#define __NR_pidfd_open NEW_CALL(434)
#endif
#ifndef __NR_close_range
#define __NR_close_range NEW_CALL(436)
#endif

/* The case's answers leave through this descriptor; fixtures get lower ones. */
#define OUT_FD 100
#define SLICE_MS 50

word now_us(void)
{
	struct time time = { 0, 0 };

	sys2(__NR_clock_gettime, 1 /* CLOCK_MONOTONIC */, &time);
	return (word)time.seconds * 1000000 + (word)time.nanoseconds / 1000;
}

/* The case's room: nothing but ours between its guards, and nothing in it that may be touched. */
word reserve_arena(struct reservation *whole)
{
	word length = (ARENA_PAGES + 2 * GUARD_PAGES) * target.page + target.huge;
	long r = memory_map(0, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, (word)-1, 0);

	*whole = (struct reservation){ failed(r) ? 0 : AS_WORD(r), failed(r) ? 0 : length };
	if (failed(r))
		return 0;
	word start = AS_WORD(r) + GUARD_PAGES * target.page;

	return (start + target.huge - 1) / target.huge * target.huge;
}

/* After a step, whether it came back or a fault did. */
static void look_back(void)
{
	if (!self.acted)
		return;
	self.acted = 0;
	if (self.program->look)
		look();
}

void line_send(const char *line, word n)
{
	if (self.direct)
		self.answers += (word)emit_line(self.direct, self.program, line, n - 1);
	else
		/* One write: lines of several processes must not mix. */
		sys3(__NR_write, self.out, line, n);
}

void go_on(void)
{
	for (;;) {
		while (self.next < self.end) {
			look_back();
			self.current = self.next++;
			self.acted = 1;
			step(self.program->lines[self.current]);
		}
		look_back();
		if (self.direct)
			leave_case(0);
		if (self.release < 0 || self.released)
			break;
		/* A forked child whose first part is done: say so, and wait for its second. */
		int range[2];

		self.released = 1;
		sys3(__NR_write, self.ready, "r", 1);
		if (sys3(__NR_read, self.release, range, sizeof range) != sizeof range)
			break;
		self.next = range[0];
		self.end = range[1];
	}
	if (self.release < 0)
		sys3(__NR_write, self.out, ".\n", 2);
	for (;;)
		sys1(__NR_exit_group, 0);
}

#define MOST_FDS 256
/* What is open in the executor itself, besides the pipe of a case; found out once. */
static byte is_open[MOST_FDS];

/* What all cases inherit: done once, since on some targets a system call costs as much as a page fault. */
static void prepare(void)
{
	static int done;

	if (done)
		return;
	done = 1;
	for (word fd = 0; fd < MOST_FDS; fd++)
		is_open[fd] = !failed(sys3(__NR_fcntl, fd, F_GETFD, 0));
	/* READ_IMPLIES_EXEC and the like, of whoever started us, would change what every mapping is. */
	sys1(__NR_personality, 0);
	fault_catch();
}

/* Whatever was open must not decide which numbers a case gets, nor be in its reach. */
static void close_all_but(int kept, const int pipe[2])
{
	if (sys3(__NR_close_range, 0, kept - 1, 0) == 0) {
		sys3(__NR_close_range, kept + 1, ~0u, 0);
		return;
	}
	/* Not known there: to try all numbers would cost more than a case. */
	for (int fd = 0; fd < MOST_FDS; fd++)
		if (is_open[fd] && fd != kept)
			sys1(__NR_close, fd);
	for (int i = 0; i < 2; i++)
		if (pipe[i] != kept)
			sys1(__NR_close, pipe[i]);
}

/*
 * Where somebody else than the kernel makes a stack grow, it does so by a mapping, which would count against the limits that a case
 * sets: it has grown before. That of a thread, as the library has it, does not grow.
 */
static __attribute__((noinline)) void grow_stack(void)
{
	volatile byte room[128 << 10];

	for (word at = sizeof room; at >= target.page; at -= target.page)
		room[at - 1] = 0;
}

static int line_begins(const char *line, const char *kind)
{
	word n = text_length(kind);

	/* Cut into words already, where it was carried out in this process. */
	return text_starts(line, kind) && (line[n] == ' ' || !line[n]);
}

static int has_step(const struct program *p, const char *kind)
{
	for (int i = 0; i < p->steps; i++)
		if (line_begins(p->lines[i], kind))
			return 1;
	return 0;
}

static int sets_limits(const struct program *p)
{
	return has_step(p, "rlimit") || has_step(p, "room") || has_step(p, "mlockall");
}

__attribute__((noreturn)) static void be_the_case(struct program *p, const int pipe[2])
{
	int out = pipe[1];

	sys2(__NR_setpgid, 0, 0);
	sys5(__NR_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (!failed(sys3(__NR_dup3, out, OUT_FD, 0))) {
		out = OUT_FD;
		close_all_but(out, pipe);
	}
	memset(&self, 0, sizeof self);
	self.program = p;
	self.end = p->steps;
	self.out = out;
	self.release = self.ready = -1;
	self.arena = reserve_arena(&(struct reservation){ 0, 0 });
	if (target.stack_grows && sets_limits(p))
		grow_stack();
	go_on();
}

void sweep(const struct program *p)
{
	for (int i = 0; i < p->steps; i++) {
		const char *line = p->lines[i];
		int is_file = line_begins(line, "file"), is_special = line_begins(line, "special");

		if (!is_file && !is_special)
			continue;
		const char *directories[] = { target.scratch, target.tmpfs, target.dax };
		char name[3] = { '/', is_file ? line[5] : line[8], 0 };

		for (int d = 0; d < 3; d++) {
			char path[PATH_ROOM + 8];
			struct out o = { path, 0, sizeof path - 1, 0 };
			int flags = 0;

			if (!directories[d][0])
				continue;
			put(&o, directories[d]);
			put(&o, name);
			path[o.n] = 0;
			if (sys3(__NR_unlinkat, AT_FDCWD, path, 0) != -1)
				continue;
			/* EPERM: it was left append-only. */
			long fd = sys4(__NR_openat, AT_FDCWD, path, O_RDONLY, 0);

			if (!failed(fd)) {
				sys3(__NR_ioctl, fd, FS_IOC_SETFLAGS, &flags);
				sys1(__NR_close, fd);
				sys3(__NR_unlinkat, AT_FDCWD, path, 0);
			}
		}
	}
}

static char answers[256 << 10];

/* Reads what is there, without waiting; returns 0 when nobody can write any more, or there is no room. */
static int drain(int in, word *n)
{
	for (;;) {
		struct pollfd poll = { in, POLLIN, 0 };
		struct time nothing = { 0, 0 };

		if (sys5(__NR_ppoll, &poll, 1, &nothing, 0, 0) <= 0)
			return 1;
		long r = sys3(__NR_read, in, answers + *n, sizeof answers - *n);

		if (r <= 0)
			return 0;
		*n += (word)r;
	}
}

static int is_done(const char *text, word n)
{
	return n >= 2 && text[n - 1] == '\n' && text[n - 2] == '.' && (n == 2 || text[n - 3] == '\n');
}

/*
 * Waits until the case says that it is done, is dead, or has had its time. It sleeps until the case's process is gone (or where
 * there are no pidfds, until the pipe is closed: no event asked for but the hang-up), since waking up for every answer would cost
 * more than most cases; the slices are for cases that write more than a pipe holds, or leave a child behind that holds it open.
 */
static word collect(long pid, int in, word timeout_ms, struct ending *e)
{
	word n = 0, deadline = now_us() + timeout_ms * 1000;
	int reaped = 0, open = 1;
	long pidfd = sys2(__NR_pidfd_open, pid, 0);

	e->status = e->done = e->timeout = 0;
	while (open) {
		struct pollfd poll = { failed(pidfd) ? in : (int)pidfd, failed(pidfd) ? 0 : POLLIN, 0 };
		word now = now_us();
		word left = now >= deadline ? 0 : deadline - now;
		word slice = left < SLICE_MS * 1000 ? left : SLICE_MS * 1000;
		struct time time = { 0, (long long)slice * 1000 };
		int hung_up = sys5(__NR_ppoll, &poll, 1, &time, 0, 0) > 0;

		if (!hung_up && sys4(__NR_wait4, pid, &e->status, 1 /* WNOHANG */, 0) == pid)
			reaped = 1;
		open = drain(in, &n) && !hung_up && !reaped;
		if (is_done(answers, n)) {
			e->done = 1;
			n -= 2;
			break;
		}
		if (open && !left) {
			e->timeout = 1;
			break;
		}
	}
	if (!failed(pidfd))
		sys1(__NR_close, pidfd);
	if (e->timeout) {
		sys2(__NR_kill, -pid, SIGKILL);
		sys2(__NR_kill, pid, SIGKILL);
	}
	while (!reaped && sys4(__NR_wait4, pid, &e->status, 0, 0) == -4)
		;
	sys2(__NR_kill, -pid, SIGKILL);
	return n;
}

/* Whether the case has changed something of the machine, which a guard of its own is about to undo (system.c). */
static int has_guard(const struct program *p)
{
	return has_step(p, "setting") || has_step(p, "swapon");
}

/* Guards hold the pipe open until they have done their work. */
static void await_guards(int in)
{
	struct pollfd poll = { in, 0, 0 };
	struct time time = { 5, 0 };

	sys5(__NR_ppoll, &poll, 1, &time, 0, 0);
}

void program_run(struct program *p, emit_function *emit)
{
	char buffer[600];
	struct out o = { buffer, 0, sizeof buffer, 0 };
	struct ending e;
	int ends[2];
	word start = now_us(), n, steps = 0;

	put(&o, "begin ");
	put_dec(&o, p->seq);
	emit_record(emit, buffer, o.n);
	prepare();
	long pid = target.one_process ? -ENOSYS : sys2(__NR_pipe2, ends, O_CLOEXEC);

	if (!failed(pid)) {
		pid = process_fork();
		if (!pid)
			be_the_case(p, ends);
		sys1(__NR_close, ends[1]);
		if (failed(pid))
			sys1(__NR_close, ends[0]);
	}
	if (pid == -ENOSYS) {
		target.one_process = 1;
		program_run_here(p, emit);
		return;
	}
	if (failed(pid)) {
		o.n = 0;
		put(&o, "bad ");
		put_dec(&o, p->seq);
		put(&o, " the executor could not fork: errno ");
		put_dec(&o, (word)-pid);
		emit_record(emit, buffer, o.n);
		return;
	}
	n = collect(pid, ends[0], p->timeout_ms, &e);
	if (has_guard(p))
		await_guards(ends[0]);
	sys1(__NR_close, ends[0]);
	for (word at = 0; at < n;) {
		word end = at;

		while (end < n && answers[end] != '\n')
			end++;
		steps += (word)emit_line(emit, p, answers + at, end - at);
		at = end + 1;
	}
	emit_end(emit, p, &e, now_us() - start, steps);
	sweep(p);
}
