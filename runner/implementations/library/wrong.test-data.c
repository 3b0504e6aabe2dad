/* Libraries for the test of `library:`, one for each name that is defined: right ones, and ones that are wrong in one way. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef NAME
#define NAME(name) name
#endif

#if defined(INTERPOSER)
/* As interposers do: the real one is looked up at the first call. Needs memory, and a thread that it starts while it is loaded. */
static void *nothing(void *p)
{
	free(malloc(100000));
	return p;
}

__attribute__((constructor)) static void begin(void)
{
	pthread_t thread;

	if (pthread_create(&thread, 0, nothing, 0) || pthread_join(thread, 0))
		abort();
}

void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
{
	static void *(*real)(void *, size_t, int, int, int, off_t);

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "mmap");
	free(malloc(64 << 10));
	return real(addr, length, prot, flags, fd, offset);
}

#elif defined(OWN_ERRNO)
/* Its errno is not the C library's. */
static __thread int own;

int *__errno_location(void)
{
	return &own;
}

void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
{
	void *(*real)(void *, size_t, int, int, int, off_t);

	*(void **)&real = dlsym(RTLD_NEXT, "mmap");
	void *p = real(addr, length, prot, flags, fd, offset);
	int *(*theirs)(void);

	*(void **)&theirs = dlsym(RTLD_NEXT, "__errno_location");
	if (p == MAP_FAILED)
		own = *theirs();
	*theirs() = EDOM;
	return p;
}

#elif defined(PER_THREAD)
/* Has something of its own for each thread, as a thread's cache of an allocator is, and gives way while it holds it. */
static __thread int inside;

void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
{
	if (inside++)
		abort();
	void *p = (void *)syscall(SYS_mmap, addr, length, prot, flags, fd, offset);

	for (int i = 0; i < 3; i++)
		sched_yield();
	inside--;
	return p;
}

#elif !defined(WITHOUT_MMAP)
void *NAME(mmap)(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
{
#if defined(IGNORES_NOREPLACE)
	if ((flags & MAP_FIXED_NOREPLACE) == MAP_FIXED_NOREPLACE)
		flags = (flags & ~MAP_FIXED_NOREPLACE) | MAP_FIXED;
#elif defined(CRASHES)
	if (flags & MAP_FIXED_NOREPLACE)
		*(volatile int *)8 = 1;
#elif defined(HANGS)
	if (flags & MAP_FIXED_NOREPLACE)
		for (;;)
			pause();
#elif defined(EXITS)
	if (flags & MAP_FIXED_NOREPLACE)
		exit(3);
#elif defined(KILLS)
	if (flags & MAP_FIXED_NOREPLACE)
		kill(getppid(), SIGKILL);
#endif
	long r = syscall(SYS_mmap, addr, length, prot, flags, fd, offset);

#if defined(RETURNS_ERRNO)
	return r == -1 ? (void *)(long)-errno : (void *)r;
#elif defined(KEEPS_ERRNO)
	errno = 0;
	return (void *)r;
#else
	return (void *)r;
#endif
}
#endif

#if defined(MUNMAP_FAILS)
int munmap(void *addr, size_t length)
{
	(void)addr;
	(void)length;
	errno = EINVAL;
	return -1;
}
#elif !defined(WITHOUT_MMAP)
int NAME(munmap)(void *addr, size_t length)
{
	return (int)syscall(SYS_munmap, addr, length);
}
#endif

#if defined(MPROTECT_SUCCEEDS)
int mprotect(void *addr, size_t length, int prot)
{
	(void)addr;
	(void)length;
	(void)prot;
	return 0;
}
#elif defined(MPROTECT_RETURNS_1)
int mprotect(void *addr, size_t length, int prot)
{
	return syscall(SYS_mprotect, addr, length, prot) ? -1 : 1;
}
#endif

#if defined(WITHOUT_MMAP)
int msync(void *addr, size_t length, int flags)
{
	return (int)syscall(SYS_msync, addr, length, flags);
}
#endif

#if defined(ABORTS_AT_LOAD)
__attribute__((constructor)) static void begin(void)
{
	static const char words[] = "no such luck\n";

	if (write(2, words, sizeof words - 1) < 0)
		_exit(1);
	abort();
}
#elif defined(EXITS_AT_LOAD)
__attribute__((constructor)) static void begin(void)
{
	exit(7);
}
#elif defined(HANGS_AT_LOAD)
__attribute__((constructor)) static void begin(void)
{
	for (;;)
		pause();
}
#elif defined(NEEDS_A_SYMBOL)
extern int nobody_has_this(void);
int (*needed)(void) = nobody_has_this;
#endif
