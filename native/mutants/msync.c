/* Wrong kernels: msync. */
#include "mutants.h"

RANGE3(none_refused, flags)
{
	return flags ? TRUE_MSYNC : -EINVAL;
}

RANGE3(invalidate_alone_refused, flags)
{
	return flags == MS_INVALIDATE ? -EINVAL : TRUE_MSYNC;
}

RANGE3(async_refused, flags)
{
	return flags & MS_ASYNC && !(flags & MS_SYNC) ? -EINVAL : TRUE_MSYNC;
}

RANGE3(both_ok, flags)
{
	return truth.msync(addr, length, has(flags, MS_SYNC | MS_ASYNC) ? flags & ~(word)MS_ASYNC : flags);
}

RANGE3(unknown_ok, flags)
{
	return truth.msync(addr, length, flags & 7);
}

RANGE3(rounds_address, flags)
{
	return truth.msync(down(addr), length, flags);
}

RANGE3(unaligned_enomem, flags)
{
	return addr % PAGE ? -ENOMEM : TRUE_MSYNC;
}

RANGE3(unmapped_ok, flags)
{
	long r = TRUE_MSYNC;

	return r == -ENOMEM ? 0 : r;
}

RANGE3(unmapped_efault, flags)
{
	long r = TRUE_MSYNC;

	return r == -ENOMEM ? -EFAULT : r;
}

RANGE3(hole_ok, flags)
{
	long r = TRUE_MSYNC;

	return r == -ENOMEM && is_any_mapped(addr, addr + up(length)) ? 0 : r;
}

RANGE3(locked_invalidated, flags)
{
	long r = TRUE_MSYNC;

	return r == -EBUSY ? 0 : r;
}

RANGE3(locked_eagain, flags)
{
	long r = TRUE_MSYNC;

	return r == -EBUSY ? -EAGAIN : r;
}

/* EBUSY for whatever is asked of locked memory. */
RANGE3(locked_sync_busy, flags)
{
	return addr % PAGE == 0 && flags == MS_SYNC && truth.msync(addr, length, MS_INVALIDATE) == -EBUSY ? -EBUSY : TRUE_MSYNC;
}

RANGE3(anonymous_einval, flags)
{
	struct area a;

	return addr % PAGE == 0 && length && area_of(addr, &a) && a.path[0] != '/' ? -EINVAL : TRUE_MSYNC;
}

RANGE3(zero_einval, flags)
{
	return length ? TRUE_MSYNC : -EINVAL;
}

RANGE3(async_is_sync, flags)
{
	return truth.msync(addr, length, has(flags, MS_ASYNC) && !has(flags, MS_SYNC) ? (flags & ~(word)MS_ASYNC) | MS_SYNC : flags);
}

/* MS_INVALIDATE throws away what was stored, instead of showing what others see. */
RANGE3(invalidate_drops, flags)
{
	struct area a;
	long r = TRUE_MSYNC;

	if (!r && (flags & MS_INVALIDATE) && area_of(addr, &a) && a.perms[1] == 'w' && a.perms[3] == 's' && ordinary(length))
		memset((void *)addr, 0, length);
	return r;
}

const struct mutant msync_mutants[] = {
	M("msync-no-flags-refused", "msync.flags", "msync without MS_SYNC and MS_ASYNC is refused", .msync = none_refused),
	M("msync-invalidate-alone-refused", "msync.flags", "MS_INVALIDATE alone is refused", .msync = invalidate_alone_refused),
	M("msync-async-refused", "msync.flags", "MS_ASYNC is refused", .msync = async_refused),
	M("msync-both-ok", "msync.einval", "MS_SYNC and MS_ASYNC together are accepted", .msync = both_ok),
	M("msync-unknown-ok", "msync.einval", "unknown flags are ignored", .msync = unknown_ok),
	M("msync-rounds-address", "msync.einval", "an unaligned address is rounded down", .msync = rounds_address),
	M("msync-unaligned-enomem", "msync.einval", "an unaligned address says ENOMEM", .msync = unaligned_enomem),
	M("msync-unmapped-ok", "msync.enomem", "unmapped memory is no error", .msync = unmapped_ok),
	M("msync-unmapped-efault", "msync.enomem", "unmapped memory says EFAULT, as before 2.4.19", .msync = unmapped_efault),
	M("msync-hole-ok", "msync.enomem", "a hole is no error", .msync = hole_ok),
	M("msync-locked-invalidated", "msync.ebusy", "MS_INVALIDATE of locked memory succeeds", .msync = locked_invalidated),
	M("msync-locked-eagain", "msync.ebusy", "MS_INVALIDATE of locked memory says EAGAIN", .msync = locked_eagain),
	M("msync-locked-sync-busy", "msync.ebusy", "MS_SYNC of locked memory says EBUSY", .msync = locked_sync_busy),
	M("msync-anonymous-einval", "msync.anon_ok", "anonymous memory says EINVAL", .msync = anonymous_einval),
	M("msync-zero-einval", "msync.anon_ok", "length 0 says EINVAL", .msync = zero_einval),
	M("msync-async-is-sync", "msync.async_noop", "MS_ASYNC writes back at once", .msync = async_is_sync),
	M("msync-invalidate-drops", "msync.invalidate_others", "MS_INVALIDATE loses what was stored", .msync = invalidate_drops),
	END
};
