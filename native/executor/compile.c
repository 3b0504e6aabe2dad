/* The step that asks the machine's C compiler: what the header files declare, and what the C library does, is promised, too. */
#include "calls.h"
#include "executor.h"

#include <linux/fcntl.h>
#include <linux/signal.h>

static long write_text(const char *path, const char *text, word n)
{
	long fd = sys4(__NR_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	long r = failed(fd) ? fd : sys3(__NR_write, fd, text, n);

	if (!failed(fd))
		sys1(__NR_close, fd);
	return failed(r) ? r : 0;
}

/* Runs a program with nothing but /dev/null open; returns how wait4(2) says that it ended, or -errno. */
static long run_program(const char *path, char **argv)
{
	char *envp[] = { "PATH=/usr/local/bin:/usr/bin:/bin", 0 };
	int status = 0;
	long r = process_fork();

	if (failed(r))
		return r;
	if (!r) {
		long null = sys4(__NR_openat, AT_FDCWD, "/dev/null", O_RDWR, 0);

		for (int fd = 0; fd < 3; fd++)
			if (null != fd)
				sys3(__NR_dup3, null, fd, 0);
		sys3(__NR_execve, path, argv, envp);
		sys1(__NR_exit_group, 127);
	}
	while (sys4(__NR_wait4, r, &status, 0, 0) == -4)
		;
	return status;
}

/*
 * compile STD WHAT SOURCE: whether the C compiler of the machine accepts the source (in hexadecimal) without a warning; and
 * where WHAT is `run` or `run32`, whether the program, of 64 or 32 bits, then exits with 0.
 */
static void step_compile(char **w)
{
	static char source[8192];
	char path[PATH_ROOM], program[PATH_ROOM], std[64];
	struct out o = { path, 0, sizeof path - 1, 0 }, q = { program, 0, sizeof program - 1, 0 }, s = { std, 0, sizeof std - 1, 0 };
	int runs = text_starts(w[2], "run");
	word n = 0;

	for (const char *h = w[3]; h[0] && h[1] && n < sizeof source; h += 2)
		source[n++] = (char)((h[0] <= '9' ? h[0] - '0' : h[0] - 'a' + 10) << 4 | (h[1] <= '9' ? h[1] - '0' : h[1] - 'a' + 10));
	put(&o, target.scratch);
	put(&o, "/unit.c");
	path[o.n] = 0;
	put(&q, target.scratch);
	put(&q, "/unit");
	program[q.n] = 0;
	put(&s, "-std=");
	put(&s, w[1]);
	std[s.n] = 0;
	long r = write_text(path, source, n);

	if (failed(r)) {
		answer_error(r);
		return;
	}
	char *check[] = { "cc", std, "-fsyntax-only", "-Wall", "-Wextra", "-Werror", path, 0 };
	char *build[] = { "cc", std, "-Wall", "-Wextra", "-Werror", "-o", program, path, 0 };
	/* The kernel's headers for both kinds of programs are those of the other kind, unless there are some of its own. */
	char *build32[] = { "cc", std, "-m32", "-idirafter", "/usr/include/x86_64-linux-gnu", "-Wall", "-Wextra", "-Werror", "-o", program, path, 0 };
	char **argv = !runs ? check : text_equal(w[2], "run32") ? build32 : build;

	r = run_program("/usr/local/bin/cc", argv);
	if (r == 127 << 8)
		r = run_program("/usr/bin/cc", argv);
	if (!r && runs) {
		char *run[] = { program, 0 };

		r = run_program(program, run);
	}
	sys3(__NR_unlinkat, AT_FDCWD, path, 0);
	sys3(__NR_unlinkat, AT_FDCWD, program, 0);
	if (r == 127 << 8)
		answer_not("there is no C compiler", "");
	else
		answer(r ? "ok refused" : "ok accepted");
}

const struct step_kind compile_steps[] = { { "compile", 3, step_compile }, { 0, 0, 0 } };
