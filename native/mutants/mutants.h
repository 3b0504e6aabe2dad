/*
 * Wrong kernels. A mutant is a row: which promise it breaks, how, and the functions that differ from the true ones. The agent with
 * these files linked in becomes one of them by `--mutant NAME`; `--list` prints all. Nothing else about the executor changes.
 *
 * A wrapper reaches the true function by `truth`. What it keeps is the process's own and copied by fork, as a kernel's would be.
 */
#ifndef MUTANTS_H
#define MUTANTS_H

#include "../executor/calls.h"
#include "../executor/executor.h"

#include <asm/siginfo.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/resource.h>
#include <linux/signal.h>
#include <linux/stat.h>

#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE 0x08
#endif
#ifndef MAP_UNINITIALIZED
#define MAP_UNINITIALIZED 0x4000000
#endif
#ifndef MAP_32BIT
#define MAP_32BIT 0
#endif
#ifndef MAP_ABOVE4G
#if defined(__x86_64__)
#define MAP_ABOVE4G 0x80
#else
#define MAP_ABOVE4G 0
#endif
#endif
#ifndef MAP_TYPE
#define MAP_TYPE 0x0f
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif
#ifndef MADV_DONTNEED_LOCKED
#define MADV_DONTNEED_LOCKED 24
#endif
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#endif

struct mutant {
	const char *name, *clause, *bug;
	struct functions wrong; /* those that are set */
	/* What /proc says: a line of maps, smaps or the like; a number of status, meminfo or sysctl. */
	void (*line)(char *line);
	void (*number)(const char *path, const char *field, word *value);
};
/* A row: name, clause, the bug in a sentence, and the functions (M) or what /proc says (P). */
#define M(n, c, b, ...) { .name = n, .clause = c, .bug = b, .wrong = { __VA_ARGS__ } }
#define P(n, c, b, ...) { .name = n, .clause = c, .bug = b, __VA_ARGS__ }
#define END { .name = 0 }
/* One table a section of clauses; each ends with a NULL name. */
extern const struct mutant call_mutants[], addr_mutants[], length_mutants[], prot_mutants[], type_mutants[], fixed_mutants[],
	placement_mutants[], memory_mutants[], errors_mutants[], limits_mutants[], order_mutants[], object_mutants[],
	access_mutants[], munmap_mutants[], mprotect_mutants[], mremap_mutants[], msync_mutants[], madvise_mutants[], mlock_mutants[],
	process_mutants[], proc_mutants[];

/* The functions as they should be. */
extern struct functions truth;

/* A wrapper's parameters have the names of the manual page; it may change them before it calls the true function. */
#define UNUSED __attribute__((unused))
#define MMAP(f) static long f(UNUSED word addr, UNUSED word length, UNUSED word prot, UNUSED word flags, UNUSED word fd, \
			      UNUSED word offset)
#define TRUE_MMAP truth.mmap(addr, length, prot, flags, fd, offset)
/* It fails where it should not, before anything else. */
#define MMAP_REFUSES(f, condition, error) MMAP(f) { return (condition) ? -(error) : TRUE_MMAP; }
/* It does something else than it was asked for. */
#define MMAP_CHANGES(f, condition, change) MMAP(f) { if (condition) { change; } return TRUE_MMAP; }
/* It says something else than the true errno. */
#define MMAP_SAYS(f, error, condition, other) MMAP(f) { long r = TRUE_MMAP; return r == -(error) && (condition) ? -(other) : r; }
/* It succeeds, with something else, where it should fail. */
#define MMAP_ACCEPTS(f, error, condition, change) \
	MMAP(f) { long r = TRUE_MMAP; if (r != -(error) || !(condition)) return r; change; return TRUE_MMAP; }

#define RANGE(f) static long f(UNUSED word addr, UNUSED word length)
#define RANGE3(f, third) static long f(UNUSED word addr, UNUSED word length, UNUSED word third)
#define TRUE_MUNMAP truth.munmap(addr, length)
#define TRUE_MPROTECT truth.mprotect(addr, length, prot)
#define TRUE_MSYNC truth.msync(addr, length, flags)
#define TRUE_MADVISE truth.madvise(addr, length, what)
#define MREMAP(f) static long f(UNUSED word addr, UNUSED word old_length, UNUSED word new_length, UNUSED word flags, \
				UNUSED word new_addr)
#define TRUE_MREMAP truth.mremap(addr, old_length, new_length, flags, new_addr)
#define STORE(f) static void f(UNUSED word addr, UNUSED word size, UNUSED word value)
#define LOAD(f) static word f(UNUSED word addr, UNUSED word size)
#define FAULTED(f) static void f(UNUSED int *signal, UNUSED int *code, UNUSED word *addr)

#define PAGE target.page

static inline word down(word n)
{
	return n / PAGE * PAGE;
}

static inline word up(word n)
{
	return (n + PAGE - 1) / PAGE * PAGE;
}

/* Whether a length can be one of ordinary memory, so that arithmetic on it makes sense. */
static inline int ordinary(word length)
{
	return length && length < 1UL << 46;
}

static inline int is_fixed(word flags)
{
	return (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0;
}

static inline int is_file(word flags)
{
	return !(flags & MAP_ANONYMOUS);
}

static inline int has(word flags, word all)
{
	return (flags & all) == all;
}

static inline word kind(word flags)
{
	return flags & MAP_TYPE;
}

/* maps.c: the process's own mappings. */
struct area {
	word start, end, offset;
	char perms[5], path[64];
};
/* The mapping that holds addr, or the next above it; returns 0 if there is none. */
int area_from(word addr, struct area *a);
int area_of(word addr, struct area *a);
int is_mapped(word addr);
int is_any_mapped(word start, word end);
int is_all_mapped(word start, word end);
/* Makes an access to addr fail as one to protected memory, or to nothing. */
void protect_page(word addr);
void vanish_page(word addr);
/* Calls f for all mapped parts of a range. */
void each_mapped(word start, word end, void (*f)(word start, word end));

/* files.c: descriptors. */
word fd_flags(word fd);
int is_open(word fd);
int opened(word fd, word mode); /* whether it is open, and so: O_RDONLY ... */
word fd_type(word fd); /* S_IFREG ..., 0 if it is none */
word fd_size(word fd);
int fd_is(word fd, const char *path); /* whether its path begins so */
int fd_noexec(word fd); /* whether it lies on a noexec mount */
long reopened(word fd, word mode);
long mmap_reopened(word addr, word length, word prot, word flags, word fd, word offset, word mode);
/* A copy of the descriptor out of the way of all others. */
long kept_fd(word fd);
long new_memfd(word size);
int set_times(word fd, long atime, long mtime); /* -1: leave it; 0: now */
long atime_of(word fd);
long mtime_of(word fd);

/* notes.c: limits and rights. */
word limit_of(word resource);
/* Sets the soft limit as far up as may be; returns what it was. */
word limit_lift(word resource);
void limit_restore(word resource, word soft);
/* Whether this many bytes more than what /proc/self/status says of the field (`VmSize:`, `VmData:`) are above the limit. */
int exceeds(word resource, const char *field, word length);
int is_capable(word capability);

/* notes.c: what the process asked for; the newest come first. */
struct note {
	word start, length, prot, flags, offset;
	long fd; /* a copy of it, or -1 */
};
void note_mmap(long r, word length, word prot, word flags, word fd, word offset);
struct note *note_of(word addr);
struct note *note_at(int i); /* NULL at the end */
void note_forget(word addr, word length);

#endif
