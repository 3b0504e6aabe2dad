/* z/Architecture: big-endian. */
#define ARCH_NAME "s390x"
#define MAP_BY_POINTER

static inline long sys6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r1 __asm__("r1") = n;
	register long r2 __asm__("r2") = a;
	register long r3 __asm__("r3") = b;
	register long r4 __asm__("r4") = c;
	register long r5 __asm__("r5") = d;
	register long r6 __asm__("r6") = e;
	register long r7 __asm__("r7") = f;

	__asm__ volatile("svc 0"
			 : "+d"(r2)
			 : "d"(r1), "d"(r3), "d"(r4), "d"(r5), "d"(r6), "d"(r7)
			 : "cc", "memory");
	return r2;
}

/* Here the stack comes before the flags. */
static inline long clone_thread(long flags, byte *top, void (*begin)(reg), reg argument)
{
	register long r1 __asm__("r1") = __NR_clone;
	/* A function finds room for the registers that it saves above its stack pointer. */
	register byte *r2 __asm__("r2") = top - 160;
	register long r3 __asm__("r3") = flags;
	register long r4 __asm__("r4") = 0;
	register long r5 __asm__("r5") = 0;
	register long r6 __asm__("r6") = 0;
	register void (*r8)(reg) __asm__("r8") = begin;
	register reg r9 __asm__("r9") = argument;

	__asm__ volatile("svc 0\n\tltgr %%r2, %%r2\n\tjne 1f\n\tlgr %%r2, %%r9\n\tbasr %%r14, %%r8\n1:"
			 : "+d"(r2)
			 : "d"(r1), "d"(r3), "d"(r4), "d"(r5), "d"(r6), "d"(r8), "d"(r9)
			 : "r14", "cc", "memory");
	return (long)r2;
}

/* lghi %r2, 42; br %r14 */
#define PLANTED_CODE { 0xa7, 0x29, 0x00, 0x2a, 0x07, 0xfe }

#define ENTRY "lgr %r2, %r15\n\taghi %r15, -160\n\txc 0(8, %r15), 0(%r15)\n\tbrasl %r14, agent_main\n"

/* The processor itself sees to it that it executes what was stored. */
static inline void flush_code(byte *from, reg size)
{
	(void)from;
	(void)size;
}
