/* MIPS in 64 bits, ABI n64, little-endian. */
#define ARCH_NAME "mips64el"
#define SIGSET_SIZE 16
#define SIGACTION_BEGINS_WITH_FLAGS

/* A failed call leaves something else than 0 in a3 ($7), and returns errno. */
static inline long sys6(long n, long a, long b, long c, long d, long e, long f)
{
	register long v0 __asm__("$2") = n;
	register long a0 __asm__("$4") = a;
	register long a1 __asm__("$5") = b;
	register long a2 __asm__("$6") = c;
	register long a3 __asm__("$7") = d;
	register long a4 __asm__("$8") = e;
	register long a5 __asm__("$9") = f;

	__asm__ volatile("syscall"
			 : "+r"(v0), "+r"(a3), "+r"(a4), "+r"(a5)
			 : "r"(a0), "r"(a1), "r"(a2)
			 : "$1", "$3", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "hi", "lo", "memory");
	return a3 ? -v0 : v0;
}

static inline long clone_thread(long flags, byte *top, void (*begin)(reg), reg argument)
{
	register long v0 __asm__("$2") = __NR_clone;
	register long a0 __asm__("$4") = flags;
	register byte *a1 __asm__("$5") = top;
	register long a2 __asm__("$6") = 0;
	register long a3 __asm__("$7") = 0;
	register long a4 __asm__("$8") = 0;
	register void (*s0)(reg) __asm__("$16") = begin;
	register reg s1 __asm__("$17") = argument;

	__asm__ volatile("syscall\n\tbnez $7, 1f\n\tbnez $2, 1f\n\tmove $4, $17\n\tmove $25, $16\n\tjalr $25\n1:"
			 : "+r"(v0), "+r"(a3), "+r"(a4)
			 : "r"(a0), "r"(a1), "r"(a2), "r"(s0), "r"(s1)
			 : "$1", "$3", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "$31", "hi", "lo", "memory");
	return a3 ? -v0 : v0;
}

/* jr $ra; li $v0, 42 (which is carried out before the jump is) */
#define PLANTED_CODE { 0x08, 0x00, 0xe0, 0x03, 0x2a, 0x00, 0x02, 0x24 }

#define ENTRY "move $4, $29\n\tli $8, -16\n\tand $29, $29, $8\n\tjal agent_main\n"

static inline void flush_code(byte *from, reg size)
{
	sys6(__NR_cacheflush, (long)from, (long)size, 3 /* ICACHE|DCACHE */, 0, 0, 0);
}
