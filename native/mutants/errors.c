/* Wrong kernels: errors of descriptors, file systems, seals and of mseal. */
#include "mutants.h"

#include <linux/fs.h>
#include <linux/prctl.h>

#define SHARED (kind(flags) == MAP_SHARED || kind(flags) == MAP_SHARED_VALIDATE)
#define WRITES ((prot & PROT_WRITE) != 0)

/* Does with a descriptor of another mode what the open mode forbids. */
#define MMAP_FORGIVES(f, error, condition) \
	MMAP(f) { long r = TRUE_MMAP; return r == -(error) && (condition) ? \
		mmap_reopened(addr, length, prot, flags, fd, offset, O_RDWR) : r; }

/* ---- EACCES */

MMAP_FORGIVES(wronly_none, EACCES, opened(fd, O_WRONLY) && !(prot & 7))
MMAP_FORGIVES(wronly_write, EACCES, opened(fd, O_WRONLY) && (prot & 7) == PROT_WRITE && SHARED)
MMAP_FORGIVES(wronly_private, EACCES, opened(fd, O_WRONLY) && kind(flags) == MAP_PRIVATE)
MMAP_SAYS(wronly_ebadf, EACCES, opened(fd, O_WRONLY), EBADF)
MMAP_SAYS(wronly_eperm, EACCES, opened(fd, O_WRONLY), EPERM)
MMAP_FORGIVES(rdonly_shared_write, EACCES, opened(fd, O_RDONLY) && SHARED && WRITES)
MMAP_FORGIVES(rdonly_validate_write, EACCES, opened(fd, O_RDONLY) && kind(flags) == MAP_SHARED_VALIDATE && WRITES)
MMAP_FORGIVES(rdonly_write_exec, EACCES, opened(fd, O_RDONLY) && (prot & 7) == (PROT_WRITE | PROT_EXEC))
MMAP_SAYS(rdonly_eperm, EACCES, opened(fd, O_RDONLY) && WRITES, EPERM)
MMAP_SAYS(rdonly_erofs, EACCES, opened(fd, O_RDONLY) && WRITES, EROFS)

static int is_append_only(word fd)
{
	int flags = 0;

	return !failed(sys3(__NR_ioctl, fd, FS_IOC_GETFLAGS, &flags)) && (flags & FS_APPEND_FL);
}

static void set_append_only(word fd, int on)
{
	int flags = 0;

	sys3(__NR_ioctl, fd, FS_IOC_GETFLAGS, &flags);
	flags = on ? flags | FS_APPEND_FL : flags & ~FS_APPEND_FL;
	sys3(__NR_ioctl, fd, FS_IOC_SETFLAGS, &flags);
}

MMAP(append_only_ignored)
{
	long r;

	if (!is_file(flags) || !is_append_only(fd))
		return TRUE_MMAP;
	set_append_only(fd, 0);
	r = TRUE_MMAP;
	set_append_only(fd, 1);
	return r;
}

MMAP_SAYS(append_only_eperm, EACCES, is_file(flags) && is_append_only(fd), EPERM)
MMAP_REFUSES(append_flag_refused, is_file(flags) && is_open(fd) && (fd_flags(fd) & O_APPEND) && WRITES && SHARED, EACCES)
MMAP_REFUSES(append_only_private_refused, is_file(flags) && WRITES && kind(flags) == MAP_PRIVATE && is_append_only(fd), EACCES)

MMAP(append_only_read_accepted)
{
	return WRITES ? TRUE_MMAP : append_only_ignored(addr, length, prot, flags, fd, offset);
}

/* ---- EPERM: noexec */

MMAP_ACCEPTS(noexec_ignored, EPERM, is_file(flags) && (prot & PROT_EXEC), prot &= ~(word)PROT_EXEC)
MMAP_ACCEPTS(noexec_private_only, EPERM, is_file(flags) && (prot & PROT_EXEC) && SHARED, prot &= ~(word)PROT_EXEC)
MMAP_SAYS(noexec_eacces, EPERM, is_file(flags) && (prot & PROT_EXEC), EACCES)
MMAP_REFUSES(noexec_refuses_reading, is_file(flags) && fd_noexec(fd), EPERM)

/* ---- EACCES: MDWE */

static int is_mdwe(void)
{
	return sys5(__NR_prctl, 66 /* PR_GET_MDWE */, 0, 0, 0, 0) > 0;
}

MMAP_ACCEPTS(mdwe_ignored, EACCES, has(prot, PROT_WRITE | PROT_EXEC), prot &= ~(word)PROT_EXEC)
MMAP_SAYS(mdwe_eperm, EACCES, has(prot, PROT_WRITE | PROT_EXEC) && is_mdwe(), EPERM)
MMAP_REFUSES(mdwe_refuses_exec, (prot & PROT_EXEC) && is_mdwe(), EACCES)

RANGE3(mdwe_not_by_mprotect, prot)
{
	long r = TRUE_MPROTECT;

	return r == -EACCES && (prot & PROT_EXEC) && is_mdwe() ? 0 : r;
}

/* ---- ENODEV */

#define OF_TYPE(type) (is_file(flags) && fd_type(fd) == (type))
MMAP_SAYS(directory_eacces, ENODEV, OF_TYPE(S_IFDIR), EACCES)
MMAP_SAYS(directory_eisdir, ENODEV, OF_TYPE(S_IFDIR), EISDIR)
MMAP_SAYS(pipe_espipe, ENODEV, OF_TYPE(S_IFIFO), ESPIPE)
MMAP_ACCEPTS(pipe_mapped, ENODEV, OF_TYPE(S_IFIFO), flags |= MAP_ANONYMOUS)
MMAP_SAYS(socket_einval, ENODEV, OF_TYPE(S_IFSOCK), EINVAL)
MMAP_SAYS(socket_eacces, ENODEV, OF_TYPE(S_IFSOCK), EACCES)
MMAP_SAYS(anon_inode_einval, ENODEV, is_file(flags) && fd_is(fd, "anon_inode:"), EINVAL)
MMAP_ACCEPTS(anon_inode_mapped, ENODEV, is_file(flags) && fd_is(fd, "anon_inode:[eventfd"), flags |= MAP_ANONYMOUS)
MMAP_ACCEPTS(null_mapped, ENODEV, is_file(flags) && fd_is(fd, "/dev/null"), flags |= MAP_ANONYMOUS)
MMAP_SAYS(char_device_einval, ENODEV, OF_TYPE(S_IFCHR), EINVAL)
MMAP_SAYS(char_device_enxio, ENODEV, OF_TYPE(S_IFCHR), ENXIO)
MMAP_ACCEPTS(proc_mapped, ENODEV, is_file(flags) && fd_is(fd, "/proc/"), flags |= MAP_ANONYMOUS)
MMAP_SAYS(proc_eacces, ENODEV, is_file(flags) && fd_is(fd, "/proc/"), EACCES)
MMAP_SAYS(non_regular_eacces, ENODEV, is_file(flags) && fd_type(fd) != S_IFREG, EACCES)
MMAP_REFUSES(text_etxtbsy, is_file(flags) && WRITES && kind(flags) == MAP_PRIVATE && fd_is(fd, target.agent), ETXTBSY)

/* ---- EOVERFLOW */

#define BIG_OFFSET ((long)offset < 0 || (long)(offset + up(length)) < 0)
MMAP_ACCEPTS(eoverflow_missing, EOVERFLOW, BIG_OFFSET, offset = 0)
MMAP_SAYS(eoverflow_einval, EOVERFLOW, 1, EINVAL)
MMAP_SAYS(eoverflow_efbig, EOVERFLOW, 1, EFBIG)
MMAP_ACCEPTS(eoverflow_of_offset, EOVERFLOW, (long)offset >= 0, offset = 0)
MMAP_REFUSES(eoverflow_early, is_file(flags) && offset == 0x7fffffffffffffffUL / PAGE * PAGE - PAGE && length <= PAGE, EOVERFLOW)
MMAP_ACCEPTS(eoverflow_not_devices, EOVERFLOW, OF_TYPE(S_IFCHR), offset = 0)

/* ---- ENXIO, EIO and others that nobody gives */

MMAP_REFUSES(beyond_enxio, OF_TYPE(S_IFREG) && (long)offset > 0 && offset >= fd_size(fd), ENXIO)

static int is_locked(word fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = 0, .l_start = 0, .l_len = 0, .l_pid = 0 };

	/* Asked for an owner of its own, so that the process's own lock counts. */
	return !failed(sys3(__NR_fcntl, (int)fd, F_OFD_GETLK, &lock)) && lock.l_type != F_UNLCK;
}

MMAP_REFUSES(file_lock_eagain, OF_TYPE(S_IFREG) && is_locked(fd), EAGAIN)

/* ---- seals */

#define SEAL_OF(fd, seal) ({ long seals_ = sys3(__NR_fcntl, (int)(fd), 1034 /* F_GET_SEALS */, 0); seals_ > 0 && (seals_ & (seal)); })
#define SEAL_WRITE 8
#define SEAL_FUTURE_WRITE 16

MMAP_ACCEPTS(seal_write_ignored, EPERM, is_file(flags) && SEAL_OF(fd, SEAL_WRITE), flags = (flags & ~(word)MAP_TYPE) | MAP_PRIVATE)
MMAP_SAYS(seal_write_eacces, EPERM, is_file(flags) && SEAL_OF(fd, SEAL_WRITE), EACCES)
MMAP_REFUSES(seal_write_private, is_file(flags) && kind(flags) == MAP_PRIVATE && WRITES && SEAL_OF(fd, SEAL_WRITE), EPERM)
MMAP_ACCEPTS(seal_future_ignored, EPERM, is_file(flags) && SEAL_OF(fd, SEAL_FUTURE_WRITE),
	     flags = (flags & ~(word)MAP_TYPE) | MAP_PRIVATE)
MMAP_REFUSES(seal_future_no_reading, is_file(flags) && SHARED && SEAL_OF(fd, SEAL_FUTURE_WRITE), EPERM)

static void take_write(word start, word end)
{
	struct area a;

	if (area_of(start, &a) && a.perms[3] == 's' && text_starts(a.path, "/memfd"))
		truth.mprotect(start, end - start, PROT_READ);
}

static long seal_future_stops_old(word fd, word seals)
{
	long r = truth.seal(fd, seals);

	if (!failed(r) && (seals & SEAL_FUTURE_WRITE))
		each_mapped(PAGE, 1UL << 47, take_write);
	return r;
}

static long seal_future_ebusy(word fd, word seals)
{
	struct area a;

	if (seals & SEAL_FUTURE_WRITE)
		for (word at = PAGE; area_from(at, &a); at = a.end)
			if (a.perms[1] == 'w' && a.perms[3] == 's')
				return -EBUSY;
	return truth.seal(fd, seals);
}

/* ---- mseal, by a list of its own: the true one cannot be broken in parts */

static struct {
	word start, end;
} sealed[16];
static int sealed_count;

RANGE(mseal_noted)
{
	if (addr % PAGE || !ordinary(length) || !is_all_mapped(addr, addr + up(length)) || sealed_count == 16)
		return truth.mseal(addr, length);
	sealed[sealed_count].start = addr;
	sealed[sealed_count++].end = addr + up(length);
	return 0;
}

static int is_sealed(word addr, word length)
{
	for (int i = 0; i < sealed_count; i++)
		if (addr < sealed[i].end && addr + up(length) > sealed[i].start)
			return 1;
	return 0;
}

RANGE(sealed_munmap)
{
	return is_sealed(addr, length) ? -EPERM : TRUE_MUNMAP;
}

RANGE(sealed_munmap_partly)
{
	if (!is_sealed(addr, length))
		return TRUE_MUNMAP;
	for (word at = addr; at < addr + length && !is_sealed(at, PAGE); at += PAGE)
		truth.munmap(at, PAGE);
	return -EPERM;
}

RANGE3(sealed_mprotect, prot)
{
	return is_sealed(addr, length) ? -EPERM : TRUE_MPROTECT;
}

MREMAP(sealed_mremap)
{
	return is_sealed(addr, old_length) ? -EPERM : TRUE_MREMAP;
}

MMAP_REFUSES(sealed_mmap, has(flags, MAP_FIXED) && !has(flags, MAP_FIXED_NOREPLACE) && is_sealed(addr, length), EPERM)

MMAP(sealed_mmap_partly)
{
	if (!has(flags, MAP_FIXED) || has(flags, MAP_FIXED_NOREPLACE) || !is_sealed(addr, length))
		return TRUE_MMAP;
	return sealed_munmap_partly(addr, length);
}

#define SEALED .mseal = mseal_noted
#define SEALS_MUNMAP .munmap = sealed_munmap
#define SEALS_MPROTECT .mprotect = sealed_mprotect
#define SEALS_MREMAP .mremap = sealed_mremap
#define SEALS_MMAP .mmap = sealed_mmap

MMAP_SAYS(mseal_eacces, EPERM, has(flags, MAP_FIXED) && !is_file(flags), EACCES)

const struct mutant errors_mutants[] = {
	M("wronly-none-accepted", "mmap.errors.eacces.not_readable", "PROT_NONE of an O_WRONLY descriptor is accepted", .mmap = wronly_none),
	M("wronly-shared-write-accepted", "mmap.errors.eacces.not_readable", "a shared PROT_WRITE mapping of an O_WRONLY descriptor is accepted", .mmap = wronly_write),
	M("wronly-private-accepted", "mmap.errors.eacces.not_readable", "a private mapping of an O_WRONLY descriptor is accepted", .mmap = wronly_private),
	M("wronly-ebadf", "mmap.errors.eacces.not_readable", "an O_WRONLY descriptor says EBADF", .mmap = wronly_ebadf),
	M("wronly-eperm", "mmap.errors.eacces.not_readable", "an O_WRONLY descriptor says EPERM", .mmap = wronly_eperm),
	M("rdonly-shared-write-accepted", "mmap.errors.eacces.shared_write_rdonly", "a shared writable mapping of an O_RDONLY descriptor is accepted", .mmap = rdonly_shared_write),
	M("rdonly-validate-write-accepted", "mmap.errors.eacces.shared_write_rdonly", "a MAP_SHARED_VALIDATE writable mapping of an O_RDONLY descriptor is accepted", .mmap = rdonly_validate_write),
	M("rdonly-write-exec-accepted", "mmap.prot.conflict_open_mode", "PROT_WRITE|PROT_EXEC of an O_RDONLY descriptor, shared, is accepted", .mmap = rdonly_write_exec),
	M("rdonly-shared-write-eperm", "mmap.errors.eacces.shared_write_rdonly", "a shared writable mapping of an O_RDONLY descriptor says EPERM", .mmap = rdonly_eperm),
	M("rdonly-shared-write-erofs", "mmap.errors.eacces.shared_write_rdonly", "a shared writable mapping of an O_RDONLY descriptor says EROFS", .mmap = rdonly_erofs),
	M("append-only-ignored", "mmap.errors.eacces.append_only", "an append-only file can be mapped shared and writable", .mmap = append_only_ignored),
	M("append-only-eperm", "mmap.errors.eacces.append_only", "an append-only file says EPERM", .mmap = append_only_eperm),
	M("append-flag-refused", "mmap.errors.eacces.append_only_prot_write_only", "O_APPEND alone is enough to be refused", .mmap = append_flag_refused),
	M("append-only-private-refused", "mmap.errors.eacces.append_only_prot_write_only", "a private writable mapping of an append-only file is refused", .mmap = append_only_private_refused),
	M("append-only-read-accepted", "mmap.errors.eacces.append_only_prot_write_only", "a shared read-only mapping of an append-only file through O_RDWR is accepted", .mmap = append_only_read_accepted),
	M("noexec-ignored", "mmap.errors.eperm.noexec_mount", "PROT_EXEC on a noexec mount is accepted, though not given", .mmap = noexec_ignored),
	M("noexec-private-only", "mmap.errors.eperm.noexec_mount", "PROT_EXEC on a noexec mount is refused for private mappings only", .mmap = noexec_private_only),
	M("noexec-eacces", "mmap.errors.eperm.noexec_mount", "PROT_EXEC on a noexec mount says EACCES", .mmap = noexec_eacces),
	M("noexec-refuses-reading", "mmap.errors.eperm.noexec_mount", "nothing of a noexec mount can be mapped", .mmap = noexec_refuses_reading),
	M("mdwe-ignored", "mmap.errors.eacces.mdwe", "a writable executable mapping is accepted under MDWE, though not executable", .mmap = mdwe_ignored),
	M("mdwe-eperm", "mmap.errors.eacces.mdwe", "a writable executable mapping says EPERM under MDWE", .mmap = mdwe_eperm),
	M("mdwe-refuses-exec", "mmap.errors.eacces.mdwe", "a fresh executable mapping is refused under MDWE", .mmap = mdwe_refuses_exec),
	M("mdwe-not-by-mprotect", "mmap.errors.eacces.mdwe", "mprotect does not know MDWE", .mprotect = mdwe_not_by_mprotect),
	M("directory-eacces", "mmap.errors.enodev.directory", "a directory says EACCES", .mmap = directory_eacces),
	M("directory-eisdir", "mmap.errors.enodev.directory", "a directory says EISDIR", .mmap = directory_eisdir),
	M("pipe-espipe", "mmap.errors.enodev.pipe_fifo", "a pipe says ESPIPE", .mmap = pipe_espipe),
	M("pipe-is-mapped", "mmap.errors.enodev.pipe_fifo", "a pipe is mapped as memory", .mmap = pipe_mapped),
	M("socket-einval", "mmap.errors.enodev.socket", "a socket says EINVAL", .mmap = socket_einval),
	M("socket-eacces", "mmap.errors.enodev.socket", "a socket says EACCES", .mmap = socket_eacces),
	M("anon-inode-einval", "mmap.errors.enodev.anon_inodes", "eventfd and its like say EINVAL", .mmap = anon_inode_einval),
	M("eventfd-is-mapped", "mmap.errors.enodev.anon_inodes", "an eventfd is mapped as memory", .mmap = anon_inode_mapped),
	M("dev-null-is-mapped", "mmap.errors.enodev.char_devices", "/dev/null is mapped as zeros", .mmap = null_mapped),
	M("char-device-einval", "mmap.errors.enodev.char_devices", "a character device without mmap says EINVAL", .mmap = char_device_einval),
	M("char-device-enxio", "mmap.errors.enodev.char_devices", "a character device without mmap says ENXIO", .mmap = char_device_enxio),
	M("proc-is-mapped", "mmap.errors.enodev.proc_seq_files", "files of /proc are mapped as memory", .mmap = proc_mapped),
	M("proc-eacces", "mmap.errors.enodev.proc_seq_files", "files of /proc say EACCES", .mmap = proc_eacces),
	M("non-regular-eacces", "mmap.errors.eacces.non_regular", "what is no regular file says EACCES, as the page has it", .mmap = non_regular_eacces),
	M("running-text-etxtbsy", "mmap.neighbour.etxtbsy_running_text", "a private writable mapping of the running program says ETXTBSY", .mmap = text_etxtbsy),
	M("eoverflow-missing", "mmap.errors.eoverflow.file_max", "an offset beyond 2^63 is accepted", .mmap = eoverflow_missing),
	M("eoverflow-einval", "mmap.errors.eoverflow.file_max", "an offset beyond 2^63 says EINVAL", .mmap = eoverflow_einval),
	M("eoverflow-efbig", "mmap.errors.eoverflow.file_max", "an offset beyond 2^63 says EFBIG", .mmap = eoverflow_efbig),
	M("eoverflow-of-offset-only", "mmap.errors.eoverflow.file_max", "the end of the mapping may lie beyond 2^63", .mmap = eoverflow_of_offset),
	M("eoverflow-a-page-early", "mmap.errors.eoverflow.file_max", "the last page that fits says EOVERFLOW", .mmap = eoverflow_early),
	M("eoverflow-not-for-devices", "mmap.errors.eoverflow.device_limit", "a negative offset of /dev/zero is accepted", .mmap = eoverflow_not_devices),
	M("beyond-object-enxio", "mmap.errors.enxio.posix", "an offset beyond the file says ENXIO, as POSIX has it", .mmap = beyond_enxio),
	M("file-lock-eagain", "mmap.errors.eagain.file_locked", "a locked file says EAGAIN, as the page has it", .mmap = file_lock_eagain),
	M("seal-write-ignored", "mmap.errors.eperm.seal_write", "a write-sealed memfd can be mapped shared and writable", .mmap = seal_write_ignored),
	M("seal-write-eacces", "mmap.errors.eperm.seal_write", "a write-sealed memfd says EACCES", .mmap = seal_write_eacces),
	M("seal-write-refuses-private", "mmap.errors.eperm.seal_write", "a write-sealed memfd cannot be mapped private and writable", .mmap = seal_write_private),
	M("seal-future-write-ignored", "mmap.errors.eperm.seal_future_write", "F_SEAL_FUTURE_WRITE allows new writable mappings", .mmap = seal_future_ignored),
	M("seal-future-write-no-reading", "mmap.errors.eperm.seal_future_write", "F_SEAL_FUTURE_WRITE forbids shared reading", .mmap = seal_future_no_reading),
	M("seal-future-write-stops-old", "mmap.errors.eperm.seal_future_write", "F_SEAL_FUTURE_WRITE takes the right to write from old mappings", .seal = seal_future_stops_old),
	M("seal-future-write-ebusy", "mmap.errors.eperm.seal_future_write", "F_SEAL_FUTURE_WRITE is refused while a writable mapping is there", .seal = seal_future_ebusy),
	M("mseal-munmap-allowed", "mmap.errors.eperm.mseal", "a sealed mapping can be unmapped", SEALED, SEALS_MPROTECT, SEALS_MREMAP, SEALS_MMAP),
	M("mseal-mprotect-allowed", "mmap.errors.eperm.mseal", "a sealed mapping can be reprotected", SEALED, SEALS_MUNMAP, SEALS_MREMAP, SEALS_MMAP),
	M("mseal-mremap-allowed", "mmap.errors.eperm.mseal", "a sealed mapping can be moved", SEALED, SEALS_MUNMAP, SEALS_MPROTECT, SEALS_MMAP),
	M("mseal-mmap-allowed", "mmap.errors.eperm.mseal", "a sealed mapping can be replaced by MAP_FIXED", SEALED, SEALS_MUNMAP, SEALS_MPROTECT, SEALS_MREMAP),
	M("mseal-eacces", "mmap.errors.eperm.mseal", "replacing a sealed mapping says EACCES", .mmap = mseal_eacces),
	M("mseal-munmap-partly", "mmap.errors.eperm.mseal_all_or_nothing", "munmap unmaps what comes before the sealed page", SEALED, .munmap = sealed_munmap_partly, SEALS_MPROTECT, SEALS_MREMAP, SEALS_MMAP),
	M("mseal-mmap-partly", "mmap.errors.eperm.mseal_all_or_nothing", "MAP_FIXED has unmapped what comes before the sealed page", SEALED, SEALS_MUNMAP, SEALS_MPROTECT, SEALS_MREMAP, .mmap = sealed_mmap_partly),
	END
};
