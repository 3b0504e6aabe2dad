/*
 * The machine below: raw system calls and the few things that differ per architecture. No libc: the executor must not
 * depend on anything that itself depends on mmap.
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

#if defined(__x86_64__)
#define ARCH_NAME "x86_64"

static inline long sys6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long r;

	__asm__ volatile("syscall"
			 : "=a"(r)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return r;
}

/* mov $42, %eax; ret */
#define PLANTED_CODE { 0xb8, 42, 0, 0, 0, 0xc3 }

#elif defined(__aarch64__)
#define ARCH_NAME "aarch64"

static inline long sys6(long n, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}

/* mov w0, #42; ret */
#define PLANTED_CODE { 0x40, 0x05, 0x80, 0x52, 0xc0, 0x03, 0x5f, 0xd6 }

#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH_NAME "riscv64"

static inline long sys6(long n, long a, long b, long c, long d, long e, long f)
{
	register long a7 __asm__("a7") = n;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;
	register long a4 __asm__("a4") = e;
	register long a5 __asm__("a5") = f;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
			 : "memory");
	return a0;
}

/* li a0, 42; ret */
#define PLANTED_CODE { 0x13, 0x05, 0xa0, 0x02, 0x67, 0x80, 0x00, 0x00 }

#elif defined(__i386__)
#define ARCH_NAME "i386"

static inline long sys6(long n, long a, long b, long c, long d, long e, long f)
{
	long r;

	/* The sixth goes into the frame pointer, which no operand can name. */
	__asm__ volatile("pushl %7\n\tpushl %%ebp\n\tmovl 4(%%esp), %%ebp\n\tint $0x80\n\tpopl %%ebp\n\taddl $4, %%esp"
			 : "=a"(r)
			 : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), "g"(f)
			 : "memory");
	return r;
}

/* mov $42, %eax; ret */
#define PLANTED_CODE { 0xb8, 42, 0, 0, 0, 0xc3 }

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

#else
#error "the executor does not know this architecture yet: add it to native/executor/abi.h"
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
