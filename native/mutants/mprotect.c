/* Wrong kernels: mprotect and pkey_mprotect. */
#include "mutants.h"

#define SENSIBLE (addr % PAGE == 0 && ordinary(length) && !(prot & ~7UL))

RANGE3(does_nothing, prot)
{
	return SENSIBLE && is_all_mapped(addr, addr + length) ? 0 : TRUE_MPROTECT;
}

RANGE3(first_page_only, prot)
{
	return SENSIBLE && length > PAGE && is_all_mapped(addr, addr + length) ? truth.mprotect(addr, PAGE, prot) : TRUE_MPROTECT;
}

RANGE3(last_page_left, prot)
{
	return SENSIBLE && length > PAGE && is_all_mapped(addr, addr + length) ? truth.mprotect(addr, up(length) - PAGE, prot) : TRUE_MPROTECT;
}

RANGE3(never_gives_back, prot)
{
	struct area a;

	return SENSIBLE && (prot & PROT_WRITE) && area_of(addr, &a) && text_starts(a.perms, "---") ? truth.mprotect(addr, length, PROT_READ) :
												    TRUE_MPROTECT;
}

RANGE3(loses_contents, prot)
{
	struct area a;
	long r = TRUE_MPROTECT;

	if (!r && length && prot == PROT_NONE && area_of(addr, &a) && a.path[0] != '/')
		truth.madvise(addr, length, MADV_DONTNEED);
	return r;
}

RANGE3(write_keeps_exec, prot)
{
	struct area a;

	return SENSIBLE && area_of(addr, &a) && a.perms[2] == 'x' ? truth.mprotect(addr, length, prot | PROT_EXEC) : TRUE_MPROTECT;
}

RANGE3(rounds_down, prot)
{
	if (!SENSIBLE || !(length % PAGE))
		return TRUE_MPROTECT;
	return down(length) ? truth.mprotect(addr, down(length), prot) : 0;
}

RANGE3(a_page_more, prot)
{
	long r = TRUE_MPROTECT;

	if (!r && SENSIBLE && is_mapped(addr + up(length)))
		truth.mprotect(addr + up(length), PAGE, prot);
	return r;
}

RANGE3(a_page_before, prot)
{
	long r = TRUE_MPROTECT;

	if (!r && SENSIBLE && is_mapped(addr - PAGE))
		truth.mprotect(addr - PAGE, PAGE, prot);
	return r;
}

RANGE3(rounds_address, prot)
{
	return truth.mprotect(down(addr), length, prot);
}

RANGE3(unaligned_enomem, prot)
{
	return addr % PAGE ? -ENOMEM : TRUE_MPROTECT;
}

RANGE3(ignores_unknown, prot)
{
	return truth.mprotect(addr, length, prot & (7 | PROT_SEM | PROT_GROWSDOWN | PROT_GROWSUP));
}

RANGE3(ignores_0x10, prot)
{
	return truth.mprotect(addr, length, prot & ~0x10UL);
}

RANGE3(refuses_sem, prot)
{
	return prot & PROT_SEM ? -EINVAL : TRUE_MPROTECT;
}

RANGE3(unknown_enotsup, prot)
{
	long r = TRUE_MPROTECT;

	return r == -EINVAL && (prot & ~0x0300000fUL) ? -EOPNOTSUPP : r;
}

RANGE3(zero_einval, prot)
{
	return length ? TRUE_MPROTECT : -EINVAL;
}

RANGE3(zero_looks, prot)
{
	return !length && !is_mapped(addr) ? -ENOMEM : TRUE_MPROTECT;
}

RANGE3(unmapped_efault, prot)
{
	long r = TRUE_MPROTECT;

	return r == -ENOMEM ? -EFAULT : r;
}

RANGE3(unmapped_einval, prot)
{
	long r = TRUE_MPROTECT;

	return r == -ENOMEM ? -EINVAL : r;
}

RANGE3(unmapped_ok, prot)
{
	return SENSIBLE && !is_any_mapped(addr, addr + length) ? 0 : TRUE_MPROTECT;
}

RANGE3(overflow_einval, prot)
{
	long r = TRUE_MPROTECT;

	return r == -ENOMEM && addr + up(length) < addr ? -EINVAL : r;
}

RANGE3(hole_first, prot)
{
	return SENSIBLE && !is_all_mapped(addr, addr + length) ? -ENOMEM : TRUE_MPROTECT;
}

static word wanted;

static void protect(word start, word end)
{
	truth.mprotect(start, end - start, wanted);
}

RANGE3(hole_skipped, prot)
{
	if (!SENSIBLE || is_all_mapped(addr, addr + length))
		return TRUE_MPROTECT;
	wanted = prot;
	each_mapped(addr, addr + up(length), protect);
	return -ENOMEM;
}

RANGE3(hole_ok, prot)
{
	long r = TRUE_MPROTECT;

	return r == -ENOMEM && SENSIBLE && is_mapped(addr) ? 0 : r;
}

RANGE3(file_ok, prot)
{
	long r = TRUE_MPROTECT;

	return r == -EACCES && (prot & PROT_WRITE) ? 0 : r;
}

RANGE3(file_eperm, prot)
{
	long r = TRUE_MPROTECT;

	return r == -EACCES && (prot & PROT_WRITE) ? -EPERM : r;
}

static long mprotect_private_file(word addr, word length, word prot)
{
	struct area a;

	return (prot & PROT_WRITE) && area_of(addr, &a) && a.perms[3] == 'p' && a.path[0] == '/' ? -EACCES : TRUE_MPROTECT;
}

RANGE3(data_ignored, prot)
{
	long r = TRUE_MPROTECT;
	word before;

	if (r != -ENOMEM || !SENSIBLE)
		return r;
	before = limit_lift(RLIMIT_DATA);
	r = TRUE_MPROTECT;
	limit_restore(RLIMIT_DATA, before);
	return r;
}

RANGE3(data_eagain, prot)
{
	long r = TRUE_MPROTECT;

	return r == -ENOMEM && SENSIBLE && is_all_mapped(addr, addr + length) ? -EAGAIN : r;
}

RANGE3(commit_ignored, prot)
{
	long r = TRUE_MPROTECT;

	return r == -ENOMEM && length >= 1UL << 40 ? 0 : r;
}

RANGE3(count_ignored, prot)
{
	long r = TRUE_MPROTECT;

	return r == -ENOMEM && SENSIBLE && length <= PAGE && is_mapped(addr) ? 0 : r;
}

RANGE3(growsdown_page_only, prot)
{
	struct area a;

	/* Where it would be refused it still is. */
	if ((prot & PROT_GROWSDOWN) && !(prot & PROT_GROWSUP) && area_of(addr, &a) && truth.mprotect(a.start, PAGE, prot) == 0) {
		truth.mprotect(a.start, PAGE, PROT_READ | PROT_WRITE);
		return truth.mprotect(addr, length, prot & 7);
	}
	return TRUE_MPROTECT;
}

RANGE3(growsdown_anywhere, prot)
{
	long r = TRUE_MPROTECT;

	return r == -EINVAL && (prot & PROT_GROWSDOWN) && !(prot & PROT_GROWSUP) && addr % PAGE == 0 ? truth.mprotect(addr, length, prot & 7) : r;
}

RANGE3(growsup_ignored, prot)
{
	return truth.mprotect(addr, length, prot & ~(word)PROT_GROWSUP);
}

static long pkey_minus_one(word addr, word length, word prot, word key)
{
	return (int)key == -1 ? -EINVAL : truth.pkey_mprotect(addr, length, prot, key);
}

static long pkey_any(word addr, word length, word prot, word key)
{
	(void)key;
	return TRUE_MPROTECT;
}

const struct mutant mprotect_mutants[] = {
	M("mprotect-does-nothing", "mprotect.changes_access", "mprotect does nothing", .mprotect = does_nothing),
	M("mprotect-first-page-only", "mprotect.changes_access", "only the first page is changed", .mprotect = first_page_only),
	M("mprotect-last-page-left", "mprotect.changes_access", "the last page is not changed", .mprotect = last_page_left),
	M("mprotect-never-gives-back", "mprotect.changes_access", "what was inaccessible does not become writable", .mprotect = never_gives_back),
	M("mprotect-loses-contents", "mprotect.changes_access", "PROT_NONE loses the contents", .mprotect = loses_contents),
	M("mprotect-keeps-exec", "mprotect.changes_access", "the right to execute is never taken back", .mprotect = write_keeps_exec),
	M("mprotect-rounds-length-down", "mprotect.whole_pages", "the length is rounded down", .mprotect = rounds_down),
	M("mprotect-a-page-more", "mprotect.whole_pages", "the page behind the range is changed, too", .mprotect = a_page_more),
	M("mprotect-a-page-before", "mprotect.whole_pages", "the page before the range is changed, too", .mprotect = a_page_before),
	M("mprotect-rounds-address", "mprotect.einval_unaligned", "an unaligned address is rounded down", .mprotect = rounds_address),
	M("mprotect-unaligned-enomem", "mprotect.einval_unaligned", "an unaligned address says ENOMEM", .mprotect = unaligned_enomem),
	M("mprotect-ignores-unknown", "mprotect.einval_prot", "unknown bits are ignored, as by mmap", .mprotect = ignores_unknown),
	M("mprotect-ignores-0x10", "mprotect.einval_prot", "bit 0x10 is ignored", .mprotect = ignores_0x10),
	M("mprotect-refuses-sem", "mprotect.einval_prot", "PROT_SEM is refused", .mprotect = refuses_sem),
	M("mprotect-unknown-eopnotsupp", "mprotect.einval_prot", "unknown bits say EOPNOTSUPP", .mprotect = unknown_enotsup),
	M("mprotect-zero-einval", "mprotect.len0_ok", "length 0 says EINVAL", .mprotect = zero_einval),
	M("mprotect-zero-looks", "mprotect.len0_ok", "length 0 of nothing says ENOMEM", .mprotect = zero_looks),
	M("mprotect-unmapped-efault", "mprotect.enomem_unmapped", "unmapped pages say EFAULT, as before 2.4.19", .mprotect = unmapped_efault),
	M("mprotect-unmapped-einval", "mprotect.enomem_unmapped", "unmapped pages say EINVAL", .mprotect = unmapped_einval),
	M("mprotect-unmapped-ok", "mprotect.enomem_unmapped", "unmapped pages succeed", .mprotect = unmapped_ok),
	M("mprotect-overflow-einval", "mprotect.enomem_unmapped", "a range that wraps says EINVAL", .mprotect = overflow_einval),
	M("mprotect-hole-changes-nothing", "mprotect.hole_partial", "with a hole nothing is changed", .mprotect = hole_first),
	M("mprotect-hole-skipped", "mprotect.hole_partial", "pages behind a hole are changed, too", .mprotect = hole_skipped),
	M("mprotect-hole-ok", "mprotect.hole_partial", "a hole is no error", .mprotect = hole_ok),
	M("mprotect-readonly-file-ok", "mprotect.eacces_file", "making a shared mapping of an O_RDONLY descriptor writable succeeds", .mprotect = file_ok),
	M("mprotect-readonly-file-eperm", "mprotect.eacces_file", "making a shared mapping of an O_RDONLY descriptor writable says EPERM", .mprotect = file_eperm),
	M("mprotect-private-file-eacces", "mprotect.eacces_file", "a private mapping of a file cannot be made writable", .mprotect = mprotect_private_file),
	M("mprotect-data-ignored", "mprotect.enomem_rlimit_data", "RLIMIT_DATA does not bind mprotect", .mprotect = data_ignored),
	M("mprotect-data-eagain", "mprotect.enomem_rlimit_data", "RLIMIT_DATA says EAGAIN", .mprotect = data_eagain),
	M("mprotect-commit-ignored", "mprotect.enomem_commit", "1 TiB can be made writable", .mprotect = commit_ignored),
	M("mprotect-count-ignored", "mprotect.enomem_map_count", "at the limit of mappings a split succeeds", .mprotect = count_ignored),
	M("mprotect-growsdown-page-only", "mprotect.growsdown", "PROT_GROWSDOWN does not reach down", .mprotect = growsdown_page_only),
	M("mprotect-growsdown-anywhere", "mprotect.growsdown", "PROT_GROWSDOWN is accepted for any mapping", .mprotect = growsdown_anywhere),
	M("mprotect-growsup-ignored", "mprotect.growsdown", "PROT_GROWSUP is ignored", .mprotect = growsup_ignored),
	M("pkey-minus-one-einval", "pkey_mprotect.minus_one", "key -1 is refused", .pkey_mprotect = pkey_minus_one),
	M("pkey-any", "pkey_mprotect.minus_one", "a key that was never allocated is accepted", .pkey_mprotect = pkey_any),
	END
};
