/* Wrong kernels: mremap and remap_file_pages. */
#include "mutants.h"

#define SENSIBLE (addr % PAGE == 0 && ordinary(new_length) && old_length < 1UL << 46)
#define GROWS (SENSIBLE && up(new_length) > up(old_length) && old_length)
#define SHRINKS (SENSIBLE && up(new_length) < up(old_length))

MREMAP(shrink_leaves_tail)
{
	return SHRINKS && !flags ? (long)addr : TRUE_MREMAP;
}

MREMAP(shrink_a_page_more)
{
	return SHRINKS && up(new_length) > PAGE ? truth.mremap(addr, old_length, up(new_length) - PAGE, flags, new_addr) : TRUE_MREMAP;
}

MREMAP(shrink_loses_contents)
{
	long r = TRUE_MREMAP;

	if (SHRINKS && !failed(r))
		truth.madvise((word)r, new_length, MADV_DONTNEED);
	return r;
}

MREMAP(grow_refused)
{
	return GROWS && !(flags & MREMAP_MAYMOVE) ? -ENOMEM : TRUE_MREMAP;
}

/* Moves even if it could stay. */
MREMAP(grow_moves)
{
	long r;
	word place;

	if (!GROWS || (flags & MREMAP_FIXED) || !is_mapped(addr))
		return TRUE_MREMAP;
	r = truth.mmap(0, new_length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, (word)-1, 0);
	if (failed(r))
		return TRUE_MREMAP;
	place = (word)r;
	r = truth.mremap(addr, old_length, new_length, MREMAP_MAYMOVE | MREMAP_FIXED, place);
	return r;
}

MREMAP(grow_a_page_short)
{
	return GROWS && up(new_length) - up(old_length) > PAGE ? truth.mremap(addr, old_length, up(new_length) - PAGE, flags, new_addr) : TRUE_MREMAP;
}

MREMAP(blocked_moves)
{
	long r = TRUE_MREMAP;

	return r == -ENOMEM && GROWS && !flags ? truth.mremap(addr, old_length, new_length, MREMAP_MAYMOVE, 0) : r;
}

MREMAP(blocked_overwrites)
{
	long r = TRUE_MREMAP;

	if (r != -ENOMEM || !GROWS || flags)
		return r;
	truth.munmap(addr + up(old_length), up(new_length) - up(old_length));
	return TRUE_MREMAP;
}

MREMAP(blocked_efault)
{
	long r = TRUE_MREMAP;

	return r == -ENOMEM && GROWS && !flags ? -EFAULT : r;
}

MREMAP(move_loses_contents)
{
	long r = TRUE_MREMAP;

	if (!failed(r) && (word)r != addr && old_length)
		truth.madvise((word)r, new_length, MADV_DONTNEED);
	return r;
}

MREMAP(move_first_page_only)
{
	long r = TRUE_MREMAP;

	if (!failed(r) && (word)r != addr && ordinary(old_length) && up(old_length) > PAGE && up(new_length) > PAGE)
		truth.madvise((word)r + PAGE, up(new_length) - PAGE, MADV_DONTNEED);
	return r;
}

MREMAP(move_leaves_old)
{
	long r = TRUE_MREMAP;

	if (!failed(r) && (word)r != addr && ordinary(old_length))
		truth.mmap(addr, old_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, (word)-1, 0);
	return r;
}

MREMAP(move_loses_protection)
{
	long r = TRUE_MREMAP;

	if (!failed(r) && (word)r != addr)
		truth.mprotect((word)r, new_length, PROT_READ | PROT_WRITE);
	return r;
}

MREMAP(maymove_ignored)
{
	return flags == MREMAP_MAYMOVE ? truth.mremap(addr, old_length, new_length, 0, 0) : TRUE_MREMAP;
}

MREMAP(fixed_ignored)
{
	return has(flags, MREMAP_FIXED | MREMAP_MAYMOVE) ? truth.mremap(addr, old_length, new_length, flags & ~(word)MREMAP_FIXED, 0) : TRUE_MREMAP;
}

MREMAP(fixed_busy_eexist)
{
	return has(flags, MREMAP_FIXED | MREMAP_MAYMOVE) && SENSIBLE && is_any_mapped(new_addr, new_addr + new_length) ? -EEXIST : TRUE_MREMAP;
}

MREMAP(fixed_keeps_source)
{
	struct area a;
	long r;

	if (!has(flags, MREMAP_FIXED | MREMAP_MAYMOVE) || has(flags, MREMAP_DONTUNMAP) || !SENSIBLE || !area_of(addr, &a))
		return TRUE_MREMAP;
	r = TRUE_MREMAP;
	if (!failed(r))
		truth.mmap(addr, up(old_length), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, (word)-1, 0);
	return r;
}

MREMAP(fixed_without_maymove)
{
	return flags == MREMAP_FIXED ? truth.mremap(addr, old_length, new_length, flags | MREMAP_MAYMOVE, new_addr) : TRUE_MREMAP;
}

MREMAP(fixed_rounds)
{
	return has(flags, MREMAP_FIXED) ? truth.mremap(addr, old_length, new_length, flags, down(new_addr)) : TRUE_MREMAP;
}

MREMAP(fixed_overlap_ok)
{
	long r = TRUE_MREMAP;

	return r == -EINVAL && has(flags, MREMAP_FIXED | MREMAP_MAYMOVE) && new_addr % PAGE == 0 && SENSIBLE && new_addr < addr + up(old_length) &&
			       new_addr + up(new_length) > addr ?
		       (long)new_addr :
		       r;
}

MREMAP(fixed_overlap_enomem)
{
	long r = TRUE_MREMAP;

	return r == -EINVAL && has(flags, MREMAP_FIXED | MREMAP_MAYMOVE) ? -ENOMEM : r;
}

MREMAP(zero_unmaps)
{
	if (new_length || addr % PAGE || !ordinary(old_length))
		return TRUE_MREMAP;
	truth.munmap(addr, old_length);
	return (long)addr;
}

MREMAP(rounds_address)
{
	return truth.mremap(down(addr), old_length, new_length, flags, new_addr);
}

MREMAP(unknown_ignored)
{
	return truth.mremap(addr, old_length, new_length, flags & 7, new_addr);
}

MREMAP(unmapped_enomem)
{
	long r = TRUE_MREMAP;

	return r == -EFAULT ? -ENOMEM : r;
}

MREMAP(unmapped_einval)
{
	long r = TRUE_MREMAP;

	return r == -EFAULT ? -EINVAL : r;
}

static int spans(word addr, word length)
{
	struct area a;

	return ordinary(length) && area_of(addr, &a) && a.end < addr + up(length) && is_mapped(a.end);
}

MREMAP(two_enomem)
{
	long r = TRUE_MREMAP;

	return r == -EFAULT && GROWS && spans(addr, old_length) ? -ENOMEM : r;
}

MREMAP(two_grow)
{
	long r = TRUE_MREMAP;

	return r == -EFAULT && GROWS && spans(addr, old_length) ? (long)addr : r;
}

MREMAP(several_efault)
{
	return has(flags, MREMAP_FIXED | MREMAP_MAYMOVE) && old_length == new_length && spans(addr, old_length) ? -EFAULT : TRUE_MREMAP;
}

MREMAP(several_first_only)
{
	struct area a;

	if (has(flags, MREMAP_FIXED | MREMAP_MAYMOVE) && old_length == new_length && spans(addr, old_length) && area_of(addr, &a))
		return truth.mremap(addr, a.end - addr, a.end - addr, flags, new_addr);
	return TRUE_MREMAP;
}

MREMAP(old_zero_refused)
{
	return !old_length && (flags & MREMAP_MAYMOVE) ? -EINVAL : TRUE_MREMAP;
}

MREMAP(old_zero_copies)
{
	struct area a;
	long r;

	if (old_length || !(flags & MREMAP_MAYMOVE) || !SENSIBLE || !area_of(addr, &a) || a.perms[3] != 's')
		return TRUE_MREMAP;
	r = truth.mmap(0, new_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, (word)-1, 0);
	if (!failed(r) && new_length <= a.end - addr)
		memcpy((void *)r, (void *)addr, new_length);
	return r;
}

MREMAP(old_zero_moves)
{
	struct area a;

	if (old_length || !(flags & MREMAP_MAYMOVE) || !SENSIBLE || !area_of(addr, &a) || a.perms[3] != 's')
		return TRUE_MREMAP;
	long r = TRUE_MREMAP;

	if (!failed(r))
		truth.munmap(addr, new_length);
	return r;
}

/* As before 4.14: an unrelated, empty mapping. */
MREMAP(old_zero_private)
{
	struct area a;

	if (old_length || !(flags & MREMAP_MAYMOVE) || !SENSIBLE || !area_of(addr, &a) || a.perms[3] != 'p')
		return TRUE_MREMAP;
	return truth.mmap(0, new_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, (word)-1, 0);
}

MREMAP(old_zero_no_maymove)
{
	long r = TRUE_MREMAP;

	return r == -ENOMEM && !old_length && !flags ? -EINVAL : r;
}

MREMAP(dontunmap_unmaps)
{
	long r = TRUE_MREMAP;

	if (!failed(r) && has(flags, MREMAP_DONTUNMAP))
		truth.munmap(addr, old_length);
	return r;
}

MREMAP(dontunmap_keeps)
{
	static byte old[65536];
	word n = old_length < sizeof old ? old_length : sizeof old;
	struct area a;
	int there = has(flags, MREMAP_DONTUNMAP) && ordinary(old_length) && area_of(addr, &a) && text_starts(a.perms, "rw-p");

	if (there)
		memcpy(old, (void *)addr, n);
	long r = TRUE_MREMAP;

	if (!failed(r) && there)
		memcpy((void *)addr, old, n);
	return r;
}

MREMAP(dontunmap_refused)
{
	return has(flags, MREMAP_DONTUNMAP) ? -EINVAL : TRUE_MREMAP;
}

MREMAP(dontunmap_shared_refused)
{
	struct area a;

	return has(flags, MREMAP_DONTUNMAP) && area_of(addr, &a) && a.perms[3] == 's' ? -EINVAL : TRUE_MREMAP;
}

MREMAP(lock_lost)
{
	long r = TRUE_MREMAP;

	if (!failed(r) && ordinary(new_length))
		truth.munlock((word)r, new_length);
	return r;
}

MREMAP(lock_limit_enomem)
{
	long r = TRUE_MREMAP;

	return r == -EAGAIN ? -ENOMEM : r;
}

MREMAP(lock_limit_ignored)
{
	word before;
	long r = TRUE_MREMAP;

	if (r != -EAGAIN)
		return r;
	before = limit_lift(RLIMIT_MEMLOCK);
	r = TRUE_MREMAP;
	limit_restore(RLIMIT_MEMLOCK, before);
	return r;
}

/* The new part of a file mapping is memory of its own. */
MREMAP(file_grows_by_zeros)
{
	struct area a;
	long r = TRUE_MREMAP;

	if (!failed(r) && GROWS && area_of((word)r, &a) && a.path[0] == '/')
		truth.mmap((word)r + up(old_length), up(new_length) - up(old_length), PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, (word)-1, 0);
	return r;
}

MREMAP(as_ignored)
{
	word before;
	long r = TRUE_MREMAP;

	if (r != -ENOMEM || !GROWS)
		return r;
	before = limit_lift(RLIMIT_AS);
	r = TRUE_MREMAP;
	limit_restore(RLIMIT_AS, before);
	return r;
}

MREMAP(as_eagain)
{
	long r = TRUE_MREMAP;

	return r == -ENOMEM && GROWS ? -EAGAIN : r;
}

MREMAP(count_ignored)
{
	long r = TRUE_MREMAP;

	return r == -ENOMEM && (flags & MREMAP_MAYMOVE) ? (long)addr : r;
}

RANGE3(remap_refused, page_offset)
{
	return -ENOSYS;
}

RANGE3(remap_private, page_offset)
{
	struct area a;

	return area_of(addr, &a) && a.perms[3] == 'p' ? 0 : truth.remap_file_pages(addr, length, page_offset);
}

RANGE3(remap_in_bytes, page_offset)
{
	return truth.remap_file_pages(addr, length, page_offset / PAGE);
}

const struct mutant mremap_mutants[] = {
	M("mremap-shrink-leaves-tail", "mremap.shrink", "shrinking leaves the tail mapped", .mremap = shrink_leaves_tail),
	M("mremap-shrink-a-page-more", "mremap.shrink", "shrinking cuts off one page more", .mremap = shrink_a_page_more),
	M("mremap-shrink-loses-contents", "mremap.shrink", "shrinking loses the contents", .mremap = shrink_loses_contents),
	M("mremap-grow-refused", "mremap.grow_in_place", "growing wants MREMAP_MAYMOVE", .mremap = grow_refused),
	M("mremap-grow-moves", "mremap.grow_in_place", "growing moves, whatever the flags and the room", .mremap = grow_moves),
	M("mremap-grow-a-page-short", "mremap.grow_in_place", "growing by several pages is one short", .mremap = grow_a_page_short),
	M("mremap-blocked-moves", "mremap.enomem_blocked", "blocked growth moves without MREMAP_MAYMOVE", .mremap = blocked_moves),
	M("mremap-blocked-overwrites", "mremap.enomem_blocked", "growth replaces the neighbour", .mremap = blocked_overwrites),
	M("mremap-blocked-efault", "mremap.enomem_blocked", "blocked growth says EFAULT", .mremap = blocked_efault),
	M("mremap-move-loses-contents", "mremap.maymove", "moving loses the contents", .mremap = move_loses_contents),
	M("mremap-move-first-page-only", "mremap.maymove", "moving keeps the contents of the first page only", .mremap = move_first_page_only),
	M("mremap-move-leaves-old", "mremap.maymove", "moving leaves memory at the old place", .mremap = move_leaves_old),
	M("mremap-maymove-ignored", "mremap.maymove", "MREMAP_MAYMOVE is ignored", .mremap = maymove_ignored),
	M("mremap-move-loses-protection", "mremap.fixed", "what is moved becomes writable", .mremap = move_loses_protection),
	M("mremap-fixed-ignored", "mremap.fixed", "MREMAP_FIXED is ignored", .mremap = fixed_ignored),
	M("mremap-fixed-busy-eexist", "mremap.fixed", "MREMAP_FIXED onto a mapping says EEXIST", .mremap = fixed_busy_eexist),
	M("mremap-fixed-keeps-source", "mremap.fixed", "MREMAP_FIXED leaves memory at the old place", .mremap = fixed_keeps_source),
	M("mremap-fixed-without-maymove", "mremap.fixed_einval", "MREMAP_FIXED works without MREMAP_MAYMOVE", .mremap = fixed_without_maymove),
	M("mremap-fixed-rounds", "mremap.fixed_einval", "an unaligned new address is rounded down", .mremap = fixed_rounds),
	M("mremap-fixed-overlap-ok", "mremap.fixed_einval", "overlapping ranges succeed", .mremap = fixed_overlap_ok),
	M("mremap-fixed-overlap-enomem", "mremap.fixed_einval", "overlapping ranges say ENOMEM", .mremap = fixed_overlap_enomem),
	M("mremap-zero-unmaps", "mremap.einval_args", "new length 0 unmaps", .mremap = zero_unmaps),
	M("mremap-rounds-address", "mremap.einval_args", "an unaligned old address is rounded down", .mremap = rounds_address),
	M("mremap-unknown-ignored", "mremap.einval_args", "unknown flags are ignored", .mremap = unknown_ignored),
	M("mremap-unmapped-enomem", "mremap.efault_unmapped", "unmapped memory says ENOMEM", .mremap = unmapped_enomem),
	M("mremap-unmapped-einval", "mremap.efault_unmapped", "unmapped memory says EINVAL", .mremap = unmapped_einval),
	M("mremap-two-mappings-enomem", "mremap.efault_two_vmas", "growing a range of two mappings says ENOMEM", .mremap = two_enomem),
	M("mremap-two-mappings-ok", "mremap.efault_two_vmas", "growing a range of two mappings succeeds, and does nothing", .mremap = two_grow),
	M("mremap-several-efault", "mremap.move_multiple", "moving several mappings says EFAULT, as before 6.17", .mremap = several_efault),
	M("mremap-several-first-only", "mremap.move_multiple", "of several mappings the first is moved", .mremap = several_first_only),
	M("mremap-old-zero-refused", "mremap.old_size0_shared", "old length 0 is refused for shared mappings", .mremap = old_zero_refused),
	M("mremap-old-zero-copies", "mremap.old_size0_shared", "old length 0 makes a copy, not a second mapping", .mremap = old_zero_copies),
	M("mremap-old-zero-moves", "mremap.old_size0_shared", "old length 0 moves the mapping", .mremap = old_zero_moves),
	M("mremap-old-zero-private", "mremap.old_size0_private", "old length 0 of private memory makes an empty mapping, as before 4.14", .mremap = old_zero_private),
	M("mremap-old-zero-einval", "mremap.old_size0_no_maymove", "old length 0 without MREMAP_MAYMOVE says EINVAL, as the page has it", .mremap = old_zero_no_maymove),
	M("mremap-dontunmap-unmaps", "mremap.dontunmap", "MREMAP_DONTUNMAP unmaps the old range", .mremap = dontunmap_unmaps),
	M("mremap-dontunmap-keeps", "mremap.dontunmap", "MREMAP_DONTUNMAP keeps the contents at the old place, too", .mremap = dontunmap_keeps),
	M("mremap-dontunmap-refused", "mremap.dontunmap", "MREMAP_DONTUNMAP is not known", .mremap = dontunmap_refused),
	M("mremap-dontunmap-shared-refused", "mremap.dontunmap_shared", "MREMAP_DONTUNMAP of shared memory is refused, as before 5.13", .mremap = dontunmap_shared_refused),
	M("mremap-lock-lost", "mremap.lock_kept", "a resized mapping is not locked any more", .mremap = lock_lost),
	M("mremap-lock-limit-enomem", "mremap.lock_kept", "beyond RLIMIT_MEMLOCK says ENOMEM", .mremap = lock_limit_enomem),
	M("mremap-lock-limit-ignored", "mremap.lock_kept", "RLIMIT_MEMLOCK does not bind growth", .mremap = lock_limit_ignored),
	M("mremap-file-grows-by-zeros", "mremap.file_grow", "a file mapping grows by zeros", .mremap = file_grows_by_zeros),
	M("mremap-as-ignored", "mremap.enomem_rlimit_as", "RLIMIT_AS does not bind growth", .mremap = as_ignored),
	M("mremap-as-eagain", "mremap.enomem_rlimit_as", "RLIMIT_AS says EAGAIN", .mremap = as_eagain),
	M("mremap-count-ignored", "mremap.enomem_map_count", "at the limit of mappings a move succeeds, and does nothing", .mremap = count_ignored),
	M("remap-file-pages-refused", "remap_file_pages.emulated", "remap_file_pages is not there", .remap_file_pages = remap_refused),
	M("remap-file-pages-private", "remap_file_pages.emulated", "remap_file_pages of private memory succeeds", .remap_file_pages = remap_private),
	M("remap-file-pages-in-bytes", "remap_file_pages.emulated", "remap_file_pages counts its offset in bytes", .remap_file_pages = remap_in_bytes),
	END
};
