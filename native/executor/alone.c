/*
 * Cases on a system without fork: each runs in the executor's own process, as far as that goes. Steps that change what the process
 * is are not provided, what a case mapped and opened is undone after it, and a case that takes the process down takes the
 * executor down with it.
 */
#include "calls.h"
#include "executor.h"

#include <linux/signal.h>
#include <linux/time.h>

#define MOST_MAPPINGS 256

static struct reservation mapped[MOST_MAPPINGS];
static int mappings;
/* Where the end of a case leads back to, out of any number of handlers. */
static void *way_back[5];
static int timed_out;

int wants_process(const char *kind)
{
	static const char *const kinds[] = {
		"fork", "join", "exec", "become", "loop", "kill", "drop", "rlimit", "room", "personality", "mdwe", "mount", "mlockall",
		"munlockall", "mseal", "race", "threads", "exhaust", "openmany", "setting", "swapon", "swapoff", "compile", 0
	};

	for (const char *const *k = kinds; *k; k++)
		if (text_equal(kind, *k))
			return 1;
	return 0;
}

void remember_mapping(word addr, word length)
{
	if (self.direct && mappings < MOST_MAPPINGS)
		mapped[mappings++] = (struct reservation){ addr, length };
}

void leave_case(int timeout)
{
	timed_out = timeout;
	__builtin_longjmp(way_back, 1);
}

/* An alarm where there are alarms; a case that hangs where there are none is a system that hangs. */
static void set_alarm(word ms)
{
	reg timer[4] = { 0, 0, (reg)(ms / 1000), (reg)(ms % 1000 * 1000) };

	sys3(__NR_setitimer, 0 /* ITIMER_REAL */, timer, 0);
}

static __attribute__((noreturn, noinline)) void begin(struct program *p, emit_function *emit, struct reservation *whole)
{
	memset(&self, 0, sizeof self);
	self.program = p;
	self.end = p->steps;
	self.release = self.ready = -1;
	self.direct = emit;
	self.arena = reserve_arena(whole);
	fault_catch();
	set_alarm(p->timeout_ms);
	go_on();
}

void program_run_here(struct program *p, emit_function *emit)
{
	static struct reservation whole;
	static struct program *current;
	static emit_function *sink;
	static word start;
	struct ending e = { 0, 1, 0 };

	current = p;
	start = now_us();
	sink = emit;
	mappings = 0;
	if (!__builtin_setjmp(way_back))
		begin(p, emit, &whole);
	set_alarm(0);
	self.direct = 0;
	self.program = 0;
	for (int slot = 0; slot < 26; slot++)
		if (self.origin[slot])
			sys1(__NR_close, self.value[slot]);
	for (int i = 0; i < mappings; i++)
		sys2(__NR_munmap, mapped[i].start, (mapped[i].length + target.page - 1) & ~(target.page - 1));
	if (whole.length)
		sys2(__NR_munmap, whole.start, whole.length);
	e.timeout = timed_out;
	e.done = !timed_out;
	emit_end(sink, current, &e, now_us() - start, self.answers);
	sweep(current);
}
