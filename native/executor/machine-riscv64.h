/* RISC-V in 64 bits. */
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

static inline long clone_thread(long flags, byte *top, void (*begin)(reg), reg argument)
{
	register long a7 __asm__("a7") = __NR_clone;
	register long a0 __asm__("a0") = flags;
	register byte *a1 __asm__("a1") = top;
	register long a2 __asm__("a2") = 0;
	register long a3 __asm__("a3") = 0;
	register long a4 __asm__("a4") = 0;
	register void (*s2)(reg) __asm__("s2") = begin;
	register reg s3 __asm__("s3") = argument;

	__asm__ volatile("ecall\n\tbnez a0, 1f\n\tli s0, 0\n\tmv a0, s3\n\tjalr s2\n1:"
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(s2), "r"(s3)
			 : "memory");
	return a0;
}

/* li a0, 42; ret */
#define PLANTED_CODE { 0x13, 0x05, 0xa0, 0x02, 0x67, 0x80, 0x00, 0x00 }

#define ENTRY ".option push\n\t.option norelax\n\tla gp, __global_pointer$\n\t.option pop\n\tmv a0, sp\n\tcall agent_main\n"

#ifndef __NR_riscv_flush_icache
#define __NR_riscv_flush_icache 259
#endif
/* The instruction is for this processor only: the call is for wherever the thread goes on. */
static inline void flush_code(byte *from, reg size)
{
	__asm__ volatile("fence.i" : : : "memory");
	sys6(__NR_riscv_flush_icache, (long)from, (long)(from + size), 0, 0, 0, 0);
}
