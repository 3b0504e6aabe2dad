/* ARM in 32 bits, EABI, little-endian, in the ARM instruction set (-marm). */
#define ARCH_NAME "arm"
#define ALIGNED_PAIRS

static inline long sys6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r7 __asm__("r7") = n;
	register long r0 __asm__("r0") = a;
	register long r1 __asm__("r1") = b;
	register long r2 __asm__("r2") = c;
	register long r3 __asm__("r3") = d;
	register long r4 __asm__("r4") = e;
	register long r5 __asm__("r5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(r0)
			 : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
			 : "memory");
	return r0;
}

static inline long clone_thread(long flags, byte *top, void (*begin)(reg), reg argument)
{
	register long r7 __asm__("r7") = __NR_clone;
	register long r0 __asm__("r0") = flags;
	register byte *r1 __asm__("r1") = top;
	register long r2 __asm__("r2") = 0;
	register long r3 __asm__("r3") = 0;
	register long r4 __asm__("r4") = 0;
	register void (*r5)(reg) __asm__("r5") = begin;
	register reg r6 __asm__("r6") = argument;

	__asm__ volatile("svc 0\n\tcmp r0, #0\n\tbne 1f\n\tmov fp, #0\n\tmov r0, r6\n\tblx r5\n1:"
			 : "+r"(r0)
			 : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5), "r"(r6)
			 : "cc", "memory");
	return r0;
}

/* mov r0, #42; bx lr */
#define PLANTED_CODE { 0x2a, 0x00, 0xa0, 0xe3, 0x1e, 0xff, 0x2f, 0xe1 }

#define ENTRY "mov fp, #0\n\tmov lr, #0\n\tmov r0, sp\n\tbic sp, sp, #7\n\tbl agent_main\n"

#ifndef __ARM_NR_cacheflush
#define __ARM_NR_cacheflush 0x0f0002
#endif
static inline void flush_code(byte *from, reg size)
{
	sys6(__ARM_NR_cacheflush, (long)from, (long)(from + size), 0, 0, 0, 0);
}
