/* The text of a program, and the records that tell what came of it (docs/protocol.md). */
#include "executor.h"
#include "names.h"

int program_read(struct program *p, char *text, word length, const char **why)
{
	char *words[MAX_WORDS], *at = text, *end = text + length;
	const char *number;
	word steps, crc = 0;
	int n;

	while (at < end && *at != '\n')
		at++;
	*why = "it does not begin with a case line";
	if (at == end)
		return 0;
	*at++ = 0;
	n = split_words(text, words, MAX_WORDS);
	p->look = n == 6 && text_equal(words[5], "look");
	if (n != 5 + p->look || !text_equal(words[0], "case"))
		return 0;
	*why = "its case line holds no numbers";
	number = words[1];
	if (!read_number(&number, &p->seq))
		return 0;
	number = words[2];
	if (!read_number(&number, &p->timeout_ms))
		return 0;
	number = words[3];
	if (!read_number(&number, &steps))
		return 0;
	for (const char *c = words[4]; *c; c++)
		crc = crc * 16 + (word)(*c <= '9' ? *c - '0' : *c - 'a' + 10);
	*why = "it has too many steps";
	if (steps > MAX_STEPS)
		return 0;
	*why = "its checksum is wrong";
	if (crc32(at, (word)(end - at)) != crc)
		return 0;
	*why = "it has fewer steps than it says";
	for (p->steps = 0; p->steps < (int)steps; p->steps++) {
		if (at == end)
			return 0;
		p->lines[p->steps] = at;
		while (at < end && *at != '\n')
			at++;
		if (at == end)
			return 0;
		*at++ = 0;
	}
	return 1;
}

void emit_record(emit_function *emit, const char *payload, word length)
{
	char buffer[640];
	struct out o = { buffer, 0, sizeof buffer, 0 };

	put(&o, "%mc ");
	put_dec(&o, length);
	put(&o, " ");
	put_hex8(&o, crc32(payload, length));
	put(&o, " ");
	put_bytes(&o, payload, length);
	put(&o, "\n");
	emit(buffer, o.n);
}

void emit_bad(emit_function *emit, word seq, const char *why)
{
	char buffer[160];
	struct out o = { buffer, 0, sizeof buffer, 0 };

	put(&o, "bad ");
	put_dec(&o, seq);
	put(&o, " ");
	put(&o, why);
	emit_record(emit, buffer, o.n);
}

void emit_end(emit_function *emit, const struct program *p, const struct ending *e, word us, word steps)
{
	char buffer[160];
	struct out o = { buffer, 0, sizeof buffer, 0 };

	put(&o, "end ");
	put_dec(&o, p->seq);
	if (e->timeout)
		put(&o, " timeout");
	else if (e->done)
		put(&o, " exited");
	else {
		const char *name = name_of(signals, (word)(e->status & 0x7f));

		put(&o, " killed ");
		put(&o, e->status & 0x7f ? (name ? name : "SIG?") : "EXIT");
	}
	put(&o, " us=");
	put_dec(&o, us);
	put(&o, " steps=");
	put_dec(&o, steps);
	emit_record(emit, buffer, o.n);
}

int emit_line(emit_function *emit, const struct program *p, const char *line, word n)
{
	char buffer[600];
	struct out o = { buffer, 0, sizeof buffer, 0 };
	int is_look = *line == LOOK;

	put(&o, is_look ? "look " : "step ");
	put_dec(&o, p->seq);
	put(&o, " ");
	put_bytes(&o, line + is_look, n - (word)is_look);
	emit_record(emit, buffer, o.n);
	return !is_look;
}
