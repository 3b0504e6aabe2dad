/*
 * The machine below: raw system calls and the few things that differ per architecture, each of which has a file of its own
 * (machine-*.h). No libc: the executor must not depend on anything that itself depends on mmap.
 */
#ifndef ABI_H
#define ABI_H

#include <asm/unistd.h>

/* What fits into a register: a size, or a pointer as a number. */
typedef unsigned long reg;
/* The numbers of programs and answers, 64 bits everywhere. */
#if __SIZEOF_LONG__ == 8
typedef unsigned long word;
#else
typedef unsigned long long word;
#endif
typedef unsigned char byte;

/* Between pointers and numbers. */
#define AS_POINTER(number) ((void *)(reg)(number))
#define AS_WORD(pointer) ((word)(reg)(pointer))

/*
 * What an architecture's file says:
 *
 * ARCH_NAME         what `hello` says; `uname -m` of such a machine, but for i386
 * sys6              a system call; -errno if it fails
 * PLANTED_CODE      a function that returns 42
 * flush_code        what must be done before code that was just stored is executed
 * ENTRY             what the first instructions of the agent do: call agent_main with the address of argc on a stack as the ABI wants it
 * clone_thread      clone(2), whose child calls begin(argument), which never returns, on the stack below top (16 bytes aligned)
 * MAP_BY_POINTER    where the system call mmap takes a pointer to its arguments
 * ALIGNED_PAIRS     where numbers of 64 bits take two registers of which the first is even
 * SIGSET_SIZE       bytes of a set of signals, if not 8
 * SIGACTION_BEGINS_WITH_FLAGS
 *                   where rt_sigaction takes a structure that begins so
 */
#if defined(__x86_64__)
#include "machine-x86_64.h"
#elif defined(__i386__)
#include "machine-i386.h"
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
#include "machine-aarch64.h"
#elif defined(__arm__) && defined(__ARM_EABI__) && !defined(__ARMEB__)
#include "machine-arm.h"
#elif defined(__riscv) && __riscv_xlen == 64
#include "machine-riscv64.h"
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__) && _CALL_ELF == 2
#include "machine-ppc64le.h"
#elif defined(__s390x__)
#include "machine-s390x.h"
#elif defined(__mips__) && _MIPS_SIM == _ABI64 && defined(__MIPSEL__)
#include "machine-mips64el.h"
#else
#error "the executor does not know this architecture yet: it needs a file like native/executor/machine-aarch64.h"
#endif

#if __SIZEOF_LONG__ == 4
/* The same calls with users, groups and times as wide as elsewhere; calls.c has those that take their arguments otherwise. */
#undef __NR_getuid
#undef __NR_geteuid
#undef __NR_getgid
#undef __NR_setresuid
#undef __NR_setresgid
#undef __NR_clock_gettime
#undef __NR_ppoll
#undef __NR_utimensat
#define __NR_getuid __NR_getuid32
#define __NR_geteuid __NR_geteuid32
#define __NR_getgid __NR_getgid32
#define __NR_setresuid __NR_setresuid32
#define __NR_setresgid __NR_setresgid32
#define __NR_clock_gettime __NR_clock_gettime64
#define __NR_ppoll __NR_ppoll_time64
#define __NR_utimensat __NR_utimensat_time64
#endif

/* A system call that is newer than the headers: it has the same number everywhere, counted from where numbers begin. */
#ifdef __NR_Linux
#define NEW_CALL(n) (__NR_Linux + (n))
#else
#define NEW_CALL(n) (n)
#endif

#ifndef SIGSET_SIZE
#define SIGSET_SIZE 8
#endif

#define sys0(n) sys6(n, 0, 0, 0, 0, 0, 0)
#define sys1(n, a) sys6(n, (long)(a), 0, 0, 0, 0, 0)
#define sys2(n, a, b) sys6(n, (long)(a), (long)(b), 0, 0, 0, 0)
#define sys3(n, a, b, c) sys6(n, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define sys4(n, a, b, c, d) sys6(n, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define sys5(n, a, b, c, d, e) sys6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)

/* A raw system call's failure: -errno in the last page of the number space. */
static inline int failed(long r)
{
	return (reg)r >= (reg)-4095L;
}

#endif
