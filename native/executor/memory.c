/* The functions under test, and the steps that call them. */
#include "calls.h"
#include "executor.h"
#include "names.h"

#include <linux/falloc.h>
#include <linux/fcntl.h>
#include <linux/mman.h>

#ifndef __NR_mseal
#define __NR_mseal NEW_CALL(462)
#endif

static long raw_mmap(word addr, word length, word prot, word flags, word fd, word offset)
{
	return memory_map(addr, length, prot, flags, fd, offset);
}

static long raw_munmap(word addr, word length)
{
	return sys2(__NR_munmap, addr, length);
}

static long raw_mprotect(word addr, word length, word prot)
{
	return sys3(__NR_mprotect, addr, length, prot);
}

static long raw_mremap(word addr, word old_length, word new_length, word flags, word new_addr)
{
	return sys5(__NR_mremap, addr, old_length, new_length, flags, new_addr);
}

static long raw_msync(word addr, word length, word flags)
{
	return sys3(__NR_msync, addr, length, flags);
}

static long raw_madvise(word addr, word length, word what)
{
	return sys3(__NR_madvise, addr, length, what);
}

static long raw_mincore(word addr, word length, byte *vector)
{
	return sys3(__NR_mincore, addr, length, vector);
}

static long raw_mlock(word addr, word length)
{
	return sys2(__NR_mlock, addr, length);
}

static long raw_mlock2(word addr, word length, word flags)
{
	return sys3(__NR_mlock2, addr, length, flags);
}

static long raw_munlock(word addr, word length)
{
	return sys2(__NR_munlock, addr, length);
}

static long raw_mlockall(word flags)
{
	return sys1(__NR_mlockall, flags);
}

static long raw_munlockall(void)
{
	return sys0(__NR_munlockall);
}

static long raw_mseal(word addr, word length)
{
	return sys3(__NR_mseal, addr, length, 0);
}

static long raw_remap_file_pages(word addr, word length, word page_offset)
{
	return sys5(__NR_remap_file_pages, addr, length, 0, page_offset, 0);
}

static long raw_pkey_mprotect(word addr, word length, word prot, word key)
{
	return sys4(__NR_pkey_mprotect, addr, length, prot, key);
}

static word raw_load(word addr, word size)
{
	switch (size) {
	case 1: return *(volatile byte *)AS_POINTER(addr);
	case 2: return *(volatile unsigned short *)AS_POINTER(addr);
	case 4: return *(volatile unsigned *)AS_POINTER(addr);
	default: return (word)*(volatile unsigned long long *)AS_POINTER(addr);
	}
}

static void raw_store(word addr, word size, word value)
{
	switch (size) {
	case 1: *(volatile byte *)AS_POINTER(addr) = (byte)value; break;
	case 2: *(volatile unsigned short *)AS_POINTER(addr) = (unsigned short)value; break;
	case 4: *(volatile unsigned *)AS_POINTER(addr) = (unsigned)value; break;
	default: *(volatile unsigned long long *)AS_POINTER(addr) = value; break;
	}
}

static word raw_execute(word addr)
{
#if defined(__x86_64__)
	/*
	 * A page of zeros is `add %al,(%rax)` over and over. With rax at a byte of ours it runs through to the next page, so that a page
	 * which should not be executable is not taken for one because of a store that faulted there.
	 */
	static byte scratch[64];
	word r = (word)scratch;

	__asm__ volatile("subq $128, %%rsp\n\tcall *%1\n\taddq $128, %%rsp"
			 : "+a"(r)
			 : "r"(addr)
			 : "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "cc", "memory");
	return r;
#elif defined(__i386__)
	/* Likewise. */
	static byte scratch[64];
	reg r = (reg)scratch;

	__asm__ volatile("call *%1" : "+a"(r) : "r"((reg)addr) : "ecx", "edx", "esi", "edi", "cc", "memory");
	return r;
#else
	return AS_WORD(((long (*)(void))AS_POINTER(addr))());
#endif
}

static long raw_close(word fd)
{
	return sys1(__NR_close, fd);
}

static long raw_unlink(const char *path)
{
	return sys3(__NR_unlinkat, AT_FDCWD, path, 0);
}

static long raw_ftruncate(word fd, word size)
{
	return file_truncate((long)fd, size);
}

static long raw_read(word fd, word addr, word length)
{
	return sys3(__NR_read, fd, addr, length);
}

static long raw_write(word fd, word addr, word length)
{
	return sys3(__NR_write, fd, addr, length);
}

static long raw_seal(word fd, word flags)
{
	return sys3(__NR_fcntl, fd, F_ADD_SEALS, flags);
}

static long raw_punch(word fd, word offset, word length)
{
	return file_allocate((long)fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
}

static long raw_execve(const char *path, char **argv, char **envp)
{
	return sys3(__NR_execve, path, argv, envp);
}

static void not_told(void)
{
}

static void not_faulted(int *signal, int *code, word *addr)
{
	(void)signal;
	(void)code;
	(void)addr;
}

struct functions functions = {
	raw_mmap, raw_munmap, raw_mprotect, raw_mremap, raw_msync, raw_madvise, raw_mincore, raw_mlock, raw_mlock2, raw_munlock,
	raw_mlockall, raw_munlockall, raw_mseal, raw_remap_file_pages, raw_pkey_mprotect, raw_load, raw_store, raw_execute,
	raw_close, raw_unlink, raw_ftruncate, write_content, raw_read, raw_write, raw_seal, raw_punch, raw_execve,
	not_told, not_told, not_told, not_faulted, start_bare_thread,
};

int functions_of_c;

static void answer_address(const char *slot, long r)
{
	if (failed(r)) {
		answer_error(r);
		return;
	}
	slot_set(slot, AS_WORD(r));
	answer_value(AS_WORD(r));
}

/*
 * A fingerprint before a call. An emulator that shares the address space with its guest maps memory of its own when it meets code for
 * the first time: look until two looks agree, so that the look itself is not seen.
 */
static word steady_fingerprint(void)
{
	word seen = maps_fingerprint();

	for (int tries = 0; tries < 4; tries++) {
		word again = maps_fingerprint();

		if (again == seen)
			break;
		seen = again;
	}
	return seen;
}

/* mmap SLOT ADDR LEN PROT FLAGS FD OFFSET WATCH */
static void step_mmap(char **w)
{
	word addr, length, prot, flags, fd, offset, before = 0;
	int watch = w[8][0] == '1';

	NEED(operand_reg(w[2], &addr) && operand_reg(w[3], &length) && operand_prot(w[4], &prot));
	NEED(operand_flags(w[5], map_flags, &flags) && operand_int(w[6], &fd) && operand_offset(w[7], &offset));
	if (watch)
		before = steady_fingerprint();
	long r = functions.mmap(addr, length, prot, flags, fd, offset);

	if (!failed(r))
		remember_mapping(AS_WORD(r), length);
	if (watch && failed(r)) {
		char buffer[96];
		struct out o;
		word after = maps_fingerprint();

		answer_start(&o, buffer, sizeof buffer);
		put_error(&o, r);
		put(&o, !before || !after ? " unknown" : before == after ? " kept" : " changed");
		answer_send(&o);
		return;
	}
	answer_address(w[1], r);
}

/*
 * oldmmap SLOT ADDR LEN PROT FLAGS FD OFFSET ok|bad: the system call of i386 that was there before mmap2; it takes a pointer to its
 * arguments (bad: one that leads nowhere) and an offset in bytes.
 */
static void step_old_mmap(char **w)
{
#if defined(__i386__)
	word addr, length, prot, flags, fd, offset;

	NEED(operand_reg(w[2], &addr) && operand_reg(w[3], &length) && operand_prot(w[4], &prot));
	NEED(operand_flags(w[5], map_flags, &flags) && operand(w[6], &fd) && operand_reg(w[7], &offset));
	reg arguments[] = { (reg)addr, (reg)length, (reg)prot, (reg)flags, (reg)fd, (reg)offset };

	answer_address(w[1], sys1(__NR_mmap, w[8][0] == 'b' ? AS_POINTER(self.arena) : arguments));
#else
	(void)w;
	answer_not("this target has no ", "mmap that takes a pointer");
#endif
}

static void step_munmap(char **w)
{
	word addr, length;

	PROVIDED(munmap);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length));
	answer_call(functions.munmap(addr, length));
}

static void step_mprotect(char **w)
{
	word addr, length, prot;

	PROVIDED(mprotect);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length) && operand_prot(w[3], &prot));
	answer_call(functions.mprotect(addr, length, prot));
}

/* mremap SLOT ADDR OLD NEW FLAGS NEWADDR */
static void step_mremap(char **w)
{
	word addr, old_length, new_length, flags, new_addr;

	PROVIDED(mremap);
	NEED(operand_reg(w[2], &addr) && operand_reg(w[3], &old_length) && operand_reg(w[4], &new_length));
	NEED(operand_flags(w[5], mremap_flags, &flags) && operand_reg(w[6], &new_addr));
	long r = functions.mremap(addr, old_length, new_length, flags, new_addr);

	if (!failed(r))
		remember_mapping(AS_WORD(r), new_length);
	answer_address(w[1], r);
}

static void step_msync(char **w)
{
	word addr, length, flags;

	PROVIDED(msync);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length) && operand_flags(w[3], msync_flags, &flags));
	answer_call(functions.msync(addr, length, flags));
}

static void step_madvise(char **w)
{
	word addr, length, what;

	PROVIDED(madvise);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length) && operand_flags(w[3], advice, &what));
	answer_call(functions.madvise(addr, length, what));
}

/* So many that no answer overruns them: there is no room for more, or the length is refused before the vector is looked at. */
#define MINCORE_PAGES 4096
#define VECTOR_SIZE (sizeof(reg) == 4 ? 1 << 20 : MINCORE_PAGES)

/* mincore ADDR LEN ok|bad: with a vector of ours, or one that cannot be written to */
static void step_mincore(char **w)
{
	static byte vector[VECTOR_SIZE];
	static char buffer[MINCORE_PAGES + 32];
	struct out o;
	word addr, length;

	PROVIDED(mincore);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length));
	word pages = length / target.page + (length % target.page != 0);
	if (pages > VECTOR_SIZE && length >> 46 == 0) {
		answer_not("too many pages for mincore", "");
		return;
	}
	long r = functions.mincore(addr, length, w[3][0] == 'b' ? (byte *)AS_POINTER(self.arena) : vector);

	if (failed(r)) {
		answer_error(r);
		return;
	}
	answer_start(&o, buffer, sizeof buffer);
	put(&o, "ok ");
	for (word i = 0; i < pages && i < MINCORE_PAGES; i++)
		put(&o, vector[i] & 1 ? "1" : "0");
	answer_send(&o);
}

static void step_mlock(char **w)
{
	word addr, length;

	PROVIDED(mlock);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length));
	answer_call(functions.mlock(addr, length));
}

static void step_mlock2(char **w)
{
	word addr, length, flags;

	PROVIDED(mlock2);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length) && operand_flags(w[3], mlock2_flags, &flags));
	answer_call(functions.mlock2(addr, length, flags));
}

static void step_munlock(char **w)
{
	word addr, length;

	PROVIDED(munlock);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length));
	answer_call(functions.munlock(addr, length));
}

static void step_mlockall(char **w)
{
	word flags;

	PROVIDED(mlockall);
	NEED(operand_flags(w[1], mlockall_flags, &flags));
	answer_call(functions.mlockall(flags));
}

static void step_munlockall(char **w)
{
	(void)w;
	PROVIDED(munlockall);
	answer_call(functions.munlockall());
}

static void step_mseal(char **w)
{
	word addr, length;

	PROVIDED(mseal);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length));
	answer_call(functions.mseal(addr, length));
}

/* remap ADDR LEN PGOFF */
static void step_remap(char **w)
{
	word addr, length, page_offset;

	PROVIDED(remap_file_pages);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length) && operand_reg(w[3], &page_offset));
	answer_call(functions.remap_file_pages(addr, length, page_offset));
}

/* pkey ADDR LEN PROT KEY */
static void step_pkey(char **w)
{
	word addr, length, prot, key;

	PROVIDED(pkey_mprotect);
	NEED(operand_reg(w[1], &addr) && operand_reg(w[2], &length) && operand_prot(w[3], &prot) && operand_int(w[4], &key));
	answer_call(functions.pkey_mprotect(addr, length, prot, key));
}

const struct step_kind memory_steps[] = {
	{ "mmap", 8, step_mmap }, { "oldmmap", 8, step_old_mmap }, { "munmap", 2, step_munmap },
	{ "mprotect", 3, step_mprotect }, { "mremap", 6, step_mremap },
	{ "msync", 3, step_msync }, { "madvise", 3, step_madvise }, { "mincore", 3, step_mincore }, { "mlock", 2, step_mlock },
	{ "mlock2", 3, step_mlock2 }, { "munlock", 2, step_munlock }, { "mlockall", 1, step_mlockall },
	{ "munlockall", 0, step_munlockall }, { "mseal", 2, step_mseal }, { "remap", 3, step_remap }, { "pkey", 4, step_pkey }, { 0, 0, 0 }
};
