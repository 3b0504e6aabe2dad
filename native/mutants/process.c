/* Wrong kernels: fork, exec, exit, and what a child gets. */
#include "mutants.h"

#include <linux/personality.h>

/* All mappings that a case has made, which are those that it can tell. */
MMAP(noted)
{
	long r = TRUE_MMAP;

	if (ordinary(length))
		note_mmap(r, length, prot, flags, fd, offset);
	return r;
}

static void each_note(void (*f)(struct note *n))
{
	struct note *n;

	for (int i = 0; (n = note_at(i)); i++)
		if (n->length && n->length <= 1 << 20)
			f(n);
}

static void forget(struct note *n)
{
	truth.munmap(n->start, n->length);
}

static void forget_shared(struct note *n)
{
	if (kind(n->flags) == MAP_SHARED)
		forget(n);
}

static void make_writable(struct note *n)
{
	struct area a;

	if (area_of(n->start, &a) && text_starts(a.perms, "r--"))
		truth.mprotect(n->start, n->length, PROT_READ | PROT_WRITE);
}

static void all_lost(void)
{
	each_note(forget);
}

static void shared_lost(void)
{
	each_note(forget_shared);
}

static void protection_lost(void)
{
	each_note(make_writable);
}

/* A page is read by the kernel's hand: the child must not die of it. */
static byte page_copy[65536];

static int copy_out(word addr)
{
	int ends[2];
	long n;

	if (PAGE > sizeof page_copy || failed(sys2(__NR_pipe2, ends, O_CLOEXEC)))
		return 0;
	n = sys3(__NR_write, ends[1], addr, PAGE);
	if (n == (long)PAGE)
		sys3(__NR_read, ends[0], page_copy, PAGE);
	sys1(__NR_close, ends[0]);
	sys1(__NR_close, ends[1]);
	return n == (long)PAGE;
}

static void replace(word at, const struct area *a, word how, long fd, word offset)
{
	word prot = (a->perms[0] == 'r' ? PROT_READ : 0) | (a->perms[1] == 'w' ? PROT_WRITE : 0) | (a->perms[2] == 'x' ? PROT_EXEC : 0);

	if (failed(truth.mmap(at, PAGE, PROT_READ | PROT_WRITE, how | MAP_FIXED, (word)fd, offset)))
		return;
	memcpy((void *)at, page_copy, PAGE);
	truth.mprotect(at, PAGE, prot);
}

static void private_to_shared(struct note *n)
{
	struct area a;

	for (word at = n->start; at < n->start + n->length; at += PAGE)
		if (area_of(at, &a) && a.perms[3] == 'p' && a.perms[1] == 'w' && copy_out(at))
			replace(at, &a, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void shared_to_private(struct note *n)
{
	struct area a;

	for (word at = n->start; at < n->start + n->length; at += PAGE)
		if (area_of(at, &a) && a.perms[3] == 's' && copy_out(at))
			replace(at, &a, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void make_zero(struct note *n)
{
	if (kind(n->flags) == MAP_PRIVATE && !is_file(n->flags))
		truth.madvise(n->start, n->length, MADV_DONTNEED);
}

static void before_private_becomes_shared(void)
{
	each_note(private_to_shared);
}

static void shared_becomes_private(void)
{
	each_note(shared_to_private);
}

static void private_wiped(void)
{
	each_note(make_zero);
}

/* One address space for both, as far as mappings go: what the child unmaps the parent finds unmapped, through a list in shared memory. */
static struct shared_list {
	word count, start[32], length[32];
} *list;
static int is_child;

static void list_made(void)
{
	long r = truth.mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, (word)-1, 0);

	list = failed(r) ? 0 : (struct shared_list *)r;
}

static void now_a_child(void)
{
	is_child = 1;
}

RANGE(munmap_listed)
{
	long r = TRUE_MUNMAP;

	if (!r && list && is_child && list->count < 32) {
		list->start[list->count] = addr;
		list->length[list->count++] = length;
	}
	return r;
}

static void follow_child(void)
{
	for (word i = 0; list && !is_child && i < list->count; i++)
		truth.munmap(list->start[i], list->length[i]);
	if (list && !is_child)
		list->count = 0;
}

LOAD(load_follows)
{
	follow_child();
	return truth.load(addr, size);
}

/* ---- locks */

static word locked_start[32], locked_length[32];
static int locked_count, future;

static void note_lock(word addr, word length)
{
	if (locked_count < 32) {
		locked_start[locked_count] = down(addr);
		locked_length[locked_count++] = length;
	}
}

MMAP(lock_noted)
{
	long r = TRUE_MMAP;

	if (!failed(r) && has(flags, MAP_LOCKED))
		note_lock((word)r, length);
	return r;
}

RANGE(mlock_noted)
{
	long r = truth.mlock(addr, length);

	if (!r)
		note_lock(addr, length);
	return r;
}

static long mlockall_noted(word flags)
{
	long r = truth.mlockall(flags);

	if (!r)
		future = (flags & MCL_FUTURE) != 0;
	return r;
}

static void locks_inherited(void)
{
	for (int i = 0; i < locked_count; i++)
		truth.mlock(locked_start[i], locked_length[i]);
}

static void future_inherited(void)
{
	if (future)
		truth.mlockall(MCL_FUTURE);
}

/* ---- advice about fork */

RANGE3(dontfork_ignored, what)
{
	return what == MADV_DONTFORK ? truth.madvise(addr, length, MADV_NORMAL) : TRUE_MADVISE;
}

RANGE3(dontfork_a_page_more, what)
{
	return what == MADV_DONTFORK && ordinary(length) ? truth.madvise(addr, up(length) + PAGE, what) : TRUE_MADVISE;
}

RANGE3(dofork_ignored, what)
{
	return what == MADV_DOFORK ? truth.madvise(addr, length, MADV_NORMAL) : TRUE_MADVISE;
}

RANGE3(wipe_ignored, what)
{
	long r = TRUE_MADVISE;

	if (!r && what == MADV_WIPEONFORK)
		truth.madvise(addr, length, MADV_KEEPONFORK);
	return r;
}

RANGE3(wipe_is_dontfork, what)
{
	return truth.madvise(addr, length, what == MADV_WIPEONFORK ? MADV_DONTFORK : what);
}

RANGE3(wipe_shared_ok, what)
{
	long r = TRUE_MADVISE;

	return r == -EINVAL && what == MADV_WIPEONFORK && addr % PAGE == 0 ? 0 : r;
}

RANGE3(keep_ignored, what)
{
	return what == MADV_KEEPONFORK ? truth.madvise(addr, length, MADV_NORMAL) : TRUE_MADVISE;
}

static word wiped_start[16], wiped_length[16];
static int wiped_count;

RANGE3(wipe_noted, what)
{
	long r = TRUE_MADVISE;

	if (!r && what == MADV_WIPEONFORK && wiped_count < 16) {
		wiped_start[wiped_count] = addr;
		wiped_length[wiped_count++] = length;
	}
	return r;
}

/* The parent's memory is wiped, too. */
static void wipe_parent(void)
{
	for (int i = 0; i < wiped_count; i++)
		truth.madvise(wiped_start[i], wiped_length[i], MADV_DONTNEED);
}

/* The child's memory is wiped, but its own child's would not be. */
static void wipe_once(void)
{
	for (int i = 0; i < wiped_count; i++)
		truth.madvise(wiped_start[i], wiped_length[i], MADV_KEEPONFORK);
}

/* ---- exec, exit, limits */

/* The new image finds memory where a slot, or the case's room, was before. */
static void mappings_survive(void)
{
	word how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;

	truth.mmap(self.arena, PAGE, PROT_READ | PROT_WRITE, how, (word)-1, 0);
	for (int i = 0; i < 5; i++)
		if (self.set[i])
			truth.mmap(down(self.value[i]), PAGE, PROT_READ | PROT_WRITE, how, (word)-1, 0);
}

static void locks_survive(void)
{
	truth.mlockall(MCL_CURRENT);
}

static void future_survives(void)
{
	truth.mlockall(MCL_FUTURE);
}

static void limits_forgotten(void)
{
	limit_lift(RLIMIT_AS);
	limit_lift(RLIMIT_DATA);
	limit_lift(RLIMIT_MEMLOCK);
	limit_lift(RLIMIT_STACK);
}

static long page_zero_ignored(const char *path, char **argv, char **envp)
{
	sys1(__NR_personality, sys1(__NR_personality, 0xffffffff) & ~(long)MMAP_PAGE_ZERO);
	return truth.execve(path, argv, envp);
}

const struct mutant process_mutants[] = {
	M("fork-loses-mappings", "fork.mappings_preserved", "a child has none of its parent's mappings", .mmap = noted, .forked = all_lost),
	M("fork-loses-shared-mappings", "fork.mappings_preserved", "a child has none of its parent's shared mappings", .mmap = noted, .forked = shared_lost),
	M("fork-loses-protection", "fork.mappings_preserved", "read-only memory is writable in the child", .mmap = noted, .forked = protection_lost),
	M("fork-wipes-private", "fork.mappings_preserved", "private memory is empty in the child", .mmap = noted, .forked = private_wiped),
	M("fork-shares-private", "fork.sharing_type", "private memory is shared with the child", .mmap = noted, .forking = before_private_becomes_shared),
	M("fork-copies-shared", "fork.sharing_type", "shared memory is copied for the child", .mmap = noted, .forked = shared_becomes_private),
	M("fork-shares-mappings", "fork.maps_independent", "what the child unmaps is gone in the parent", .forking = list_made, .forked = now_a_child, .munmap = munmap_listed, .load = load_follows),
	M("fork-inherits-locks", "fork.locks_not_inherited", "a child's memory is locked as its parent's", .mmap = lock_noted, .mlock = mlock_noted, .forked = locks_inherited),
	M("fork-inherits-mcl-future", "fork.mcl_future_not_inherited", "MCL_FUTURE holds in the child, too", .mlockall = mlockall_noted, .forked = future_inherited),
	M("dontfork-ignored", "fork.dontfork", "MADV_DONTFORK does nothing", .madvise = dontfork_ignored),
	M("dontfork-a-page-more", "fork.dontfork", "MADV_DONTFORK takes the next page, too", .madvise = dontfork_a_page_more),
	M("dofork-ignored", "fork.dontfork", "MADV_DOFORK does nothing", .madvise = dofork_ignored),
	M("wipeonfork-ignored", "fork.wipeonfork", "MADV_WIPEONFORK does nothing", .madvise = wipe_ignored),
	M("wipeonfork-is-dontfork", "fork.wipeonfork", "MADV_WIPEONFORK takes the memory from the child", .madvise = wipe_is_dontfork),
	M("wipeonfork-shared-ok", "fork.wipeonfork", "MADV_WIPEONFORK of shared memory succeeds", .madvise = wipe_shared_ok),
	M("wipeonfork-wipes-parent", "fork.wipeonfork", "MADV_WIPEONFORK wipes the parent's memory, too", .madvise = wipe_noted, .forking = wipe_parent),
	M("wipeonfork-once", "fork.wipeonfork", "the child's memory has not the setting", .madvise = wipe_noted, .forked = wipe_once),
	M("keeponfork-ignored", "fork.wipeonfork", "MADV_KEEPONFORK does nothing", .madvise = keep_ignored),
	M("exec-keeps-mappings", "execve.mappings_gone", "memory is still mapped after exec", .executed = mappings_survive),
	M("exec-keeps-locks", "execve.locks_cleared", "memory is still locked after exec", .executed = locks_survive),
	M("exec-keeps-mcl-future", "execve.locks_cleared", "MCL_FUTURE still holds after exec", .executed = future_survives),
	M("fork-forgets-limits", "getrlimit.inheritance", "limits do not bind the child", .forked = limits_forgotten),
	M("exec-forgets-limits", "getrlimit.inheritance", "limits do not bind after exec", .executed = limits_forgotten),
	M("page-zero-not-mapped", "personality.mmap_page_zero", "exec does not know MMAP_PAGE_ZERO", .execve = page_zero_ignored),
	END
};
