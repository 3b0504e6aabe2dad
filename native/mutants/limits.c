/* Wrong kernels: limits of locked memory, address space, data, mappings, and of what can be promised at all. */
#include "mutants.h"

#include <linux/capability.h>

#define WRITES ((prot & PROT_WRITE) != 0)
#define LOCKS has(flags, MAP_LOCKED)

MMAP_ACCEPTS(memlock_ignored, EAGAIN, LOCKS, flags &= ~(word)MAP_LOCKED)
MMAP_SAYS(memlock_enomem, EAGAIN, LOCKS, ENOMEM)
MMAP_SAYS(memlock_eperm, EAGAIN, LOCKS, EPERM)
MMAP_ACCEPTS(memlock_page_more, EAGAIN, LOCKS && up(length) == down(limit_of(RLIMIT_MEMLOCK)) + PAGE, flags &= ~(word)MAP_LOCKED)
MMAP_REFUSES(memlock_page_less, LOCKS && !is_capable(CAP_IPC_LOCK) && up(length) == down(limit_of(RLIMIT_MEMLOCK)) && length, EAGAIN)
MMAP_ACCEPTS(memlock_this_call, EAGAIN, LOCKS && up(length) <= limit_of(RLIMIT_MEMLOCK), flags &= ~(word)MAP_LOCKED)
MMAP_SAYS(memlock_zero_eagain, EPERM, LOCKS, EAGAIN)
MMAP_ACCEPTS(memlock_zero_allowed, EPERM, LOCKS, flags &= ~(word)MAP_LOCKED)
MMAP_REFUSES(memlock_zero_binds_all, LOCKS && !limit_of(RLIMIT_MEMLOCK), EPERM)
MMAP_SAYS(future_enomem, EAGAIN, !LOCKS, ENOMEM)

MMAP(future_unlimited)
{
	word before;
	long r = TRUE_MMAP;

	if (r != -EAGAIN || LOCKS)
		return r;
	before = limit_lift(RLIMIT_MEMLOCK);
	r = TRUE_MMAP;
	limit_restore(RLIMIT_MEMLOCK, before);
	return r;
}

/* ---- what can be promised */

#define HUGE_LENGTH (length >= 1UL << 40 && length < 1UL << 46)
MMAP_ACCEPTS(overcommit_ignored, ENOMEM, HUGE_LENGTH && WRITES, flags |= MAP_NORESERVE)
MMAP_ACCEPTS(overcommit_shared_ignored, ENOMEM, HUGE_LENGTH && kind(flags) == MAP_SHARED, flags |= MAP_NORESERVE)
MMAP_ACCEPTS(overcommit_file_ignored, ENOMEM, HUGE_LENGTH && is_file(flags), flags |= MAP_NORESERVE)
MMAP_SAYS(overcommit_eagain, ENOMEM, HUGE_LENGTH, EAGAIN)
MMAP_REFUSES(reading_charged, HUGE_LENGTH && kind(flags) == MAP_PRIVATE && (prot & 7) == PROT_READ, ENOMEM)
MMAP_REFUSES(none_charged, HUGE_LENGTH && !(prot & 7) && !has(flags, MAP_NORESERVE), ENOMEM)
MMAP_REFUSES(shared_file_charged, HUGE_LENGTH && kind(flags) == MAP_SHARED && is_file(flags), ENOMEM)

/* ---- the number of mappings */

static int is_single(word length)
{
	return length <= PAGE;
}

MMAP_SAYS(count_emfile, ENOMEM, is_single(length), EMFILE)
MMAP_SAYS(count_eagain, ENOMEM, is_single(length), EAGAIN)

MMAP(count_unlimited)
{
	long r = TRUE_MMAP;

	return r == -ENOMEM && is_single(length) && has(flags, MAP_FIXED) ? (long)addr : r;
}

MMAP(count_early)
{
	static word count;

	return has(flags, MAP_FIXED) && is_single(length) && ++count > 32768 ? -ENOMEM : TRUE_MMAP;
}

static int full;

MMAP(count_full)
{
	long r = full ? -ENOMEM : TRUE_MMAP;

	if (r == -ENOMEM && is_single(length))
		full = 1;
	return r;
}

/* ---- RLIMIT_AS and RLIMIT_DATA */

static long without_limit(word resource, word addr, word length, word prot, word flags, word fd, word offset)
{
	word before = limit_lift(resource);
	long r = TRUE_MMAP;

	limit_restore(resource, before);
	return r;
}

#define MMAP_LIFTS(f, resource, condition) \
	MMAP(f) { long r = TRUE_MMAP; return r == -ENOMEM && ordinary(length) && (condition) ? \
		without_limit(resource, addr, length, prot, flags, fd, offset) : r; }

MMAP_LIFTS(as_ignored, RLIMIT_AS, 1)
MMAP_LIFTS(as_not_none, RLIMIT_AS, !(prot & 7))
MMAP_LIFTS(as_not_files, RLIMIT_AS, is_file(flags))
MMAP_LIFTS(as_not_noreserve, RLIMIT_AS, has(flags, MAP_NORESERVE))
MMAP_SAYS(as_eagain, ENOMEM, ordinary(length), EAGAIN)
MMAP_LIFTS(data_ignored, RLIMIT_DATA, 1)
MMAP_LIFTS(data_not_files, RLIMIT_DATA, is_file(flags))
MMAP_LIFTS(data_not_noreserve, RLIMIT_DATA, has(flags, MAP_NORESERVE))

MMAP_REFUSES(as_counts_twice, has(flags, MAP_FIXED) && exceeds(RLIMIT_AS, "VmSize:", length) && is_all_mapped(addr, addr + up(length)),
	     ENOMEM)
MMAP_REFUSES(as_a_page_early, exceeds(RLIMIT_AS, "VmSize:", length + PAGE), ENOMEM)
MMAP_REFUSES(data_counts_reading, !WRITES && (prot & PROT_READ) && exceeds(RLIMIT_DATA, "VmData:", length), ENOMEM)
MMAP_REFUSES(data_counts_none, !(prot & 7) && exceeds(RLIMIT_DATA, "VmData:", length), ENOMEM)
MMAP_REFUSES(data_counts_shared, WRITES && kind(flags) == MAP_SHARED && exceeds(RLIMIT_DATA, "VmData:", length), ENOMEM)
MMAP_REFUSES(data_counts_stacks, WRITES && has(flags, MAP_GROWSDOWN) && exceeds(RLIMIT_DATA, "VmData:", length), ENOMEM)
MMAP_REFUSES(data_zero_binds, WRITES && kind(flags) == MAP_PRIVATE && !limit_of(RLIMIT_DATA), ENOMEM)

const struct mutant limits_mutants[] = {
	M("memlock-ignored", "mmap.errors.eagain.too_much_locked", "RLIMIT_MEMLOCK does not bind mmap", .mmap = memlock_ignored),
	M("memlock-enomem", "mmap.errors.eagain.too_much_locked", "too much locked memory says ENOMEM, as mlock does", .mmap = memlock_enomem),
	M("memlock-eperm", "mmap.errors.eagain.too_much_locked", "too much locked memory says EPERM", .mmap = memlock_eperm),
	M("memlock-page-more", "mmap.errors.eagain.too_much_locked", "one page more than RLIMIT_MEMLOCK can be locked", .mmap = memlock_page_more),
	M("memlock-page-less", "mmap.errors.eagain.too_much_locked", "exactly RLIMIT_MEMLOCK cannot be locked", .mmap = memlock_page_less),
	M("memlock-counts-this-call", "mmap.errors.eagain.cumulative", "what was locked before is not counted", .mmap = memlock_this_call),
	M("memlock-zero-eagain", "mmap.errors.eperm.locked_limit_zero", "a limit of 0 says EAGAIN", .mmap = memlock_zero_eagain),
	M("memlock-zero-allowed", "mmap.errors.eperm.locked_limit_zero", "a limit of 0 is none", .mmap = memlock_zero_allowed),
	M("memlock-zero-binds-all", "mmap.flags.locked.privileged_unlimited", "a limit of 0 binds who has CAP_IPC_LOCK", .mmap = memlock_zero_binds_all),
	M("mcl-future-enomem", "mmap.errors.eagain.mcl_future", "beyond the limit under MCL_FUTURE says ENOMEM", .mmap = future_enomem),
	M("mcl-future-unlimited", "mmap.errors.eagain.mcl_future", "MCL_FUTURE is not bound by the limit", .mmap = future_unlimited),
	M("overcommit-ignored", "mmap.errors.enomem.no_memory", "1 TiB of private writable memory is promised", .mmap = overcommit_ignored),
	M("overcommit-shared-ignored", "mmap.errors.enomem.no_memory", "1 TiB of shared anonymous memory is promised", .mmap = overcommit_shared_ignored),
	M("overcommit-file-ignored", "mmap.errors.enomem.no_memory", "1 TiB of private copies of a file is promised", .mmap = overcommit_file_ignored),
	M("overcommit-eagain", "mmap.errors.enomem.no_memory", "too little memory says EAGAIN", .mmap = overcommit_eagain),
	M("reading-is-charged", "mmap.errors.enomem.uncharged_kinds", "read-only private memory is charged", .mmap = reading_charged),
	M("none-is-charged", "mmap.errors.enomem.uncharged_kinds", "PROT_NONE memory is charged", .mmap = none_charged),
	M("shared-file-is-charged", "mmap.errors.enomem.uncharged_kinds", "shared mappings of files are charged", .mmap = shared_file_charged),
	M("map-count-emfile", "mmap.errors.emfile.posix", "too many mappings say EMFILE, as POSIX has it", .mmap = count_emfile),
	M("map-count-eagain", "mmap.errors.enomem.map_count", "too many mappings say EAGAIN", .mmap = count_eagain),
	M("map-count-unlimited", "mmap.errors.enomem.map_count", "a mapping beyond the limit succeeds, and is not there", .mmap = count_unlimited),
	M("map-count-early", "mmap.errors.enomem.map_count", "32768 mappings are the most", .mmap = count_early),
	M("map-count-never-recovers", "mmap.errors.enomem.map_count_recovers", "once the limit was reached nothing can be mapped any more", .mmap = count_full),
	M("rlimit-as-ignored", "mmap.errors.enomem.rlimit_as", "RLIMIT_AS does not bind mmap", .mmap = as_ignored),
	M("rlimit-as-not-none", "mmap.errors.enomem.rlimit_as", "RLIMIT_AS does not count PROT_NONE", .mmap = as_not_none),
	M("rlimit-as-not-files", "mmap.errors.enomem.rlimit_as", "RLIMIT_AS does not count files", .mmap = as_not_files),
	M("rlimit-as-not-noreserve", "mmap.errors.enomem.rlimit_as", "RLIMIT_AS does not count MAP_NORESERVE", .mmap = as_not_noreserve),
	M("rlimit-as-eagain", "mmap.errors.enomem.rlimit_as", "RLIMIT_AS says EAGAIN", .mmap = as_eagain),
	M("rlimit-as-a-page-early", "mmap.errors.enomem.rlimit_as", "the last page up to RLIMIT_AS is refused", .mmap = as_a_page_early),
	M("rlimit-as-counts-twice", "mmap.errors.enomem.rlimit_as_replace", "replaced pages count twice against RLIMIT_AS", .mmap = as_counts_twice),
	M("rlimit-data-ignored", "mmap.errors.enomem.rlimit_data", "RLIMIT_DATA does not bind mmap, as before 4.7", .mmap = data_ignored),
	M("rlimit-data-not-files", "mmap.errors.enomem.rlimit_data", "RLIMIT_DATA does not count private files", .mmap = data_not_files),
	M("rlimit-data-not-noreserve", "mmap.errors.enomem.rlimit_data", "RLIMIT_DATA does not count MAP_NORESERVE", .mmap = data_not_noreserve),
	M("rlimit-data-counts-reading", "mmap.errors.enomem.rlimit_data_scope", "RLIMIT_DATA counts read-only memory", .mmap = data_counts_reading),
	M("rlimit-data-counts-none", "mmap.errors.enomem.rlimit_data_scope", "RLIMIT_DATA counts PROT_NONE", .mmap = data_counts_none),
	M("rlimit-data-counts-shared", "mmap.errors.enomem.rlimit_data_scope", "RLIMIT_DATA counts shared memory", .mmap = data_counts_shared),
	M("rlimit-data-counts-stacks", "mmap.errors.enomem.rlimit_data_scope", "RLIMIT_DATA counts grows-down memory", .mmap = data_counts_stacks),
	M("rlimit-data-zero-binds", "mmap.errors.enomem.rlimit_data_zero_soft", "a soft RLIMIT_DATA of 0 binds", .mmap = data_zero_binds),
	END
};
