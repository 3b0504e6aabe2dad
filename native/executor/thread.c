/* Steps with several threads in the case's process, for what is promised of calls made at the same time. */
#include "executor.h"

#include <linux/futex.h>
#include <linux/mman.h>
#include <linux/sched.h>

#define THREAD_FLAGS (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM)
#define MAX_THREADS 16
#define STACK_SIZE (16 << 10)

static byte stacks[MAX_THREADS][STACK_SIZE] __attribute__((aligned(16)));

/* What the threads of a step share. */
static struct {
	void (*work)(word thread);
	word addr, rounds;
	volatile int round, done, alive;
	volatile long successes, refusals, others;
} team;

static void wake(volatile int *at);

void thread_work(reg thread)
{
	team.work(thread);
	__atomic_sub_fetch(&team.alive, 1, __ATOMIC_SEQ_CST);
	wake(&team.alive);
}

__attribute__((noreturn, used)) static void thread_main(reg thread)
{
	thread_work(thread);
	for (;;)
		sys1(__NR_exit, 0);
}

long start_bare_thread(reg thread)
{
	return clone_thread(THREAD_FLAGS, stacks[thread] + STACK_SIZE, thread_main, thread);
}

static void yield(void)
{
	sys0(__NR_sched_yield);
}

/* Looks a while, so that threads which wait for the same go on at the same time; then sleeps, for machines with fewer processors. */
static void wait_for_change(volatile int *at, int from)
{
	for (int i = 0; i < 1000; i++)
		if (*at != from)
			return;
	sys6(__NR_futex, (long)at, FUTEX_WAIT_PRIVATE, from, 0, 0, 0);
}

static void wake(volatile int *at)
{
	sys6(__NR_futex, (long)at, FUTEX_WAKE_PRIVATE, MAX_THREADS, 0, 0, 0);
}

/* Starts n threads; returns 0, or answers and returns -1. */
static int start_team(word n, void (*work)(word))
{
	team.work = work;
	team.round = team.done = 0;
	team.successes = team.refusals = team.others = 0;
	team.alive = 0;
	self.threads = 1;
	if (n > MAX_THREADS) {
		answer_not("too many threads", "");
		return -1;
	}
	for (word i = 0; i < n; i++) {
		__atomic_add_fetch(&team.alive, 1, __ATOMIC_SEQ_CST);
		long r = functions.start_thread((reg)i);

		if (failed(r)) {
			answer_error(r);
			return -1;
		}
	}
	return 0;
}

static void race_worker(word thread)
{
	(void)thread;
	for (word round = 1; round <= team.rounds; round++) {
		for (int seen; (word)(seen = team.round) < round;)
			wait_for_change(&team.round, seen);
		long r = functions.mmap(team.addr, target.page, PROT_READ | PROT_WRITE,
					MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, (word)-1, 0);

		if (r == (long)team.addr)
			__atomic_add_fetch(&team.successes, 1, __ATOMIC_SEQ_CST);
		else if (r == -17 /* EEXIST */)
			__atomic_add_fetch(&team.refusals, 1, __ATOMIC_SEQ_CST);
		else
			__atomic_add_fetch(&team.others, 1, __ATOMIC_SEQ_CST);
		__atomic_add_fetch(&team.done, 1, __ATOMIC_SEQ_CST);
		wake(&team.done);
	}
}

/* race ADDR THREADS ROUNDS: in each round the page is free, and all threads ask for it by MAP_FIXED_NOREPLACE. */
static void step_race(char **w)
{
	char buffer[96];
	struct out o;
	word threads, least = ~(word)0, most = 0;

	PROVIDED(munmap);
	NEED(operand_reg(w[1], &team.addr) && operand(w[2], &threads) && operand(w[3], &team.rounds));
	NEED(start_team(threads, race_worker) == 0);
	for (word round = 1; round <= team.rounds; round++) {
		functions.munmap(team.addr, target.page);
		team.successes = team.done = 0;
		__atomic_store_n(&team.round, (int)round, __ATOMIC_SEQ_CST);
		wake(&team.round);
		for (int seen; (word)(seen = team.done) < threads;)
			wait_for_change(&team.done, seen);
		if ((word)team.successes < least)
			least = (word)team.successes;
		if ((word)team.successes > most)
			most = (word)team.successes;
	}
	for (int seen; (seen = team.alive);)
		wait_for_change(&team.alive, seen);
	self.threads = 0;
	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok ");
	put_dec(&o, least);
	put(&o, " ");
	put_dec(&o, most);
	put(&o, " ");
	put_dec(&o, (word)team.others);
	answer_send(&o);
}

static void mapping_worker(word thread)
{
	for (word round = 1; round <= team.rounds; round++) {
		word mark = thread << 32 | round;
		long r = functions.mmap(0, target.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, (word)-1, 0);

		if (failed(r) || functions.load(AS_WORD(r), 8) != 0) {
			__atomic_add_fetch(&team.others, 1, __ATOMIC_SEQ_CST);
			continue;
		}
		functions.store(AS_WORD(r), 8, mark);
		yield();
		if (functions.load(AS_WORD(r), 8) != mark || failed(functions.munmap(AS_WORD(r), target.page)))
			__atomic_add_fetch(&team.others, 1, __ATOMIC_SEQ_CST);
	}
}

/* threads THREADS ROUNDS: each maps a page, finds it zero, marks it, finds its mark, and unmaps it; how often that went wrong. */
static void step_threads(char **w)
{
	char buffer[64];
	struct out o;
	word threads;

	PROVIDED(munmap);
	NEED(operand(w[1], &threads) && operand(w[2], &team.rounds));
	NEED(start_team(threads, mapping_worker) == 0);
	for (int seen; (seen = team.alive);)
		wait_for_change(&team.alive, seen);
	self.threads = 0;
	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok ");
	put_dec(&o, (word)team.others);
	answer_send(&o);
}

const struct step_kind thread_steps[] = { { "race", 3, step_race }, { "threads", 2, step_threads }, { 0, 0, 0 } };
