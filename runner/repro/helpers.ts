/**
 * The functions and macros in front of a program, in C: only those that it calls are written. They come in this order, so that each
 * stands behind what it uses. `report` and what is around it says what the executor's judge says, in the same words.
 */
import { FILE_HELPERS } from './helpers-files.ts';
import { INSPECT_HELPERS } from './helpers-inspect.ts';
import { PROCESS_HELPERS } from './helpers-process.ts';
import { SYSTEM_HELPERS } from './helpers-system.ts';

export interface Helper {
  text: string;
  /** Other helpers, by name. */
  uses?: readonly HelperName[];
}

const BASE = {
  page: { text: 'static size_t page;' },
  growStack: {
    uses: ['page'],
    text: `/* Where somebody else than the kernel makes a stack grow, it does so by a mapping, which would count: it is to have grown before. */
static void grow_stack(void)
{
	volatile char room[128 << 10];

	for (size_t at = sizeof room; at >= page; at -= page)
		room[at - 1] = 0;
}`,
  },
  huge: { uses: ['hugePage'], text: 'static size_t huge;' },
  report: {
    text: `static int failures, silent;
static int kept; /* of the last step */

static void report(int ok, const char *step, const char *seen, const char *promised)
{
	kept = ok;
	failures += !(ok |= silent);
	printf("%s  %s: %s%s%s\\n", silent && (silent == 1 || !kept) ? "    " : ok ? "ok  " : "FAIL", step, seen, ok ? "" : ", expected ", ok ? "" : promised);
}`,
  },
  undocumented: {
    uses: ['report'],
    text: `/* The documentation does not say what this does. */
#define UNDOCUMENTED(step) do { silent = 1; step; silent = 0; } while (0)`,
  },
  outcome: { text: 'static int outcome; /* of the last step: an errno, or a signal below 0 */' },
  instead: {
    uses: ['report', 'outcome'],
    text: `/* Linux is known to do otherwise than is documented: both are right, but what comes next is about Linux. */
#define AS_LINUX_OR(documented, step) do { \\
	silent = 2; step; silent = 0; \\
	if (!kept) { \\
		int right = outcome == (documented); \\
		printf("%s  %s\\n", right ? "ok  " : "FAIL", right ? "as documented, unlike Linux" : "neither as documented nor as Linux does it"); \\
		exit(failures || !right); \\
	} \\
} while (0)`,
  },
  cannotTell: {
    text: `static void cannot_tell(const char *what, const char *why)
{
	printf("cannot tell: %s: %s\\n", what, why);
	exit(77);
}`,
  },
  name: {
    text: `static const char *name(int error)
{
#define E(e) if (error == e) return #e
	E(EACCES); E(EAGAIN); E(EBADF); E(EEXIST); E(EFAULT); E(EINVAL); E(ENODEV); E(ENOMEM); E(EOPNOTSUPP); E(EPERM);
	return error ? strerror(error) : "success";
}`,
  },
  result: {
    uses: ['report', 'name', 'outcome'],
    text: `static void result(const char *step, int error, const char *promised, const int *wanted)
{
	int ok = error == *wanted;

	for (; *wanted; wanted++)
		ok |= error == *wanted;
	outcome = error;
	report(ok, step, name(error), promised);
}`,
  },
  succeeds: {
    uses: ['result'],
    text: `#define SUCCEEDS(call) result(#call, (long)(call) == -1 ? errno : 0, "success", (int[]){ 0 })`,
  },
  fails: {
    uses: ['result'],
    text: `#define FAILS(call, ...) result(#call, (long)(call) == -1 ? errno : 0, #__VA_ARGS__, (int[]){ __VA_ARGS__, 0 })`,
  },
  setup: {
    uses: ['cannotTell', 'name'],
    text: `#define SETUP(call) do { if ((long)(call) == -1) cannot_tell(#call, name(errno)); } while (0)`,
  },
  mapped: {
    uses: ['report', 'name', 'page', 'outcome'],
    text: `static char *got;
static void mapped(const char *step, int ok, const char *promised)
{
	char seen[64];

	snprintf(seen, sizeof seen, "success at %p", (void *)got);
	ok &= (size_t)got % page == 0;
	outcome = got == MAP_FAILED ? errno : 0;
	report(ok, step, got == MAP_FAILED ? name(errno) : ok ? promised : seen, promised);
	if (got == MAP_FAILED && !silent)
		exit(1); /* what comes after a mapping that is not there means nothing */
}`,
  },
  maps: {
    uses: ['mapped'],
    text: `#define MAPS(call) (got = (char *)(call), mapped(#call, got != NULL, "success"))`,
  },
  mapsAt: {
    uses: ['mapped'],
    text: `#define MAPS_AT(call, where) (got = (char *)(call), mapped(#call, got == (char *)(where), "success at " #where))`,
  },
  mapsWhere: {
    uses: ['mapped'],
    text: `#define MAPS_WHERE(call, where) (got = (char *)(call), mapped(#call, got != NULL && (where), "success, " #where))`,
  },
  arena: {
    uses: ['page', 'cannotTell', 'name'],
    text: `/* Room of the case's own: 4096 pages of PROT_NONE between guards. */
static char *reserved;
static char *reserve(size_t align)
{
	char *p = mmap(NULL, 5120 * page + align, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		cannot_tell("room", name(errno));
	reserved = p;
	p += 512 * page + align - 1;
	return p - (size_t)p % align;
}`,
  },
  refuses: {
    uses: ['result', 'page', 'arena'],
    text: `/*
 * A sum over the process's mappings, and how many pages it has, unless those are counted for what runs the program. Nothing where what
 * is reserved is not shown before something changes beside it.
 */
static unsigned long mappings(void)
{
	static int is_ours = -1, is_whole = -1;
	char text[4096], line[64];
	unsigned long sum = 0, pages = 0, from, to;
	int length = 0, shown = 0, fd;
	ssize_t n;

	/* What runs the program may take memory to translate this call: it is to do so now, and not while it is looked at. */
	mmap(NULL, 0, PROT_NONE, MAP_PRIVATE, -1, 0);
	fd = open("/proc/self/maps", O_RDONLY);
	while ((n = read(fd, text, sizeof text)) > 0)
		for (ssize_t i = 0; i < n; i++) {
			sum = sum * 31 + text[i];
			line[length] = text[i];
			length += length < 62;
			if (text[i] != '\\n')
				continue;
			line[length] = 0;
			length = 0;
			/* The kernel's own, at the end, is counted for nobody. */
			if (sscanf(line, "%lx-%lx", &from, &to) == 2 && (long)from > 0) {
				pages += (to - from) / page;
				shown |= from <= (unsigned long)reserved && (unsigned long)reserved < to;
			}
		}
	close(fd);
	fd = open("/proc/self/statm", O_RDONLY);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	if (is_ours < 0) {
		is_ours = strtoul(text, NULL, 10) == pages;
		is_whole = shown;
	}
	return !is_whole ? 0 : is_ours ? sum * 31 + strtoul(text, NULL, 10) : sum;
}

/* It fails, and leaves the mappings as they were. */
#define REFUSES(call, ...) do { \\
	unsigned long before = (mappings(), mappings()); \\
	int error = (long)(call) == -1 ? errno : 0, changed = before != mappings(); \\
	result(#call, error, #__VA_ARGS__, (int[]){ __VA_ARGS__, 0 }); \\
	if (changed) { \\
		outcome = -1; \\
		report(0, #call, "the mappings changed", "that they stay"); \\
	} \\
} while (0)`,
  },
  access: {
    uses: ['report'],
    text: `static sigjmp_buf back;
static siginfo_t fault;
static int trying, raised;

static void on_fault(int signal, siginfo_t *info, void *context)
{
	(void)context;
	fault = *info;
	if (trying)
		siglongjmp(back, 1);
	printf("FAIL  signal %d, outside of an access\\n", signal);
	_exit(1);
}

static void catch_faults(void)
{
	static char stack[1 << 16];
	struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK };

	sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof stack }, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGILL, &action, NULL);
}

static const char *fault_seen(void)
{
	static char text[80];

	snprintf(text, sizeof text, "%s, si_code %d, at %p", strsignal(raised), fault.si_code, fault.si_addr);
	return text;
}

#define TRY(access) (trying = 1, raised = sigsetjmp(back, 0) ? fault.si_signo : ((void)(access), 0), trying = 0)
#define BYTE(p) (*(volatile unsigned char *)(p))`,
  },
  at: {
    text: `/* An address by its number, which the compiler is not to know. */
static char *at(volatile size_t address)
{
	return (char *)address;
}`,
  },
  loaded: { text: 'static unsigned long long x;' },
  words: {
    text: `#define WORD16(p) (*(volatile uint16_t *)(p))
#define WORD32(p) (*(volatile uint32_t *)(p))
#define WORD64(p) (*(volatile uint64_t *)(p))`,
  },
  works: {
    uses: ['access'],
    text: '#define WORKS(access) (TRY(access), report(!raised, #access, raised ? fault_seen() : "success", "success"))',
  },
  is: {
    uses: ['access'],
    text: `static unsigned long long found;
#define IS(access, value) (TRY(found = (access)), is(#access, found == (unsigned long long)(value), #value))
static void is(const char *step, int ok, const char *promised)
{
	char seen[32];

	snprintf(seen, sizeof seen, "%#llx", found);
	report(ok && !raised, step, raised ? fault_seen() : ok ? promised : seen, promised);
}`,
  },
  ask: {
    uses: ['report'],
    text: `static unsigned long long answer;
#define ASK(question, condition) (answer = (question), asked(#question, condition, #condition))
static void asked(const char *step, int ok, const char *promised)
{
	char seen[32];

	snprintf(seen, sizeof seen, "%llu", answer);
	report(ok, step, ok ? promised : seen, promised);
}`,
  },
  check: {
    uses: ['is'],
    text: '#define CHECK(access, condition) (TRY(found = (access)), is(#access, condition, #condition))',
  },
  returns: {
    uses: ['report', 'name'],
    text: `#define RETURNS(call, value) returns(#call, call, value, #value)
static void returns(const char *step, long long r, long long value, const char *promised)
{
	char seen[32];

	snprintf(seen, sizeof seen, "%#llx", r);
	report(r == value, step, r == value ? promised : r == -1 ? name(errno) : seen, promised);
}`,
  },
  raises: {
    uses: ['faults'],
    text: `#define RAISES(access, ...) (TRY(access), faulted(#access, NULL, -1, #__VA_ARGS__, (int[]){ __VA_ARGS__, 0 }))`,
  },
  faults: {
    uses: ['access', 'outcome'],
    text: `#define FAULTS(access, from, length, ...) \\
	(TRY(access), faulted(#access, from, length, #__VA_ARGS__ " at " #from, (int[]){ __VA_ARGS__, 0 }))
static void faulted(const char *step, const char *from, size_t length, const char *promised, const int *wanted)
{
	int ok = 0;

	for (; *wanted; wanted += 2)
		ok |= raised == wanted[0] && (!wanted[1] || fault.si_code == wanted[1]);
	ok &= (size_t)((char *)fault.si_addr - from) < length;
	outcome = -raised;
	report(ok, step, ok ? promised : raised ? fault_seen() : "success", promised);
}`,
  },
  content: {
    text: `#define PATTERN -1
/* The byte at i of a content: one value all over, or the pattern, of which no two pages are alike. */
static unsigned char content(int value, unsigned long long i)
{
	return value >= 0 ? value : (int)(1 + (i + (i >> 8) * 7 + (i >> 12) * 13) % 251);
}`,
  },
  holds: {
    uses: ['access', 'content'],
    text: `static long long differs;
static void compare(const char *p, size_t length, int value, unsigned long long from)
{
	for (differs = 0; (size_t)differs < length && BYTE(p + differs) == content(value, from + differs);)
		differs++;
	if ((size_t)differs == length)
		differs = -1;
}

/* The bytes of the range are this value, or (PATTERN) the pattern from an offset on. */
#define HOLDS(p, length, value, from) \\
	(TRY(compare(p, length, value, from)), held(#length " bytes at " #p, #value ", " #from))
static void held(const char *step, const char *promised)
{
	char seen[48];

	snprintf(seen, sizeof seen, "other at byte %#llx", differs);
	report(!raised && differs < 0, step, raised ? fault_seen() : differs < 0 ? promised : seen, promised);
}`,
  },
  fill: {
    uses: ['access'],
    text: `static void fill(char *p, size_t length, int value)
{
	for (size_t i = 0; i < length; i++)
		BYTE(p + i) = value;
}`,
  },
  code: {
    text: `/* A function that returns 42. */
static const unsigned char code[] = {
#if defined(__x86_64__) || defined(__i386__)
	0xb8, 42, 0, 0, 0, 0xc3
#elif defined(__aarch64__)
	0x40, 0x05, 0x80, 0x52, 0xc0, 0x03, 0x5f, 0xd6
#elif defined(__riscv)
	0x13, 0x05, 0xa0, 0x02, 0x67, 0x80, 0x00, 0x00
#elif defined(__arm__)
	0x2a, 0x00, 0xa0, 0xe3, 0x1e, 0xff, 0x2f, 0xe1
#elif defined(__powerpc64__)
	0x2a, 0x00, 0x60, 0x38, 0x20, 0x00, 0x80, 0x4e
#elif defined(__s390x__)
	0xa7, 0x29, 0x00, 0x2a, 0x07, 0xfe
#elif defined(__mips__)
	0x08, 0x00, 0xe0, 0x03, 0x2a, 0x00, 0x02, 0x24
#else
#error "add a function that returns 42 for this processor"
#endif
};`,
  },
  plant: {
    uses: ['access', 'code'],
    text: `static void plant(char *p)
{
	for (size_t i = 0; i < sizeof code; i++)
		BYTE(p + i) = code[i];
#if !defined(__x86_64__) && !defined(__i386__)
	__builtin___clear_cache(p, p + sizeof code);
#endif
}`,
  },
  execute: {
    uses: ['access'],
    text: `static int execute(const char *p)
{
	long r;
#if defined(__x86_64__)
	/* A page of zeros is \`add %al,(%rax)\`: with rax at a byte of ours it runs through to the next page. */
	static char byte[64];

	__asm__ volatile("subq $128, %%rsp\\n\\tcall *%1\\n\\taddq $128, %%rsp" : "=a"(r) : "r"(p), "0"(byte)
			 : "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "cc", "memory");
#else
	r = ((int (*)(void))(size_t)p)();
#endif
	return (int)r;
}`,
  },
  touch: {
    uses: ['access', 'page'],
    text: `/* Touches one byte a page; returns how many minor faults that took. */
static long touch(char *p, size_t length, int store)
{
	struct rusage usage;
	long before;

	getrusage(RUSAGE_SELF, &usage);
	getrusage(RUSAGE_SELF, &usage);
	before = usage.ru_minflt;
	for (size_t i = 0; i < length; i += page)
		if (store)
			BYTE(p + i) = 1;
		else
			(void)BYTE(p + i);
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt - before;
}`,
  },
} as const satisfies Record<string, { text: string; uses?: readonly string[] }>;

const TABLE = {
  ...BASE,
  ...FILE_HELPERS,
  ...INSPECT_HELPERS,
  ...PROCESS_HELPERS,
  ...SYSTEM_HELPERS,
};

export type HelperName = keyof typeof TABLE;
export const HELPERS: Readonly<Record<HelperName, Helper>> = TABLE;
