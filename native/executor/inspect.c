/* Steps that ask the system about mappings, by /proc. */
#include "calls.h"
#include "executor.h"

#include <linux/fcntl.h>
#include <linux/mman.h>

static int ends_with(const char *s, const char *end)
{
	word n = text_length(s), m = text_length(end);

	return n >= m && text_equal(s + n - m, end);
}

static const char *backing_of(const char *path)
{
	if (!*path || text_starts(path, "[anon:"))
		return "anonymous";
	if (text_starts(path, "/dev/zero"))
		return "dev-zero";
	if (text_starts(path, "/memfd:"))
		return "memfd";
	if (text_starts(path, "/anon_hugepage"))
		return "hugepages";
	if (*path != '/')
		return "special";
	return ends_with(path, " (deleted)") ? "deleted" : "file";
}

/* `start-end perms offset device inode path`, proc(5); returns 0 for a line that is none, such as the fields of smaps. */
int parse_mapping(const char *line, struct mapping_line *m)
{
	const char *s = line;

	if (!read_range(&s, &m->start, &m->end) || *s++ != ' ')
		return 0;
	for (int i = 0; i < 4; i++)
		if (!(m->perms[i] = *s++))
			return 0;
	m->perms[4] = 0;
	if (*s++ != ' ' || !read_hex(&s, &m->offset))
		return 0;
	/* device and inode */
	for (int i = 0; i < 2; i++) {
		while (*s == ' ')
			s++;
		while (*s && *s != ' ')
			s++;
	}
	while (*s == ' ')
		s++;
	m->backing = backing_of(s);
	return 1;
}

static int continues(const struct mapping_line *first, const struct mapping_line *m, word covered_to)
{
	if (m->start != covered_to || !text_equal(m->perms, first->perms) || !text_equal(m->backing, first->backing))
		return 0;
	return text_equal(m->backing, "anonymous") || m->offset == first->offset + (m->start - first->start);
}

/* maps ADDR LEN */
static void step_maps(char **w)
{
	struct reader r;
	struct mapping_line first = { 0 }, m;
	char line[PATH_ROOM], buffer[128];
	struct out o;
	word addr, length, covered_to = 0, later = 0;
	int found = 0, broken_off = 0;

	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length));
	if (!reader_open(&r, "/proc/self/maps")) {
		answer_error(r.fd);
		return;
	}
	while (reader_line(&r, line, sizeof line)) {
		if (!parse_mapping(line, &m) || m.end <= addr)
			continue;
		if (m.start >= addr + length && addr + length > addr)
			continue;
		if (!found && m.start <= addr) {
			first = m;
			found = 1;
			covered_to = m.end;
		} else if (found && !broken_off && continues(&first, &m, covered_to))
			covered_to = m.end;
		else {
			broken_off = 1;
			if (!later)
				later = m.start;
		}
	}
	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok ");
	if (found) {
		put_hex(&o, covered_to - addr < length ? covered_to - addr : length);
		put(&o, " ");
		put(&o, first.perms);
		put(&o, " ");
		/* Anonymous memory has no offset in anything. */
		put_hex(&o, text_equal(first.backing, "anonymous") ? 0 : first.offset + (addr - first.start));
		put(&o, " ");
		put(&o, first.backing);
	} else if (later) {
		put(&o, "gap ");
		put_hex(&o, later - addr);
	} else
		put(&o, "none");
	answer_send(&o);
}

/* The lines of smaps that are reported, in the order in which the kernel prints them. */
static const char *const smaps_fields[] = {
	"Size:", "KernelPageSize:", "Rss:", "Shared_Dirty:", "Private_Dirty:", "Anonymous:", "AnonHugePages:", "Locked:", 0
};

static void put_smaps_line(struct out *o, const char *line)
{
	const char *s;
	word kilobytes;

	if (text_starts(line, "VmFlags:")) {
		put(o, " VmFlags=");
		for (s = line + 8; *s == ' '; s++)
			;
		for (; *s; s++)
			if (*s != ' ')
				put_bytes(o, s, 1);
			else if (s[1])
				put(o, ",");
		return;
	}
	for (const char *const *field = smaps_fields; *field; field++)
		if (text_starts(line, *field)) {
			for (s = line + text_length(*field); *s == ' '; s++)
				;
			if (!read_number(&s, &kilobytes))
				return;
			put(o, " ");
			put_bytes(o, *field, text_length(*field) - 1);
			put(o, "=");
			put_dec(o, kilobytes);
		}
}

static void step_smaps(char **w)
{
	struct reader r;
	struct mapping_line m;
	char line[PATH_ROOM], buffer[512];
	struct out o;
	word addr;
	int inside = 0;

	NEED(operand_reg(w[1], &addr));
	if (!reader_open(&r, "/proc/self/smaps")) {
		answer_error(r.fd);
		return;
	}
	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok");
	while (reader_line(&r, line, sizeof line)) {
		if (parse_mapping(line, &m)) {
			if (inside)
				break;
			inside = m.start <= addr && addr < m.end;
		} else if (inside)
			put_smaps_line(&o, line);
	}
	reader_close(&r);
	put(&o, inside ? "" : " none");
	answer_send(&o);
}

/* proc(5): bit 63 of a page's entry is "present"; below it "swapped", "of a file", and some that are not set for ordinary memory. */
#define PRESENT 63
#define LOWEST_ATTRIBUTE 57

static long pagemap_entry(long fd, word addr, unsigned long long *entry)
{
	*entry = 0;
	return file_read(fd, entry, sizeof *entry, addr / target.page * sizeof *entry);
}

/* Returns -errno, or how many pages of the range are. */
static long count_present(long fd, word addr, word length)
{
	long present = 0;

	for (word at = addr; at - addr < length; at += target.page) {
		unsigned long long entry;
		long r = pagemap_entry(fd, at, &entry);

		if (failed(r))
			return r;
		present += (long)(entry >> PRESENT);
	}
	return present;
}

/*
 * Whether pagemap tells of our own addresses, in our order of bytes: an emulator may show its own process, in which they are somebody
 * else's, or lie a page away. Asked before the first case, which may lock all memory.
 */
static int pagemap_is_ours;

#define PROBE_PAGES 8
#define LARGEST_PAGE (64 << 10)

void inspect_init(void)
{
	static const byte touched[PROBE_PAGES] = { 1, 0, 1, 1, 0, 0, 0, 1 };
	static volatile byte room[(PROBE_PAGES + 1) * LARGEST_PAGE];
	word start = (AS_WORD(room) + target.page - 1) / target.page * target.page;
	long fd = sys4(__NR_openat, AT_FDCWD, "/proc/self/pagemap", O_RDONLY | O_CLOEXEC, 0);

	fingerprint_init();
	if (failed(fd))
		return;
	pagemap_is_ours = target.page <= LARGEST_PAGE;
	sys3(__NR_madvise, start, PROBE_PAGES * target.page, MADV_NOHUGEPAGE);
	for (int i = 0; i < PROBE_PAGES; i++)
		if (touched[i])
			*(volatile byte *)AS_POINTER(start + (word)i * target.page) = 1;
	for (int i = 0; i < PROBE_PAGES; i++) {
		unsigned long long entry, attributes = (unsigned long long)touched[i] << (PRESENT - LOWEST_ATTRIBUTE);

		pagemap_is_ours &= !failed(pagemap_entry(fd, start + (word)i * target.page, &entry)) && entry >> LOWEST_ATTRIBUTE == attributes;
	}
	sys1(__NR_close, fd);
}

/* resident ADDR LEN */
static void step_resident(char **w)
{
	char buffer[64];
	struct out o;
	word addr, length;

	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length));
	long fd = sys4(__NR_openat, AT_FDCWD, "/proc/self/pagemap", O_RDONLY | O_CLOEXEC, 0);

	if (failed(fd)) {
		answer_error(fd);
		return;
	}
	long present = count_present(fd, addr, length);

	sys1(__NR_close, fd);
	if (failed(present)) {
		answer_error(present);
		return;
	}
	if (!pagemap_is_ours) {
		answer_not("pagemap does not show this process", "");
		return;
	}
	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok ");
	put_dec(&o, (word)present);
	put(&o, " ");
	put_dec(&o, (length + target.page - 1) / target.page);
	answer_send(&o);
}

/* status FIELD: in bytes */
static void step_status(char **w)
{
	word kilobytes;

	if (read_field("/proc/self/status", w[1], &kilobytes))
		answer_value(kilobytes << 10);
	else
		answer_not("/proc/self/status does not tell ", w[1]);
}

/* number SLOT PATH FIELD */
static void step_number(char **w)
{
	word value;

	if (!read_field(w[2], text_equal(w[3], "-") ? 0 : w[3], &value)) {
		answer_not("no number in ", w[2]);
		return;
	}
	slot_set(w[1], value);
	answer_value(value);
}

const struct step_kind inspect_steps[] = {
	{ "maps", 2, step_maps }, { "smaps", 1, step_smaps }, { "resident", 2, step_resident }, { "status", 1, step_status },
	{ "number", 3, step_number }, { 0, 0, 0 }
};
