/*
 * The machine below: raw system calls and the few things that differ per architecture. No libc: the executor must not
 * depend on anything that itself depends on mmap.
 */
#ifndef ABI_H
#define ABI_H

#include <asm/unistd.h>

typedef unsigned long word;
typedef unsigned char byte;

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
	return (word)r >= (word)-4095L;
}

#endif
