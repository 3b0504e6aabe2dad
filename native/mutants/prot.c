/* Wrong kernels: protection. */
#include "mutants.h"

#include <linux/personality.h>
#include <linux/prctl.h>

MMAP_CHANGES(none_is_readable, !(prot & 7), prot |= PROT_READ)
MMAP_CHANGES(none_of_file_is_readable, !(prot & 7) && is_file(flags), prot |= PROT_READ)
MMAP_CHANGES(shared_read_lost, kind(flags) == MAP_SHARED && (prot & 7) == PROT_READ, prot = PROT_NONE)
MMAP_CHANGES(private_file_write_lost, is_file(flags) && kind(flags) == MAP_PRIVATE, prot &= ~(word)PROT_WRITE)
MMAP_CHANGES(exec_lost, 1, prot &= ~(word)PROT_EXEC)
MMAP_CHANGES(shared_exec_lost, kind(flags) == MAP_SHARED, prot &= ~(word)PROT_EXEC)
MMAP_REFUSES(write_and_exec_refused, has(prot, PROT_WRITE | PROT_EXEC), EACCES)
MMAP_REFUSES(write_only_refused, (prot & 7) == PROT_WRITE, EINVAL)
MMAP_REFUSES(exec_only_refused, (prot & 7) == PROT_EXEC, EOPNOTSUPP)
MMAP_CHANGES(private_is_writable, kind(flags) == MAP_PRIVATE && (prot & 7) == PROT_READ, prot |= PROT_WRITE)
MMAP_CHANGES(read_gains_exec, prot & PROT_READ, prot |= PROT_EXEC)
MMAP_CHANGES(write_gains_exec, prot & PROT_WRITE, prot |= PROT_EXEC)

/* Pages of the given permissions cannot be read. */
static int no_read_of(word addr, const char *perms)
{
	struct area a;

	if (!area_of(addr, &a) || !text_starts(a.perms, perms))
		return 0;
	protect_page(addr);
	return 1;
}

LOAD(write_only_unreadable)
{
	no_read_of(addr, "-w-");
	return truth.load(addr, size);
}

LOAD(exec_only_unreadable)
{
	no_read_of(addr, "--x");
	return truth.load(addr, size);
}

/* The last byte of a page does not know its protection. */
STORE(last_byte_writable)
{
	struct area a;

	if (addr % PAGE == PAGE - 1 && area_of(addr, &a) && a.perms[0] == 'r' && a.perms[1] == '-')
		return;
	truth.store(addr, size, value);
}

static int reads_to_execute(void)
{
	long r = sys1(__NR_personality, 0xffffffff);

	return !failed(r) && (r & READ_IMPLIES_EXEC);
}

MMAP(personality_ignored)
{
	long r, was = sys1(__NR_personality, 0xffffffff);

	if (was & READ_IMPLIES_EXEC)
		sys1(__NR_personality, was & ~READ_IMPLIES_EXEC);
	r = TRUE_MMAP;
	if (was & READ_IMPLIES_EXEC)
		sys1(__NR_personality, was);
	return r;
}

RANGE3(mprotect_personality_ignored, prot)
{
	long r, was = sys1(__NR_personality, 0xffffffff);

	if (was & READ_IMPLIES_EXEC)
		sys1(__NR_personality, was & ~READ_IMPLIES_EXEC);
	r = TRUE_MPROTECT;
	if (was & READ_IMPLIES_EXEC)
		sys1(__NR_personality, was);
	return r;
}

MMAP_CHANGES(personality_write_executes, reads_to_execute() && (prot & PROT_WRITE), prot |= PROT_EXEC)
MMAP_REFUSES(unknown_prot_refused, prot & ~0x0300000fUL, EINVAL)
MMAP_REFUSES(sem_refused, prot & PROT_SEM, EINVAL)
MMAP_REFUSES(prot_growsdown_refused, prot & (PROT_GROWSDOWN | PROT_GROWSUP), EINVAL)

/* ---- open modes that have nothing to do with an error of their own: see errors.c */

MMAP(open_mode_ignored)
{
	long r = TRUE_MMAP;

	return r == -EACCES ? mmap_reopened(addr, length, prot, flags, fd, offset, O_RDWR) : r;
}

MMAP_REFUSES(rdonly_private_write_refused, is_file(flags) && kind(flags) == MAP_PRIVATE && (prot & PROT_WRITE) &&
	     opened(fd, O_RDONLY), EACCES)
MMAP_REFUSES(rdonly_shared_refused, is_file(flags) && kind(flags) == MAP_SHARED && opened(fd, O_RDONLY), EACCES)

MMAP(rdonly_later_writable)
{
	if (is_file(flags) && kind(flags) == MAP_SHARED && !(prot & PROT_WRITE) && opened(fd, O_RDONLY)) {
		long r = mmap_reopened(addr, length, prot, flags, fd, offset, O_RDWR);

		if (!failed(r))
			return r;
	}
	return TRUE_MMAP;
}

MMAP_REFUSES(rdwr_shared_read_refused, is_file(flags) && kind(flags) == MAP_SHARED && !(prot & PROT_WRITE) && opened(fd, O_RDWR),
	     EACCES)

/* ---- noexec */

RANGE3(noexec_forgotten, prot)
{
	long r = TRUE_MPROTECT;

	return r == -EACCES && (prot & PROT_EXEC) ? 0 : r;
}

RANGE3(noexec_mprotect_eperm, prot)
{
	long r = TRUE_MPROTECT;

	return r == -EACCES && (prot & PROT_EXEC) ? -EPERM : r;
}

MMAP(noexec_personality_fails)
{
	return reads_to_execute() && (prot & PROT_READ) && is_file(flags) && fd_noexec(fd) ? -EPERM : TRUE_MMAP;
}

/* ---- what the kernel itself does with protected memory */


static long read_through(word fd, word addr, word length)
{
	struct area a;
	long r = truth.read(fd, addr, length);

	if (r != -EFAULT || !area_of(addr, &a) || a.perms[1] == 'w')
		return r;
	truth.mprotect(a.start, a.end - a.start, PROT_READ | PROT_WRITE);
	r = truth.read(fd, addr, length);
	truth.mprotect(a.start, a.end - a.start, a.perms[0] == 'r' ? PROT_READ : PROT_NONE);
	return r;
}

static long read_raises(word fd, word addr, word length)
{
	long r = truth.read(fd, addr, length);

	if (r == -EFAULT)
		truth.store(addr, 1, 0);
	return r;
}

static long write_reads_through(word fd, word addr, word length)
{
	struct area a;
	long r = truth.write(fd, addr, length);

	if (r != -EFAULT || !area_of(addr, &a) || a.perms[0] == 'r')
		return r;
	truth.mprotect(a.start, a.end - a.start, PROT_READ);
	r = truth.write(fd, addr, length);
	truth.mprotect(a.start, a.end - a.start, PROT_NONE);
	return r;
}

static long read_says_einval(word fd, word addr, word length)
{
	long r = truth.read(fd, addr, length);

	return r == -EFAULT ? -EINVAL : r;
}

const struct mutant prot_mutants[] = {
	M("none-is-readable", "mmap.prot.none", "PROT_NONE pages can be read", .mmap = none_is_readable),
	M("none-of-file-is-readable", "mmap.prot.none", "PROT_NONE pages of a file can be read", .mmap = none_of_file_is_readable),
	M("shared-read-lost", "mmap.prot.read", "PROT_READ alone is lost on shared mappings", .mmap = shared_read_lost),
	M("private-file-write-lost", "mmap.prot.write", "PROT_WRITE is lost on private mappings of files", .mmap = private_file_write_lost),
	M("exec-lost", "mmap.prot.exec", "PROT_EXEC is lost", .mmap = exec_lost),
	M("shared-exec-lost", "mmap.prot.exec", "PROT_EXEC is lost on shared mappings", .mmap = shared_exec_lost),
	M("write-and-exec-refused", "mmap.prot.or_combination", "PROT_WRITE and PROT_EXEC together are refused: EACCES", .mmap = write_and_exec_refused),
	M("write-only-refused", "mmap.prot.or_combination", "PROT_WRITE alone is refused: EINVAL", .mmap = write_only_refused),
	M("exec-only-refused", "mmap.prot.or_combination", "PROT_EXEC alone is refused: EOPNOTSUPP", .mmap = exec_only_refused),
	M("private-read-is-writable", "mmap.prot.read_only_write_sigsegv", "private PROT_READ pages can be written", .mmap = private_is_writable),
	M("last-byte-ignores-store", "mmap.prot.read_only_write_sigsegv", "a store to the last byte of a read-only page is lost without a signal", .store = last_byte_writable),
	M("read-gains-exec", "mmap.prot.no_exec_sigsegv", "PROT_READ pages can be executed", .mmap = read_gains_exec),
	M("write-gains-exec", "mmap.prot.no_exec_sigsegv", "PROT_WRITE pages can be executed", .mmap = write_gains_exec),
	M("write-only-unreadable", "mmap.prot.write_implies_read", "PROT_WRITE pages cannot be read", .load = write_only_unreadable),
	M("exec-only-unreadable", "mmap.prot.exec_only_readable", "PROT_EXEC pages cannot be read, without protection keys", .load = exec_only_unreadable),
	M("read-implies-exec-ignored", "mmap.prot.read_implies_exec_personality", "mmap does not know READ_IMPLIES_EXEC", .mmap = personality_ignored),
	M("read-implies-exec-not-by-mprotect", "mmap.prot.read_implies_exec_personality", "mprotect does not know READ_IMPLIES_EXEC", .mprotect = mprotect_personality_ignored),
	M("write-implies-exec", "mmap.prot.read_implies_exec_personality", "READ_IMPLIES_EXEC makes PROT_WRITE executable, too", .mmap = personality_write_executes),
	M("unknown-prot-refused", "mmap.prot.unknown_bits_ignored", "an unknown bit of prot is refused, as by mprotect", .mmap = unknown_prot_refused),
	M("prot-sem-refused", "mmap.prot.unknown_bits_ignored", "PROT_SEM is refused", .mmap = sem_refused),
	M("prot-growsdown-refused", "mmap.prot.unknown_bits_ignored", "PROT_GROWSDOWN and PROT_GROWSUP are refused", .mmap = prot_growsdown_refused),
	M("open-mode-ignored", "mmap.prot.conflict_open_mode", "what the descriptor was opened for is not looked at", .mmap = open_mode_ignored),
	M("rdwr-shared-read-refused", "mmap.prot.conflict_open_mode", "a shared read-only mapping of an O_RDWR descriptor is refused", .mmap = rdwr_shared_read_refused),
	M("rdonly-private-write-refused", "mmap.prot.private_write_rdonly_ok", "a private writable mapping wants O_RDWR", .mmap = rdonly_private_write_refused),
	M("rdonly-shared-refused", "mmap.prot.shared_read_rdonly_ok", "a shared mapping wants O_RDWR, even to read", .mmap = rdonly_shared_refused),
	M("rdonly-later-writable", "mmap.prot.shared_read_rdonly_ok", "a shared mapping of an O_RDONLY descriptor can be made writable", .mmap = rdonly_later_writable),
	M("noexec-forgotten", "mmap.prot.noexec_mount_sticky", "mprotect says yes to PROT_EXEC on a noexec mount", .mprotect = noexec_forgotten),
	M("noexec-mprotect-eperm", "mmap.prot.noexec_mount_sticky", "mprotect says EPERM to PROT_EXEC on a noexec mount", .mprotect = noexec_mprotect_eperm),
	M("noexec-with-personality-fails", "mmap.prot.noexec_read_implies_exec", "READ_IMPLIES_EXEC makes reading mappings fail on a noexec mount", .mmap = noexec_personality_fails),
	M("read-ignores-protection", "mmap.prot.syscall_efault", "read(2) writes into memory that may not be written", .read = read_through),
	M("read-raises-signal", "mmap.prot.syscall_efault", "read(2) into protected memory raises a signal", .read = read_raises),
	M("write-ignores-protection", "mmap.prot.syscall_efault", "write(2) reads from memory that may not be read", .write = write_reads_through),
	M("read-says-einval", "mmap.prot.syscall_efault", "read(2) into protected memory says EINVAL", .read = read_says_einval),
	END
};
