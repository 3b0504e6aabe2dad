/* Wrong kernels: flags about memory behind the mapping. */
#include "mutants.h"

#include <linux/capability.h>

#define CODE (flags >> 26 & 63)
#define IS_HUGE ((flags & MAP_HUGETLB) != 0)

/* ---- MAP_HUGETLB, as far as a machine without huge pages shows it */

MMAP_REFUSES(huge_length_refused, IS_HUGE && !is_file(flags) && length % target.huge, EINVAL)
MMAP_CHANGES(huge_offset_rounded, IS_HUGE || fd_is(fd, "/memfd:"), offset = offset % PAGE ? offset : offset / target.huge * target.huge)
MMAP_CHANGES(huge_anon_offset_ignored, IS_HUGE && !is_file(flags) && offset % PAGE == 0, offset = 0)
MMAP_CHANGES(huge_fixed_rounded, IS_HUGE && is_fixed(flags) && addr % PAGE == 0, addr = addr / target.huge * target.huge)
MMAP_REFUSES(huge_hint_refused, IS_HUGE && !is_fixed(flags) && addr % target.huge, EINVAL)
MMAP_ACCEPTS(huge_falls_back, ENOMEM, IS_HUGE, flags &= ~(word)(MAP_HUGETLB | 63UL << 26))
MMAP_SAYS(huge_eagain, ENOMEM, IS_HUGE, EAGAIN)
MMAP_CHANGES(huge_noreserve_ignored, IS_HUGE, flags &= ~(word)MAP_NORESERVE)
MMAP_REFUSES(huge_code_zero, IS_HUGE && CODE == 0, EINVAL)
MMAP_REFUSES(huge_code_21, IS_HUGE && CODE == 21, EINVAL)
MMAP_REFUSES(huge_code_30, IS_HUGE && CODE == 30, EINVAL)
MMAP_CHANGES(huge_code_ignored, IS_HUGE, flags &= ~(63UL << 26))
MMAP_CHANGES(huge_code_five_bits, IS_HUGE, flags &= ~(1UL << 31))
MMAP_SAYS(huge_code_enomem, EINVAL, IS_HUGE && CODE, ENOMEM)
MMAP_CHANGES(huge_file_ignored, IS_HUGE && is_file(flags), flags &= ~(word)MAP_HUGETLB)
MMAP_SAYS(huge_file_enodev, EINVAL, IS_HUGE && is_file(flags), ENODEV)
MMAP_REFUSES(huge_needs_right, IS_HUGE && !is_file(flags) && !is_capable(CAP_IPC_LOCK), EPERM)
MMAP_REFUSES(huge_populate_fails, has(flags, MAP_HUGETLB | MAP_POPULATE | MAP_NORESERVE), ENOMEM)

/* ---- MAP_LOCKED */

MMAP_CHANGES(locked_ignored, 1, flags &= ~(word)MAP_LOCKED)
MMAP_CHANGES(locked_populates_only, flags & MAP_LOCKED, flags = (flags & ~(word)MAP_LOCKED) | MAP_POPULATE)

MMAP(locked_on_fault)
{
	long r;

	if (!(flags & MAP_LOCKED) || !ordinary(length))
		return TRUE_MMAP;
	flags &= ~(word)MAP_LOCKED;
	r = TRUE_MMAP;
	if (!failed(r))
		truth.mlock2((word)r, length, MLOCK_ONFAULT);
	return r;
}

MMAP(locked_reports)
{
	long r, locked;

	if (!(flags & MAP_LOCKED) || !ordinary(length))
		return TRUE_MMAP;
	flags &= ~(word)MAP_LOCKED;
	r = TRUE_MMAP;
	if (failed(r))
		return r;
	locked = truth.mlock((word)r, length);
	if (!failed(locked))
		return r;
	truth.munmap((word)r, length);
	return -ENOMEM;
}

MMAP(locked_nonblock_empty)
{
	return flags & MAP_NONBLOCK ? locked_on_fault(addr, length, prot, flags, fd, offset) : TRUE_MMAP;
}

MMAP_REFUSES(locked_limit_for_all, (flags & MAP_LOCKED) && up(length) > limit_of(RLIMIT_MEMLOCK), EAGAIN)

/* ---- MAP_POPULATE and MAP_NONBLOCK */

MMAP_CHANGES(populate_ignored, 1, flags &= ~(word)MAP_POPULATE)
MMAP_CHANGES(populate_shared_only, kind(flags) == MAP_PRIVATE, flags &= ~(word)MAP_POPULATE)
MMAP_CHANGES(populate_files_not, is_file(flags), flags &= ~(word)MAP_POPULATE)

static long populated(word from, word to, word what, word addr, word length, word prot, word flags, word fd, word offset)
{
	long r;
	int wanted = has(flags, MAP_POPULATE) && !has(flags, MAP_NONBLOCK);

	flags &= ~(word)MAP_POPULATE;
	r = TRUE_MMAP;
	if (!failed(r) && wanted && to > from)
		truth.madvise((word)r + from, to - from, what);
	return r;
}

MMAP(populate_first_page)
{
	return populated(0, PAGE, MADV_POPULATE_READ, addr, length, prot, flags, fd, offset);
}

MMAP(populate_last_page_left)
{
	return populated(0, up(length) - PAGE, prot & PROT_WRITE ? MADV_POPULATE_WRITE : MADV_POPULATE_READ, addr, length, prot, flags, fd,
			 offset);
}

MMAP(populate_reads)
{
	return populated(0, up(length), MADV_POPULATE_READ, addr, length, prot, flags, fd, offset);
}

MMAP(populate_reports)
{
	long r = TRUE_MMAP, filled;

	if (failed(r) || !has(flags, MAP_POPULATE) || has(flags, MAP_NONBLOCK))
		return r;
	filled = truth.madvise((word)r, length, MADV_POPULATE_READ);
	if (!failed(filled))
		return r;
	truth.munmap((word)r, length);
	return -ENOMEM;
}

/* As before 2.6.7: with PROT_NONE only. */
MMAP_CHANGES(populate_needs_none, prot & 7, flags &= ~(word)MAP_POPULATE)
MMAP_CHANGES(nonblock_populates, has(flags, MAP_NONBLOCK), flags = (flags & ~(word)MAP_NONBLOCK) | MAP_POPULATE)
MMAP_CHANGES(nonblock_ignored, 1, flags &= ~(word)MAP_NONBLOCK)
MMAP_REFUSES(nonblock_refused, has(flags, MAP_NONBLOCK) && !has(flags, MAP_POPULATE), EINVAL)

/* ---- MAP_NORESERVE */

MMAP_CHANGES(noreserve_ignored, 1, flags &= ~(word)MAP_NORESERVE)
MMAP_CHANGES(noreserve_shared_ignored, kind(flags) == MAP_SHARED, flags &= ~(word)MAP_NORESERVE)
MMAP_CHANGES(noreserve_private_ignored, kind(flags) == MAP_PRIVATE, flags &= ~(word)MAP_NORESERVE)
MMAP_CHANGES(noreserve_always, 1, flags |= MAP_NORESERVE)

/* ---- MAP_SYNC and MAP_UNINITIALIZED */

MMAP_ACCEPTS(sync_ignored, EOPNOTSUPP, has(flags, MAP_SYNC), flags &= ~(word)MAP_SYNC)
MMAP_SAYS(sync_einval, EOPNOTSUPP, has(flags, MAP_SYNC), EINVAL)
MMAP_REFUSES(sync_anon_refused, has(flags, MAP_SYNC) && !is_file(flags), EOPNOTSUPP)
MMAP_REFUSES(sync_shared_refused, has(flags, MAP_SYNC) && is_file(flags) && kind(flags) == MAP_SHARED, EOPNOTSUPP)

MMAP(uninitialized_honoured)
{
	long r = TRUE_MMAP;

	if (!failed(r) && has(flags, MAP_UNINITIALIZED) && !is_file(flags) && ordinary(length) && (prot & PROT_WRITE))
		memset((void *)r, 0xa5, length);
	return r;
}

MMAP_REFUSES(uninitialized_refused, has(flags, MAP_UNINITIALIZED) && !IS_HUGE, EINVAL)

const struct mutant memory_mutants[] = {
	M("huge-length-refused", "mmap.flags.hugetlb.length_aligned", "a length that is no multiple of a huge page is refused", .mmap = huge_length_refused),
	M("huge-offset-of-pages", "mmap.flags.hugetlb.offset_multiple", "a multiple of a page is good enough as an offset", .mmap = huge_offset_rounded),
	M("huge-anonymous-offset-ignored", "mmap.flags.hugetlb.offset_multiple", "the offset of anonymous huge pages is ignored", .mmap = huge_anon_offset_ignored),
	M("huge-fixed-rounded", "mmap.flags.hugetlb.address_aligned", "an address inside a huge page is rounded down with MAP_FIXED", .mmap = huge_fixed_rounded),
	M("huge-hint-refused", "mmap.flags.hugetlb.address_aligned", "an unaligned hint is refused", .mmap = huge_hint_refused),
	M("huge-falls-back", "mmap.flags.hugetlb.enomem_empty_pool", "with an empty pool the mapping gets small pages", .mmap = huge_falls_back),
	M("huge-empty-pool-eagain", "mmap.flags.hugetlb.enomem_empty_pool", "an empty pool says EAGAIN", .mmap = huge_eagain),
	M("huge-noreserve-ignored", "mmap.flags.hugetlb.noreserve", "MAP_NORESERVE reserves huge pages all the same", .mmap = huge_noreserve_ignored),
	M("huge-code-0-refused", "mmap.flags.hugetlb.size_code_default", "size code 0 is refused", .mmap = huge_code_zero),
	M("huge-code-21-refused", "mmap.flags.hugetlb.size_code_encoding", "size code 21, 2 MiB, is refused", .mmap = huge_code_21),
	M("huge-code-30-refused", "mmap.flags.hugetlb.size_code_encoding", "size code 30, 1 GiB, is refused", .mmap = huge_code_30),
	M("huge-code-ignored", "mmap.flags.hugetlb.size_unsupported_einval", "every size code is the default size", .mmap = huge_code_ignored),
	M("huge-code-of-five-bits", "mmap.flags.hugetlb.size_unsupported_einval", "the highest bit of the size code is not looked at", .mmap = huge_code_five_bits),
	M("huge-code-unknown-enomem", "mmap.flags.hugetlb.size_unsupported_einval", "an unsupported size says ENOMEM", .mmap = huge_code_enomem),
	M("huge-listed-size-refused", "mmap.flags.hugetlb.sizes_listed", "a size that is listed in /sys (1 GiB) is refused", .mmap = huge_code_30),
	M("huge-file-ignored", "mmap.flags.hugetlb.on_regular_file_einval", "MAP_HUGETLB of a regular file is ignored", .mmap = huge_file_ignored),
	M("huge-file-enodev", "mmap.flags.hugetlb.on_regular_file_einval", "MAP_HUGETLB of a regular file says ENODEV", .mmap = huge_file_enodev),
	M("huge-needs-right", "mmap.errors.eperm.hugetlb_group", "MAP_HUGETLB without CAP_IPC_LOCK says EPERM", .mmap = huge_needs_right),
	M("huge-populate-fails", "mmap.flags.hugetlb.populate_does_not_fail", "a populate that gets no huge pages makes mmap fail", .mmap = huge_populate_fails),
	M("locked-ignored", "mmap.flags.locked.like_mlock", "MAP_LOCKED is ignored", .mmap = locked_ignored),
	M("locked-ignored-as-of-old", "mmap.flags.locked.ignored_old", "MAP_LOCKED is ignored, as before 2.5.37", .mmap = locked_ignored),
	M("locked-populates-only", "mmap.flags.locked.like_mlock", "MAP_LOCKED populates, but does not lock", .mmap = locked_populates_only),
	M("locked-on-fault", "mmap.flags.locked.populates", "MAP_LOCKED locks pages only when they are touched", .mmap = locked_on_fault),
	M("locked-reports-failure", "mmap.flags.locked.populate_failure_silent", "MAP_LOCKED fails like mlock when a page cannot be had", .mmap = locked_reports),
	M("locked-nonblock-empty", "mmap.flags.locked.nonblock_still_populates", "MAP_NONBLOCK keeps MAP_LOCKED from populating", .mmap = locked_nonblock_empty),
	M("locked-limit-for-all", "mmap.flags.locked.privileged_unlimited", "RLIMIT_MEMLOCK binds who has CAP_IPC_LOCK", .mmap = locked_limit_for_all),
	M("populate-ignored", "mmap.flags.populate.prefaults_anon", "MAP_POPULATE is ignored", .mmap = populate_ignored),
	M("populate-shared-only", "mmap.flags.populate.prefaults_anon", "MAP_POPULATE does nothing for private mappings, as before 2.6.23", .mmap = populate_shared_only),
	M("populate-first-page", "mmap.flags.populate.prefaults_anon", "MAP_POPULATE faults in the first page only", .mmap = populate_first_page),
	M("populate-last-page-left", "mmap.flags.populate.prefaults_anon", "MAP_POPULATE leaves the last page", .mmap = populate_last_page_left),
	M("populate-no-readahead", "mmap.flags.populate.file_readahead", "MAP_POPULATE does nothing for files", .mmap = populate_files_not),
	M("populate-reads", "mmap.flags.populate.private_write_copies", "MAP_POPULATE of a private writable mapping makes no copies", .mmap = populate_reads),
	M("populate-faults-later", "mmap.flags.populate.no_later_faults", "MAP_POPULATE leaves the write faults", .mmap = populate_reads),
	M("populate-reports-failure", "mmap.flags.populate.failure_silent", "mmap fails when it cannot populate", .mmap = populate_reports),
	M("populate-needs-none", "mmap.flags.populate.prot_none_only_old", "MAP_POPULATE works with PROT_NONE only, as before 2.6.7", .mmap = populate_needs_none),
	M("nonblock-populates", "mmap.flags.nonblock.only_with_populate", "MAP_NONBLOCK alone populates", .mmap = nonblock_populates),
	M("nonblock-alone-refused", "mmap.flags.nonblock.only_with_populate", "MAP_NONBLOCK without MAP_POPULATE is refused", .mmap = nonblock_refused),
	M("nonblock-ignored", "mmap.flags.nonblock.cancels_populate", "MAP_NONBLOCK does not keep MAP_POPULATE from populating", .mmap = nonblock_ignored),
	M("nonblock-resident-populated", "mmap.flags.nonblock.resident_only", "MAP_POPULATE|MAP_NONBLOCK maps pages that are in memory", .mmap = nonblock_ignored),
	M("noreserve-ignored", "mmap.flags.noreserve.no_reservation", "MAP_NORESERVE is charged", .mmap = noreserve_ignored),
	M("noreserve-not-at-all", "mmap.flags.noreserve.avoids_heuristic", "MAP_NORESERVE does not get past the overcommit check", .mmap = noreserve_ignored),
	M("noreserve-not-shared", "mmap.flags.noreserve.shared_too", "MAP_NORESERVE is charged for shared memory, as before 2.6", .mmap = noreserve_shared_ignored),
	M("noreserve-not-private", "mmap.flags.noreserve.no_reservation", "MAP_NORESERVE is charged for private memory", .mmap = noreserve_private_ignored),
	M("noreserve-always", "mmap.errors.enomem.no_memory", "no mapping is ever charged", .mmap = noreserve_always),
	M("sync-ignored", "mmap.flags.sync.non_dax_eopnotsupp", "MAP_SYNC of a file without DAX is ignored", .mmap = sync_ignored),
	M("sync-einval", "mmap.flags.sync.non_dax_eopnotsupp", "MAP_SYNC of a file without DAX says EINVAL", .mmap = sync_einval),
	M("sync-anonymous-refused", "mmap.flags.sync.anonymous_accepted", "MAP_SYNC of anonymous memory is refused", .mmap = sync_anon_refused),
	M("sync-shared-refused", "mmap.flags.sync.shared_ignored", "MAP_SHARED|MAP_SYNC is refused on every file system", .mmap = sync_shared_refused),
	M("uninitialized-honoured", "mmap.flags.uninitialized.ignored", "MAP_UNINITIALIZED leaves what was in the memory", .mmap = uninitialized_honoured),
	M("uninitialized-refused", "mmap.flags.uninitialized.ignored", "MAP_UNINITIALIZED is refused", .mmap = uninitialized_refused),
	END
};
