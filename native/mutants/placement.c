/* Wrong kernels: MAP_32BIT, MAP_ABOVE4G, MAP_GROWSDOWN, MAP_STACK. */
#include "mutants.h"

#define GAP (256 * PAGE)

MMAP_CHANGES(low_ignored, flags & MAP_32BIT, flags &= ~(word)MAP_32BIT)

MMAP(low_four)
{
	if ((flags & MAP_32BIT) && !is_fixed(flags)) {
		long r = truth.mmap(0xb0000000UL, length, prot, flags & ~(word)MAP_32BIT, fd, offset);

		if (!failed(r) && (word)r < 1UL << 32)
			return r;
	}
	return TRUE_MMAP;
}

MMAP_CHANGES(low_wins_over_fixed, (flags & MAP_32BIT) && is_fixed(flags) && addr >= 1UL << 31,
	     flags &= ~(word)(MAP_FIXED | MAP_FIXED_NOREPLACE))
MMAP_REFUSES(low_fixed_refused, (flags & MAP_32BIT) && is_fixed(flags) && addr >= 1UL << 31, ENOMEM)
MMAP_ACCEPTS(low_window_grows, ENOMEM, (flags & MAP_32BIT) && !is_fixed(flags), flags &= ~(word)MAP_32BIT)
MMAP_CHANGES(low_hint_ignored, (flags & MAP_32BIT) && !is_fixed(flags), addr = 0)
MMAP_CHANGES(low_high_hint_taken, (flags & MAP_32BIT) && !is_fixed(flags) && addr >= 1UL << 32, flags &= ~(word)MAP_32BIT)
MMAP_CHANGES(above_drops_hint, (flags & MAP_ABOVE4G) && !is_fixed(flags) && addr < 1UL << 32, addr = 0)
MMAP_CHANGES(above_wins, has(flags, MAP_ABOVE4G | MAP_32BIT), flags &= ~(word)MAP_32BIT)
MMAP_CHANGES(above_is_low, (flags & MAP_ABOVE4G) && !is_fixed(flags), flags |= MAP_32BIT)

/* ---- MAP_GROWSDOWN */

MMAP_CHANGES(down_ignored, flags & MAP_GROWSDOWN, flags &= ~(word)MAP_GROWSDOWN)

MMAP(down_noted)
{
	long r = TRUE_MMAP;

	if (flags & MAP_GROWSDOWN)
		note_mmap(r, length, prot, flags, fd, offset);
	return r;
}

/* The lowest page of the growing mapping that an access to addr would extend; 0 if there is none. */
static word growing_from(word addr)
{
	struct area a;

	for (int i = 0; note_at(i); i++)
		if (area_from(addr, &a) && a.start > addr && a.start <= note_at(i)->start && a.end > note_at(i)->start)
			return a.start;
	return 0;
}

/* What takes the place of growth: a page of nothing, so that the access fails. */
static void block(word addr)
{
	truth.mmap(down(addr), PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, (word)-1, 0);
}

STORE(grows_once)
{
	static int grown;

	if (growing_from(addr) && grown++)
		block(addr);
	truth.store(addr, size, value);
}

STORE(grows_by_one_page)
{
	word from = growing_from(addr);

	if (from && from - down(addr) > PAGE)
		block(addr);
	truth.store(addr, size, value);
}

STORE(grows_not_at_once)
{
	if (growing_from(addr))
		block(addr);
	truth.store(addr, size, value);
}

LOAD(grows_by_store_only)
{
	if (growing_from(addr))
		block(addr);
	return truth.load(addr, size);
}

/* Grows wherever there is room, whatever the distance to the neighbour and the limit. */
static void grow_anyway(word addr)
{
	word from = growing_from(addr);

	if (from)
		truth.mmap(down(addr), from - down(addr), PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | MAP_GROWSDOWN, (word)-1, 0);
}

STORE(store_grows_anyway)
{
	grow_anyway(addr);
	truth.store(addr, size, value);
}

LOAD(load_grows_anyway)
{
	grow_anyway(addr);
	return truth.load(addr, size);
}

static void grow_over_limit(word addr)
{
	word from = growing_from(addr), before;

	if (!from)
		return;
	before = limit_lift(RLIMIT_STACK);
	*(volatile byte *)addr;
	limit_restore(RLIMIT_STACK, before);
}

STORE(store_over_limit)
{
	grow_over_limit(addr);
	truth.store(addr, size, value);
}

LOAD(load_over_limit)
{
	grow_over_limit(addr);
	return truth.load(addr, size);
}

static int is_near_neighbour(word addr, int of_none)
{
	struct area a;

	for (word at = down(addr) - PAGE; at > down(addr) - GAP; at -= PAGE)
		if (area_of(at, &a))
			return text_starts(a.perms, "---") == of_none;
	return 0;
}

STORE(store_gap_before_none)
{
	if (growing_from(addr) && is_near_neighbour(addr, 1))
		block(addr);
	truth.store(addr, size, value);
}

LOAD(load_gap_before_none)
{
	if (growing_from(addr) && is_near_neighbour(addr, 1))
		block(addr);
	return truth.load(addr, size);
}

MMAP(hint_in_gap)
{
	long r = -1;

	if (addr >= PAGE && !is_fixed(flags))
		r = truth.mmap(down(addr), length, prot, flags | MAP_FIXED_NOREPLACE, fd, offset);
	return failed(r) ? TRUE_MMAP : r;
}

static int is_in_gap(word addr, word length)
{
	struct area a;
	struct note *n;

	for (int i = 0; (n = note_at(i)); i++)
		if (area_of(n->start, &a) && addr < a.start && addr + up(length) > a.start - GAP)
			return 1;
	return 0;
}

MMAP(fixed_in_gap_refused)
{
	if (is_fixed(flags) && ordinary(length) && !(flags & MAP_GROWSDOWN) && is_in_gap(addr, length))
		return -EEXIST;
	return down_noted(addr, length, prot, flags, fd, offset);
}

MMAP_CHANGES(down_shared, has(flags, MAP_GROWSDOWN | MAP_ANONYMOUS) && kind(flags) == MAP_SHARED, flags &= ~(word)MAP_GROWSDOWN)
MMAP_CHANGES(down_file, has(flags, MAP_GROWSDOWN) && is_file(flags), flags &= ~(word)MAP_GROWSDOWN)

MMAP(down_returns_lower)
{
	long r = TRUE_MMAP;

	return !failed(r) && has(flags, MAP_GROWSDOWN) && !is_fixed(flags) ? r - (long)PAGE : r;
}

MMAP_REFUSES(stack_refused, has(flags, MAP_STACK) && !has(flags, MAP_GROWSDOWN), EINVAL)
MMAP_CHANGES(stack_grows, has(flags, MAP_STACK | MAP_ANONYMOUS) && kind(flags) == MAP_PRIVATE, flags |= MAP_GROWSDOWN)
MMAP_CHANGES(stack_executes, has(flags, MAP_STACK), prot |= PROT_EXEC)

const struct mutant placement_mutants[] = {
	M("32bit-ignored", "mmap.flags.32bit.low_2g", "MAP_32BIT is ignored", .mmap = low_ignored),
	M("32bit-is-4g", "mmap.flags.32bit.low_2g", "MAP_32BIT gives addresses between 2 and 4 GiB", .mmap = low_four),
	M("32bit-wins-over-fixed", "mmap.flags.32bit.fixed_ignored", "MAP_32BIT with MAP_FIXED moves the mapping into the low 2 GiB", .mmap = low_wins_over_fixed),
	M("32bit-fixed-refused", "mmap.flags.32bit.fixed_ignored", "MAP_32BIT with MAP_FIXED above 2 GiB says ENOMEM", .mmap = low_fixed_refused),
	M("32bit-window-grows", "mmap.flags.32bit.window", "when the low window is full MAP_32BIT maps elsewhere", .mmap = low_window_grows),
	M("32bit-hint-ignored", "mmap.flags.32bit.hint", "a low hint with MAP_32BIT is ignored", .mmap = low_hint_ignored),
	M("32bit-high-hint-taken", "mmap.flags.32bit.hint", "a high hint with MAP_32BIT is taken", .mmap = low_high_hint_taken),
	M("above4g-drops-low-hint", "mmap.flags.above4g", "a free low hint with MAP_ABOVE4G is ignored", .mmap = above_drops_hint),
	M("above4g-wins-over-32bit", "mmap.flags.above4g", "with MAP_32BIT, too, MAP_ABOVE4G wins", .mmap = above_wins),
	M("above4g-is-32bit", "mmap.flags.above4g", "MAP_ABOVE4G gives addresses below 4 GiB", .mmap = above_is_low),
	M("growsdown-ignored", "mmap.flags.growsdown.stack_flag", "MAP_GROWSDOWN is ignored", .mmap = down_ignored),
	M("growsdown-does-not-grow", "mmap.flags.growsdown.grows_on_touch", "the mapping is marked, but does not grow", .mmap = down_noted, .store = grows_not_at_once),
	M("growsdown-not-by-load", "mmap.flags.growsdown.grows_on_touch", "only a store makes it grow, not a load", .mmap = down_noted, .load = grows_by_store_only),
	M("growsdown-once", "mmap.flags.growsdown.repeats", "it grows once", .mmap = down_noted, .store = grows_once),
	M("growsdown-no-jump", "mmap.flags.growsdown.jump", "it grows only when the adjacent page is touched", .mmap = down_noted, .store = grows_by_one_page),
	M("growsdown-does-not-stop", "mmap.flags.growsdown.stops_at_neighbour", "it grows until it touches its neighbour", .mmap = down_noted, .store = store_grows_anyway, .load = load_grows_anyway),
	M("growsdown-no-guard-distance", "mmap.flags.growsdown.one_page_distance", "no distance to the neighbour is kept", .mmap = down_noted, .store = store_grows_anyway, .load = load_grows_anyway),
	M("growsdown-guards-reservation", "mmap.flags.growsdown.prot_none_neighbour", "the distance is kept to a PROT_NONE neighbour, too", .mmap = down_noted, .store = store_gap_before_none, .load = load_gap_before_none),
	M("growsdown-ignores-limit", "mmap.flags.growsdown.rlimit_stack", "RLIMIT_STACK does not bound its growth", .mmap = down_noted, .store = store_over_limit, .load = load_over_limit),
	M("growsdown-gap-for-hints", "mmap.flags.growsdown.guard_gap_placement", "a hint is taken inside the guard gap", .mmap = hint_in_gap),
	M("growsdown-gap-against-fixed", "mmap.flags.growsdown.guard_gap_placement", "a fixed mapping inside the guard gap says EEXIST", .mmap = fixed_in_gap_refused),
	M("growsdown-shared", "mmap.flags.growsdown.shared_einval", "MAP_GROWSDOWN of shared anonymous memory is accepted", .mmap = down_shared),
	M("growsdown-file", "mmap.flags.growsdown.shared_einval", "MAP_GROWSDOWN of a file is accepted", .mmap = down_file),
	M("growsdown-returns-page-lower", "mmap.flags.growsdown.return_one_page_lower", "the address that is returned lies one page below the mapping", .mmap = down_returns_lower),
	M("stack-refused", "mmap.flags.stack.address_suitable", "MAP_STACK without MAP_GROWSDOWN is refused", .mmap = stack_refused),
	M("stack-grows-down", "mmap.flags.stack.noop", "MAP_STACK implies MAP_GROWSDOWN", .mmap = stack_grows),
	M("stack-executes", "mmap.flags.stack.noop", "MAP_STACK adds PROT_EXEC", .mmap = stack_executes),
	END
};
