/*
 * The executor: an interpreter of small programs of memory calls and accesses, and the observer of what they do.
 *
 * One program is one case. It runs in a child of its own (run.c), step by step (steps.c); every step answers with one line
 * through a pipe. A signal that a step raises is that step's answer: the handler (fault.c) writes it down and goes on with the
 * next step from inside itself. It never returns, so nothing depends on what a signal frame looks like.
 *
 * What the executor itself needs, it does by raw system calls; what is under test goes through a table of pointers, so that
 * another implementation can stand in for any of it. docs/protocol.md has the language.
 */
#ifndef EXECUTOR_H
#define EXECUTOR_H

#include "abi.h"
#include "text.h"

#define MAX_STEPS 1024
#define MAX_WORDS 12
#define PATH_ROOM 512
/* Room of a case, in pages, and what stays untouched on both sides of it: more than the guard gap of a growing stack. */
#define ARENA_PAGES 4096
#define GUARD_PAGES 512

struct content;

/* The functions under test. Those that are calls return what the system call returns: a value, or -errno. */
struct functions {
	long (*mmap)(word addr, word length, word prot, word flags, word fd, word offset);
	long (*munmap)(word addr, word length);
	long (*mprotect)(word addr, word length, word prot);
	long (*mremap)(word addr, word old_length, word new_length, word flags, word new_addr);
	long (*msync)(word addr, word length, word flags);
	long (*madvise)(word addr, word length, word advice);
	long (*mincore)(word addr, word length, byte *vector);
	long (*mlock)(word addr, word length);
	long (*mlock2)(word addr, word length, word flags);
	long (*munlock)(word addr, word length);
	long (*mlockall)(word flags);
	long (*munlockall)(void);
	long (*mseal)(word addr, word length);
	long (*remap_file_pages)(word addr, word length, word page_offset);
	long (*pkey_mprotect)(word addr, word length, word prot, word key);
	word (*load)(word addr, word size);
	void (*store)(word addr, word size, word value);
	word (*execute)(word addr);
	/* Not under test, but the deed of the kernel too: a stand-in for it needs them (native/mutants). */
	long (*close)(word fd);
	long (*unlink)(const char *path);
	long (*ftruncate)(word fd, word size);
	long (*pwrite)(long fd, word offset, word length, const struct content *c);
	long (*read)(word fd, word addr, word length);
	long (*write)(word fd, word addr, word length);
	long (*seal)(word fd, word seals);
	long (*punch)(word fd, word offset, word length);
	long (*execve)(const char *path, char **argv, char **envp);
	/* Told, not asked: before a fork, in the child after it, in a new image after exec, before a fault is written down. */
	void (*forking)(void);
	void (*forked)(void);
	void (*executed)(void);
	void (*faulted)(int *signal, int *code, word *addr);
	/* Starts a thread that calls thread_work(thread); returns -errno. */
	long (*start_thread)(reg thread);
};
extern struct functions functions;
/*
 * Whether they are C's, whose flags, protections, advice and descriptors are of type int: then a call with a number that is none cannot
 * be made. Such functions may also be missing in the table (null).
 */
extern int functions_of_c;

/* What holds for all cases of a run. */
struct target {
	word page, huge;
	char scratch[PATH_ROOM], tmpfs[PATH_ROOM], dax[PATH_ROOM], agent[PATH_ROOM];
	int may_change; /* settings of the whole machine */
	int own_machine; /* nothing else runs on it, and it is thrown away afterwards */
	int stack_grows; /* it is the process's own, not a thread's */
	int one_process; /* it cannot fork, or shall not: all cases run in the executor's own process */
};
extern struct target target;

struct reservation {
	word start, length;
};

struct program {
	word seq, timeout_ms;
	int steps;
	int look; /* the address space is written down after each step */
	char *lines[MAX_STEPS];
};

typedef void emit_function(const char *records, word length);

/* The process that executes steps: the case's own, or a child that it forked. */
struct process {
	struct program *program;
	int current; /* the step being carried out */
	int acted; /* it has not been looked at yet what it did to the address space */
	int next, end; /* the step after it; the first that is not this process's */
	int out; /* where answers go */
	emit_function *direct; /* where they go instead when there is only one process */
	word answers; /* how many went there */
	word value[26]; /* by slot letter */
	byte set[26];
	char origin[26]; /* where the file of a slot lies: s scratch, m mount, t tmpfs, x dax, d a descriptor only */
	word arena; /* 0: could not be reserved */
	long child; /* of `fork`, until `join`; 0 if there is none */
	int to_child, from_child; /* in the parent */
	int release, ready; /* in the child: read end, write end; -1 in the case's own process */
	int released;
	int threads; /* other threads of this process may be running */
};
extern struct process self;

/*
 * What the processor says that it is, where a program may ask: an emulator that hands an exec to the machine below is found out
 * by it.
 */
static inline word processor_model(void)
{
#if defined(__x86_64__) || defined(__i386__)
	unsigned a = 1, b, c, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	return a;
#else
	return 0;
#endif
}

/* target.c: finds page size and huge page size; reads a `config` line; writes what `hello` says. */
void target_init(const reg *auxv);
int target_configure(char *line);
void target_describe(struct out *o);

/* inspect.c: finds out what looks into /proc are worth; to be called while there is one thread. */
void inspect_init(void);

/* init.c: makes a system of the machine whose first process this is, and returns in its second. */
int init_wanted(int argc, char **argv);
void init_machine(int argc, char **argv);

/* program.c */
/* Reads the case that starts at text (header and step lines, which it cuts up in place); returns 0 and says why if it is damaged. */
int program_read(struct program *p, char *text, word length, const char **why);
void emit_record(emit_function *emit, const char *payload, word length);
/* The record of a case that was not run. */
void emit_bad(emit_function *emit, word seq, const char *why);
/* The records of a line of the case's process, and of its end. Returns whether the line was an answer. */
int emit_line(emit_function *emit, const struct program *p, const char *line, word n);
struct ending {
	int status;
	int done, timeout;
};
void emit_end(emit_function *emit, const struct program *p, const struct ending *e, word us, word steps);

/* run.c */
/* Runs it in a child and emits its records, `begin` to `end`. */
void program_run(struct program *p, emit_function *emit);
/* Reserves the arena; returns its start, or 0. The reservation itself is what `whole` tells. */
word reserve_arena(struct reservation *whole);
word now_us(void);
/* Removes the files that the case made, which it may not have lived to do. */
void sweep(const struct program *p);
/* Hands on one line (with its LF) of what the case's process has to say. */
void line_send(const char *line, word n);
/* Goes on with the next step of this process until its range ends; never returns. */
__attribute__((noreturn)) void go_on(void);

/* Begins a line of the case's pipe that is no answer, but what look() saw. */
#define LOOK 'L'
/* look.c: writes down what the current step has left of the address space. */
void look(void);

/* alone.c: runs a case in this very process; which steps it has nothing for; what a case has mapped is to be unmapped after it. */
void program_run_here(struct program *p, emit_function *emit);
int wants_process(const char *kind);
void remember_mapping(word addr, word length);
/* Ends the case under way, from wherever it is. */
__attribute__((noreturn)) void leave_case(int timeout);

/* fault.c: from now on a fault is the current step's answer. */
void fault_catch(void);

/* Puts other functions into the table, where something of that name is linked in; it gets the arguments of the agent. */
__attribute__((weak)) void stand_in(int argc, char **argv);

/* steps.c: carries out one step; each kind answers exactly once. */
void step(char *line);
struct step_kind {
	const char *name;
	int words; /* operands */
	void (*run)(char **w);
};
extern const struct step_kind memory_steps[], access_steps[], file_steps[], inspect_steps[], process_steps[],
	child_steps[], system_steps[], compile_steps[], thread_steps[];

/* thread.c: what each thread of a step does, from its start to its end; and a thread as the kernel has it, without a C library. */
void thread_work(reg thread);
long start_bare_thread(reg thread);

/* Answers to the current step. */
void answer(const char *text);
void answer_value(word value);
/* -errno or success, as the system call returned it. */
void answer_call(long result);
void answer_error(long result);
/* `err` and the name of the errno that a system call returned as -errno. */
void put_error(struct out *o, long result);
void answer_not(const char *why, const char *what);
void answer_start(struct out *o, char *buffer, word size);
void answer_send(struct out *o);

/* Operands; a zero return means that the step has been answered (`not ...`). */
int operand(const char *s, word *value);
/* An address, or a size of memory: it must fit into a register. */
int operand_reg(const char *s, word *value);
/* An offset of mmap: the system call must be able to say it. */
int operand_offset(const char *s, word *value);
int operand_flags(const char *s, const void *table, word *value);
int operand_prot(const char *s, word *value);
/* A descriptor, or a key. */
int operand_int(const char *s, word *value);
/* Whether the implementation has that function under test; where it has not, the step has been answered. */
int provided(const void *function, const char *name);
void slot_set(const char *name, word value);
#define NEED(expression) do { if (!(expression)) return; } while (0)
#define PROVIDED(name) NEED(provided((const void *)functions.name, #name))

/* The bytes that fixtures are made of; docs/protocol.md: `pattern`. */
byte pattern_at(word offset);
struct content {
	int is_pattern;
	word base; /* the byte, or the offset of the pattern */
};
int operand_content(const char *s, struct content *c);
byte content_at(const struct content *c, word i);
/* Writes length bytes of content at offset; returns 0 or -errno. */
long write_content(long fd, word offset, word length, const struct content *c);

/* lines.c: lines of a /proc file. */
struct reader {
	long fd;
	word at, n;
	char buffer[2048];
};
int reader_open(struct reader *r, const char *path);
/* Reads the next line without its LF, cut to size; returns 0 at the end and closes. */
int reader_line(struct reader *r, char *line, word size);
void reader_close(struct reader *r);
/* The first number of the line of `path` that starts with `field` (of the first line, if NULL). */
int read_field(const char *path, const char *field, word *value);
/* A line of /proc/self/maps. */
struct mapping_line {
	word start, end, offset;
	char perms[5];
	const char *backing; /* docs/protocol.md: BACKING */
};
int parse_mapping(const char *line, struct mapping_line *m);
/* A fingerprint of /proc/self/maps and of the number of pages mapped; 0 if it cannot be read. First find out what that number is worth. */
word maps_fingerprint(void);
void fingerprint_init(void);
extern const byte planted_code[];
extern const word planted_size;

#endif
