/* Steps that touch memory. A fault in here is the step's answer (fault.c). */
#include "executor.h"

const byte planted_code[] = PLANTED_CODE;
const word planted_size = sizeof planted_code;

static void step_load(char **w)
{
	word addr, size;

	NEED(operand_reg(w[1], &addr) && operand(w[2], &size));
	answer_value(functions.load(addr, size));
}

static void step_store(char **w)
{
	word addr, size, value;

	NEED(operand_reg(w[1], &addr) && operand(w[2], &size) && operand(w[3], &value));
	functions.store(addr, size, value);
	answer("ok");
}

static void step_fill(char **w)
{
	word addr, length, value;

	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length) && operand(w[3], &value));
	for (word i = 0; i < length; i++)
		functions.store(addr + i, 1, value);
	answer("ok");
}

static void step_contents(char **w)
{
	word addr, length;
	struct content c;

	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length) && operand_content(w[3], &c));
	for (word i = 0; i < length; i++) {
		word got = functions.load(addr + i, 1);

		if (got != content_at(&c, i)) {
			char buffer[96];
			struct out o;

			answer_start(&o, buffer, sizeof buffer);
			put(&o, "ok differs ");
			put_hex(&o, i);
			put(&o, " ");
			put_hex(&o, got);
			answer_send(&o);
			return;
		}
	}
	char buffer[64];
	struct out o;

	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok same ");
	put_hex(&o, length);
	answer_send(&o);
}

static void step_plant(char **w)
{
	word addr;

	NEED(operand_reg(w[1], &addr));
	for (word i = 0; i < planted_size; i++)
		functions.store(addr + i, 1, planted_code[i]);
	flush_code(AS_POINTER(addr), planted_size);
	answer("ok");
}

static void step_execute(char **w)
{
	word addr;

	NEED(operand_reg(w[1], &addr));
	answer_value(functions.execute(addr) & 0xffffffffu);
}

/* What getrusage(2) writes: two times, then 14 counters, of which minor faults are the fifth. */
struct usage {
	long times[4];
	long counters[14];
};

static long minor_faults(void)
{
	struct usage usage;

	sys2(__NR_getrusage, 0, &usage);
	return usage.counters[4];
}

static void step_touch(char **w)
{
	word addr, length, value;
	int store = w[3][0] == 'w';
	char buffer[64];
	struct out o;

	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length));
	/* The first call may fault in what the measuring itself touches. */
	minor_faults();
	long before = minor_faults();

	for (word i = 0; i < length; i += target.page) {
		value = store ? 1 : functions.load(addr + i, 1);
		if (store)
			functions.store(addr + i, 1, value);
	}
	long after = minor_faults();

	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok ");
	put_dec(&o, (word)(after - before));
	answer_send(&o);
}

const struct step_kind access_steps[] = {
	{ "load", 2, step_load }, { "store", 3, step_store }, { "fill", 3, step_fill }, { "contents", 3, step_contents },
	{ "plant", 1, step_plant }, { "execute", 1, step_execute }, { "touch", 3, step_touch }, { 0, 0, 0 }
};
