#include "calls.h"
#include "executor.h"
#include "names.h"

#include <linux/mman.h>

struct process self;

void answer_start(struct out *o, char *buffer, word size)
{
	o->at = buffer;
	o->n = 0;
	o->size = size - 1; /* room for the LF */
	o->full = 0;
	put_dec(o, (word)self.current);
	put(o, " ");
}

void answer_send(struct out *o)
{
	o->at[o->n++] = '\n';
	line_send(o->at, o->n);
}

void answer(const char *text)
{
	char buffer[256];
	struct out o;

	answer_start(&o, buffer, sizeof buffer);
	put(&o, text);
	answer_send(&o);
}

void answer_value(word value)
{
	char buffer[64];
	struct out o;

	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok ");
	put_hex(&o, value);
	answer_send(&o);
}

void put_error(struct out *o, long result)
{
	const char *name = name_of(errnos, (word)-result);

	put(o, "err ");
	if (name)
		put(o, name);
	else {
		put(o, "errno:");
		put_dec(o, (word)-result);
	}
}

void answer_error(long result)
{
	char buffer[64];
	struct out o;

	answer_start(&o, buffer, sizeof buffer);
	put_error(&o, result);
	answer_send(&o);
}

void answer_call(long result)
{
	if (failed(result))
		answer_error(result);
	else
		answer("ok");
}

void answer_not(const char *why, const char *what)
{
	char buffer[256];
	struct out o;

	answer_start(&o, buffer, sizeof buffer);
	put(&o, "not ");
	put(&o, why);
	put(&o, what);
	answer_send(&o);
}

static int read_term(const char **s, word *value)
{
	const char *p = *s;

	if (text_starts(p, "arena")) {
		if (!self.arena) {
			answer_not("the arena could not be reserved", "");
			return 0;
		}
		*value = self.arena;
		*s = p + 5;
		return 1;
	}
	if (*p >= 'a' && *p <= 'z') {
		int slot = *p - 'a';
		char name[2] = { *p, 0 };

		if (!self.set[slot]) {
			answer_not("not set: ", name);
			return 0;
		}
		*value = self.value[slot];
		*s = p + 1;
		return 1;
	}
	if (!read_number(&p, value)) {
		answer_not("no operand: ", *s);
		return 0;
	}
	switch (*p) {
	case 'p': *value *= target.page; p++; break;
	case 'h': *value *= target.huge; p++; break;
	case 'k': *value <<= 10; p++; break;
	case 'M': *value <<= 20; p++; break;
	case 'G': *value <<= 30; p++; break;
	case 'T': *value <<= 40; p++; break;
	case 'P': *value <<= 50; p++; break;
	case 'E': *value <<= 60; p++; break;
	}
	*s = p;
	return 1;
}

int operand(const char *s, word *value)
{
	const char *whole = s;
	word sum = 0;
	char sign = '+';

	if (*s == '-')
		sign = *s++;
	for (;;) {
		word term;

		if (!read_term(&s, &term))
			return 0;
		sum = sign == '-' ? sum - term : sum + term;
		if (!*s)
			break;
		if (*s != '+' && *s != '-') {
			answer_not("no operand: ", whole);
			return 0;
		}
		sign = *s++;
	}
	*value = sum;
	return 1;
}

/* Whether a number goes into a register; where it does not the step is answered. */
static int fits(const char *s, word *value)
{
#if __SIZEOF_LONG__ == 4
	/* What counts down from 0 is what C writes as a negative number, in as many bits as there are. */
	if (*value >> 32 && *value >> 31 != 0x1ffffffff) {
		answer_not("fitting into a register: ", s);
		return 0;
	}
	*value = (reg)*value;
#else
	(void)s;
	(void)value;
#endif
	return 1;
}

/* The same for an int, where that is what the function takes: as a signed number or as the bits of one. */
static int fits_int(const char *s, const word *value)
{
	if (!functions_of_c || *value >> 32 == 0 || *value == (word)(long)(int)*value)
		return 1;
	answer_not("fitting into an int: ", s);
	return 0;
}

int provided(const void *function, const char *name)
{
	if (function)
		return 1;
	answer_not("provided ", name);
	return 0;
}

int operand_int(const char *s, word *value)
{
	return operand(s, value) && fits_int(s, value);
}

int operand_reg(const char *s, word *value)
{
	return operand(s, value) && fits(s, value);
}

int operand_offset(const char *s, word *value)
{
	if (!operand(s, value))
		return 0;
	if (*value <= MAP_OFFSET_MAX)
		return 1;
	answer_not("fitting into an offset: ", s);
	return 0;
}

int operand_flags(const char *s, const void *table, word *value)
{
	const char *unknown;

	if (read_flags(s, table, value, &unknown))
		return fits(s, value) && fits_int(s, value);
	answer_not("this target has no ", unknown);
	return 0;
}

int operand_prot(const char *s, word *value)
{
	word more = 0, prot = 0;

	if (text_starts(s, "none"))
		s += 4;
	else
		for (; *s && *s != '|'; s++)
			prot |= *s == 'r' ? PROT_READ : *s == 'w' ? PROT_WRITE : PROT_EXEC;
	if (*s == '|' && !operand_flags(s + 1, prot_bits, &more))
		return 0;
	*value = prot | more;
	return 1;
}

void slot_set(const char *name, word value)
{
	if (*name >= 'a' && *name <= 'z') {
		self.value[*name - 'a'] = value;
		self.set[*name - 'a'] = 1;
	}
}

byte pattern_at(word offset)
{
	return (byte)(1 + (offset + (offset >> 8) * 7 + (offset >> 12) * 13) % 251);
}

int operand_content(const char *s, struct content *c)
{
	c->is_pattern = s[0] == 'p';
	if ((s[0] != 'p' && s[0] != 'v') || s[1] != ':') {
		answer_not("no content: ", s);
		return 0;
	}
	return operand(s + 2, &c->base);
}

byte content_at(const struct content *c, word i)
{
	return c->is_pattern ? pattern_at(c->base + i) : (byte)c->base;
}

void step(char *line)
{
	static const struct step_kind *const tables[] = {
		memory_steps, access_steps, file_steps, inspect_steps, process_steps, child_steps, system_steps, compile_steps, thread_steps
	};
	char *words[MAX_WORDS];
	int n = split_words(line, words, MAX_WORDS);

	for (word t = 0; t < sizeof tables / sizeof tables[0]; t++)
		for (const struct step_kind *k = tables[t]; k->name; k++)
			if (n && text_equal(words[0], k->name)) {
				if (self.direct && wants_process(k->name))
					answer_not("provided ", "process for a case to change (it does not fork)");
				else if (n == k->words + 1)
					k->run(words);
				else
					answer_not("wrong number of operands: ", k->name);
				return;
			}
	answer_not("no such step: ", n ? words[0] : "");
}
