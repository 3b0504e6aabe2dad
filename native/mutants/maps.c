/* What is mapped, for mutants that must know. */
#include "mutants.h"

int __real_reader_line(struct reader *r, char *line, word size);

int area_from(word addr, struct area *a)
{
	struct reader r;
	char line[PATH_ROOM];

	if (!reader_open(&r, "/proc/self/maps"))
		return 0;
	while (__real_reader_line(&r, line, sizeof line)) {
		const char *s = line;
		word n = 0;

		read_hex(&s, &a->start);
		s++;
		read_hex(&s, &a->end);
		if (a->end <= addr)
			continue;
		memcpy(a->perms, s + 1, 4);
		a->perms[4] = 0;
		s += 6;
		read_hex(&s, &a->offset);
		while (*s && *s != '/' && *s != '[')
			s++;
		for (; s[n] && n < sizeof a->path - 1; n++)
			a->path[n] = s[n];
		a->path[n] = 0;
		reader_close(&r);
		return 1;
	}
	return 0;
}

int area_of(word addr, struct area *a)
{
	return area_from(addr, a) && a->start <= addr;
}

int is_mapped(word addr)
{
	struct area a;

	return area_of(addr, &a);
}

int is_any_mapped(word start, word end)
{
	struct area a;

	return area_from(start, &a) && a.start < end;
}

int is_all_mapped(word start, word end)
{
	struct area a;

	while (start < end) {
		if (!area_of(start, &a))
			return 0;
		start = a.end;
	}
	return 1;
}

void protect_page(word addr)
{
	truth.mprotect(down(addr), PAGE, PROT_NONE);
}

void vanish_page(word addr)
{
	truth.munmap(down(addr), PAGE);
}

void each_mapped(word start, word end, void (*f)(word start, word end))
{
	struct area a;

	while (start < end && area_from(start, &a) && a.start < end) {
		f(a.start > start ? a.start : start, a.end < end ? a.end : end);
		start = a.end;
	}
}
