/* Wrong kernels: MAP_FIXED and MAP_FIXED_NOREPLACE. */
#include "mutants.h"

#include <linux/capability.h>

#define FIXED_ONLY (has(flags, MAP_FIXED) && !(flags & MAP_FIXED_NOREPLACE))
#define NOREPLACE (has(flags, MAP_FIXED_NOREPLACE))

static word without(word flags, word bits)
{
	return flags & ~bits;
}

MMAP_CHANGES(fixed_is_hint, FIXED_ONLY, flags = without(flags, MAP_FIXED))
MMAP_CHANGES(fixed_a_page_up, FIXED_ONLY && addr % PAGE == 0 && ordinary(length), addr += PAGE)
MMAP_REFUSES(fixed_busy_eexist, FIXED_ONLY && ordinary(length) && addr % PAGE == 0 && is_any_mapped(addr, addr + up(length)), EEXIST)
MMAP_CHANGES(fixed_rounds_down, FIXED_ONLY, addr = down(addr))
MMAP_CHANGES(fixed_rounds_up, FIXED_ONLY, addr = up(addr))
MMAP_SAYS(fixed_unaligned_enomem, EINVAL, FIXED_ONLY && addr % PAGE, ENOMEM)

/* What was there shows through the new mapping, from the byte `from` of its first page on. */
static long show_old(word from, word addr, word length, word prot, word flags, word fd, word offset)
{
	static byte old[65536];
	struct area a;
	long r;
	int there = FIXED_ONLY && addr % PAGE == 0 && ordinary(length) && (prot & PROT_WRITE) && !is_file(flags) &&
		    PAGE <= sizeof old && area_of(addr, &a) && a.perms[0] == 'r' && a.path[0] != '/' && from < PAGE;

	if (there)
		memcpy(old, (void *)(addr + from), PAGE - from);
	r = TRUE_MMAP;
	if (there && !failed(r))
		memcpy((void *)(addr + from), old, PAGE - from);
	return r;
}

MMAP(fixed_keeps_contents)
{
	return show_old(0, addr, length, prot, flags, fd, offset);
}

MMAP(fixed_keeps_tail)
{
	return length % PAGE ? show_old(length, addr, length, prot, flags, fd, offset) : TRUE_MMAP;
}

static int replaces(word addr, word length, word flags)
{
	return FIXED_ONLY && addr % PAGE == 0 && ordinary(length);
}

MMAP(fixed_discards_old)
{
	struct area a, b;
	int before = replaces(addr, length, flags) && area_of(addr, &a);
	int after = replaces(addr, length, flags) && area_of(addr + up(length) - 1, &b);
	long r = TRUE_MMAP;

	if (failed(r))
		return r;
	/* Not the arena: there would be no room left. */
	if (before && a.perms[0] == 'r' && a.start < addr)
		truth.munmap(a.start, addr - a.start);
	if (after && b.perms[0] == 'r' && b.end > addr + up(length))
		truth.munmap(addr + up(length), b.end - addr - up(length));
	return r;
}

MMAP(fixed_discards_next)
{
	long r = TRUE_MMAP;

	if (!failed(r) && replaces(addr, length, flags))
		truth.munmap(addr + up(length), PAGE);
	return r;
}

MMAP(fixed_discards_previous)
{
	long r = TRUE_MMAP;

	if (!failed(r) && replaces(addr, length, flags))
		truth.munmap(addr - PAGE, PAGE);
	return r;
}

MMAP(fixed_ends_reservation)
{
	struct area a;
	int there = replaces(addr, length, flags) && area_of(addr + up(length), &a) && text_starts(a.perms, "---p");
	long r = TRUE_MMAP;

	/* A few pages are enough to be seen. */
	if (!failed(r) && there)
		truth.munmap(addr + up(length), a.end - addr - up(length) > 8 * PAGE ? 8 * PAGE : a.end - addr - up(length));
	return r;
}

MMAP(fixed_moves_if_unusable)
{
	long r = TRUE_MMAP;

	if (!failed(r) || !FIXED_ONLY || addr % PAGE || !ordinary(length))
		return r;
	return truth.mmap(0, length, prot, without(flags, MAP_FIXED), fd, offset);
}

MMAP_SAYS(fixed_beyond_einval, ENOMEM, is_fixed(flags) && (addr >= 1UL << 46 || addr + length < addr), EINVAL)
MMAP_SAYS(fixed_beyond_efault, ENOMEM, is_fixed(flags) && (addr >= 1UL << 46 || addr + length < addr), EFAULT)
MMAP_CHANGES(fixed_null_is_any, FIXED_ONLY && !addr, flags = without(flags, MAP_FIXED))
MMAP_SAYS(min_addr_eacces, EPERM, is_fixed(flags) && addr < 1 << 20, EACCES)
MMAP_SAYS(min_addr_einval, EPERM, is_fixed(flags) && addr < 1 << 20, EINVAL)
MMAP_ACCEPTS(min_addr_moves, EPERM, is_fixed(flags) && addr < 1 << 20, flags = without(flags, MAP_FIXED | MAP_FIXED_NOREPLACE))
/* The exact limit: the first allowed page is refused, too. */
MMAP(min_addr_off_by_one)
{
	word minimum = 0;

	if (is_fixed(flags) && !is_capable(CAP_SYS_RAWIO) && read_field("/proc/sys/vm/mmap_min_addr", 0, &minimum) && addr == minimum)
		return -EPERM;
	return TRUE_MMAP;
}

MMAP(failure_destroys_old)
{
	long r = TRUE_MMAP;

	if (failed(r) && replaces(addr, length, flags) && is_mapped(addr))
		truth.munmap(addr, length);
	return r;
}

MMAP(enomem_destroys_old)
{
	long r = TRUE_MMAP;

	if (r == -ENOMEM && replaces(addr, length, flags) && is_mapped(addr))
		truth.munmap(addr, length);
	return r;
}

MMAP(eacces_protects_old)
{
	long r = TRUE_MMAP;

	if (r == -EACCES && replaces(addr, length, flags) && is_mapped(addr))
		truth.mprotect(addr, length, PROT_NONE);
	return r;
}

/* ---- MAP_FIXED_NOREPLACE */

MMAP_CHANGES(noreplace_is_hint, NOREPLACE, flags = without(flags, MAP_FIXED_NOREPLACE))
MMAP_CHANGES(noreplace_replaces, NOREPLACE, flags = without(flags, MAP_FIXED_NOREPLACE) | MAP_FIXED)
MMAP_CHANGES(noreplace_a_page_up, NOREPLACE && addr % PAGE == 0, addr += PAGE)

static int wants_place(word addr, word length, word flags)
{
	return NOREPLACE && addr % PAGE == 0 && ordinary(length);
}

MMAP_CHANGES(noreplace_start_only, wants_place(addr, length, flags) && !is_mapped(addr),
	     flags = without(flags, MAP_FIXED_NOREPLACE) | MAP_FIXED)
MMAP_CHANGES(noreplace_end_only, wants_place(addr, length, flags) && !is_mapped(addr + length - 1),
	     flags = without(flags, MAP_FIXED_NOREPLACE) | MAP_FIXED)
MMAP_CHANGES(noreplace_ends_only, wants_place(addr, length, flags) && !is_mapped(addr) && !is_mapped(addr + length - 1),
	     flags = without(flags, MAP_FIXED_NOREPLACE) | MAP_FIXED)
/* A length of a page and a byte is checked as one page. */
MMAP_CHANGES(noreplace_whole_pages_only, wants_place(addr, length, flags) && length > PAGE && !is_any_mapped(addr, addr + down(length)),
	     flags = without(flags, MAP_FIXED_NOREPLACE) | MAP_FIXED)
MMAP_REFUSES(noreplace_next_counts, wants_place(addr, length, flags) && is_mapped(addr + up(length)), EEXIST)
MMAP_REFUSES(noreplace_previous_counts, wants_place(addr, length, flags) && is_mapped(addr - 1), EEXIST)
MMAP_SAYS(noreplace_enomem, EEXIST, 1, ENOMEM)
MMAP_SAYS(noreplace_ebusy, EEXIST, 1, EBUSY)

MMAP(noreplace_evicts)
{
	long r = TRUE_MMAP;

	if (r == -EEXIST)
		truth.munmap(addr, length);
	return r;
}

static int is_all_none(word addr, word length)
{
	struct area a;

	return area_of(addr, &a) && text_starts(a.perms, "---") && a.end >= addr + up(length);
}

MMAP_CHANGES(noreplace_over_none, wants_place(addr, length, flags) && is_all_none(addr, length),
	     flags = without(flags, MAP_FIXED_NOREPLACE) | MAP_FIXED)
MMAP_CHANGES(fixed_wins, has(flags, MAP_FIXED | MAP_FIXED_NOREPLACE), flags = without(flags, MAP_FIXED_NOREPLACE))
MMAP_REFUSES(both_fixed_refused, has(flags, MAP_FIXED | MAP_FIXED_NOREPLACE), EINVAL)
MMAP_CHANGES(noreplace_rounds_down, NOREPLACE, addr = down(addr))
MMAP_CHANGES(noreplace_null_is_any, NOREPLACE && !addr, flags = without(flags, MAP_FIXED | MAP_FIXED_NOREPLACE))

/* Looks first and maps then: who comes in between is lost. */
MMAP(noreplace_looks_first)
{
	if (!wants_place(addr, length, flags) || is_any_mapped(addr, addr + up(length)))
		return TRUE_MMAP;
	sys0(__NR_sched_yield);
	return truth.mmap(addr, length, prot, without(flags, MAP_FIXED_NOREPLACE) | MAP_FIXED, fd, offset);
}

MMAP_CHANGES(validate_knows_noreplace, NOREPLACE && is_file(flags) && kind(flags) == MAP_SHARED_VALIDATE, flags &= ~2UL)
MMAP_REFUSES(shared_noreplace_refused, NOREPLACE && is_file(flags) && kind(flags) == MAP_SHARED, EOPNOTSUPP)

const struct mutant fixed_mutants[] = {
	M("fixed-is-a-hint", "mmap.flags.fixed.exact", "MAP_FIXED is a hint", .mmap = fixed_is_hint),
	M("fixed-a-page-up", "mmap.flags.fixed.exact", "MAP_FIXED maps one page above addr", .mmap = fixed_a_page_up),
	M("fixed-busy-eexist", "mmap.flags.fixed.overlap_discarded", "MAP_FIXED over a mapping says EEXIST", .mmap = fixed_busy_eexist),
	M("fixed-keeps-contents", "mmap.flags.fixed.overlap_discarded", "the first replaced page keeps its contents", .mmap = fixed_keeps_contents),
	M("fixed-discards-whole-mapping", "mmap.flags.fixed.overlap_only_overlap", "the whole old mapping goes, not only the overlap", .mmap = fixed_discards_old),
	M("fixed-discards-next-page", "mmap.flags.fixed.overlap_only_overlap", "the page behind the new mapping goes, too", .mmap = fixed_discards_next),
	M("fixed-discards-previous-page", "mmap.flags.fixed.overlap_only_overlap", "the page before the new mapping goes, too", .mmap = fixed_discards_previous),
	M("fixed-keeps-tail-of-page", "mmap.flags.fixed.whole_pages", "behind length the old bytes of the last page show", .mmap = fixed_keeps_tail),
	M("fixed-rounds-down", "mmap.flags.fixed.unaligned_einval", "an unaligned MAP_FIXED address is rounded down", .mmap = fixed_rounds_down),
	M("fixed-rounds-up", "mmap.flags.fixed.unaligned_einval", "an unaligned MAP_FIXED address is rounded up", .mmap = fixed_rounds_up),
	M("fixed-unaligned-enomem", "mmap.flags.fixed.unaligned_einval", "an unaligned MAP_FIXED address says ENOMEM", .mmap = fixed_unaligned_enomem),
	M("fixed-moves-if-unusable", "mmap.flags.fixed.unusable_fails", "MAP_FIXED at an address that cannot be used maps elsewhere", .mmap = fixed_moves_if_unusable),
	M("fixed-beyond-space-einval", "mmap.errors.enomem.addr_beyond_cpu_space", "MAP_FIXED beyond the address space says EINVAL", .mmap = fixed_beyond_einval),
	M("fixed-beyond-space-efault", "mmap.errors.enomem.addr_beyond_cpu_space", "MAP_FIXED beyond the address space says EFAULT", .mmap = fixed_beyond_efault),
	M("fixed-null-is-any", "mmap.flags.fixed.null_gives_zero", "MAP_FIXED with addr NULL maps anywhere", .mmap = fixed_null_is_any),
	M("min-addr-eacces", "mmap.errors.eperm.below_min_addr", "MAP_FIXED below the lowest address says EACCES", .mmap = min_addr_eacces),
	M("min-addr-einval", "mmap.errors.eperm.below_min_addr", "MAP_FIXED below the lowest address says EINVAL", .mmap = min_addr_einval),
	M("min-addr-moves", "mmap.errors.eperm.below_min_addr", "MAP_FIXED below the lowest address maps elsewhere", .mmap = min_addr_moves),
	M("min-addr-off-by-one", "mmap.errors.eperm.below_min_addr", "the lowest address itself is refused", .mmap = min_addr_off_by_one),
	M("failure-destroys-old", "mmap.flags.fixed.failed_call_keeps_old", "a failing MAP_FIXED has unmapped what was there", .mmap = failure_destroys_old),
	M("enomem-destroys-old", "mmap.flags.fixed.failed_call_keeps_old", "a MAP_FIXED that fails for a limit has unmapped what was there", .mmap = enomem_destroys_old),
	M("eacces-protects-old", "mmap.flags.fixed.failed_call_keeps_old", "a MAP_FIXED that fails for the open mode leaves the old memory inaccessible", .mmap = eacces_protects_old),
	M("fixed-ends-reservation", "mmap.flags.fixed.safe_use_reservation", "MAP_FIXED inside a reservation gives up the rest of it", .mmap = fixed_ends_reservation),
	M("noreplace-is-a-hint", "mmap.flags.fixed_noreplace.overlap", "MAP_FIXED_NOREPLACE is not known: a hint", .mmap = noreplace_is_hint),
	M("noreplace-replaces", "mmap.flags.fixed_noreplace.overlap", "MAP_FIXED_NOREPLACE replaces as MAP_FIXED does", .mmap = noreplace_replaces),
	M("noreplace-a-page-up", "mmap.flags.fixed_noreplace.exact", "MAP_FIXED_NOREPLACE maps one page above addr", .mmap = noreplace_a_page_up),
	M("noreplace-checks-start", "mmap.flags.fixed_noreplace.overlap", "only the first page must be free", .mmap = noreplace_start_only),
	M("noreplace-checks-end", "mmap.flags.fixed_noreplace.overlap", "only the last page must be free", .mmap = noreplace_end_only),
	M("noreplace-checks-both-ends", "mmap.flags.fixed_noreplace.overlap", "a mapping strictly inside the range is not seen", .mmap = noreplace_ends_only),
	M("noreplace-checks-whole-pages", "mmap.flags.fixed_noreplace.overlap", "the last page is not checked when length ends inside it", .mmap = noreplace_whole_pages_only),
	M("noreplace-next-counts", "mmap.flags.fixed_noreplace.exact", "a neighbour that begins where the range ends counts as overlap", .mmap = noreplace_next_counts),
	M("noreplace-previous-counts", "mmap.flags.fixed_noreplace.exact", "a neighbour that ends where the range begins counts as overlap", .mmap = noreplace_previous_counts),
	M("noreplace-enomem", "mmap.flags.fixed_noreplace.overlap", "a range that is taken says ENOMEM", .mmap = noreplace_enomem),
	M("noreplace-ebusy", "mmap.flags.fixed_noreplace.overlap", "a range that is taken says EBUSY", .mmap = noreplace_ebusy),
	M("noreplace-evicts", "mmap.flags.fixed_noreplace.overlap", "a range that is taken says EEXIST, but is unmapped", .mmap = noreplace_evicts),
	M("noreplace-over-none", "mmap.flags.fixed_noreplace.prot_none_counts", "a PROT_NONE reservation does not count as a mapping", .mmap = noreplace_over_none),
	M("fixed-wins-over-noreplace", "mmap.flags.fixed_noreplace.implies_fixed", "with both flags MAP_FIXED wins", .mmap = fixed_wins),
	M("fixed-with-noreplace-refused", "mmap.flags.fixed_noreplace.implies_fixed", "both flags together are refused: EINVAL", .mmap = both_fixed_refused),
	M("noreplace-rounds-down", "mmap.flags.fixed_noreplace.unaligned_einval", "an unaligned address is rounded down", .mmap = noreplace_rounds_down),
	M("noreplace-null-is-any", "mmap.flags.fixed_noreplace.null_addr", "MAP_FIXED_NOREPLACE with addr NULL maps anywhere", .mmap = noreplace_null_is_any),
	M("noreplace-looks-first", "mmap.flags.fixed_noreplace.atomic", "looking and taking are two things: two threads get one range", .mmap = noreplace_looks_first),
	M("validate-knows-noreplace", "mmap.flags.fixed_noreplace.with_shared_validate_file", "MAP_SHARED_VALIDATE accepts MAP_FIXED_NOREPLACE", .mmap = validate_knows_noreplace),
	M("shared-noreplace-refused", "mmap.flags.fixed_noreplace.with_shared_validate_file", "MAP_SHARED refuses MAP_FIXED_NOREPLACE", .mmap = shared_noreplace_refused),
	END
};
