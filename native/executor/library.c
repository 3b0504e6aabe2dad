/*
 * The library door: the executor as a shared object, called from another process (Node, by FFI), one case a call.
 *
 * A process like Node's is expensive to copy, and every copy makes it slower itself. So it is copied once: the copy, the nursery,
 * lets go of all memory but the executor's own, and forks a child for each case that comes by its pipe. It ends when that pipe is
 * closed, which is at the latest when the process that loaded us is gone.
 */
#include "calls.h"
#include "executor.h"

#include <linux/fcntl.h>
#include <linux/signal.h>

#ifndef __NR_close_range
#define __NR_close_range NEW_CALL(436)
#endif

static struct out sink;

static void emit(const char *records, word length)
{
	put_bytes(&sink, records, length);
}

static void sink_open(char *out, int size)
{
	sink.at = out;
	sink.n = 0;
	sink.size = (word)size;
	sink.full = 0;
}

/* What did not fit would read as damage: say that the buffer is too small instead. */
static int sink_close(void)
{
	return sink.full ? -1 : (int)sink.n;
}

static struct {
	long pid; /* 0: not started */
	int programs, records; /* our ends of its pipes */
} nursery;

/* Both ends of a pipe speak in blocks: a length, then that many bytes. Returns 0 when the other side is gone. */
static int transfer(long call, int fd, void *block, word n)
{
	for (word done = 0; done < n;) {
		long r = sys3(call, fd, (char *)block + done, n - done);

		if (r == -4)
			continue;
		if (r <= 0)
			return 0;
		done += (word)r;
	}
	return 1;
}

static int nursery_out;

static void emit_block(const char *records, word length)
{
	if (!transfer(__NR_write, nursery_out, &length, sizeof length) ||
	    !transfer(__NR_write, nursery_out, (void *)records, length))
		sys1(__NR_exit_group, 1);
}

static void run_case(char *text, word length, emit_function *to)
{
	static struct program p;
	const char *why;

	if (program_read(&p, text, length, &why)) {
		program_run(&p, to);
		return;
	}
	emit_bad(to, p.seq, why);
}

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char _end[] __attribute__((visibility("hidden")));

static word thread_pointer(void)
{
#if defined(__x86_64__)
	word r;

	__asm__("mov %%fs:0, %0" : "=r"(r));
	return r;
#elif defined(__i386__)
	reg r;

	__asm__("mov %%gs:0, %0" : "=r"(r));
	return r;
#elif defined(__powerpc64__)
	/* It points behind the block (by 28 KB): below it is what the kernel writes to. */
	word r;

	__asm__("addi %0, 13, -0x7000" : "=b"(r));
	return r;
#else
	return AS_WORD(__builtin_thread_pointer());
#endif
}

/*
 * Unmaps what was the process's that we are a copy of. What stays: this library, the stack, the kernel's own pages, and the
 * thread's block, into which the kernel writes on behalf of the C library that registered it (rseq, robust futexes).
 */
static void let_go(void)
{
	word keep[] = { AS_WORD(__builtin_frame_address(0)), thread_pointer() };
	static char line[PATH_ROOM];
	struct reader r;

	if (!reader_open(&r, "/proc/self/maps"))
		return;
	while (reader_line(&r, line, sizeof line)) {
		word ends[2] = { 0, 0 };
		const char *s = line;
		int kept = 0;

		if (!read_range(&s, &ends[0], &ends[1]))
			continue;
		for (word i = 0; i < sizeof keep / sizeof keep[0]; i++)
			kept |= keep[i] >= ends[0] && keep[i] < ends[1];
		kept |= ends[0] < AS_WORD(_end) && ends[1] > AS_WORD(__ehdr_start);
		while (*s && *s != '[')
			s++;
		kept |= text_starts(s, "[v");
		if (!kept)
			sys2(__NR_munmap, ends[0], ends[1] - ends[0]);
	}
	reader_close(&r);
}

__attribute__((noreturn)) static void be_the_nursery(int in, int out)
{
	static char text[192 << 10];
	word length;

	sys2(__NR_setpgid, 0, 0);
	/* The handlers of the process that we were are not ours, and what waits for its Ctrl-C is not meant for us. */
	for (int signal = 1; signal < 32; signal++) {
		int deaf = signal == SIGINT || signal == SIGTERM || signal == SIGHUP || signal == SIGQUIT || signal == SIGPIPE;

		(deaf ? signal_ignore : signal_by_default)(signal);
	}
	let_go();
	inspect_init();
	sys3(__NR_dup3, in, 3, 0);
	nursery_out = (int)sys3(__NR_fcntl, out, F_DUPFD, 10);
	for (word fd = 0; fd < 3; fd++)
		sys1(__NR_close, fd);
	for (word fd = 4; fd < 10; fd++)
		sys1(__NR_close, fd);
	sys3(__NR_close_range, nursery_out + 1, ~0u, 0);
	while (transfer(__NR_read, 3, &length, sizeof length) && length <= sizeof text &&
	       transfer(__NR_read, 3, text, length)) {
		word end = 0;

		run_case(text, length, emit_block);
		if (!transfer(__NR_write, nursery_out, &end, sizeof end))
			break;
	}
	for (;;)
		sys1(__NR_exit_group, 0);
}

/* Ends the case under way, and the nursery with it; from any thread. mc_case returns what there is. */
void mc_interrupt(void)
{
	long pid = nursery.pid;

	if (pid)
		sys2(__NR_kill, pid, SIGKILL);
}

/* Ends the nursery; only when no case is under way. */
void mc_stop(void)
{
	if (!nursery.pid)
		return;
	mc_interrupt();
	while (sys4(__NR_wait4, nursery.pid, 0, 0, 0) == -4)
		;
	sys1(__NR_close, nursery.programs);
	sys1(__NR_close, nursery.records);
	nursery.pid = 0;
}

static long nursery_start(void)
{
	int programs[2], records[2];
	long r = sys2(__NR_pipe2, programs, O_CLOEXEC);

	if (!failed(r))
		r = sys2(__NR_pipe2, records, O_CLOEXEC);
	if (!failed(r))
		r = process_fork();
	if (failed(r))
		return r;
	if (!r) {
		sys1(__NR_close, programs[1]);
		sys1(__NR_close, records[0]);
		be_the_nursery(programs[0], records[1]);
	}
	sys1(__NR_close, programs[0]);
	sys1(__NR_close, records[1]);
	nursery.pid = r;
	nursery.programs = programs[1];
	nursery.records = records[0];
	return 0;
}

/* Takes a `config` line, for the cases from now on. Returns 0. */
int mc_configure(const char *text)
{
	static char line[4 * PATH_ROOM];
	word n = text_length(text);

	if (n >= sizeof line)
		return -1;
	memcpy(line, text, n + 1);
	if (n && line[n - 1] == '\n')
		line[n - 1] = 0;
	mc_stop();
	return target_configure(line);
}

/* Writes the hello record; returns its length in bytes, or -1 if it does not fit. */
int mc_hello(char *out, int size)
{
	char hello[320];
	struct out o = { hello, 0, sizeof hello - 1, 0 };

	target_init(0);
	target_describe(&o);
	sink_open(out, size);
	emit_record(emit, hello, o.n);
	return sink_close();
}

/*
 * Runs one case (header and step lines) and writes its records; returns their length in bytes, or -1 if they do not fit. Records
 * are missing at the end if the nursery died of the case; the next one gets a new nursery.
 */
int mc_case(const char *text, int length, char *out, int size)
{
	static char block[4096];
	word n = (word)length;

	sink_open(out, size);
	if (length < 0 || (!nursery.pid && failed(nursery_start())))
		return -1;
	if (!transfer(__NR_write, nursery.programs, &n, sizeof n) || !transfer(__NR_write, nursery.programs, (void *)text, n)) {
		mc_stop();
		return sink_close();
	}
	while (transfer(__NR_read, nursery.records, &n, sizeof n)) {
		if (!n)
			return sink_close();
		while (n) {
			word part = n < sizeof block ? n : sizeof block;

			if (!transfer(__NR_read, nursery.records, block, part))
				break;
			emit(block, part);
			n -= part;
		}
	}
	mc_stop();
	return sink_close();
}
