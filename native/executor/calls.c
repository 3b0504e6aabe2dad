#include "calls.h"

#include <asm/statfs.h>
#include <linux/signal.h>

#if __SIZEOF_LONG__ == 8

long memory_map(word addr, word length, word prot, word flags, word fd, word offset)
{
#ifdef MAP_BY_POINTER
	reg arguments[] = { addr, length, prot, flags, fd, offset };

	return sys1(__NR_mmap, arguments);
#else
	return sys6(__NR_mmap, (long)addr, (long)length, (long)prot, (long)flags, (long)fd, (long)offset);
#endif
}

long file_truncate(long fd, word size)
{
	return sys2(__NR_ftruncate, fd, size);
}

long file_read(long fd, void *to, word n, word offset)
{
	return sys4(__NR_pread64, fd, to, n, offset);
}

long file_write(long fd, const void *from, word n, word offset)
{
	return sys4(__NR_pwrite64, fd, from, n, offset);
}

long file_allocate(long fd, int mode, word offset, word length)
{
	return sys4(__NR_fallocate, fd, mode, offset, length);
}

long file_advise(long fd, int advice)
{
	return sys4(__NR_fadvise64, fd, 0, 0, advice);
}

long file_end(long fd, word *position)
{
	long r = sys3(__NR_lseek, fd, 0, 2 /* SEEK_END */);

	*position = (word)r;
	return failed(r) ? r : 0;
}

#define file_system_call(call, of, buffer) sys2(__NR_##call, of, &(buffer))
typedef struct statfs file_system_record;

#else

/* A number of 64 bits takes two registers, the low half first. */
#define LOW(x) (reg)(x)
#define HIGH(x) (reg)((x) >> 32)
/* After an odd number of arguments a register may be left out. */
#ifdef ALIGNED_PAIRS
#define AFTER_ODD(x) 0, (long)LOW(x), (long)HIGH(x)
#else
#define AFTER_ODD(x) (long)LOW(x), (long)HIGH(x), 0
#endif

long memory_map(word addr, word length, word prot, word flags, word fd, word offset)
{
	if (offset % MAP_OFFSET_UNIT || offset > MAP_OFFSET_MAX)
		return -22 /* EINVAL */;
	return sys6(__NR_mmap2, (long)addr, (long)length, (long)prot, (long)flags, (long)fd, (long)(offset / MAP_OFFSET_UNIT));
}

long file_truncate(long fd, word size)
{
	return sys6(__NR_ftruncate64, fd, AFTER_ODD(size), 0, 0);
}

long file_read(long fd, void *to, word n, word offset)
{
	return sys6(__NR_pread64, fd, (long)to, (long)n, AFTER_ODD(offset));
}

long file_write(long fd, const void *from, word n, word offset)
{
	return sys6(__NR_pwrite64, fd, (long)from, (long)n, AFTER_ODD(offset));
}

long file_allocate(long fd, int mode, word offset, word length)
{
	return sys6(__NR_fallocate, fd, mode, (long)LOW(offset), (long)HIGH(offset), (long)LOW(length), (long)HIGH(length));
}

long file_advise(long fd, int advice)
{
#ifdef __NR_arm_fadvise64_64
	return sys6(__NR_arm_fadvise64_64, fd, advice, 0, 0, 0, 0);
#else
	return sys6(__NR_fadvise64_64, fd, 0, 0, 0, 0, advice);
#endif
}

long file_end(long fd, word *position)
{
	return sys5(__NR__llseek, fd, 0, 0, position, 2 /* SEEK_END */);
}

#define file_system_call(call, of, buffer) sys3(__NR_##call##64, of, sizeof(buffer), &(buffer))
typedef struct statfs64 file_system_record;

#endif

static long file_system_answer(long r, const file_system_record *record, struct file_system *fs)
{
	fs->type = (word)record->f_type;
	fs->free = (word)record->f_bfree;
	fs->flags = (word)record->f_flags;
	return r;
}

long file_system_of(long fd, struct file_system *fs)
{
	file_system_record record = { 0 };

	return file_system_answer(file_system_call(fstatfs, fd, record), &record, fs);
}

long file_system_at(const char *path, struct file_system *fs)
{
	file_system_record record = { 0 };

	return file_system_answer(file_system_call(statfs, path, record), &record, fs);
}

long process_fork(void)
{
#ifdef __s390x__
	/* Here the stack comes before the flags. */
	return sys5(__NR_clone, 0, SIGCHLD, 0, 0, 0);
#else
	return sys5(__NR_clone, SIGCHLD, 0, 0, 0, 0);
#endif
}

typedef void handler_function(int, struct siginfo *, void *);

/* An architecture that names the flag has the field, whether it is used there or not. */
struct kernel_sigaction {
#ifdef SIGACTION_BEGINS_WITH_FLAGS
	unsigned flags;
	handler_function *handler;
#else
	handler_function *handler;
	reg flags;
#endif
#ifdef SA_RESTORER
	void (*restorer)(void);
#endif
	word mask[SIGSET_SIZE / sizeof(word)];
	/* An emulator may look for the mask behind a field that the architecture has not got: it must find zeros there, too. */
	word nothing;
};

/* sigaction needs one on x86 for a handler; as ours never return it is never called. */
#if defined(__x86_64__) || defined(__i386__)
static void restorer(void)
{
}
#endif

static void signal_set(int signal, handler_function *handler, unsigned flags)
{
	struct kernel_sigaction action = { .handler = handler, .flags = flags };

#if defined(__x86_64__) || defined(__i386__)
	if (flags) {
		action.flags |= SA_RESTORER;
		action.restorer = restorer;
	}
#endif
	sys4(__NR_rt_sigaction, signal, &action, 0, SIGSET_SIZE);
}

void signal_ignore(int signal)
{
	signal_set(signal, (handler_function *)1UL /* SIG_IGN */, 0);
}

void signal_by_default(int signal)
{
	signal_set(signal, (handler_function *)0 /* SIG_DFL */, 0);
}

void signal_catch(int signal, handler_function *handler)
{
	signal_set(signal, handler, SA_SIGINFO | SA_NODEFER | SA_ONSTACK);
}

void signals_unblock(void)
{
	word nothing[SIGSET_SIZE / sizeof(word)] = { 0 };

	sys4(__NR_rt_sigprocmask, SIG_SETMASK, nothing, 0, SIGSET_SIZE);
}
