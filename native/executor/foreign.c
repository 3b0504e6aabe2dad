/*
 * The library door with functions of somebody else's: a shared library that exports `mmap` and its kin with the C library's interface.
 *
 * The process that loaded us (Node) is copied once by its C library's fork, so that the copy has one thread, and none of its locks is held by
 * another that is not there. Only the copy, the nursery, loads the library: what that does to its process is not done to Node, and the memory of
 * JavaScript, which Node does not let its children inherit, is not there to be copied for every case. All else stays: the library may need
 * whatever the C library and the dynamic loader have. The nursery looks the functions up, reports, and serves (serve.c): every case is a
 * child of it, in which the library's functions stand in the table of those under test.
 */
#include "calls.h"
#include "serve.h"

#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <linux/signal.h>

#ifndef __NR_close_range
#define __NR_close_range 436
#endif

/* The C library's own, found when we are loaded: the executor does not need them for anything else. */
#define OF_LIBC __attribute__((weak))
extern void *dlopen(const char *path, int mode) OF_LIBC;
extern void *dlsym(void *library, const char *name) OF_LIBC;
extern char *dlerror(void) OF_LIBC;
extern int dlinfo(void *library, int request, void *result) OF_LIBC;
struct symbol {
	const char *file;
	void *base;
	const char *name;
	void *at;
};
extern int dladdr(const void *at, struct symbol *s) OF_LIBC;
extern int fork(void) OF_LIBC;
extern int pthread_create(unsigned long *id, const void *attributes, void *(*begin)(void *argument), void *argument) OF_LIBC;
extern int on_exit(void (*function)(int status, void *argument), void *argument) OF_LIBC;

#define RTLD_NOW 2
#define RTLD_DEEPBIND 8
#define RTLD_DI_LINKMAP 2
/* As <link.h> has it. */
struct link_map {
	void *base;
	char *name;
};

/* What the library exports; null where it does not. */
static struct {
	void *(*mmap)(void *addr, reg length, int prot, int flags, int fd, long offset);
	int (*munmap)(void *addr, reg length);
	int (*mprotect)(void *addr, reg length, int prot);
	void *(*mremap)(void *addr, reg old_length, reg new_length, int flags, ...);
	int (*msync)(void *addr, reg length, int flags);
	int (*madvise)(void *addr, reg length, int advice);
	int (*mincore)(void *addr, reg length, byte *vector);
	int (*mlock)(const void *addr, reg length);
	int (*mlock2)(const void *addr, reg length, unsigned flags);
	int (*munlock)(const void *addr, reg length);
	int (*mlockall)(int flags);
	int (*munlockall)(void);
	int (*mseal)(void *addr, reg length, reg flags);
	int (*remap_file_pages)(void *addr, reg length, int prot, reg page_offset, int flags);
	int (*pkey_mprotect)(void *addr, reg length, int prot, int key);
	int *(*errno_at)(void);
} theirs;

/*
 * What was returned is neither success nor -1 with an errno: the answer says so, and as a system call could not have returned it, the
 * step ends here. Threads have no step of their own; theirs is told by a number that no errno has.
 */
static long unheard_of(const char *what, long number)
{
	char buffer[64];
	struct out o;

	if (self.threads)
		return -4095;
	answer_start(&o, buffer, sizeof buffer);
	put(&o, "err ");
	put(&o, what);
	put(&o, number < 0 ? "-" : "");
	put_dec(&o, number < 0 ? (word)-number : (word)number);
	answer_send(&o);
	go_on();
}

/* The outcome of a function of C, as a system call returns it. */
static long settled(long r)
{
	int number = r == -1 ? *theirs.errno_at() : 0;

	if (r == -1)
		return number > 0 && number < 4095 ? -number : unheard_of("errno:", number);
	return r;
}

static long status(int r)
{
	return r == 0 || r == -1 ? settled(r) : unheard_of("returned:", r);
}

static long place(void *p)
{
	long r = (long)p;

	return r == -1 || !failed(r) ? settled(r) : unheard_of("returned:", r);
}

#define CALL(kind, name, ...) \
	do { \
		*theirs.errno_at() = 0; \
		return kind(theirs.name(__VA_ARGS__)); \
	} while (0)

static long their_mmap(word addr, word length, word prot, word flags, word fd, word offset)
{
	CALL(place, mmap, AS_POINTER(addr), (reg)length, (int)prot, (int)flags, (int)fd, (long)offset);
}

static long their_munmap(word addr, word length)
{
	CALL(status, munmap, AS_POINTER(addr), (reg)length);
}

static long their_mprotect(word addr, word length, word prot)
{
	CALL(status, mprotect, AS_POINTER(addr), (reg)length, (int)prot);
}

static long their_mremap(word addr, word old_length, word new_length, word flags, word new_addr)
{
	CALL(place, mremap, AS_POINTER(addr), (reg)old_length, (reg)new_length, (int)flags, AS_POINTER(new_addr));
}

static long their_msync(word addr, word length, word flags)
{
	CALL(status, msync, AS_POINTER(addr), (reg)length, (int)flags);
}

static long their_madvise(word addr, word length, word what)
{
	CALL(status, madvise, AS_POINTER(addr), (reg)length, (int)what);
}

static long their_mincore(word addr, word length, byte *vector)
{
	CALL(status, mincore, AS_POINTER(addr), (reg)length, vector);
}

static long their_mlock(word addr, word length)
{
	CALL(status, mlock, AS_POINTER(addr), (reg)length);
}

static long their_mlock2(word addr, word length, word flags)
{
	CALL(status, mlock2, AS_POINTER(addr), (reg)length, (unsigned)flags);
}

static long their_munlock(word addr, word length)
{
	CALL(status, munlock, AS_POINTER(addr), (reg)length);
}

static long their_mlockall(word flags)
{
	CALL(status, mlockall, (int)flags);
}

static long their_munlockall(void)
{
	*theirs.errno_at() = 0;
	return status(theirs.munlockall());
}

static long their_mseal(word addr, word length)
{
	CALL(status, mseal, AS_POINTER(addr), (reg)length, 0);
}

static long their_remap_file_pages(word addr, word length, word page_offset)
{
	CALL(status, remap_file_pages, AS_POINTER(addr), (reg)length, 0, (reg)page_offset, 0);
}

static long their_pkey_mprotect(word addr, word length, word prot, word key)
{
	CALL(status, pkey_mprotect, AS_POINTER(addr), (reg)length, (int)prot, (int)key);
}

/* A bare thread would share the errno of the one that started it, and whatever else the library has for each thread. */
static void *thread_begin(void *thread)
{
	thread_work((reg)thread);
	return 0;
}

static long start_thread(reg thread)
{
	unsigned long id;

	return -pthread_create(&id, 0, thread_begin, AS_POINTER(thread));
}

#define FUNCTION(name) { #name, (void **)&theirs.name, (void **)&functions.name, (void *)their_##name }

static const struct {
	const char *name;
	void **theirs, **slot;
	void *stub;
} family[] = {
	FUNCTION(mmap), FUNCTION(munmap), FUNCTION(mprotect), FUNCTION(mremap), FUNCTION(msync), FUNCTION(madvise), FUNCTION(mincore),
	FUNCTION(mlock), FUNCTION(mlock2), FUNCTION(munlock), FUNCTION(mlockall), FUNCTION(munlockall), FUNCTION(mseal),
	FUNCTION(remap_file_pages), FUNCTION(pkey_mprotect),
};

/* What it defines itself: dlsym looks into the libraries that it needs, too, and there the C library is. */
static void *exported(void *library, const char *file, const char *prefix, const char *name)
{
	char whole[128];
	struct out o = { whole, 0, sizeof whole - 1, 0 };
	struct symbol s = { 0, 0, 0, 0 };

	put(&o, prefix);
	put(&o, name);
	whole[o.n] = 0;
	void *at = dlsym(library, whole);

	return at && dladdr(at, &s) && s.file && text_equal(s.file, file) ? at : 0;
}

static void report_line(struct out *o, const char *what, const char *text)
{
	put(o, what);
	put(o, " ");
	put(o, text);
	put(o, "\n");
}

/* Loads the library and puts its functions into the table. Reports its file and what it has; or why it cannot be used. */
static int load(struct out *o, const char *path, const char *prefix, int deep)
{
	static const char *const errno_names[] = { "__errno_location", "__errno", "___errno", 0 };
	struct link_map *map = 0;
	void *library;

	if (!dlopen || !dlsym || !dlerror || !dlinfo || !dladdr || !pthread_create) {
		report_line(o, "error", "this Node was linked without a dynamic loader");
		return 0;
	}
	/* Otherwise an offset is not what `long` is, and that is not the only difference. */
	if (sizeof(long) != 8) {
		report_line(o, "error", "functions of a library can be called where registers have 64 bits only");
		return 0;
	}
	library = dlopen(path, RTLD_NOW | (deep ? RTLD_DEEPBIND : 0));
	if (!library || dlinfo(library, RTLD_DI_LINKMAP, &map) || !map) {
		report_line(o, "error", dlerror());
		return 0;
	}
	report_line(o, "file", map->name);
	for (word i = 0; i < sizeof family / sizeof family[0]; i++) {
		void *at = exported(library, map->name, prefix, family[i].name);

		if (at)
			report_line(o, "has", family[i].name);
		/* The same function, where a register holds a whole offset. */
		else if (i == 0 && (at = exported(library, map->name, prefix, "mmap64")))
			report_line(o, "has", "mmap64");
		*family[i].theirs = at;
		*family[i].slot = at ? family[i].stub : 0;
	}
	/* Of those that it needs is as good as its own: there its C library is. */
	for (const char *const *name = errno_names; *name && !theirs.errno_at; name++)
		*(void **)&theirs.errno_at = dlsym(library, *name);
	for (const char *const *name = errno_names; *name && !theirs.errno_at; name++)
		*(void **)&theirs.errno_at = dlsym(0 /* RTLD_DEFAULT */, *name);
	if (!theirs.errno_at) {
		report_line(o, "error", "nobody says where errno is: there is no __errno_location");
		return 0;
	}
	functions_of_c = 1;
	functions.start_thread = start_thread;
	return 1;
}

/* What comes after the library's own part of exit(3): Node's would wait for threads that are not there, or worse. */
static void leave(int status, void *argument)
{
	(void)argument;
	for (;;)
		sys1(__NR_exit_group, status);
}

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char _end[] __attribute__((visibility("hidden")));

/* Stacks of threads are larger. */
#define SETTLED_MAX (8 << 20)

/*
 * A fork copies the page tables of memory that was written to, page by page, and Node has written to much. As a private mapping of a
 * file with the same content it is inherited for nothing. Not our own memory, nor the stack: they change while they are copied.
 */
static void settle(void)
{
	word here = AS_WORD(__builtin_frame_address(0)), start, end;
	char line[PATH_ROOM];
	struct reader r;

	if (!reader_open(&r, "/proc/self/maps"))
		return;
	while (reader_line(&r, line, sizeof line)) {
		const char *s = line;

		if (!read_range(&s, &start, &end) || !text_starts(s, " rw-p"))
			continue;
		if ((here >= start && here < end) || (start < AS_WORD(_end) && end > AS_WORD(__ehdr_start)) ||
		    end - start >= SETTLED_MAX)
			continue;
		long fd = sys2(__NR_memfd_create, "settled", 1 /* MFD_CLOEXEC */);

		if (failed(fd))
			continue;
		if (file_write(fd, AS_POINTER(start), end - start, 0) == (long)(end - start))
			memory_map(start, end - start, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, (word)fd, 0);
		sys1(__NR_close, fd);
	}
	reader_close(&r);
}

/* What a nursery of foreign functions and its parent have of each other. */
static struct {
	long pid;
	int report, go; /* the parent's ends */
} foreign;

static void close_between(word first, word last)
{
	if (sys3(__NR_close_range, first, last, 0) == 0)
		return;
	for (word fd = first; fd <= last && fd < 1024; fd++)
		sys1(__NR_close, fd);
}

#define REPORT_FD 100
#define GO_FD 101

__attribute__((noreturn)) static void be_foreign(int report, int go, const char *path, const char *prefix, int preloaded)
{
	static char text[4096];
	struct out o = { text, 0, sizeof text, 0 };
	byte ready;

	sys5(__NR_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	for (int signal = 1; signal < 32; signal++) {
		static const reg usual[5];

		sys4(__NR_rt_sigaction, signal, usual, 0, 8);
	}
	report = (int)sys3(__NR_fcntl, report, F_DUPFD_CLOEXEC, REPORT_FD + 2);
	go = (int)sys3(__NR_fcntl, go, F_DUPFD_CLOEXEC, REPORT_FD + 2);
	sys3(__NR_dup3, report, REPORT_FD, O_CLOEXEC);
	sys3(__NR_dup3, go, GO_FD, O_CLOEXEC);
	close_between(3, REPORT_FD - 1);
	close_between(GO_FD + 1, ~0u);
	/* What was there from the start may have made something of its memory that a file is not. */
	if (!preloaded)
		settle();
	if (on_exit)
		on_exit(leave, 0);
	int loaded = load(&o, path, prefix, !preloaded);

	sys3(__NR_write, REPORT_FD, text, o.n);
	sys1(__NR_close, REPORT_FD);
	if (!loaded)
		sys1(__NR_exit_group, 1);
	/* The end of input: nobody wants us any more. */
	if (sys3(__NR_read, GO_FD, &ready, 1) != 1)
		sys1(__NR_exit_group, 0);
	sys1(__NR_close, GO_FD);
	target_init(0);
	serve();
}

/*
 * Copies this process, loads the library there, and writes what the copy reports; returns its length in bytes, or -errno. Lines:
 * `file PATH`, `has NAME` for each function; `error TEXT` if it cannot be loaded; none of them if the copy died of it (mc_foreign_end).
 * prefix stands before the names of its functions. preloaded: it is there from the start of this process; else its own symbols come
 * before those of the process.
 */
int mc_foreign_start(const char *path, const char *prefix, int preloaded, char *out, int size)
{
	int report[2], go[2];
	word n = 0;
	long r = fork ? sys2(__NR_pipe2, report, O_CLOEXEC) : -38;

	if (!failed(r))
		r = sys2(__NR_pipe2, go, O_CLOEXEC);
	if (failed(r))
		return (int)r;
	r = fork();
	if (r < 0)
		return -11;
	if (!r)
		be_foreign(report[1], go[0], path, prefix, preloaded);
	sys1(__NR_close, report[1]);
	sys1(__NR_close, go[0]);
	foreign.pid = r;
	foreign.go = go[1];
	while (n < (word)size) {
		r = sys3(__NR_read, report[0], out + n, (word)size - n);
		if (r == -4)
			continue;
		if (r <= 0)
			break;
		n += (word)r;
	}
	sys1(__NR_close, report[0]);
	return (int)n;
}

/* Ends the copy; returns its status as wait4(2) tells it. */
int mc_foreign_end(void)
{
	int status = 0;

	sys1(__NR_close, foreign.go);
	while (sys4(__NR_wait4, foreign.pid, &status, 0, 0) == -4)
		;
	return status;
}

/*
 * Lets the copy serve, waits for its end, and ends this process likewise, at once: nothing of it is worth a tidy end, which a library that
 * was loaded at its start might not survive.
 */
void mc_foreign_serve(void)
{
	static const reg usual[5];

	sys3(__NR_write, foreign.go, "g", 1);
	int status = mc_foreign_end(), signal = status & 0x7f;

	if (signal) {
		sys4(__NR_rt_sigaction, signal, usual, 0, 8);
		sys2(__NR_kill, sys0(__NR_getpid), signal);
	}
	for (;;)
		sys1(__NR_exit_group, signal ? 128 + signal : status >> 8 & 0xff);
}
