/* Steps that change what the case's process is or may do, and other processes. */
#include "executor.h"
#include "names.h"

#include <linux/capability.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/prctl.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/signal.h>

static int operand_limit(const char *s, unsigned long long *value)
{
	word v;

	if (text_equal(s, "unlimited")) {
		*value = RLIM64_INFINITY;
		return 1;
	}
	if (!operand(s, &v))
		return 0;
	*value = v;
	return 1;
}

static long limit_get(word resource, struct rlimit64 *limit)
{
	return sys4(__NR_prlimit64, 0, resource, 0, limit);
}

static long limit_set(word resource, const struct rlimit64 *limit)
{
	return sys4(__NR_prlimit64, 0, resource, limit, 0);
}

/* rlimit RES SOFT HARD */
static void step_rlimit(char **w)
{
	struct rlimit64 limit = { 0, 0 };
	word resource;

	NEED(operand_flags(w[1], resources, &resource));
	long r = limit_get(resource, &limit);

	if (!failed(r)) {
		NEED(operand_limit(w[2], (unsigned long long *)&limit.rlim_cur));
		if (!text_equal(w[3], "keep"))
			NEED(operand_limit(w[3], (unsigned long long *)&limit.rlim_max));
		r = limit_set(resource, &limit);
	}
	answer_call(r);
}

/* room RES EXPR: the soft limit becomes what is used now, and this much more. */
static void step_room(char **w)
{
	struct rlimit64 limit = { 0, 0 };
	word resource, room, used;

	NEED(operand_flags(w[1], resources, &resource) && operand(w[2], &room));
	if (!read_field("/proc/self/status", resource == RLIMIT_AS ? "VmSize:" : "VmData:", &used)) {
		answer_not("/proc/self/status does not tell the size", "");
		return;
	}
	long r = limit_get(resource, &limit);

	if (!failed(r)) {
		limit.rlim_cur = (used << 10) + room;
		r = limit_set(resource, &limit);
	}
	answer_call(r);
}

struct capability_sets {
	struct __user_cap_header_struct header;
	struct __user_cap_data_struct data[2];
};

static long capabilities_get(struct capability_sets *c)
{
	c->header.version = _LINUX_CAPABILITY_VERSION_3;
	c->header.pid = 0;
	return sys2(__NR_capget, &c->header, c->data);
}

/* drop CAP|all */
static void step_drop(char **w)
{
	struct capability_sets c;
	word cap;
	long r;

	if (text_equal(w[1], "all")) {
		r = sys3(__NR_setresgid, 65534, 65534, 65534);
		if (!failed(r))
			r = sys3(__NR_setresuid, 65534, 65534, 65534);
		/* Already an ordinary user: nothing to drop. */
		if (r == -1 && sys0(__NR_geteuid) > 0)
			r = 0;
		memset(&c, 0, sizeof c);
		c.header.version = _LINUX_CAPABILITY_VERSION_3;
		if (!failed(r))
			r = sys2(__NR_capset, &c.header, c.data);
		/* A change of user takes /proc/self away from its own process, unless it says that it may be looked at. */
		sys5(__NR_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
		answer_call(r);
		return;
	}
	NEED(operand_flags(w[1], capabilities, &cap));
	r = capabilities_get(&c);
	if (!failed(r)) {
		unsigned keep = ~(1u << (cap & 31));

		c.data[cap / 32].effective &= keep;
		c.data[cap / 32].permitted &= keep;
		c.data[cap / 32].inheritable &= keep;
		r = sys2(__NR_capset, &c.header, c.data);
	}
	answer_call(r);
}

static void step_capability(char **w)
{
	struct capability_sets c;
	word cap;

	NEED(operand_flags(w[1], capabilities, &cap));
	long r = capabilities_get(&c);

	if (failed(r))
		answer_error(r);
	else
		answer(c.data[cap / 32].effective >> (cap & 31) & 1 ? "ok yes" : "ok no");
}

static void step_architecture(char **w)
{
	(void)w;
	answer("ok " ARCH_NAME);
}

/* Where the case's room is. */
static void step_arena(char **w)
{
	(void)w;
	if (self.arena)
		answer_value(self.arena);
	else
		answer_not("the arena could not be reserved", "");
}

static long write_file(const char *path, const char *text)
{
	long fd = sys4(__NR_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
	long r = failed(fd) ? fd : sys3(__NR_write, fd, text, text_length(text));

	if (!failed(fd))
		sys1(__NR_close, fd);
	return r;
}

/* A mount namespace of our own; an ordinary user gets one inside a user namespace in which it is root. */
static long own_mounts(void)
{
	char map[64];
	struct out o = { map, 0, sizeof map - 1, 0 };
	long uid = sys0(__NR_getuid), gid = sys0(__NR_getgid);
	long r = sys1(__NR_unshare, CLONE_NEWNS);

	if (r != -1)
		return r;
	r = sys1(__NR_unshare, CLONE_NEWNS | CLONE_NEWUSER);
	if (failed(r))
		return r;
	put(&o, "0 ");
	put_dec(&o, (word)uid);
	put(&o, " 1");
	map[o.n] = 0;
	r = write_file("/proc/self/uid_map", map);
	if (failed(r))
		return r;
	write_file("/proc/self/setgroups", "deny");
	o.n = 0;
	put(&o, "0 ");
	put_dec(&o, (word)gid);
	put(&o, " 1");
	map[o.n] = 0;
	return write_file("/proc/self/gid_map", map);
}

/* mount tmpfs OPTIONS|-: at `<scratch>/mnt`; it ends with the case's process. */
static void step_mount(char **w)
{
	char path[PATH_ROOM], data[128] = "";
	struct out o = { path, 0, sizeof path - 1, 0 }, d = { data, 0, sizeof data - 1, 0 };
	word flags = 0;

	put(&o, target.scratch);
	put(&o, "/mnt");
	path[o.n] = 0;
	for (char *s = w[2]; *s;) {
		char *end = s;

		while (*end && *end != ',')
			end++;
		if (end - s == 6 && text_starts(s, "noexec"))
			flags |= MS_NOEXEC;
		else if (end - s == 2 && text_starts(s, "ro"))
			flags |= MS_RDONLY;
		else if (text_starts(s, "size="))
			put_bytes(&d, s, (word)(end - s));
		s = *end ? end + 1 : end;
	}
	data[d.n] = 0;
	sys3(__NR_mkdirat, AT_FDCWD, path, 0700);
	long r = own_mounts();

	if (!failed(r))
		r = sys5(__NR_mount, "none", "/", 0, MS_REC | MS_PRIVATE, 0);
	if (!failed(r))
		r = sys5(__NR_mount, "none", path, w[1], flags, data);
	answer_call(r);
}

/*
 * exhaust SLOT: one page after the other, alternately PROT_NONE and PROT_READ so that none merges with its neighbour, into a range that
 * is free, until mmap refuses. SLOT is the range's start.
 */
static void step_exhaust(char **w)
{
	char buffer[128];
	struct out o;
	word limit, count = 0;
	long base, r = 0;

	if (!read_field("/proc/sys/vm/max_map_count", 0, &limit)) {
		answer_not("no number in ", "/proc/sys/vm/max_map_count");
		return;
	}
	word room = (limit + 64) * target.page;

	base = functions.mmap(0, room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, (word)-1, 0);
	if (failed(base)) {
		answer_error(base);
		return;
	}
	r = functions.munmap(AS_WORD(base), room);
	slot_set(w[1], AS_WORD(base));
	while (!failed(r) && count < limit + 64) {
		r = functions.mmap(AS_WORD(base) + count * target.page, target.page, count & 1 ? PROT_READ : PROT_NONE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, (word)-1, 0);
		if (!failed(r))
			count++;
	}
	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok ");
	put(&o, failed(r) && name_of(errnos, (word)-r) ? name_of(errnos, (word)-r) : "0");
	put(&o, " ");
	put_dec(&o, count);
	put(&o, " ");
	put_dec(&o, limit);
	put(&o, " ");
	put_hex(&o, AS_WORD(base));
	answer_send(&o);
}

/* How a child ended, as wait4(2) tells it. */
static void answer_ending(long pid)
{
	char buffer[96];
	struct out o;
	int status = 0;
	long r;

	do
		r = sys4(__NR_wait4, pid, &status, 0, 0);
	while (r == -4);
	if (failed(r)) {
		answer_error(r);
		return;
	}
	answer_start(&o, buffer, sizeof buffer);
	if (status & 0x7f) {
		const char *name = name_of(signals, (word)(status & 0x7f));

		put(&o, "ok signal ");
		put(&o, name ? name : "SIG?");
	} else {
		put(&o, "ok exit ");
		put_dec(&o, (word)(status >> 8 & 0xff));
	}
	answer_send(&o);
}

static int steps_ahead(const char *count)
{
	word n;

	if (!operand(count, &n))
		return -1;
	if (n > (word)(self.end - self.next)) {
		answer_not("more steps than there are: ", count);
		return -1;
	}
	return (int)n;
}

/* fork N: the child carries out the next N steps and waits; the parent goes on behind them once it waits (or is dead). */
static void step_fork(char **w)
{
	int to_child[2], from_child[2], n = steps_ahead(w[1]);
	byte ready;

	NEED(n >= 0);
	if (self.child || self.release >= 0) {
		answer_not("one child at a time", "");
		return;
	}
	long r = sys2(__NR_pipe2, to_child, O_CLOEXEC);

	if (!failed(r))
		r = sys2(__NR_pipe2, from_child, O_CLOEXEC);
	if (!failed(r)) {
		functions.forking();
		r = sys5(__NR_clone, SIGCHLD, 0, 0, 0, 0);
	}
	if (failed(r)) {
		answer_error(r);
		return;
	}
	if (!r) {
		sys1(__NR_close, to_child[1]);
		sys1(__NR_close, from_child[0]);
		self.release = to_child[0];
		self.ready = from_child[1];
		self.released = 0;
		self.end = self.next + n;
		functions.forked();
		go_on();
	}
	sys1(__NR_close, to_child[0]);
	sys1(__NR_close, from_child[1]);
	self.child = r;
	self.to_child = to_child[1];
	self.from_child = from_child[0];
	sys3(__NR_read, self.from_child, &ready, 1);
	answer("ok");
	self.next += n;
}

/* join N: the child carries out the next N steps and exits. */
static void step_join(char **w)
{
	int range[2], n = steps_ahead(w[1]);

	NEED(n >= 0);
	if (!self.child) {
		answer_not("there is no child", "");
		return;
	}
	range[0] = self.next;
	range[1] = self.next + n;
	sys3(__NR_write, self.to_child, range, sizeof range);
	answer_ending(self.child);
	sys1(__NR_close, self.to_child);
	sys1(__NR_close, self.from_child);
	self.child = 0;
	self.next += n;
}

/* The new image's program: where to begin, what the slots hold, and the next n steps. Returns 0 if they do not fit. */
static int write_resumption(struct out *o, int n)
{
	put(o, "resume ");
	put_dec(o, (word)self.next);
	put(o, " ");
	put_hex(o, self.arena);
	put(o, " ");
	put_hex(o, processor_model());
	for (int i = 0; i < 26; i++)
		if (self.set[i]) {
			char name[3] = { ' ', (char)('a' + i), 0 };

			put(o, name);
			put(o, "=");
			put_hex(o, self.value[i]);
		}
	put(o, "\n");
	for (int i = 0; i < n; i++) {
		put(o, self.program->lines[self.next + i]);
		put(o, "\n");
	}
	return !o->full;
}

/* Becomes the agent; `way` is --resume, or --become where it is the case's own process. Returns only if that fails. */
static long execute_agent(const char *way, const struct out *text)
{
	char out_fd[24], in_fd[24];
	struct out f = { out_fd, 0, sizeof out_fd - 1, 0 }, g = { in_fd, 0, sizeof in_fd - 1, 0 };
	char *argv[] = { target.agent, (char *)way, out_fd, in_fd, 0 };
	char *envp[] = { 0 };
	int ends[2];
	long r = sys2(__NR_pipe2, ends, 0);

	if (failed(r))
		return r;
	put_dec(&f, (word)self.out);
	put_dec(&g, (word)ends[0]);
	out_fd[f.n] = in_fd[g.n] = 0;
	sys3(__NR_write, ends[1], text->at, text->n);
	sys1(__NR_close, ends[1]);
	return functions.execve(target.agent, argv, envp);
}

/*
 * exec N: a child becomes the agent (agent.c, `--resume`) and carries out the next N steps there. The new image gets its
 * program, and the numbers that the slots hold, by a pipe; the descriptors stay open.
 */
static char resumption[16384];

static void step_exec(char **w)
{
	struct out o = { resumption, 0, sizeof resumption, 0 };
	int n = steps_ahead(w[1]);

	NEED(n >= 0);
	if (!target.agent[0] || !write_resumption(&o, n)) {
		answer_not("the agent cannot be executed: its path is not known, or there are too many steps", "");
		return;
	}
	long r = sys5(__NR_clone, SIGCHLD, 0, 0, 0, 0);

	if (failed(r)) {
		answer_error(r);
		return;
	}
	if (!r) {
		execute_agent("--resume", &o);
		sys1(__NR_exit_group, 127);
	}
	answer_ending(r);
	self.next += n;
}

/* become N: this process becomes the agent and carries out the next N steps, which are its last. */
static void step_become(char **w)
{
	struct out o = { resumption, 0, sizeof resumption, 0 };
	int n = steps_ahead(w[1]);

	NEED(n >= 0);
	if (!target.agent[0] || !write_resumption(&o, n)) {
		answer_not("the agent cannot be executed: its path is not known, or there are too many steps", "");
		return;
	}
	/* What comes after this line is the new image's to say. */
	answer("ok");
	execute_agent("--become", &o);
	sys1(__NR_exit_group, 127);
}

const struct step_kind process_steps[] = {
	{ "rlimit", 3, step_rlimit }, { "room", 2, step_room }, { "drop", 1, step_drop }, { "capability", 1, step_capability },
	{ "mount", 2, step_mount }, { "exhaust", 1, step_exhaust }, { "fork", 1, step_fork }, { "join", 1, step_join },
	{ "exec", 1, step_exec }, { "become", 1, step_become }, { "architecture", 0, step_architecture }, { "arena", 0, step_arena }, { 0, 0, 0 }
};
