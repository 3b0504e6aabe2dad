/*
 * System calls that do not look the same on every architecture, most of them where a register is too small: they take positions and sizes
 * of files, or tell of a file system. Each returns what the call does: 0 or a count, or -errno.
 */
#ifndef CALLS_H
#define CALLS_H

#include "abi.h"

/* What clock_gettime, ppoll and utimensat take (abi.h: of each the call that does). */
struct time {
	long long seconds, nanoseconds;
};

/*
 * mmap(2). Where a register is too small for an offset in bytes, the system call counts in units of 4096, on every such machine, whatever
 * the size of its pages. As a C library does, this refuses what cannot be said so before the kernel is asked.
 */
#if __SIZEOF_LONG__ == 8
#define MAP_OFFSET_MAX ~(word)0
#else
#define MAP_OFFSET_UNIT 4096
#define MAP_OFFSET_MAX (((word)1 << 32) * MAP_OFFSET_UNIT - 1)
#endif
long memory_map(word addr, word length, word prot, word flags, word fd, word offset);
long file_truncate(long fd, word size);
long file_read(long fd, void *to, word n, word offset);
long file_write(long fd, const void *from, word n, word offset);
long file_allocate(long fd, int mode, word offset, word length);
/* About the whole file. */
long file_advise(long fd, int advice);
/* Moves to the end of the file, and tells where that is. */
long file_end(long fd, word *position);

/* fork(2). */
long process_fork(void);

/* Who is told of a signal: nobody, or nobody but the kernel. */
void signal_ignore(int signal);
void signal_by_default(int signal);
/* Told is this function, as often as it happens, on the alternate stack if there is one. */
struct siginfo;
void signal_catch(int signal, void (*handler)(int, struct siginfo *, void *));
void signals_unblock(void);

struct file_system {
	word type, free, flags; /* free blocks; ST_... */
};
long file_system_of(long fd, struct file_system *fs);
long file_system_at(const char *path, struct file_system *fs);

#endif
