#include "names.h"
#include "text.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/memfd.h>
#include <linux/mman.h>
#include <linux/resource.h>
#include <linux/signal.h>

/*
 * Names that are newer than the headers of a stable distribution. The numbers are those of the kernel's generic headers (Linux 6.18);
 * an architecture that differs has them in its own, which win.
 */
#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE 0x08
#endif
#if !defined(MAP_UNINITIALIZED) && !defined(__mips__)
#define MAP_UNINITIALIZED 0x4000000
#endif
#if (defined(__x86_64__) || defined(__i386__)) && !defined(MAP_ABOVE4G)
#define MAP_ABOVE4G 0x80
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif
#ifndef MADV_DONTNEED_LOCKED
#define MADV_DONTNEED_LOCKED 24
#endif
#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020
#endif
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#define MFD_EXEC 0x0010U
#endif
/* The headers of fcntl hide this one behind the kernel's own name. */
#ifndef O_TMPFILE
#define O_TMPFILE (__O_TMPFILE | O_DIRECTORY)
#endif

#define N(prefix, x) { #x, (word)(prefix##x) }
#define END { 0, 0 }

const struct name map_flags[] = {
	N(MAP_, SHARED), N(MAP_, PRIVATE), N(MAP_, SHARED_VALIDATE), N(MAP_, DROPPABLE), N(MAP_, ANONYMOUS),
	{ "ANON", MAP_ANONYMOUS }, { "FILE", 0 }, N(MAP_, FIXED), N(MAP_, FIXED_NOREPLACE),
#ifdef MAP_32BIT
	{ "32BIT", MAP_32BIT },
#endif
#ifdef MAP_ABOVE4G
	N(MAP_, ABOVE4G),
#endif
	N(MAP_, GROWSDOWN), N(MAP_, DENYWRITE), N(MAP_, EXECUTABLE), N(MAP_, LOCKED), N(MAP_, NORESERVE), N(MAP_, POPULATE),
	N(MAP_, NONBLOCK), N(MAP_, STACK), N(MAP_, HUGETLB),
#ifdef MAP_SYNC
	N(MAP_, SYNC),
#endif
#ifdef MAP_UNINITIALIZED
	N(MAP_, UNINITIALIZED),
#endif
	{ "HUGE_16KB", 14UL << 26 }, { "HUGE_64KB", 16UL << 26 }, { "HUGE_512KB", 19UL << 26 }, { "HUGE_1MB", 20UL << 26 },
	{ "HUGE_2MB", 21UL << 26 }, { "HUGE_8MB", 23UL << 26 }, { "HUGE_16MB", 24UL << 26 }, { "HUGE_32MB", 25UL << 26 },
	{ "HUGE_256MB", 28UL << 26 }, { "HUGE_512MB", 29UL << 26 }, { "HUGE_1GB", 30UL << 26 }, { "HUGE_2GB", 31UL << 26 },
	{ "HUGE_16GB", 34UL << 26 }, END
};

const struct name prot_bits[] = { N(PROT_, SEM), N(PROT_, GROWSDOWN), N(PROT_, GROWSUP), END };
const struct name mremap_flags[] = { N(MREMAP_, MAYMOVE), N(MREMAP_, FIXED), N(MREMAP_, DONTUNMAP), END };
const struct name msync_flags[] = { N(MS_, ASYNC), N(MS_, SYNC), N(MS_, INVALIDATE), END };
const struct name mlock2_flags[] = { { "ONFAULT", MLOCK_ONFAULT }, END };
const struct name mlockall_flags[] = { N(MCL_, CURRENT), N(MCL_, FUTURE), N(MCL_, ONFAULT), END };

const struct name advice[] = {
	N(MADV_, NORMAL), N(MADV_, RANDOM), N(MADV_, SEQUENTIAL), N(MADV_, WILLNEED), N(MADV_, DONTNEED), N(MADV_, FREE),
	N(MADV_, REMOVE), N(MADV_, DONTFORK), N(MADV_, DOFORK), N(MADV_, MERGEABLE), N(MADV_, UNMERGEABLE), N(MADV_, HUGEPAGE),
	N(MADV_, NOHUGEPAGE), N(MADV_, DONTDUMP), N(MADV_, DODUMP), N(MADV_, WIPEONFORK), N(MADV_, KEEPONFORK), N(MADV_, COLD),
	N(MADV_, PAGEOUT), N(MADV_, POPULATE_READ), N(MADV_, POPULATE_WRITE), N(MADV_, DONTNEED_LOCKED), N(MADV_, COLLAPSE),
	N(MADV_, HWPOISON), N(MADV_, GUARD_INSTALL), N(MADV_, GUARD_REMOVE), END
};

const struct name open_flags[] = {
	{ "rdonly", O_RDONLY }, { "wronly", O_WRONLY }, { "rdwr", O_RDWR }, N(O_, APPEND), N(O_, PATH), N(O_, NONBLOCK),
	N(O_, DIRECTORY), N(O_, TRUNC), N(O_, TMPFILE), N(O_, NOATIME), END
};

const struct name seals[] = {
	N(F_SEAL_, SEAL), N(F_SEAL_, SHRINK), N(F_SEAL_, GROW), N(F_SEAL_, WRITE), N(F_SEAL_, FUTURE_WRITE), N(F_SEAL_, EXEC), END
};

const struct name memfd_flags[] = {
	N(MFD_, CLOEXEC), N(MFD_, ALLOW_SEALING), N(MFD_, HUGETLB), N(MFD_, NOEXEC_SEAL), N(MFD_, EXEC), END
};

const struct name resources[] = {
	N(RLIMIT_, AS), N(RLIMIT_, DATA), N(RLIMIT_, MEMLOCK), N(RLIMIT_, STACK), N(RLIMIT_, NOFILE), N(RLIMIT_, FSIZE), END
};

const struct name capabilities[] = {
	N(CAP_, SYS_ADMIN), N(CAP_, SYS_RAWIO), N(CAP_, IPC_LOCK), N(CAP_, SYS_RESOURCE), N(CAP_, DAC_OVERRIDE),
	N(CAP_, LINUX_IMMUTABLE), END
};

#define E(x) { #x, x }
const struct name errnos[] = {
	E(E2BIG), E(EACCES), E(EAGAIN), E(EBADF), E(EBUSY), E(EDOM), E(EEXIST), E(EFAULT), E(EFBIG), E(EINTR), E(EINVAL), E(EIO),
	E(EISDIR), E(EMFILE), E(EMLINK), E(ENAMETOOLONG), E(ENFILE), E(ENODEV), E(ENOENT), E(ENOEXEC), E(ENOLCK), E(ENOMEM),
	E(ENOSPC), E(ENOSYS), E(ENOTDIR), E(ENOTTY), E(ENXIO), E(EOPNOTSUPP), E(EOVERFLOW), E(EPERM), E(EPIPE), E(ERANGE),
	E(EROFS), E(ESPIPE), E(ESRCH), E(ETXTBSY), E(EXDEV), E(EHWPOISON), E(ENOTSOCK), E(ECHILD), { "ENOTSUPP", 524 }, END
};

const struct name signals[] = {
	E(SIGHUP), E(SIGINT), E(SIGQUIT), E(SIGILL), E(SIGTRAP), E(SIGABRT), E(SIGBUS), E(SIGFPE), E(SIGKILL), E(SIGSEGV),
	E(SIGPIPE), E(SIGALRM), E(SIGTERM), E(SIGCHLD), E(SIGXCPU), E(SIGXFSZ), E(SIGSYS), END
};

static int read_raw(const char *s, word *value)
{
	word shift = 0;

	if (!read_number(&s, value))
		return 0;
	if (s[0] == '<' && s[1] == '<') {
		s += 2;
		if (!read_number(&s, &shift) || shift > 63)
			return 0;
		*value <<= shift;
	}
	return *s == 0 || *s == '|';
}

int read_flags(const char *s, const struct name *table, word *value, const char **unknown)
{
	*value = 0;
	*unknown = 0;
	while (*s) {
		const char *end = s;
		const struct name *n = table;
		word bits = 0;

		while (*end && *end != '|')
			end++;
		while (n->name && !(text_length(n->name) == (word)(end - s) && text_starts(s, n->name)))
			n++;
		if (n->name)
			bits = n->value;
		else if (!read_raw(s, &bits)) {
			*unknown = s;
			return 0;
		}
		*value |= bits;
		s = *end ? end + 1 : end;
	}
	return 1;
}

const char *name_of(const struct name *table, word value)
{
	for (; table->name; table++)
		if (table->value == value)
			return table->name;
	return 0;
}

const char *code_name(int signal, int code)
{
	static const char *const segv[] = { "SEGV_MAPERR", "SEGV_ACCERR", "SEGV_BNDERR", "SEGV_PKUERR" };
	static const char *const bus[] = { "BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR", "BUS_MCEERR_AR", "BUS_MCEERR_AO" };
	static const char *const ill[] = { "ILL_ILLOPC", "ILL_ILLOPN", "ILL_ILLADR" };

	if (code == SI_KERNEL)
		return "SI_KERNEL";
	if (code == SI_USER)
		return "SI_USER";
	if (code == SI_TKILL)
		return "SI_TKILL";
	if (signal == SIGSEGV && code >= 1 && code <= 4)
		return segv[code - 1];
	if (signal == SIGBUS && code >= 1 && code <= 5)
		return bus[code - 1];
	if (signal == SIGILL && code >= 1 && code <= 3)
		return ill[code - 1];
	return 0;
}
