#include "executor.h"

#include <linux/fcntl.h>

int reader_open(struct reader *r, const char *path)
{
	r->at = r->n = 0;
	r->fd = sys4(__NR_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
	return !failed(r->fd);
}

void reader_close(struct reader *r)
{
	if (!failed(r->fd))
		sys1(__NR_close, r->fd);
	r->fd = -1;
}

int reader_line(struct reader *r, char *line, word size)
{
	word n = 0;

	for (;;) {
		if (r->at == r->n) {
			long got = sys3(__NR_read, r->fd, r->buffer, sizeof r->buffer);

			r->at = 0;
			r->n = failed(got) ? 0 : (word)got;
			if (!r->n) {
				line[n] = 0;
				if (!n)
					reader_close(r);
				return n > 0;
			}
		}
		char c = r->buffer[r->at++];

		if (c == '\n')
			break;
		if (n + 1 < size)
			line[n++] = c;
	}
	line[n] = 0;
	return 1;
}

int read_field(const char *path, const char *field, word *value)
{
	struct reader r;
	char line[256];
	int found = 0;

	if (!reader_open(&r, path))
		return 0;
	while (!found && reader_line(&r, line, sizeof line)) {
		const char *s = line;

		if (field && !text_starts(line, field))
			continue;
		if (field)
			s += text_length(field);
		while (*s && (*s < '0' || *s > '9'))
			s++;
		found = read_number(&s, value);
		break;
	}
	reader_close(&r);
	return found;
}

/* Pages in all lines of /proc/self/maps, but for those that the kernel shows everybody and counts for nobody. */
static word maps_total(void)
{
	static struct reader r;
	char line[PATH_ROOM];
	word pages = 0;

	if (!reader_open(&r, "/proc/self/maps"))
		return 0;
	while (reader_line(&r, line, sizeof line)) {
		const char *s = line;
		word start, end;

		if (!read_range(&s, &start, &end))
			continue;
		while (*s && *s != '[')
			s++;
		if (!text_starts(s, "[vsyscall]") && !text_starts(s, "[vectors]"))
			pages += (end - start) / target.page;
	}
	return pages;
}

/* Whether statm counts what maps shows: an emulator's may be about its own process, which comes and goes as it likes. */
static int statm_is_ours;

/*
 * Whether maps shows a mapping that nothing may touch, as that of the arena is. An emulator may show what the kernel below has merged
 * with memory of its own only when something else has torn it off again: such a change is none of the process's mappings.
 */
static int maps_is_whole;

static int is_shown(word start, word end)
{
	static struct reader r;
	char line[PATH_ROOM];

	if (!reader_open(&r, "/proc/self/maps"))
		return 0;
	while (start < end && reader_line(&r, line, sizeof line)) {
		const char *s = line;
		word from, to;

		if (read_range(&s, &from, &to) && from <= start && start < to)
			start = to;
	}
	reader_close(&r);
	return start >= end;
}

void fingerprint_init(void)
{
	struct reservation room;
	word pages = 0;

	reserve_arena(&room);
	maps_is_whole = room.length && is_shown(room.start, room.start + room.length);
	sys2(__NR_munmap, room.start, room.length);
	statm_is_ours = read_field("/proc/self/statm", 0, &pages) && pages == maps_total();
}

word maps_fingerprint(void)
{
	char buffer[4096];
	long fd = maps_is_whole ? sys4(__NR_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0) : -1;
	word hash = 0xcbf29ce484222325;
	word pages = 0;
	long n;

	if (failed(fd))
		return 0;
	while ((n = sys3(__NR_read, fd, buffer, sizeof buffer)) > 0)
		for (long i = 0; i < n; i++)
			hash = (hash ^ (byte)buffer[i]) * 0x100000001b3;
	sys1(__NR_close, fd);
	/* Where a leaked mapping merges with a neighbour, or a target hides it, the total still tells. */
	if (statm_is_ours && read_field("/proc/self/statm", 0, &pages))
		hash = (hash ^ pages) * 0x100000001b3UL;
	return hash | 1;
}
