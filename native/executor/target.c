#include "executor.h"

#include <linux/auxvec.h>
#include <linux/fcntl.h>
#include <linux/utsname.h>

struct target target;

void target_init(const reg *auxv)
{
	word kilobytes;

	target.page = 4096;
	target.huge = 2 << 20;
	if (auxv) {
		for (; auxv[0]; auxv += 2)
			if (auxv[0] == AT_PAGESZ)
				target.page = auxv[1];
	} else {
		/* No start-up stack of our own: the process's copy of it. */
		reg pair[2];
		long fd = sys4(__NR_openat, AT_FDCWD, "/proc/self/auxv", O_RDONLY | O_CLOEXEC, 0);

		while (!failed(fd) && sys3(__NR_read, fd, pair, sizeof pair) == sizeof pair && pair[0])
			if (pair[0] == AT_PAGESZ)
				target.page = pair[1];
		if (!failed(fd))
			sys1(__NR_close, fd);
	}
	if (read_field("/proc/meminfo", "Hugepagesize:", &kilobytes))
		target.huge = kilobytes << 10;
	inspect_init();
}

static void copy_path(char *to, const char *from)
{
	word n = text_length(from);

	if (n < PATH_ROOM)
		memcpy(to, from, n + 1);
}

/*
 * Makes the directories above and at a path, as far as they are not there: a sandbox may have a /dev/shm of its own, in which nothing
 * of the runner's is.
 */
static void make_directories(const char *path)
{
	char part[PATH_ROOM];

	for (word i = 1; i <= text_length(path) && i < PATH_ROOM; i++)
		if (path[i] == '/' || !path[i]) {
			memcpy(part, path, i);
			part[i] = 0;
			/* A case that becomes an ordinary user writes there, too, whatever the umask. */
			if (!failed(sys3(__NR_mkdirat, AT_FDCWD, part, 0777)))
				sys3(__NR_fchmodat, AT_FDCWD, part, 0777);
		}
}

int target_configure(char *line)
{
	char *words[MAX_WORDS];
	int n = split_words(line, words, MAX_WORDS);

	if (!n || !text_equal(words[0], "config"))
		return -1;
	for (int i = 1; i < n; i++) {
		if (text_starts(words[i], "scratch="))
			copy_path(target.scratch, words[i] + 8);
		else if (text_starts(words[i], "tmpfs=")) {
			copy_path(target.tmpfs, words[i] + 6);
			make_directories(target.tmpfs);
		} else if (text_starts(words[i], "dax="))
			copy_path(target.dax, words[i] + 4);
		else if (text_equal(words[i], "changes=yes"))
			target.may_change = 1;
		else if (text_equal(words[i], "processes=one"))
			target.one_process = 1;
		else if (text_equal(words[i], "machine=own"))
			target.own_machine = 1;
		else if (text_starts(words[i], "agent="))
			copy_path(target.agent, words[i] + 6);
	}
	return 0;
}

void target_describe(struct out *o)
{
	struct new_utsname name;
	long uid = sys0(__NR_getuid);

	memset(&name, 0, sizeof name);
	sys1(__NR_uname, &name);
	put(o, "hello v=1 arch=" ARCH_NAME " page=");
	put_dec(o, target.page);
	put(o, " huge=");
	put_dec(o, target.huge);
	put(o, " uid=");
	put_dec(o, failed(uid) ? 0 : (word)uid);
	put(o, " release=");
	put(o, name.release[0] ? name.release : "unknown");
}
