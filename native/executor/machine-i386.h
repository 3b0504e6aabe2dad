/* x86 in 32 bits. */
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

static inline long clone_thread(long flags, byte *top, void (*begin)(reg), reg argument)
{
	reg *stack = (reg *)(void *)(top - 16);
	long r;

	*stack = argument;
	__asm__ volatile("int $0x80\n\ttest %%eax, %%eax\n\tjnz 1f\n\txor %%ebp, %%ebp\n\tcall *%%esi\n1:"
			 : "=a"(r)
			 : "a"(__NR_clone), "b"(flags), "c"(stack), "d"(0), "S"(begin), "D"(0)
			 : "memory");
	return r;
}

/* mov $42, %eax; ret */
#define PLANTED_CODE { 0xb8, 42, 0, 0, 0, 0xc3 }

#define ENTRY "xor %ebp, %ebp\n\tmov %esp, %eax\n\tand $-16, %esp\n\tsub $12, %esp\n\tpush %eax\n\tcall agent_main\n"

/* The processor itself sees to it that it executes what was stored. */
static inline void flush_code(byte *from, reg size)
{
	(void)from;
	(void)size;
}
