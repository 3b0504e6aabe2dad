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

	PROVIDED(munmap);
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

const struct step_kind process_steps[] = {
	{ "rlimit", 3, step_rlimit }, { "room", 2, step_room }, { "drop", 1, step_drop },
	{ "capability", 1, step_capability }, { "mount", 2, step_mount }, { "exhaust", 1, step_exhaust },
	{ "architecture", 0, step_architecture }, { "arena", 0, step_arena }, { 0, 0, 0 }
};
