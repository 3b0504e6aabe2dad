/* Programs from standard input, records to standard output: what the agent does, and the library where it has its process to itself. */
#include "serve.h"

#include <asm/ioctls.h>

struct input input;

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

word line_ahead(word from)
{
	for (word i = from;; i++) {
		if (i == input.n) {
			if (input.at) {
				memcpy(input.text, input.text + input.at, input.n - input.at);
				input.n -= input.at;
				i -= input.at;
				from -= input.at;
				input.at = 0;
			}
			if (input.n == sizeof input.text)
				return 0;
			/* Whoever reads waits for what is here before there is more to read. */
			flush();
			word room = sizeof input.text - input.n;
			long r = input.more ? input.more(input.text + input.n, room) :
					      sys3(__NR_read, input.fd, input.text + input.n, room);

			if (r == -4) {
				i--;
				continue;
			}
			if (failed(r) || !r)
				return 0;
			input.n += (word)r;
		}
		if (input.text[i] == '\n')
			return i + 1 - from;
	}
}

/* Reads one command; returns 0 at the end of input. */
static int serve_one(void)
{
	static struct program p;
	word n = line_ahead(input.at), steps = 0, total;
	const char *why, *s;
	char *line = input.text + input.at;

	if (!n)
		return 0;
	line = input.text + input.at;
	if (text_starts(line, "config ")) {
		line[n - 1] = 0;
		target_configure(line);
		input.at += n;
		return 1;
	}
	/* For whoever reads what comes out of a pack: which programs are in it. */
	if (text_starts(line, "echo ")) {
		emit_record(emit, line + 5, n - 6);
		input.at += n;
		return 1;
	}
	/* The end of a line that has none, such as a serial one. */
	if (n == 4 && text_starts(line, "bye\n"))
		return 0;
	if (!text_starts(line, "case ")) {
		/* An empty line, or what is left of a damaged case: go on until one begins. */
		input.at += n;
		return 1;
	}
	/* The third number says how many lines follow. */
	s = line + 5;
	for (int spaces = 0; *s != '\n' && spaces < 2; s++)
		spaces += *s == ' ';
	read_number(&s, &steps);
	total = n;
	for (word i = 0; i < steps; i++) {
		word m = line_ahead(input.at + total);

		if (!m) {
			emit_bad(emit, 0, "the input ended in the middle of a case, or it is too long");
			return 0;
		}
		total += m;
	}
	line = input.text + input.at;
	input.at += total;
	/* Its end goes out with the next one's beginning: each write wakes up who reads. */
	if (program_read(&p, line, total, &why))
		program_run(&p, emit);
	else
		emit_bad(emit, p.seq, why);
	return 1;
}

void serve(void)
{
	char hello[320];
	struct out o = { hello, 0, sizeof hello - 1, 0 };

	target_describe(&o);
	hello[o.n] = 0;
	emit_text(hello);
	while (serve_one())
		;
	emit_text("bye");
	/* Where we are the last process, the machine may be gone before a serial line has sent it all. */
	sys3(__NR_ioctl, 1, TCSBRK, 1);
	for (;;)
		sys1(__NR_exit_group, 0);
}
