/* Wrong kernels: munmap. */
#include "mutants.h"

RANGE(does_nothing)
{
	return addr % PAGE || !length ? TRUE_MUNMAP : 0;
}

RANGE(makes_none)
{
	long r;

	if (addr % PAGE || !ordinary(length) || !is_all_mapped(addr, addr + length))
		return TRUE_MUNMAP;
	r = truth.mmap(addr, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, (word)-1, 0);
	return failed(r) ? r : 0;
}

RANGE(leaves_last_page)
{
	return truth.munmap(addr, ordinary(length) && up(length) > PAGE ? up(length) - PAGE : length);
}

RANGE(rounds_length_down)
{
	return truth.munmap(addr, length > PAGE && ordinary(length) ? down(length) : length);
}

RANGE(part_of_page_is_none)
{
	return length && length < PAGE && addr % PAGE == 0 ? 0 : TRUE_MUNMAP;
}

RANGE(a_page_more)
{
	return truth.munmap(addr, length && ordinary(length) ? up(length) + PAGE : length);
}

RANGE(a_page_before)
{
	if (addr % PAGE == 0 && ordinary(length))
		truth.munmap(addr - PAGE, PAGE);
	return TRUE_MUNMAP;
}

RANGE(rounds_address)
{
	return truth.munmap(down(addr), length);
}

RANGE(unaligned_enomem)
{
	return addr % PAGE ? -ENOMEM : TRUE_MUNMAP;
}

RANGE(zero_ok)
{
	return length || addr % PAGE ? TRUE_MUNMAP : 0;
}

RANGE(zero_is_all)
{
	struct area a;

	return !length && area_of(addr, &a) ? truth.munmap(addr, a.end - addr) : TRUE_MUNMAP;
}

RANGE(outside_ok)
{
	return length && addr % PAGE == 0 && (addr >= 1UL << 47 || length >= 1UL << 47) ? 0 : TRUE_MUNMAP;
}

RANGE(outside_enomem)
{
	return addr >= 1UL << 47 || length >= 1UL << 47 ? -ENOMEM : TRUE_MUNMAP;
}

RANGE(nothing_einval)
{
	return addr % PAGE == 0 && ordinary(length) && !is_any_mapped(addr, addr + length) ? -EINVAL : TRUE_MUNMAP;
}

RANGE(nothing_enomem)
{
	return addr % PAGE == 0 && ordinary(length) && !is_any_mapped(addr, addr + length) ? -ENOMEM : TRUE_MUNMAP;
}

RANGE(stops_at_hole)
{
	struct area a;
	word end = addr;

	if (addr % PAGE || !ordinary(length))
		return TRUE_MUNMAP;
	while (end < addr + length && area_of(end, &a))
		end = a.end;
	return end > addr && end < addr + length ? truth.munmap(addr, end - addr) : TRUE_MUNMAP;
}

RANGE(hole_enomem)
{
	return addr % PAGE == 0 && ordinary(length) && is_any_mapped(addr, addr + length) && !is_all_mapped(addr, addr + length) ?
		       -ENOMEM : TRUE_MUNMAP;
}

RANGE(first_mapping_only)
{
	struct area a;

	if (addr % PAGE == 0 && ordinary(length) && area_of(addr, &a) && a.end < addr + length)
		return truth.munmap(addr, a.end - addr);
	return TRUE_MUNMAP;
}

RANGE(spanning_einval)
{
	struct area a;

	return addr % PAGE == 0 && ordinary(length) && area_of(addr, &a) && a.end < addr + length && is_mapped(a.end) ? -EINVAL : TRUE_MUNMAP;
}

static int is_inside(word addr, word length, struct area *a)
{
	return addr % PAGE == 0 && ordinary(length) && area_of(addr, a) && a->perms[0] == 'r' && a->start < addr && a->end > addr + up(length);
}

RANGE(middle_takes_tail)
{
	struct area a;

	return is_inside(addr, length, &a) ? truth.munmap(addr, a.end - addr) : TRUE_MUNMAP;
}

RANGE(middle_takes_head)
{
	struct area a;

	return is_inside(addr, length, &a) ? truth.munmap(a.start, addr + length - a.start) : TRUE_MUNMAP;
}

RANGE(middle_einval)
{
	struct area a;

	return is_inside(addr, length, &a) ? -EINVAL : TRUE_MUNMAP;
}

/* At the limit of mappings there is always one page more to give. */
RANGE(count_ignored)
{
	long r = TRUE_MUNMAP;

	return r == -ENOMEM ? 0 : r;
}

RANGE(count_eagain)
{
	long r = TRUE_MUNMAP;

	return r == -ENOMEM ? -EAGAIN : r;
}

RANGE(returns_error_one)
{
	long r = TRUE_MUNMAP;

	return failed(r) ? -EPERM : r;
}

RANGE(returns_success)
{
	TRUE_MUNMAP;
	return 0;
}

MMAP(noted)
{
	long r = TRUE_MMAP;

	if (ordinary(length))
		note_mmap(r, length, prot, flags, fd, offset);
	return r;
}

/* Private changes are written to the file when the mapping goes. */
RANGE(private_is_written)
{
	struct note *n = note_of(addr);
	word size = n && n->fd >= 0 ? fd_size((word)n->fd) : 0, at = n ? n->offset + addr - n->start : 0;
	struct area a;

	if (n && kind(n->flags) == MAP_PRIVATE && size > at && area_of(addr, &a) && a.perms[0] == 'r')
		sys4(__NR_pwrite64, n->fd, addr, size - at < length ? size - at : length, at);
	return TRUE_MUNMAP;
}

/* Shared changes are lost with the mapping, unless msync came before. */
static byte saved[1 << 20];
static word saved_size;

MMAP(contents_saved)
{
	long r = TRUE_MMAP;

	if (!failed(r) && is_file(flags) && kind(flags) == MAP_SHARED && fd_type(fd) == S_IFREG && ordinary(length)) {
		long n = sys4(__NR_pread64, fd, saved, length < sizeof saved ? length : sizeof saved, offset);

		saved_size = n > 0 ? (word)n : 0;
		note_mmap(r, length, prot, flags, fd, offset);
	}
	return r;
}

RANGE(shared_is_lost)
{
	struct note *n = note_of(addr);

	if (n && n->fd >= 0 && n->start == addr)
		sys4(__NR_pwrite64, n->fd, saved, saved_size, n->offset);
	return TRUE_MUNMAP;
}

/* The count of locked memory never goes down. */
static word locked_unmapped;

static void number_locked(const char *path, const char *field, word *value)
{
	(void)path;
	if (text_equal(field, "VmLck") || text_equal(field, "VmLck:"))
		*value += locked_unmapped >> 10;
}

static word really_locked(void)
{
	word kilobytes = 0;

	locked_unmapped = 0;
	read_field("/proc/self/status", "VmLck:", &kilobytes);
	return kilobytes << 10;
}

RANGE(lock_count_stays)
{
	word kept = locked_unmapped, before = really_locked(), after;
	long r = TRUE_MUNMAP;

	after = really_locked();
	locked_unmapped = kept + (before > after ? before - after : 0);
	return r;
}

RANGE(huge_part_ok)
{
	struct area a;
	long r = TRUE_MUNMAP;

	return r == -EINVAL && addr % PAGE == 0 && length && area_of(addr, &a) && text_starts(a.path, "/anon_huge") ? 0 : r;
}

RANGE(huge_part_takes_all)
{
	word h = target.huge, start = addr / h * h;
	struct area a;
	long r = TRUE_MUNMAP;

	return r == -EINVAL && addr % PAGE == 0 && length && area_of(addr, &a) && text_starts(a.path, "/anon_huge") ?
		       truth.munmap(start, (addr + length - start + h - 1) / h * h) : r;
}

/* A process stays behind, and with it the mapping. */
static int is_child;

static void now_a_child(void)
{
	is_child = 1;
}

MMAP(outlives_exit)
{
	static int done;
	long r = TRUE_MMAP;

	if (failed(r) || !is_child || done || !is_file(flags) || kind(flags) != MAP_SHARED)
		return r;
	done = 1;
	/* Nobody waits for it: it ends with the group of the case. */
	long pid = process_fork();

	if (!pid) {
		word long_time[2] = { 3600, 0 };

		for (int fd = 0; fd < 256; fd++)
			sys1(__NR_close, fd);
		for (;;)
			sys2(__NR_nanosleep, long_time, 0);
	}
	return r;
}

const struct mutant munmap_mutants[] = {
	M("munmap-does-nothing", "munmap.removes_mapping", "munmap does nothing", .munmap = does_nothing),
	M("munmap-makes-none", "munmap.removes_mapping", "munmap leaves inaccessible memory, not nothing", .munmap = makes_none),
	M("munmap-leaves-last-page", "munmap.removes_mapping", "the last page of the range stays", .munmap = leaves_last_page),
	M("munmap-rounds-length-down", "munmap.whole_pages", "the length is rounded down", .munmap = rounds_length_down),
	M("munmap-part-of-page-is-none", "munmap.whole_pages", "a length below one page unmaps nothing", .munmap = part_of_page_is_none),
	M("munmap-a-page-more", "munmap.whole_pages", "the page behind the range goes, too", .munmap = a_page_more),
	M("munmap-a-page-before", "munmap.whole_pages", "the page before the range goes, too", .munmap = a_page_before),
	M("munmap-rounds-address", "munmap.addr_multiple", "an unaligned address is rounded down", .munmap = rounds_address),
	M("munmap-unaligned-enomem", "munmap.addr_multiple", "an unaligned address says ENOMEM", .munmap = unaligned_enomem),
	M("munmap-zero-ok", "munmap.len0", "length 0 succeeds", .munmap = zero_ok),
	M("munmap-zero-is-all", "munmap.len0", "length 0 unmaps the whole mapping", .munmap = zero_is_all),
	M("munmap-outside-ok", "munmap.outside_space", "a range outside the address space succeeds", .munmap = outside_ok),
	M("munmap-outside-enomem", "munmap.outside_space", "a range outside the address space says ENOMEM", .munmap = outside_enomem),
	M("munmap-nothing-einval", "munmap.no_mapping_ok", "a range without mappings says EINVAL", .munmap = nothing_einval),
	M("munmap-nothing-enomem", "munmap.no_mapping_ok", "a range without mappings says ENOMEM", .munmap = nothing_enomem),
	M("munmap-stops-at-hole", "munmap.with_holes_ok", "what lies behind a hole stays", .munmap = stops_at_hole),
	M("munmap-hole-enomem", "munmap.with_holes_ok", "a range with a hole says ENOMEM", .munmap = hole_enomem),
	M("munmap-first-mapping-only", "munmap.spans_mappings", "only the first of several mappings goes", .munmap = first_mapping_only),
	M("munmap-spanning-einval", "munmap.spans_mappings", "a range of several mappings says EINVAL", .munmap = spanning_einval),
	M("munmap-middle-takes-tail", "munmap.middle_splits", "unmapping the middle takes the upper part, too", .munmap = middle_takes_tail),
	M("munmap-middle-takes-head", "munmap.middle_splits", "unmapping the middle takes the lower part, too", .munmap = middle_takes_head),
	M("munmap-middle-einval", "munmap.middle_splits", "the middle of a mapping cannot be unmapped", .munmap = middle_einval),
	M("munmap-count-ignored", "munmap.enomem_map_count", "at the limit of mappings a split succeeds", .munmap = count_ignored),
	M("munmap-count-eagain", "munmap.enomem_map_count", "at the limit of mappings a split says EAGAIN", .munmap = count_eagain),
	M("munmap-returns-minus-one", "munmap.return_values", "a failure returns -1 instead of the errno, which reads as EPERM", .munmap = returns_error_one),
	M("munmap-returns-zero", "munmap.return_values", "a failure returns 0", .munmap = returns_success),
	M("munmap-writes-private", "munmap.private_changes_discarded", "private changes are written to the file", .mmap = noted, .munmap = private_is_written),
	M("munmap-loses-shared", "munmap.shared_not_lost", "shared changes are lost without msync", .mmap = contents_saved, .munmap = shared_is_lost),
	{ .name = "munmap-lock-count-stays", .clause = "munmap.locks_removed", .bug = "unmapped memory still counts as locked", .wrong = { .munmap = lock_count_stays }, .number = number_locked },
	M("munmap-huge-part-ok", "munmap.hugetlb_alignment", "unmapping a part of a huge page succeeds", .munmap = huge_part_ok),
	M("munmap-huge-part-takes-all", "munmap.hugetlb_alignment", "unmapping a part of a huge page unmaps all of it", .munmap = huge_part_takes_all),
	M("exit-leaves-mapping", "munmap.exit_unmaps", "a mapping outlives its process", .mmap = outlives_exit, .forked = now_a_child),
	END
};
