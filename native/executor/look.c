/*
 * What a step has left of the address space, for pictures: what is in the arena besides its own untouched reservation, and around
 * the mappings outside of it. Nothing is judged by it.
 */
#include "executor.h"

/* Pages around a slot outside of the arena. */
#define BEFORE 2
#define BEHIND 16

struct window {
	char name; /* of the slot; 0: the arena */
	word origin, start, end;
};

static void put_area(struct out *o, const struct window *v, word start, word end, const struct mapping_line *m)
{
	int before = start < v->origin;

	put(o, " ");
	if (v->name)
		put_bytes(o, &v->name, 1);
	else
		put(o, "arena");
	put(o, before ? ",-" : ",");
	put_dec(o, (before ? v->origin - start : start - v->origin) / target.page);
	put(o, ",");
	put_dec(o, (end - start) / target.page);
	if (m) {
		put(o, ",");
		put(o, m->perms);
		put(o, ",");
		put(o, m->backing);
		put(o, ",");
		put_dec(o, text_equal(m->backing, "anonymous") ? 0 : (m->offset + (start - m->start)) / target.page);
	}
}

/* What of the window is mapped, and what is not. */
static int put_window(struct out *o, const struct window *v)
{
	struct reader r;
	struct mapping_line m;
	char line[PATH_ROOM];
	word at = v->start;

	if (!reader_open(&r, "/proc/self/maps"))
		return 0;
	while (at < v->end && reader_line(&r, line, sizeof line)) {
		if (!parse_mapping(line, &m) || m.end <= at)
			continue;
		word start = m.start > at ? m.start : at, end = m.end < v->end ? m.end : v->end;

		if (start >= v->end)
			break;
		if (start > at)
			put_area(o, v, at, start, 0);
		if (v->name || !text_equal(m.perms, "---p") || !text_equal(m.backing, "anonymous"))
			put_area(o, v, start, end, &m);
		at = end;
	}
	reader_close(&r);
	if (at < v->end)
		put_area(o, v, at, v->end, 0);
	return 1;
}

void look(void)
{
	char buffer[500];
	struct out o = { buffer, 0, sizeof buffer - 1, 0 };
	struct window v = { 0, self.arena, self.arena, self.arena + ARENA_PAGES * target.page };
	word seen[6] = { self.arena };
	int n = 1;

	put(&o, "L");
	put_dec(&o, (word)self.current);
	if (!self.arena || !put_window(&o, &v))
		return;
	for (int slot = 0; slot < 5; slot++) {
		word value = self.value[slot] & ~(target.page - 1);
		int known = !self.set[slot] || value < target.page;

		for (int i = 0; i < n; i++)
			known |= i ? value - seen[i] + BEFORE * target.page < (BEFORE + BEHIND) * target.page
				   : value - seen[i] < ARENA_PAGES * target.page;
		if (known)
			continue;
		seen[n++] = value;
		v = (struct window){ (char)('a' + slot), value, value - BEFORE * target.page, value + BEHIND * target.page };
		if (v.start < v.end)
			put_window(&o, &v);
	}
	/* Half a picture would be a wrong one. */
	if (o.full)
		return;
	buffer[o.n++] = '\n';
	line_send(buffer, o.n);
}
