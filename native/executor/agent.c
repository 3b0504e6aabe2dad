/*
 * The agent door: the executor as a static program without libc. It reads programs from standard input and writes records to
 * standard output. `--resume OUT IN` is the other end of the step `exec` (process.c), `--init` makes it the first process of a
 * machine (init.c). `pack` puts programs of its own into it: then it reads those and nothing else.
 */
#include "serve.h"

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

/* Not known when this is compiled. */
static unsigned long long packed_length(void)
{
	return *(const volatile unsigned long long *)&packed.length;
}

/* More of the programs that are packed in. */
static long packed_more(char *to, word room)
{
	word n = (word)packed_length() - packed_at;

	if (n > room)
		n = room;
	memcpy(to, packed.programs + packed_at, n);
	packed_at += n;
	return (long)n;
}

static int is_resume(char **argv, int argc)
{
	return argc >= 4 && (text_equal(argv[1], "--resume") || text_equal(argv[1], "--become"));
}

/* `resume NEXT ARENA PROCESSOR a=0x.. ..`, then the step lines up to the end of input. */
static void resume(int is_child, const char *out_fd, const char *in_fd)
{
	static struct program p;
	char *words[32];
	const char *s = out_fd;
	word n, out = 1, next = 0;
	int count;

	read_number(&s, &out);
	s = in_fd;
	read_number(&s, &input.fd);
	n = line_ahead(0);
	if (!n)
		sys1(__NR_exit_group, 126);
	input.text[n - 1] = 0;
	count = split_words(input.text, words, 32);
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
	input.at = n;
	self.next = self.end = (int)next;
	/* The pipe holds all of it: nothing is moved while lines point into the buffer. */
	while (input.n < sizeof input.text) {
		long r = sys3(__NR_read, input.fd, input.text + input.n, sizeof input.text - input.n);

		if (failed(r) || !r)
			break;
		input.n += (word)r;
	}
	for (word at = input.at; at < input.n && self.end < MAX_STEPS;) {
		p.lines[self.end++] = input.text + at;
		while (at < input.n && input.text[at] != '\n')
			at++;
		input.text[at++] = 0;
	}
	fault_catch();
	functions.executed();
	go_on();
}

/* argc, argv, a NULL, the environment, a NULL, the auxiliary vector */
__attribute__((noreturn, used)) void agent_main(reg *stack)
{
	int argc = (int)stack[0];
	char **argv = (char **)(stack + 1);
	reg *auxv = stack + 2 + argc;

	while (*auxv++)
		;
	if (init_wanted(argc, argv))
		init_machine(argc, argv);
	target_init(auxv);
	target.stack_grows = 1;
	if (stand_in)
		stand_in(argc, argv);
	if (is_resume(argv, argc))
		resume(text_equal(argv[1], "--resume"), argv[2], argv[3]);
	for (int i = 1; i < argc; i++)
		if (text_equal(argv[i], "--one-process"))
			target.one_process = 1;
	if (packed_length())
		input.more = packed_more;
	serve();
}

__asm__(".globl _start\n_start:\n\t" ENTRY);
