/* Wrong kernels: the call itself, and where the kernel puts a mapping. */
#include "mutants.h"

/* ---- what is made and returned */

MMAP_CHANGES(last_page_left_out, ordinary(length) && up(length) > PAGE, length = up(length) - PAGE)

MMAP(first_page_left_out)
{
	long r = TRUE_MMAP;

	if (!failed(r) && ordinary(length) && up(length) > PAGE)
		truth.munmap((word)r, PAGE);
	return r;
}

MMAP(returns_hint)
{
	long r = TRUE_MMAP;

	return !failed(r) && addr && !is_fixed(flags) ? (long)down(addr) : r;
}

MMAP(returns_last_page)
{
	long r = TRUE_MMAP;

	return !failed(r) && ordinary(length) ? r + (long)(up(length) - PAGE) : r;
}

MMAP(returns_32_bits)
{
	return TRUE_MMAP & 0xffffffffL;
}

MMAP(returns_low_bits_of_hint)
{
	long r = TRUE_MMAP;

	return failed(r) || is_fixed(flags) ? r : r | (long)(addr % PAGE);
}

MMAP(returns_null)
{
	long r = TRUE_MMAP;

	return failed(r) ? 0 : r;
}

MMAP(returns_minus_one)
{
	long r = TRUE_MMAP;

	return failed(r) ? -1 : r;
}

MMAP(shared_returns_failure)
{
	long r = TRUE_MMAP;

	return !failed(r) && kind(flags) == MAP_SHARED ? -1 : r;
}

/* The window between finding a place and taking it is wide open. */
MMAP(two_threads_one_place)
{
	static volatile int inside;
	static volatile word found;
	long r;

	if (addr || !ordinary(length))
		return TRUE_MMAP;
	if (__atomic_fetch_add(&inside, 1, __ATOMIC_SEQ_CST) && found)
		r = truth.mmap(found, length, prot, flags | MAP_FIXED, fd, offset);
	else {
		r = TRUE_MMAP;
		if (!failed(r))
			found = (word)r;
		sys0(__NR_sched_yield);
	}
	if (__atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST) == 0)
		found = 0;
	return r;
}

const struct mutant call_mutants[] = {
	M("last-page-left-out", "mmap.call.creates_mapping", "the last page of a longer mapping is not there", .mmap = last_page_left_out),
	M("first-page-left-out", "mmap.call.creates_mapping", "the first page of a longer mapping is not there", .mmap = first_page_left_out),
	M("returns-hint", "mmap.return.address", "the hint is returned, wherever the mapping is", .mmap = returns_hint),
	M("returns-last-page", "mmap.return.address", "the address of the last page is returned", .mmap = returns_last_page),
	M("returns-32-bits", "mmap.return.address", "the address is cut to 32 bits on its way back", .mmap = returns_32_bits),
	M("returns-low-bits-of-hint", "mmap.return.page_aligned", "the address has the hint's offset within its page", .mmap = returns_low_bits_of_hint),
	M("returns-null", "mmap.return.map_failed", "a failure returns 0", .mmap = returns_null),
	M("returns-minus-one", "mmap.return.map_failed", "a failure returns -1 instead of the errno, which reads as EPERM", .mmap = returns_minus_one),
	M("shared-returns-failure", "mmap.return.success_never_map_failed", "a shared mapping is made, but the value of a failure is returned", .mmap = shared_returns_failure),
	M("two-threads-one-place", "mmap.libc.thread_safe", "threads that map at the same time get the same place", .mmap = two_threads_one_place),
	END
};

/* ---- hints */

MMAP_REFUSES(null_refused, !addr && !is_fixed(flags), EINVAL)

MMAP(null_gives_zero)
{
	long r = addr || is_fixed(flags) ? -1 : truth.mmap(0, length, prot, flags | MAP_FIXED_NOREPLACE, fd, offset);

	return failed(r) ? TRUE_MMAP : r;
}

/* Each mapping reaches a page into the one before. */
MMAP(chosen_place_overlaps)
{
	static word last;
	long r = TRUE_MMAP;

	if (failed(r) || addr || is_fixed(flags) || !ordinary(length))
		return r;
	if (last && is_mapped(last)) {
		truth.munmap((word)r, up(length));
		r = truth.mmap(last + PAGE - up(length), length, prot, flags | MAP_FIXED, fd, offset);
	}
	last = (word)r;
	return r;
}

MMAP_CHANGES(hint_ignored, !is_fixed(flags), addr = 0)
MMAP_CHANGES(hint_rounded_up, !is_fixed(flags), addr = up(addr))
MMAP_REFUSES(unaligned_hint_refused, !is_fixed(flags) && addr % PAGE, EINVAL)
MMAP_CHANGES(unaligned_hint_ignored, !is_fixed(flags) && addr % PAGE, addr = 0)

static int is_hint(word addr, word length, word flags)
{
	return addr >= PAGE && !is_fixed(flags) && ordinary(length);
}

MMAP_CHANGES(hint_replaces, is_hint(addr, length, flags), flags |= MAP_FIXED; addr = down(addr))
MMAP_REFUSES(busy_hint_refused, is_hint(addr, length, flags) && is_mapped(addr), EEXIST)
MMAP_CHANGES(hint_start_only, is_hint(addr, length, flags) && !is_mapped(addr), flags |= MAP_FIXED; addr = down(addr))
MMAP_CHANGES(hint_end_only, is_hint(addr, length, flags) && !is_mapped(addr + length - 1), flags |= MAP_FIXED; addr = down(addr))

MMAP(hint_cut)
{
	struct area a;
	word start = down(addr);

	if (is_hint(addr, length, flags) && area_from(start, &a) && a.start > start && a.start < start + length)
		length = a.start - start;
	return TRUE_MMAP;
}

MMAP(busy_hint_evicts_head)
{
	if (is_hint(addr, length, flags) && is_mapped(addr))
		truth.munmap(down(addr), PAGE);
	return TRUE_MMAP;
}

MMAP_CHANGES(tiny_hint_is_minimum, addr && addr < PAGE && !is_fixed(flags), addr = 65536)
MMAP_REFUSES(high_hint_refused, !is_fixed(flags) && addr >= 1UL << 47, ENOMEM)

MMAP(thp_unaligned)
{
	word huge = target.huge;
	long r;

	if (addr || is_fixed(flags) || !ordinary(length) || length % huge || !has(flags, MAP_PRIVATE | MAP_ANONYMOUS))
		return TRUE_MMAP;
	r = truth.mmap(0, length + huge, prot, flags, fd, offset);
	if (failed(r))
		return TRUE_MMAP;
	truth.munmap((word)r, PAGE);
	truth.munmap((word)r + PAGE + length, huge - PAGE);
	return r + (long)PAGE;
}

MMAP(bottom_up)
{
	static word next = 0x2aaaaaaab000UL; /* where the legacy layout begins */
	long r = -1;

	if (!addr && !is_fixed(flags))
		r = truth.mmap(next, length, prot, flags, fd, offset);
	if (failed(r))
		r = TRUE_MMAP;
	if (!failed(r) && (word)r >= next && ordinary(length))
		next = (word)r + up(length);
	return r;
}

const struct mutant addr_mutants[] = {
	M("null-refused", "mmap.addr.null.kernel_chooses", "addr NULL is refused: EINVAL", .mmap = null_refused),
	M("null-gives-zero", "mmap.addr.null.never_zero", "addr NULL maps address 0 when that is free", .mmap = null_gives_zero),
	M("chosen-place-overlaps", "mmap.addr.chosen.no_clobber", "the place that is chosen reaches one page into an older mapping", .mmap = chosen_place_overlaps),
	M("hint-ignored", "mmap.addr.hint.free_taken", "a hint is not looked at", .mmap = hint_ignored),
	M("hint-rounded-up", "mmap.addr.hint.rounded_down", "an unaligned hint is rounded up, as before 2.6.24", .mmap = hint_rounded_up),
	M("unaligned-hint-refused", "mmap.addr.hint.rounded_down", "an unaligned hint is refused: EINVAL", .mmap = unaligned_hint_refused),
	M("unaligned-hint-ignored", "mmap.addr.hint.rounded_down", "an unaligned hint is as none", .mmap = unaligned_hint_ignored),
	M("hint-replaces", "mmap.addr.hint.busy_other_address", "a hint is taken as MAP_FIXED", .mmap = hint_replaces),
	M("busy-hint-refused", "mmap.addr.hint.busy_other_address", "a hint that is taken is an error: EEXIST", .mmap = busy_hint_refused),
	M("busy-hint-evicts-head", "mmap.addr.hint.busy_other_address", "a hint that is taken goes elsewhere, but a page of the old mapping is lost", .mmap = busy_hint_evicts_head),
	M("hint-overlap-checked-at-start", "mmap.addr.hint.partial_overlap", "only the first page of the hinted range must be free", .mmap = hint_start_only),
	M("hint-overlap-checked-at-end", "mmap.addr.hint.partial_overlap", "only the last page of the hinted range must be free", .mmap = hint_end_only),
	M("hint-cut-to-what-is-free", "mmap.addr.hint.partial_overlap", "the mapping is cut where the hinted range meets another", .mmap = hint_cut),
	M("tiny-hint-is-minimum", "mmap.addr.hint.below_one_page_is_null", "a hint within the first page is raised to the lowest address", .mmap = tiny_hint_is_minimum),
	M("high-hint-refused", "mmap.addr.hint.beyond_space_ignored", "a hint above the address space is an error: ENOMEM", .mmap = high_hint_refused),
	M("thp-unaligned", "mmap.addr.thp_alignment", "a mapping of whole huge pages starts one page behind a boundary", .mmap = thp_unaligned),
	M("bottom-up", "mmap.addr.layout.topdown", "mappings are put from the bottom up", .mmap = bottom_up),
	END
};
