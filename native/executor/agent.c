/*
 * The agent door: the executor as a static program without libc. It reads programs from standard input and writes records to
 * standard output. `--resume OUT IN` is the other end of the step `exec` (process.c), `--init` makes it the first process of a
 * machine (init.c). `pack` puts programs of its own into it: then it reads those and nothing else.
 */
#include "executor.h"

#include <asm/ioctls.h>

#define TEXT_ROOM (192 << 10)

/*
 * What `pack` turns into a length and programs, by letting this part of the file grow: a segment of its own, behind all others. In
 * a plain agent the length is 0.
 */
__attribute__((section(".packed"), aligned(16), used)) static const struct {
	char mark[24];
	unsigned long long length; /* little-endian or not, as the agent is */
	char programs[];
} packed = { "%mc packed programs 01", 0, {} };
static word packed_at;
static int resumed;

static char text[TEXT_ROOM];
static word text_n, text_at;
static word in_fd;

/* Records gather here, so that a case costs one write. */
static char pending[64 << 10];
static word pending_n;

static void flush(void)
{
	for (word at = 0; at < pending_n;) {
		long r = sys3(__NR_write, 1, pending + at, pending_n - at);

		if (r == -4)
			continue;
		if (failed(r))
			sys1(__NR_exit_group, 1);
		at += (word)r;
	}
	pending_n = 0;
}

static void emit(const char *records, word length)
{
	if (pending_n + length > sizeof pending)
		flush();
	memcpy(pending + pending_n, records, length);
	pending_n += length;
	/* `begin` must be out before the case can take us down. */
	for (word i = 0; i + 6 <= length && i < 40; i++)
		if (target.one_process || text_starts(records + i, " begin ")) {
			flush();
			break;
		}
}

static void emit_text(const char *payload)
{
	emit_record(emit, payload, text_length(payload));
	flush();
}

/* More text: the programs packed in if there are any, else what comes from outside. */
static long read_more(char *to, word room)
{
	/* Not known when this is compiled. */
	word length = (word)*(const volatile unsigned long long *)&packed.length, n = length - packed_at;

	if (!length || resumed)
		return sys3(__NR_read, in_fd, to, room);
	if (n > room)
		n = room;
	memcpy(to, packed.programs + packed_at, n);
	packed_at += n;
	return (long)n;
}

/* Makes text[text_at ..] hold at least one whole line; returns its length with the LF, 0 at the end of input. */
static word line_ahead(word from)
{
	for (word i = from;; i++) {
		if (i == text_n) {
			if (text_at) {
				memcpy(text, text + text_at, text_n - text_at);
				text_n -= text_at;
				i -= text_at;
				from -= text_at;
				text_at = 0;
			}
			if (text_n == sizeof text)
				return 0;
			/* Whoever reads waits for what is here before there is more to read. */
			flush();
			long r = read_more(text + text_n, sizeof text - text_n);

			if (r == -4) {
				i--;
				continue;
			}
			if (failed(r) || !r)
				return 0;
			text_n += (word)r;
		}
		if (text[i] == '\n')
			return i + 1 - from;
	}
}

static int is_resume(char **argv, int argc)
{
	return argc >= 4 && (text_equal(argv[1], "--resume") || text_equal(argv[1], "--become"));
}

/* `resume NEXT ARENA PROCESSOR a=0x.. ..`, then the step lines up to the end of input. */
static void resume(int is_child, const char *out_fd, const char *input)
{
	static struct program p;
	char *words[32];
	const char *s = out_fd;
	word n, out = 1, next = 0;
	int count;

	read_number(&s, &out);
	s = input;
	read_number(&s, &in_fd);
	resumed = 1;
	n = line_ahead(0);
	if (!n)
		sys1(__NR_exit_group, 126);
	text[n - 1] = 0;
	count = split_words(text, words, 32);
	self.out = (int)out;
	/* Only the case's own process writes the final mark (go_on). */
	self.release = self.ready = is_child ? 0 : -1;
	self.released = 1;
	self.program = &p;
	for (int i = 1; i < count; i++) {
		word value;

		s = i < 4 ? words[i] : words[i] + 2;
		if (!read_number(&s, &value))
			continue;
		if (i == 1)
			next = value;
		else if (i == 2)
			self.arena = value;
		else if (i == 3) {
			/* The exec left the emulator: what we would see now is somebody else. */
			if (value != processor_model())
				sys1(__NR_exit_group, 125);
		} else
			slot_set(words[i], value);
	}
	text_at = n;
	self.next = self.end = (int)next;
	/* The pipe holds all of it: nothing is moved while lines point into the buffer. */
	while (text_n < sizeof text) {
		long r = sys3(__NR_read, in_fd, text + text_n, sizeof text - text_n);

		if (failed(r) || !r)
			break;
		text_n += (word)r;
	}
	for (word at = text_at; at < text_n && self.end < MAX_STEPS;) {
		p.lines[self.end++] = text + at;
		while (at < text_n && text[at] != '\n')
			at++;
		text[at++] = 0;
	}
	fault_catch();
	functions.executed();
	go_on();
}

/* Reads one command; returns 0 at the end of input. */
static int serve(void)
{
	static struct program p;
	word n = line_ahead(text_at), steps = 0, total;
	const char *why, *s;
	char *line = text + text_at;

	if (!n)
		return 0;
	line = text + text_at;
	if (text_starts(line, "config ")) {
		line[n - 1] = 0;
		target_configure(line);
		text_at += n;
		return 1;
	}
	/* For whoever reads what comes out of a pack: which programs are in it. */
	if (text_starts(line, "echo ")) {
		emit_record(emit, line + 5, n - 6);
		text_at += n;
		return 1;
	}
	/* The end of a line that has none, such as a serial one. */
	if (n == 4 && text_starts(line, "bye\n"))
		return 0;
	if (!text_starts(line, "case ")) {
		/* An empty line, or what is left of a damaged case: go on until one begins. */
		text_at += n;
		return 1;
	}
	/* The third number says how many lines follow. */
	s = line + 5;
	for (int spaces = 0; *s != '\n' && spaces < 2; s++)
		spaces += *s == ' ';
	read_number(&s, &steps);
	total = n;
	for (word i = 0; i < steps; i++) {
		word m = line_ahead(text_at + total);

		if (!m) {
			emit_bad(emit, 0, "the input ended in the middle of a case, or it is too long");
			return 0;
		}
		total += m;
	}
	line = text + text_at;
	text_at += total;
	/* Its end goes out with the next one's beginning: each write wakes up who reads. */
	if (program_read(&p, line, total, &why))
		program_run(&p, emit);
	else
		emit_bad(emit, p.seq, why);
	return 1;
}

/* argc, argv, a NULL, the environment, a NULL, the auxiliary vector */
__attribute__((noreturn, used)) void agent_main(reg *stack)
{
	int argc = (int)stack[0];
	char **argv = (char **)(stack + 1);
	reg *auxv = stack + 2 + argc;
	char hello[320];
	struct out o = { hello, 0, sizeof hello - 1, 0 };

	while (*auxv++)
		;
	if (init_wanted(argc, argv))
		init_machine(argc, argv);
	target_init(auxv);
	if (stand_in)
		stand_in(argc, argv);
	if (is_resume(argv, argc))
		resume(text_equal(argv[1], "--resume"), argv[2], argv[3]);
	for (int i = 1; i < argc; i++)
		if (text_equal(argv[i], "--one-process"))
			target.one_process = 1;
	target_describe(&o);
	hello[o.n] = 0;
	emit_text(hello);
	while (serve())
		;
	emit_text("bye");
	/* Where we are the last process, the machine may be gone before a serial line has sent it all. */
	sys3(__NR_ioctl, 1, TCSBRK, 1);
	for (;;)
		sys1(__NR_exit_group, 0);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall agent_main\n");
#elif defined(__i386__)
__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %esp, %eax\n\tand $-16, %esp\n\tsub $12, %esp\n\tpush %eax\n"
	"\tcall agent_main\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n\tmov x29, #0\n\tmov x0, sp\n\tbl agent_main\n");
#elif defined(__riscv)
__asm__(".globl _start\n_start:\n\t.option push\n\t.option norelax\n\tla gp, __global_pointer$\n\t.option pop\n"
	"\tmv a0, sp\n\tcall agent_main\n");
#endif
