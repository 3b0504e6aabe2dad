/* Steps that bring other processes into a case: children that it forks, and images that it executes. */
#include "calls.h"
#include "executor.h"
#include "names.h"

#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/signal.h>

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
		r = process_fork();
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

	/* Some want a place to complain to, and take the number 2 for it whether it is open or not. */
	long nowhere = sys4(__NR_openat, AT_FDCWD, "/dev/null", O_RDWR, 0);

	if (!failed(nowhere) && nowhere != 2 && failed(sys3(__NR_fcntl, 2, F_GETFD, 0)))
		sys3(__NR_dup3, nowhere, 2, 0);
	if (!failed(nowhere) && nowhere != 2)
		sys1(__NR_close, nowhere);

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
	long r = process_fork();

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

/*
 * loop ROUNDS: what a case costs at the very least, on this target: a child that maps a page, touches it and exits, and a parent that
 * waits for it. No case holds it; it is the yardstick of the bench.
 */
static void step_loop(char **w)
{
	word rounds, start;

	NEED(operand(w[1], &rounds));
	start = now_us();
	for (word i = 0; i < rounds; i++) {
		long pid = process_fork();

		if (failed(pid)) {
			answer_error(pid);
			return;
		}
		if (!pid) {
			long r = memory_map(0, target.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, (word)-1, 0);

			if (!failed(r))
				*(volatile byte *)(reg)r = 1;
			sys1(__NR_exit_group, failed(r));
		}
		while (sys4(__NR_wait4, pid, 0, 0, 0) == -4)
			;
	}
	answer_value(now_us() - start);
}

const struct step_kind child_steps[] = {
	{ "fork", 1, step_fork }, { "join", 1, step_join }, { "exec", 1, step_exec }, { "become", 1, step_become },
	{ "loop", 1, step_loop },
	{ 0, 0, 0 }
};
