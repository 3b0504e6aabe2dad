/* The library door: the executor as a shared object, called from another process (Node, by FFI), one case a call. */
#include "executor.h"

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

/* Takes a `config` line. Returns 0. */
int mc_configure(const char *text)
{
	static char line[3 * PATH_ROOM];
	word n = text_length(text);

	if (n >= sizeof line)
		return -1;
	memcpy(line, text, n + 1);
	if (n && line[n - 1] == '\n')
		line[n - 1] = 0;
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

/* Runs one case (header and step lines) and writes its records; returns their length in bytes, or -1 if they do not fit. */
int mc_case(const char *text, int length, char *out, int size)
{
	static struct program p;
	static char copy[192 << 10];
	const char *why;

	sink_open(out, size);
	if (length < 0 || (word)length > sizeof copy)
		return -1;
	memcpy(copy, text, (word)length);
	if (program_read(&p, copy, (word)length, &why))
		program_run(&p, emit);
	else {
		char buffer[160];
		struct out o = { buffer, 0, sizeof buffer, 0 };

		put(&o, "bad ");
		put_dec(&o, p.seq);
		put(&o, " ");
		put(&o, why);
		emit_record(emit, buffer, o.n);
	}
	return sink_close();
}
