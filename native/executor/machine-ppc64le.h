/* Power in 64 bits, little-endian, ELFv2. */
#define ARCH_NAME "ppc64le"

/* A failed call sets the summary overflow bit, and returns errno. */
static inline long sys6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r0 __asm__("r0") = n;
	register long r3 __asm__("r3") = a;
	register long r4 __asm__("r4") = b;
	register long r5 __asm__("r5") = c;
	register long r6 __asm__("r6") = d;
	register long r7 __asm__("r7") = e;
	register long r8 __asm__("r8") = f;

	__asm__ volatile("sc\n\tbns+ 1f\n\tneg 3, 3\n1:"
			 : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8)
			 :
			 : "r9", "r10", "r11", "r12", "cr0", "ctr", "xer", "memory");
	return r3;
}

static inline long clone_thread(long flags, byte *top, void (*begin)(reg), reg argument)
{
	register long r0 __asm__("r0") = __NR_clone;
	register long r3 __asm__("r3") = flags;
	register byte *r4 __asm__("r4") = top;
	register long r5 __asm__("r5") = 0;
	register long r6 __asm__("r6") = 0;
	register long r7 __asm__("r7") = 0;
	register void (*r14)(reg) __asm__("r14") = begin;
	register reg r15 __asm__("r15") = argument;

	/* The child's stack begins with a frame that has no caller. */
	__asm__ volatile("sc\n\tbns+ 1f\n\tneg 3, 3\n\tb 2f\n1:\tcmpdi 3, 0\n\tbne 2f\n\tli 0, 0\n\tstdu 0, -96(1)\n\t"
			 "mr 3, 15\n\tmr 12, 14\n\tmtctr 12\n\tbctrl\n2:"
			 : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7)
			 : "r"(r14), "r"(r15)
			 : "r8", "r9", "r10", "r11", "r12", "cr0", "ctr", "lr", "xer", "memory");
	return r3;
}

/* li r3, 42; blr */
#define PLANTED_CODE { 0x2a, 0x00, 0x60, 0x38, 0x20, 0x00, 0x80, 0x4e }

/* The compiler counts on the address of its table of contents in r2. */
#define ENTRY "mr 3, 1\n\tli 0, 0\n\tclrrdi 1, 1, 4\n\tstdu 0, -96(1)\n\tmtlr 0\n\tbcl 20, 31, 1f\n1:\tmflr 12\n\t" \
	"addis 2, 12, .TOC.-1b@ha\n\taddi 2, 2, .TOC.-1b@l\n\tbl agent_main\n\tnop\n"

/* The data cache is written back, then what the instruction cache holds is forgotten: in blocks not smaller than this. */
#define FLUSH_BLOCK 16
static inline void flush_code(byte *from, reg size)
{
	byte *start = (byte *)((reg)from & -(reg)FLUSH_BLOCK);

	for (byte *at = start; at < from + size; at += FLUSH_BLOCK)
		__asm__ volatile("dcbst 0, %0" : : "r"(at) : "memory");
	__asm__ volatile("sync" : : : "memory");
	for (byte *at = start; at < from + size; at += FLUSH_BLOCK)
		__asm__ volatile("icbi 0, %0" : : "r"(at) : "memory");
	__asm__ volatile("sync\n\tisync" : : : "memory");
}
