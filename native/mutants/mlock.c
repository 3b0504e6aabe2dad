/* Wrong kernels: mlock, mlock2, munlock, mlockall, and memory that is locked by itself. */
#include "mutants.h"

RANGE(populates_only)
{
	long r = truth.mlock(addr, length);

	if (!r)
		truth.munlock(addr, length);
	return r;
}

RANGE(locks_only)
{
	return truth.mlock2(addr, length, MLOCK_ONFAULT);
}

RANGE(last_page_left)
{
	return truth.mlock(addr, ordinary(length) && length > PAGE ? up(length) - PAGE : length);
}

RANGE(unaligned_refused)
{
	return addr % PAGE ? -EINVAL : truth.mlock(addr, length);
}

RANGE(rounded_up)
{
	return truth.mlock(up(addr), length);
}

RANGE(end_not_rounded)
{
	/* From the given address on, not from its page on. */
	return addr % PAGE && addr / PAGE == (addr + length - 1) / PAGE ? 0 : truth.mlock(addr, length);
}

static word depth_of[64], pages[64];

static word *depth(word addr)
{
	for (int i = 0; i < 64; i++)
		if (pages[i] == down(addr) || !pages[i]) {
			pages[i] = down(addr);
			return &depth_of[i];
		}
	return &depth_of[0];
}

RANGE(stacks)
{
	long r = truth.mlock(addr, length);

	if (!r)
		++*depth(addr);
	return r;
}

RANGE(unstacks)
{
	if (*depth(addr) && --*depth(addr))
		return 0;
	return truth.munlock(addr, length);
}

RANGE(unlock_does_nothing)
{
	return ordinary(length) && is_all_mapped(down(addr), addr + length) ? 0 : truth.munlock(addr, length);
}

RANGE(unmapped_ok)
{
	return ordinary(length) && !is_any_mapped(down(addr), addr + length) ? 0 : truth.mlock(addr, length);
}

RANGE(unmapped_efault)
{
	long r = truth.mlock(addr, length);

	return r == -ENOMEM && ordinary(length) && !is_all_mapped(down(addr), addr + length) ? -EFAULT : r;
}

RANGE(overflow_enomem)
{
	long r = truth.mlock(addr, length);

	return r == -EINVAL ? -ENOMEM : r;
}

RANGE(limit_eagain)
{
	long r = truth.mlock(addr, length);

	return r == -ENOMEM && ordinary(length) && is_all_mapped(down(addr), addr + length) ? -EAGAIN : r;
}

RANGE(limit_ignored)
{
	word before;
	long r = truth.mlock(addr, length);

	if (r != -ENOMEM && r != -EPERM)
		return r;
	before = limit_lift(RLIMIT_MEMLOCK);
	r = truth.mlock(addr, length);
	limit_restore(RLIMIT_MEMLOCK, before);
	return r;
}

RANGE(zero_limit_enomem)
{
	long r = truth.mlock(addr, length);

	return r == -EPERM ? -ENOMEM : r;
}

RANGE(count_ignored)
{
	long r = truth.mlock(addr, length);

	return r == -ENOMEM && length <= PAGE && is_mapped(addr) ? 0 : r;
}

RANGE3(onfault_ignored, flags)
{
	return truth.mlock2(addr, length, flags & ~(word)MLOCK_ONFAULT);
}

RANGE3(onfault_does_not_lock, flags)
{
	return flags == MLOCK_ONFAULT ? 0 : truth.mlock2(addr, length, flags);
}

RANGE3(unknown_ok, flags)
{
	return truth.mlock2(addr, length, flags & MLOCK_ONFAULT);
}

static long future_ignored(word flags)
{
	flags &= ~(word)MCL_FUTURE;
	return flags & MCL_CURRENT ? truth.mlockall(flags) : 0;
}

static long future_on_fault(word flags)
{
	return truth.mlockall(flags & MCL_FUTURE ? flags | MCL_ONFAULT : flags);
}

/* One mapping long. */
static int future_once;

static long future_starts(word flags)
{
	future_once = (flags & MCL_FUTURE) != 0;
	return truth.mlockall(flags);
}

MMAP(future_ends)
{
	long r = TRUE_MMAP;

	if (future_once && !failed(r)) {
		future_once = 0;
		truth.munlockall();
		truth.mlock((word)r, length);
	}
	return r;
}

MMAP(future_refuses_none)
{
	return future_once && !(prot & 7) ? -ENOMEM : TRUE_MMAP;
}

static long all_onfault_ignored(word flags)
{
	return truth.mlockall(flags & ~(word)MCL_ONFAULT || !flags ? flags & ~(word)MCL_ONFAULT : flags);
}

static long all_zero_ok(word flags)
{
	return flags ? truth.mlockall(flags) : 0;
}

static long all_unknown_ok(word flags)
{
	return truth.mlockall(flags & 7);
}

static long all_onfault_alone_ok(word flags)
{
	return flags == MCL_ONFAULT ? 0 : truth.mlockall(flags);
}

static long all_zero_limit_enomem(word flags)
{
	long r = truth.mlockall(flags);

	return r == -EPERM ? -ENOMEM : r;
}

static long unlock_all_nothing(void)
{
	return 0;
}

#define SECRET (is_file(flags) && fd_is(fd, "/secretmem"))
MMAP_ACCEPTS(secret_private, EINVAL, SECRET && kind(flags) == MAP_PRIVATE, flags |= MAP_ANONYMOUS)
MMAP_SAYS(secret_eacces, EINVAL, SECRET && kind(flags) == MAP_PRIVATE, EACCES)

MMAP(secret_not_locked)
{
	long r = TRUE_MMAP;

	if (!failed(r) && SECRET) {
		truth.munmap((word)r, length);
		r = truth.mmap((word)r, length, prot, flags | MAP_ANONYMOUS | MAP_FIXED, (word)-1, 0);
	}
	return r;
}

const struct mutant mlock_mutants[] = {
	M("mlock-populates-only", "mlock.locks_and_populates", "mlock faults pages in, but does not lock them", .mlock = populates_only),
	M("mlock-locks-only", "mlock.locks_and_populates", "mlock does not fault pages in", .mlock = locks_only),
	M("mlock-last-page-left", "mlock.locks_and_populates", "mlock leaves the last page", .mlock = last_page_left),
	M("mlock-unaligned-refused", "mlock.addr_rounded", "an unaligned address is refused, as POSIX allows", .mlock = unaligned_refused),
	M("mlock-rounds-up", "mlock.addr_rounded", "an unaligned address is rounded up", .mlock = rounded_up),
	M("mlock-part-of-page-is-none", "mlock.addr_rounded", "a range within one page locks nothing", .mlock = end_not_rounded),
	M("mlock-stacks", "mlock.no_stacking", "as many munlocks are needed as there were mlocks", .mlock = stacks, .munlock = unstacks),
	M("munlock-does-nothing", "mlock.no_stacking", "munlock does nothing", .munlock = unlock_does_nothing),
	M("mlock-unmapped-ok", "mlock.errors", "unmapped memory is no error", .mlock = unmapped_ok),
	M("mlock-unmapped-efault", "mlock.errors", "unmapped memory says EFAULT", .mlock = unmapped_efault),
	M("mlock-overflow-enomem", "mlock.errors", "a range that wraps says ENOMEM", .mlock = overflow_enomem),
	M("mlock-limit-eagain", "mlock.errors", "over the limit says EAGAIN, as mmap does", .mlock = limit_eagain),
	M("mlock-limit-ignored", "mlock.errors", "RLIMIT_MEMLOCK does not bind mlock", .mlock = limit_ignored),
	M("mlock-zero-limit-enomem", "mlock.errors", "a limit of 0 says ENOMEM", .mlock = zero_limit_enomem),
	M("mlock-count-ignored", "mlock.errors", "at the limit of mappings a split succeeds", .mlock = count_ignored),
	M("mlock2-onfault-ignored", "mlock2.onfault", "MLOCK_ONFAULT faults pages in", .mlock2 = onfault_ignored),
	M("mlock2-onfault-does-not-lock", "mlock2.onfault", "MLOCK_ONFAULT locks nothing", .mlock2 = onfault_does_not_lock),
	M("mlock2-unknown-ok", "mlock2.onfault", "unknown flags are ignored", .mlock2 = unknown_ok),
	M("mlockall-future-ignored", "mlockall.future_locks_new_maps", "MCL_FUTURE is ignored", .mlockall = future_ignored),
	M("mlockall-future-on-fault", "mlockall.future_locks_new_maps", "MCL_FUTURE does not fault pages in", .mlockall = future_on_fault),
	M("mlockall-future-once", "mlockall.future_locks_new_maps", "MCL_FUTURE ends with the first mapping", .mlockall = future_starts, .mmap = future_ends),
	M("mlockall-future-refuses-none", "mlockall.future_locks_new_maps", "under MCL_FUTURE a PROT_NONE mapping fails, since it cannot be faulted in", .mlockall = future_starts, .mmap = future_refuses_none),
	M("mlockall-onfault-ignored", "mlockall.onfault", "MCL_ONFAULT faults pages in", .mlockall = all_onfault_ignored),
	M("mlockall-zero-ok", "mlockall.errors", "flags 0 succeed", .mlockall = all_zero_ok),
	M("mlockall-unknown-ok", "mlockall.errors", "unknown flags are ignored", .mlockall = all_unknown_ok),
	M("mlockall-onfault-alone-ok", "mlockall.errors", "MCL_ONFAULT alone succeeds", .mlockall = all_onfault_alone_ok),
	M("mlockall-zero-limit-enomem", "mlockall.errors", "a limit of 0 says ENOMEM", .mlockall = all_zero_limit_enomem),
	M("munlockall-does-nothing", "mmap.errors.eagain.mcl_future", "munlockall does not end MCL_FUTURE", .munlockall = unlock_all_nothing),
	M("secretmem-private", "secretmem.shared_only", "secret memory can be mapped privately", .mmap = secret_private),
	M("secretmem-private-eacces", "secretmem.shared_only", "secret memory says EACCES to a private mapping", .mmap = secret_eacces),
	M("secretmem-not-locked", "secretmem.shared_only", "secret memory does not count as locked", .mmap = secret_not_locked),
	END
};
