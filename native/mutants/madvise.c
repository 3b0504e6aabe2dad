/* Wrong kernels: madvise and mincore. */
#include "mutants.h"

RANGE3(rounds_address, what)
{
	return truth.madvise(down(addr), length, what);
}

RANGE3(unknown_ok, what)
{
	long r = TRUE_MADVISE;

	return r == -EINVAL && what > 25 && what != 100 && what != 101 && addr % PAGE == 0 ? 0 : r;
}

RANGE3(unmapped_ok, what)
{
	return addr % PAGE == 0 && ordinary(length) && !is_any_mapped(addr, addr + length) ? 0 : TRUE_MADVISE;
}

RANGE3(unmapped_efault, what)
{
	long r = TRUE_MADVISE;

	return r == -ENOMEM ? -EFAULT : r;
}

RANGE3(zero_einval, what)
{
	return length ? TRUE_MADVISE : -EINVAL;
}

RANGE3(hole_stops, what)
{
	struct area a;
	word end = addr;

	if (addr % PAGE || !ordinary(length) || what != MADV_DONTNEED)
		return TRUE_MADVISE;
	while (end < addr + length && area_of(end, &a))
		end = a.end;
	if (end >= addr + length)
		return TRUE_MADVISE;
	if (end > addr)
		truth.madvise(addr, end - addr, what);
	return -ENOMEM;
}

RANGE3(hole_ok, what)
{
	long r = TRUE_MADVISE;

	return r == -ENOMEM && is_any_mapped(addr, addr + up(length)) ? 0 : r;
}

RANGE3(dontneed_ignored, what)
{
	return what == MADV_DONTNEED && addr % PAGE == 0 && ordinary(length) && is_all_mapped(addr, addr + length) ? 0 : TRUE_MADVISE;
}

RANGE3(dontneed_keeps_file_copies, what)
{
	struct area a;

	return what == MADV_DONTNEED && addr % PAGE == 0 && area_of(addr, &a) && a.path[0] == '/' && a.perms[3] == 'p' ? 0 : TRUE_MADVISE;
}

RANGE3(dontneed_zeroes_file_copies, what)
{
	struct area a;
	long r = TRUE_MADVISE;

	if (!r && what == MADV_DONTNEED && area_of(addr, &a) && a.path[0] == '/' && text_starts(a.perms, "rw-p"))
		memset((void *)addr, 0, length);
	return r;
}

RANGE3(dontneed_a_page_more, what)
{
	long r = TRUE_MADVISE;

	if (!r && what == MADV_DONTNEED && ordinary(length))
		truth.madvise(addr + up(length), PAGE, what);
	return r;
}

RANGE3(dontneed_loses_shared, what)
{
	struct area a;
	long r = TRUE_MADVISE;

	if (!r && what == MADV_DONTNEED && area_of(addr, &a) && text_starts(a.perms, "rw-s") && ordinary(length))
		memset((void *)addr, 0, length);
	return r;
}

RANGE3(dontneed_loses_shared_anon, what)
{
	struct area a;

	return what == MADV_DONTNEED && area_of(addr, &a) && a.perms[3] == 's' && text_starts(a.path, "/dev/zero") ?
		       truth.madvise(addr, length, MADV_REMOVE) :
		       TRUE_MADVISE;
}

RANGE3(dontneed_locked_ok, what)
{
	long r = TRUE_MADVISE;

	return r == -EINVAL && what == MADV_DONTNEED && addr % PAGE == 0 ? truth.madvise(addr, length, MADV_DONTNEED_LOCKED) : r;
}

RANGE3(dontneed_locked_refused, what)
{
	return what == MADV_DONTNEED_LOCKED ? -EINVAL : TRUE_MADVISE;
}

RANGE3(remove_ignored, what)
{
	long r = what == MADV_REMOVE ? truth.madvise(addr, length, MADV_NORMAL) : TRUE_MADVISE;
	struct area a;

	/* It says no where the true one does. */
	return what == MADV_REMOVE && area_of(addr, &a) && a.perms[3] == 'p' ? TRUE_MADVISE : r;
}

RANGE3(remove_private_einval, what)
{
	long r = TRUE_MADVISE;

	return r == -EACCES && what == MADV_REMOVE ? -EINVAL : r;
}

RANGE3(remove_private_ok, what)
{
	long r = TRUE_MADVISE;

	return r == -EACCES && what == MADV_REMOVE ? 0 : r;
}

RANGE3(free_shared_ok, what)
{
	long r = TRUE_MADVISE;

	return r == -EINVAL && what == MADV_FREE && addr % PAGE == 0 ? 0 : r;
}

RANGE3(free_refused, what)
{
	return what == MADV_FREE ? -EINVAL : TRUE_MADVISE;
}

#define POPULATES (what == MADV_POPULATE_READ || what == MADV_POPULATE_WRITE)

RANGE3(populate_ignored, what)
{
	return POPULATES ? truth.madvise(addr, length, MADV_NORMAL) : TRUE_MADVISE;
}

RANGE3(populate_last_page_left, what)
{
	return POPULATES && ordinary(length) && length > PAGE ? truth.madvise(addr, up(length) - PAGE, what) : TRUE_MADVISE;
}

RANGE3(populate_silent, what)
{
	long r = TRUE_MADVISE;

	return POPULATES && (r == -EINVAL || r == -EFAULT) && addr % PAGE == 0 ? 0 : r;
}

RANGE3(populate_end_enomem, what)
{
	long r = TRUE_MADVISE;

	return POPULATES && r == -EFAULT ? -ENOMEM : r;
}

RANGE3(populate_prot_eacces, what)
{
	long r = TRUE_MADVISE;

	return POPULATES && r == -EINVAL && addr % PAGE == 0 ? -EACCES : r;
}

RANGE3(populate_write_reads, what)
{
	return truth.madvise(addr, length, what == MADV_POPULATE_WRITE ? MADV_POPULATE_READ : what);
}

RANGE3(guard_ignored, what)
{
	return what == MADV_GUARD_INSTALL ? truth.madvise(addr, length, MADV_NORMAL) : TRUE_MADVISE;
}

RANGE3(guard_stays, what)
{
	return what == MADV_GUARD_REMOVE ? truth.madvise(addr, length, MADV_NORMAL) : TRUE_MADVISE;
}

RANGE3(guard_a_page_more, what)
{
	return what == MADV_GUARD_INSTALL && ordinary(length) ? truth.madvise(addr, up(length) + PAGE, what) : TRUE_MADVISE;
}

RANGE3(guard_splits, what)
{
	return what == MADV_GUARD_INSTALL && addr % PAGE == 0 ? truth.mprotect(addr, length, PROT_NONE) : TRUE_MADVISE;
}

/* ---- mincore */

static long all_resident(word addr, word length, byte *vector)
{
	long r = truth.mincore(addr, length, vector);

	for (word i = 0; !r && i < up(length) / PAGE; i++)
		vector[i] = 1;
	return r;
}

static long none_resident(word addr, word length, byte *vector)
{
	long r = truth.mincore(addr, length, vector);

	for (word i = 0; !r && i < up(length) / PAGE; i++)
		vector[i] = 0;
	return r;
}

static long next_page(word addr, word length, byte *vector)
{
	long r = truth.mincore(addr, length, vector);

	if (!r && length)
		for (word i = 0; i < up(length) / PAGE; i++)
			vector[i] = i + 1 < up(length) / PAGE ? vector[i + 1] : 0;
	return r;
}

static long last_page_unset(word addr, word length, byte *vector)
{
	long r = truth.mincore(addr, length, vector);

	if (!r && length > PAGE)
		vector[up(length) / PAGE - 1] = 0;
	return r;
}

static long mincore_rounds(word addr, word length, byte *vector)
{
	return truth.mincore(down(addr), length, vector);
}

static long mincore_unmapped_ok(word addr, word length, byte *vector)
{
	long r = truth.mincore(addr, length, vector);

	return r == -ENOMEM && ordinary(length) ? 0 : r;
}

static long mincore_unmapped_efault(word addr, word length, byte *vector)
{
	long r = truth.mincore(addr, length, vector);

	return r == -ENOMEM ? -EFAULT : r;
}

static long mincore_zero_einval(word addr, word length, byte *vector)
{
	return length ? truth.mincore(addr, length, vector) : -EINVAL;
}

static long mincore_long_einval(word addr, word length, byte *vector)
{
	long r = truth.mincore(addr, length, vector);

	return r == -ENOMEM && !ordinary(length) ? -EINVAL : r;
}

const struct mutant madvise_mutants[] = {
	M("madvise-rounds-address", "madvise.errors", "an unaligned address is rounded down", .madvise = rounds_address),
	M("madvise-unknown-ok", "madvise.errors", "unknown advice is ignored", .madvise = unknown_ok),
	M("madvise-unmapped-ok", "madvise.errors", "unmapped memory is no error", .madvise = unmapped_ok),
	M("madvise-unmapped-efault", "madvise.errors", "unmapped memory says EFAULT", .madvise = unmapped_efault),
	M("madvise-zero-einval", "madvise.errors", "length 0 says EINVAL", .madvise = zero_einval),
	M("madvise-hole-stops", "madvise.hole_applies_rest", "what lies behind a hole is not advised", .madvise = hole_stops),
	M("madvise-hole-ok", "madvise.hole_applies_rest", "a hole is no error", .madvise = hole_ok),
	M("dontneed-ignored", "madvise.dontneed_private", "MADV_DONTNEED does nothing", .madvise = dontneed_ignored),
	M("dontneed-keeps-file-copies", "madvise.dontneed_private", "MADV_DONTNEED keeps private copies of file pages", .madvise = dontneed_keeps_file_copies),
	M("dontneed-zeroes-file-copies", "madvise.dontneed_private", "MADV_DONTNEED makes private copies of file pages zero", .madvise = dontneed_zeroes_file_copies),
	M("dontneed-a-page-more", "madvise.dontneed_private", "MADV_DONTNEED takes the next page, too", .madvise = dontneed_a_page_more),
	M("dontneed-loses-shared", "madvise.dontneed_shared", "MADV_DONTNEED makes shared memory zero", .madvise = dontneed_loses_shared),
	M("dontneed-loses-shared-anonymous", "madvise.dontneed_shared", "MADV_DONTNEED frees shared anonymous memory", .madvise = dontneed_loses_shared_anon),
	M("dontneed-locked-ok", "madvise.dontneed_locked", "MADV_DONTNEED takes locked pages, too", .madvise = dontneed_locked_ok),
	M("dontneed-locked-refused", "madvise.dontneed_locked", "MADV_DONTNEED_LOCKED is not known", .madvise = dontneed_locked_refused),
	M("remove-ignored", "madvise.remove", "MADV_REMOVE does nothing", .madvise = remove_ignored),
	M("remove-private-einval", "madvise.remove", "MADV_REMOVE of a private file mapping says EINVAL", .madvise = remove_private_einval),
	M("remove-private-ok", "madvise.remove", "MADV_REMOVE of a private file mapping succeeds", .madvise = remove_private_ok),
	M("free-shared-ok", "madvise.free_private_only", "MADV_FREE of shared memory succeeds", .madvise = free_shared_ok),
	M("free-refused", "madvise.free_private_only", "MADV_FREE is not known", .madvise = free_refused),
	M("madvise-populate-ignored", "madvise.populate", "MADV_POPULATE_* do nothing", .madvise = populate_ignored),
	M("madvise-populate-last-page-left", "madvise.populate", "MADV_POPULATE_* leave the last page", .madvise = populate_last_page_left),
	M("madvise-populate-silent", "madvise.populate", "MADV_POPULATE_* do not report failure", .madvise = populate_silent),
	M("madvise-populate-end-enomem", "madvise.populate", "MADV_POPULATE_* beyond the end of the file say ENOMEM", .madvise = populate_end_enomem),
	M("madvise-populate-protected-eacces", "madvise.populate", "MADV_POPULATE_* of protected memory say EACCES", .madvise = populate_prot_eacces),
	M("madvise-populate-write-reads", "madvise.populate", "MADV_POPULATE_WRITE only reads", .madvise = populate_write_reads),
	M("guard-ignored", "madvise.guard", "MADV_GUARD_INSTALL does nothing", .madvise = guard_ignored),
	M("guard-stays", "madvise.guard", "MADV_GUARD_REMOVE does nothing", .madvise = guard_stays),
	M("guard-a-page-more", "madvise.guard", "MADV_GUARD_INSTALL guards one page more", .madvise = guard_a_page_more),
	M("guard-splits", "madvise.guard", "MADV_GUARD_INSTALL is mprotect", .madvise = guard_splits),
	M("mincore-all-resident", "mincore.residency", "mincore reports every page as resident", .mincore = all_resident),
	M("mincore-none-resident", "mincore.residency", "mincore reports no page as resident", .mincore = none_resident),
	M("mincore-next-page", "mincore.residency", "mincore reports each page's neighbour", .mincore = next_page),
	M("mincore-last-page-unset", "mincore.residency", "mincore does not report the last page", .mincore = last_page_unset),
	M("mincore-rounds-address", "mincore.errors", "an unaligned address is rounded down", .mincore = mincore_rounds),
	M("mincore-unmapped-ok", "mincore.errors", "unmapped memory is no error", .mincore = mincore_unmapped_ok),
	M("mincore-unmapped-efault", "mincore.errors", "unmapped memory says EFAULT", .mincore = mincore_unmapped_efault),
	M("mincore-zero-einval", "mincore.errors", "length 0 says EINVAL", .mincore = mincore_zero_einval),
	M("mincore-too-long-einval", "mincore.errors", "a length that no space holds says EINVAL", .mincore = mincore_long_einval),
	END
};
