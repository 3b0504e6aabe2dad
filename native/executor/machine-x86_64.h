/* x86-64. */
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

static inline long clone_thread(long flags, byte *top, void (*begin)(reg), reg argument)
{
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	register reg r9 __asm__("r9") = argument;
	register void (*r12)(reg) __asm__("r12") = begin;
	long r;

	__asm__ volatile("syscall\n\ttest %%rax, %%rax\n\tjnz 1f\n\txor %%ebp, %%ebp\n\tmov %%r9, %%rdi\n\tcall *%%r12\n1:"
			 : "=a"(r)
			 : "a"((long)__NR_clone), "D"(flags), "S"(top), "d"(0L), "r"(r10), "r"(r8), "r"(r9), "r"(r12)
			 : "rcx", "r11", "memory");
	return r;
}

/* mov $42, %eax; ret */
#define PLANTED_CODE { 0xb8, 42, 0, 0, 0, 0xc3 }

#define ENTRY "xor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall agent_main\n"

/* The processor itself sees to it that it executes what was stored. */
static inline void flush_code(byte *from, reg size)
{
	(void)from;
	(void)size;
}
