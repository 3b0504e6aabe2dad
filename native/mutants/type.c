/* Wrong kernels: the kind of mapping, and the flags that choose it. */
#include "mutants.h"

MMAP_CHANGES(no_type_is_private, !kind(flags), flags |= MAP_PRIVATE)
MMAP_CHANGES(anon_needs_no_type, !kind(flags) && !is_file(flags), flags |= MAP_PRIVATE)
MMAP_SAYS(no_type_eopnotsupp, EINVAL, !kind(flags), EOPNOTSUPP)

static word with_kind(word flags, word type)
{
	return (flags & ~(word)MAP_TYPE) | type;
}

MMAP_REFUSES(both_refused, kind(flags) == (MAP_SHARED | MAP_PRIVATE), EINVAL)
MMAP_CHANGES(type_two_bits, !is_file(flags), flags = with_kind(flags, flags & 3))
MMAP_CHANGES(type_tested_by_bit, kind(flags) > 3 && kind(flags) != MAP_DROPPABLE && (flags & MAP_SHARED), flags = with_kind(flags, MAP_SHARED))
MMAP_CHANGES(file_type_private_bit, is_file(flags) && kind(flags) > 3 && (flags & MAP_PRIVATE), flags = with_kind(flags, MAP_PRIVATE))
MMAP_CHANGES(type_four, kind(flags) == 4, flags = with_kind(flags, MAP_PRIVATE))
MMAP_CHANGES(type_fifteen, kind(flags) == 15, flags = with_kind(flags, MAP_SHARED))

/* ---- shared */

MMAP_CHANGES(shared_file_is_private, is_file(flags) && kind(flags) == MAP_SHARED, flags = with_kind(flags, MAP_PRIVATE))

/*
 * A shared mapping by copying, as emulators do it: a private mapping whose pages are written back at certain times. The open mode
 * is checked as for a shared one.
 */
static long mmap_copy(word addr, word length, word prot, word flags, word fd, word offset)
{
	long r;

	if (!is_file(flags) || kind(flags) != MAP_SHARED || !(prot & PROT_WRITE) || !opened(fd, O_RDWR) || fd_type(fd) != S_IFREG)
		return TRUE_MMAP;
	r = truth.mmap(addr, length, prot, with_kind(flags, MAP_PRIVATE), fd, offset);
	note_mmap(r, length, prot, flags, fd, offset);
	return r;
}

static void write_back(const struct note *n, word start, word end)
{
	word size = fd_size((word)n->fd), file_end;

	file_end = n->start + (size > n->offset ? size - n->offset : 0);
	if (end > file_end)
		end = file_end;
	if (start < end)
		sys4(__NR_pwrite64, n->fd, start, end - start, n->offset + start - n->start);
}

static long msync_writes_back(word addr, word length, word flags)
{
	struct note *n = note_of(addr);

	if (n && n->fd >= 0)
		write_back(n, addr, addr + length);
	return TRUE_MSYNC;
}

STORE(store_writes_through)
{
	struct note *n = note_of(addr);

	truth.store(addr, size, value);
	if (n && n->fd >= 0)
		write_back(n, addr, addr + size);
}

/* Pages are copied when they are mapped: what is written to the file later does not show. */
MMAP(snapshot)
{
	long r = mmap_copy(addr, length, prot, flags, fd, offset);
	struct note *n = failed(r) ? 0 : note_of((word)r);

	if (n && n->fd >= 0)
		truth.madvise((word)r, length, MADV_POPULATE_WRITE);
	return r;
}

/* The second mapping of a file is a copy. */
MMAP(second_mapping_is_copy)
{
	static int mapped_before;
	long r;

	if (!is_file(flags) || kind(flags) != MAP_SHARED)
		return TRUE_MMAP;
	if (mapped_before)
		flags = with_kind(flags, MAP_PRIVATE);
	r = TRUE_MMAP;
	if (!failed(r) && mapped_before && (prot & PROT_WRITE))
		truth.madvise((word)r, length, MADV_POPULATE_WRITE);
	else if (!failed(r))
		mapped_before = 1;
	return r;
}

static int is_child;

static void now_a_child(void)
{
	is_child = 1;
}

MMAP_CHANGES(child_maps_a_copy, is_child && is_file(flags) && kind(flags) == MAP_SHARED, flags = with_kind(flags, MAP_PRIVATE))

static long msync_does_nothing(word addr, word length, word flags)
{
	long r = truth.msync(addr, length, MS_ASYNC);

	return r || (flags & MS_SYNC) ? r : TRUE_MSYNC;
}

MMAP_REFUSES(shared_unknown_refused, kind(flags) == MAP_SHARED && (flags & 0x3e00600UL), EOPNOTSUPP)
MMAP_REFUSES(shared_high_bits_refused, kind(flags) == MAP_SHARED && flags >> 32, EINVAL)
MMAP_REFUSES(private_unknown_refused, kind(flags) == MAP_PRIVATE && is_file(flags) && (flags & 0x3e00600UL), EINVAL)
MMAP_REFUSES(anon_unknown_refused, !is_file(flags) && (flags & 0x3e00600UL), EINVAL)

/* ---- private */

STORE(private_store_lost)
{
	struct area a;
	word before = truth.load(addr, size);

	truth.store(addr, size, value);
	if (area_of(addr, &a) && a.perms[3] == 'p' && a.path[0] == '/')
		truth.store(addr, size, before);
}

MMAP_CHANGES(private_is_shared, is_file(flags) && kind(flags) == MAP_PRIVATE && (prot & PROT_WRITE) && opened(fd, O_RDWR),
	     flags = with_kind(flags, MAP_SHARED))

MMAP(noted)
{
	long r = TRUE_MMAP;

	note_mmap(r, length, prot, flags, fd, offset);
	return r;
}

static long pwrite_reaches_copies(long fd, word offset, word length, const struct content *c)
{
	struct note *n;
	long r = truth.pwrite(fd, offset, length, c);

	for (int i = 0; (n = note_at(i)); i++)
		if (kind(n->flags) == MAP_PRIVATE && n->fd >= 0)
			truth.madvise(n->start, n->length, MADV_DONTNEED);
	return r;
}

/* ---- MAP_SHARED_VALIDATE */

MMAP_CHANGES(validate_is_private, is_file(flags) && kind(flags) == MAP_SHARED_VALIDATE, flags = with_kind(flags, MAP_PRIVATE))
MMAP_ACCEPTS(validate_ignores_unknown, EOPNOTSUPP, kind(flags) == MAP_SHARED_VALIDATE, flags = with_kind(flags, MAP_SHARED))
MMAP_SAYS(validate_einval, EOPNOTSUPP, kind(flags) == MAP_SHARED_VALIDATE, EINVAL)
MMAP_CHANGES(validate_32_bits, 1, flags = (unsigned)flags)
MMAP_CHANGES(validate_bit_9, 1, flags &= ~0x200UL)
MMAP_CHANGES(validate_bit_21, 1, flags &= ~0x200000UL)
MMAP_CHANGES(validate_bit_31, 1, flags &= ~0x80000000UL)

#define VALIDATE_REFUSES(f, bit) MMAP_REFUSES(f, kind(flags) == MAP_SHARED_VALIDATE && is_file(flags) && (flags & (bit)), EOPNOTSUPP)
VALIDATE_REFUSES(validate_refuses_populate, MAP_POPULATE)
VALIDATE_REFUSES(validate_refuses_noreserve, MAP_NORESERVE)
VALIDATE_REFUSES(validate_refuses_stack, MAP_STACK)
VALIDATE_REFUSES(validate_refuses_denywrite, MAP_DENYWRITE)
VALIDATE_REFUSES(validate_refuses_locked, MAP_LOCKED)
VALIDATE_REFUSES(validate_refuses_fixed, MAP_FIXED)
VALIDATE_REFUSES(validate_refuses_huge_bits, 31UL << 26)
MMAP_CHANGES(validate_anon_is_shared, !is_file(flags) && kind(flags) == MAP_SHARED_VALIDATE, flags = with_kind(flags, MAP_SHARED))
MMAP_SAYS(validate_anon_eopnotsupp, EINVAL, !is_file(flags) && kind(flags) == MAP_SHARED_VALIDATE, EOPNOTSUPP)

/* ---- MAP_DROPPABLE */

MMAP_REFUSES(droppable_refused, kind(flags) == MAP_DROPPABLE, EINVAL)
MMAP_CHANGES(droppable_is_private, kind(flags) == MAP_DROPPABLE && !is_file(flags), flags = with_kind(flags, MAP_PRIVATE))
MMAP_CHANGES(droppable_file, kind(flags) == MAP_DROPPABLE && is_file(flags), flags = with_kind(flags, MAP_PRIVATE))
MMAP_CHANGES(droppable_locked, kind(flags) == MAP_DROPPABLE, flags &= ~(word)MAP_LOCKED)
MMAP_CHANGES(droppable_growsdown, kind(flags) == MAP_DROPPABLE, flags &= ~(word)MAP_GROWSDOWN)
MMAP_REFUSES(droppable_charged, kind(flags) == MAP_DROPPABLE && length >= 1UL << 40, ENOMEM)

static int is_droppable(word addr)
{
	struct note *n = note_of(addr);

	return n && kind(n->flags) == MAP_DROPPABLE;
}

RANGE(mlock_refuses_droppable)
{
	return is_droppable(addr) ? -EINVAL : truth.mlock(addr, length);
}

static long madvise_keeps_droppable(word addr, word length, word what)
{
	return is_droppable(addr) && what == MADV_KEEPONFORK ? 0 : TRUE_MADVISE;
}

/* ---- anonymous */

static long dirtied(long r, word length, word prot, word at)
{
	if (failed(r) || !ordinary(length) || !(prot & PROT_WRITE))
		return r;
	*(volatile byte *)((word)r + at) = 0xa5;
	return r;
}

MMAP(anon_not_zero)
{
	long r = TRUE_MMAP;

	return is_file(flags) || (flags & (MAP_HUGETLB | MAP_NORESERVE)) ? r : dirtied(r, length, prot, 0);
}

MMAP(anon_last_byte_not_zero)
{
	long r = TRUE_MMAP;

	return is_file(flags) || (flags & (MAP_HUGETLB | MAP_NORESERVE)) ? r : dirtied(r, length, prot, up(length) - 1);
}

MMAP_CHANGES(shared_anon_is_private, !is_file(flags) && kind(flags) == MAP_SHARED, flags = with_kind(flags, MAP_PRIVATE))

/* All shared anonymous memory is one object. */
MMAP(shared_anon_is_one)
{
	static long object;

	if (is_file(flags) || kind(flags) != MAP_SHARED || !ordinary(length) || (flags & MAP_HUGETLB))
		return TRUE_MMAP;
	if (!object)
		object = new_memfd(64 << 20);
	return truth.mmap(addr, length, prot, flags & ~(word)MAP_ANONYMOUS, (word)object, 0);
}

MMAP_REFUSES(minus_one_refused, !is_file(flags) && (int)fd == -1, EBADF)
MMAP_CHANGES(executable_executes, flags & MAP_EXECUTABLE, prot |= PROT_EXEC)
MMAP_REFUSES(executable_refused, (flags & MAP_EXECUTABLE) && !(prot & PROT_EXEC), EINVAL)
MMAP_REFUSES(denywrite_etxtbsy, (flags & MAP_DENYWRITE) && is_file(flags) && opened(fd, O_RDWR), ETXTBSY)
MMAP_REFUSES(denywrite_einval, flags & MAP_DENYWRITE, EINVAL)

const struct mutant type_mutants[] = {
	M("no-type-is-private", "mmap.flags.type.required", "without a mapping type it is MAP_PRIVATE", .mmap = no_type_is_private),
	M("anonymous-needs-no-type", "mmap.flags.type.required", "MAP_ANONYMOUS alone is private", .mmap = anon_needs_no_type),
	M("no-type-eopnotsupp", "mmap.flags.type.required", "without a mapping type the error is EOPNOTSUPP", .mmap = no_type_eopnotsupp),
	M("both-types-refused", "mmap.flags.type.both_bits", "MAP_SHARED|MAP_PRIVATE is refused for files: EINVAL", .mmap = both_refused),
	M("type-of-two-bits", "mmap.flags.type.values_anon", "only the lower two bits of the type are looked at", .mmap = type_two_bits),
	M("type-tested-by-shared-bit", "mmap.flags.type.values_file", "every type with the bit of MAP_SHARED is shared", .mmap = type_tested_by_bit),
	M("type-tested-by-private-bit", "mmap.flags.type.values_file", "every type with the bit of MAP_PRIVATE is private, for files", .mmap = file_type_private_bit),
	M("type-4-is-private", "mmap.flags.type.values_anon", "type 4 is taken as MAP_PRIVATE", .mmap = type_four),
	M("type-15-is-shared", "mmap.flags.type.values_file", "type 15 is taken as MAP_SHARED", .mmap = type_fifteen),
	M("shared-file-is-private", "mmap.flags.shared.reaches_file", "MAP_SHARED of a file is private", .mmap = shared_file_is_private),
	M("shared-reaches-file-by-msync", "mmap.flags.shared.reaches_file", "stores reach the file only by msync", .mmap = mmap_copy, .msync = msync_writes_back),
	M("shared-is-a-snapshot", "mmap.flags.shared.sees_write2", "stores reach the file, but a mapping does not show later writes to it", .mmap = snapshot, .store = store_writes_through),
	M("second-mapping-is-a-copy", "mmap.flags.shared.two_mappings_alias", "the second shared mapping of a file is a copy of its own", .mmap = second_mapping_is_copy),
	M("child-maps-a-copy", "mmap.flags.shared.visible_to_others", "a shared mapping made by another process is a copy", .mmap = child_maps_a_copy, .forked = now_a_child),
	M("msync-does-nothing", "mmap.flags.shared.writeback_control", "msync(MS_SYNC) writes nothing back", .msync = msync_does_nothing),
	M("shared-unknown-bits-refused", "mmap.flags.shared.unknown_ignored", "MAP_SHARED refuses unknown flags as MAP_SHARED_VALIDATE does", .mmap = shared_unknown_refused),
	M("shared-high-bits-refused", "mmap.flags.shared.unknown_ignored", "MAP_SHARED refuses flags above bit 31", .mmap = shared_high_bits_refused),
	M("private-unknown-bits-refused", "mmap.flags.private.unknown_ignored", "private mappings of files refuse unknown flags", .mmap = private_unknown_refused),
	M("anonymous-unknown-bits-refused", "mmap.flags.private.unknown_ignored", "anonymous mappings refuse unknown flags", .mmap = anon_unknown_refused),
	M("private-store-lost", "mmap.flags.private.cow", "a store to a private mapping of a file is lost", .store = private_store_lost),
	M("private-is-shared", "mmap.flags.private.not_visible", "stores to a private writable mapping reach the file", .mmap = private_is_shared),
	M("private-copy-follows-file", "mmap.flags.private.later_file_changes_unspecified", "a write to the file throws away private copies of its pages", .mmap = noted, .pwrite = pwrite_reaches_copies),
	M("validate-is-private", "mmap.flags.shared_validate.like_shared", "MAP_SHARED_VALIDATE makes a private mapping", .mmap = validate_is_private),
	M("validate-ignores-unknown", "mmap.flags.shared_validate.unknown_eopnotsupp", "MAP_SHARED_VALIDATE ignores unknown flags", .mmap = validate_ignores_unknown),
	M("validate-einval", "mmap.flags.shared_validate.unknown_eopnotsupp", "an unknown flag says EINVAL", .mmap = validate_einval),
	M("validate-looks-at-32-bits", "mmap.flags.shared_validate.unknown_eopnotsupp", "flags above bit 31 are not validated", .mmap = validate_32_bits),
	M("validate-accepts-bit-9", "mmap.flags.shared_validate.unknown_eopnotsupp", "bit 9 is not validated", .mmap = validate_bit_9),
	M("validate-accepts-bit-21", "mmap.flags.shared_validate.unknown_eopnotsupp", "bit 21 is not validated", .mmap = validate_bit_21),
	M("validate-accepts-bit-31", "mmap.flags.shared_validate.unknown_eopnotsupp", "bit 31 is not validated", .mmap = validate_bit_31),
	M("validate-refuses-populate", "mmap.flags.shared_validate.known_mask", "MAP_POPULATE is not known to be known", .mmap = validate_refuses_populate),
	M("validate-refuses-noreserve", "mmap.flags.shared_validate.known_mask", "MAP_NORESERVE is not known to be known", .mmap = validate_refuses_noreserve),
	M("validate-refuses-stack", "mmap.flags.shared_validate.known_mask", "MAP_STACK is not known to be known", .mmap = validate_refuses_stack),
	M("validate-refuses-denywrite", "mmap.flags.shared_validate.known_mask", "MAP_DENYWRITE is not known to be known", .mmap = validate_refuses_denywrite),
	M("validate-refuses-locked", "mmap.flags.shared_validate.known_mask", "MAP_LOCKED is not known to be known", .mmap = validate_refuses_locked),
	M("validate-refuses-fixed", "mmap.flags.shared_validate.known_mask", "MAP_FIXED is not known to be known", .mmap = validate_refuses_fixed),
	M("validate-refuses-huge-codes", "mmap.flags.shared_validate.huge_bits_accepted", "size codes without MAP_HUGETLB are refused", .mmap = validate_refuses_huge_bits),
	M("validate-anonymous-is-shared", "mmap.flags.shared_validate.anon_einval", "MAP_SHARED_VALIDATE works for anonymous memory", .mmap = validate_anon_is_shared),
	M("validate-anonymous-eopnotsupp", "mmap.flags.shared_validate.anon_einval", "MAP_SHARED_VALIDATE of anonymous memory says EOPNOTSUPP", .mmap = validate_anon_eopnotsupp),
	M("droppable-refused", "mmap.flags.droppable.accepted", "MAP_DROPPABLE is not known", .mmap = droppable_refused),
	M("droppable-is-private", "mmap.flags.droppable.accepted", "MAP_DROPPABLE is as MAP_PRIVATE", .mmap = droppable_is_private),
	M("droppable-survives-fork", "mmap.flags.droppable.wiped_on_fork", "droppable memory is not empty in the child", .mmap = droppable_is_private),
	M("droppable-kept-on-fork", "mmap.flags.droppable.wiped_on_fork", "MADV_KEEPONFORK of droppable memory says yes", .mmap = noted, .madvise = madvise_keeps_droppable),
	M("droppable-file", "mmap.flags.droppable.file_einval", "MAP_DROPPABLE of a file is private", .mmap = droppable_file),
	M("droppable-with-locked", "mmap.flags.droppable.file_einval", "MAP_DROPPABLE|MAP_LOCKED is accepted", .mmap = droppable_locked),
	M("droppable-with-growsdown", "mmap.flags.droppable.file_einval", "MAP_DROPPABLE|MAP_GROWSDOWN is accepted", .mmap = droppable_growsdown),
	M("droppable-mlock-refused", "mmap.flags.droppable.mlock_no_effect", "mlock of droppable memory says EINVAL", .mmap = noted, .mlock = mlock_refuses_droppable),
	M("droppable-charged", "mmap.flags.droppable.not_charged", "1 TiB of droppable memory is refused", .mmap = droppable_charged),
	M("anonymous-not-zero", "mmap.flags.anonymous.no_file_zeroed", "the first byte of anonymous memory is not zero", .mmap = anon_not_zero),
	M("anonymous-last-byte-not-zero", "mmap.flags.anonymous.no_file_zeroed", "the last byte of anonymous memory is not zero", .mmap = anon_last_byte_not_zero),
	M("shared-anonymous-is-private", "mmap.flags.anonymous.shared", "shared anonymous memory is not shared with children", .mmap = shared_anon_is_private),
	M("shared-anonymous-is-one", "mmap.flags.anonymous.shared_distinct", "all shared anonymous memory is one object", .mmap = shared_anon_is_one),
	M("minus-one-refused", "mmap.flags.anonymous.fd_minus1_portable", "MAP_ANONYMOUS with descriptor -1 says EBADF", .mmap = minus_one_refused),
	M("executable-executes", "mmap.flags.executable.ignored", "MAP_EXECUTABLE adds PROT_EXEC", .mmap = executable_executes),
	M("executable-refused", "mmap.flags.executable.ignored", "MAP_EXECUTABLE without PROT_EXEC is refused", .mmap = executable_refused),
	M("denywrite-etxtbsy", "mmap.errors.etxtbsy.denywrite", "MAP_DENYWRITE of a file that is open for writing says ETXTBSY", .mmap = denywrite_etxtbsy),
	M("denywrite-refused", "mmap.flags.denywrite.ignored", "MAP_DENYWRITE is refused", .mmap = denywrite_einval),
	END
};
