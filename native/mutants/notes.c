/* What was asked for, for mutants that remember: which file a mapping came from, how long it was. Also limits and rights. */
#include "mutants.h"

#include <linux/capability.h>

#define MAX_NOTES 256

static struct note notes[MAX_NOTES];
static int count;

void note_mmap(long r, word length, word prot, word flags, word fd, word offset)
{
	struct note *n = &notes[count];

	if (failed(r) || count == MAX_NOTES)
		return;
	n->start = (word)r;
	n->length = up(length);
	n->prot = prot;
	n->flags = flags;
	n->offset = offset;
	n->fd = is_file(flags) ? kept_fd(fd) : -1;
	count++;
}

struct note *note_of(word addr)
{
	for (int i = count - 1; i >= 0; i--)
		if (notes[i].start <= addr && addr - notes[i].start < notes[i].length)
			return &notes[i];
	return 0;
}

struct note *note_at(int i)
{
	return i < count ? &notes[count - 1 - i] : 0;
}

void note_forget(word addr, word length)
{
	for (int i = 0; i < count; i++)
		if (notes[i].start >= addr && notes[i].start + notes[i].length <= addr + length)
			notes[i].length = 0;
}

word limit_of(word resource)
{
	struct rlimit64 limit = { 0, 0 };

	sys4(__NR_prlimit64, 0, resource, 0, &limit);
	return limit.rlim_cur;
}

static word set_soft(word resource, int to_hard, word soft)
{
	struct rlimit64 limit = { 0, 0 };
	word before;

	sys4(__NR_prlimit64, 0, resource, 0, &limit);
	before = limit.rlim_cur;
	limit.rlim_cur = to_hard ? limit.rlim_max : soft;
	sys4(__NR_prlimit64, 0, resource, &limit, 0);
	return before;
}

word limit_lift(word resource)
{
	return set_soft(resource, 1, 0);
}

void limit_restore(word resource, word soft)
{
	set_soft(resource, 0, soft);
}

int exceeds(word resource, const char *field, word length)
{
	word used = 0;

	if (!ordinary(length) || limit_of(resource) == ~0UL)
		return 0;
	read_field("/proc/self/status", field, &used);
	return (used << 10) + up(length) > limit_of(resource);
}

int is_capable(word capability)
{
	struct {
		struct __user_cap_header_struct header;
		struct __user_cap_data_struct data[2];
	} c;

	memset(&c, 0, sizeof c);
	c.header.version = _LINUX_CAPABILITY_VERSION_3;
	sys2(__NR_capget, &c.header, c.data);
	return c.data[capability / 32].effective >> (capability & 31) & 1;
}
