/* Wrong kernels: signals, the end of the file, and times. */
#include "mutants.h"

#define IS_REGULAR (is_file(flags) && fd_type(fd) == S_IFREG)

/* ---- what a fault is said to be */

FAULTED(bus_is_segv)
{
	if (*signal == SIGBUS) {
		*signal = SIGSEGV;
		*code = SEGV_MAPERR;
	}
}

FAULTED(bus_adraln)
{
	if (*signal == SIGBUS)
		*code = BUS_ADRALN;
}

FAULTED(bus_objerr)
{
	if (*signal == SIGBUS)
		*code = BUS_OBJERR;
}

FAULTED(bus_at_page)
{
	if (*signal == SIGBUS)
		*addr = down(*addr);
}

FAULTED(segv_is_bus)
{
	if (*signal == SIGSEGV && *code == SEGV_MAPERR) {
		*signal = SIGBUS;
		*code = BUS_ADRERR;
	}
}

FAULTED(accerr_is_maperr)
{
	if (*signal == SIGSEGV && *code == SEGV_ACCERR)
		*code = SEGV_MAPERR;
}

FAULTED(maperr_is_accerr)
{
	if (*signal == SIGSEGV && *code == SEGV_MAPERR)
		*code = SEGV_ACCERR;
}

FAULTED(segv_at_page)
{
	if (*signal == SIGSEGV)
		*addr = down(*addr);
}

FAULTED(segv_at_null)
{
	if (*signal == SIGSEGV)
		*addr = 0;
}

FAULTED(segv_from_user)
{
	if (*signal == SIGSEGV)
		*code = 0 /* SI_USER */;
}

FAULTED(kernel_is_maperr)
{
	if (*signal == SIGSEGV && *code == SI_KERNEL)
		*code = SEGV_MAPERR;
}

/* ---- the end of the file */

/* Pages of the mapping that begin at or behind the end of the file. */
static word pages_of_file(word fd, word offset, word length)
{
	word size = fd_size(fd), inside = size > offset ? up(size - offset) : 0;

	return inside < up(length) ? inside : up(length);
}

static void fill_with_zeros(word start, word end, word prot)
{
	if (start < end)
		truth.mmap(start, end - start, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, (word)-1, 0);
}

MMAP(beyond_is_zeros)
{
	long r = TRUE_MMAP;

	if (!failed(r) && IS_REGULAR && ordinary(length))
		fill_with_zeros((word)r + pages_of_file(fd, offset, length), (word)r + up(length), prot);
	return r;
}

MMAP(one_page_beyond)
{
	long r = TRUE_MMAP;

	if (!failed(r) && IS_REGULAR && ordinary(length) && pages_of_file(fd, offset, length) < up(length)) {
		word start = (word)r + pages_of_file(fd, offset, length);

		fill_with_zeros(start, start + PAGE, prot);
	}
	return r;
}

MMAP(noted)
{
	long r = TRUE_MMAP;

	if (ordinary(length))
		note_mmap(r, length, prot, flags, fd, offset);
	return r;
}

/* An object without a byte takes the place of what must fault. */
static void make_empty(word start, word end)
{
	long fd;

	if (start >= end)
		return;
	fd = new_memfd(0);
	truth.mmap(start, end - start, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, (word)fd, 0);
	sys1(__NR_close, fd);
}

static int is_partial(const struct note *n, word addr)
{
	word size = fd_size((word)n->fd);

	return n->fd >= 0 && fd_type((word)n->fd) == S_IFREG && size % PAGE && down(addr) - n->start + n->offset == down(size);
}

LOAD(partial_page_faults)
{
	struct note *n = note_of(addr);

	if (n && is_partial(n, addr))
		make_empty(down(addr), down(addr) + PAGE);
	return truth.load(addr, size);
}

STORE(partial_page_faults_store)
{
	struct note *n = note_of(addr);

	if (n && is_partial(n, addr))
		make_empty(down(addr), down(addr) + PAGE);
	truth.store(addr, size, value);
}

static int same_file(const struct note *n, word fd)
{
	struct statx a, b;

	return n->fd >= 0 && !failed(sys5(__NR_statx, n->fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &a)) &&
	       !failed(sys5(__NR_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &b)) && a.stx_ino == b.stx_ino &&
	       a.stx_dev_minor == b.stx_dev_minor;
}

/* What is cut off stays, as memory. */
static long shrink_keeps_pages(word fd, word size)
{
	struct note *n;
	long r;

	for (int i = 0; (n = note_at(i)); i++)
		if (same_file(n, fd) && kind(n->flags) == MAP_SHARED && size < fd_size(fd))
			for (word at = size > n->offset ? up(size - n->offset) : 0; at < n->length; at += PAGE)
				if (n->offset + at < fd_size(fd))
					fill_with_zeros(n->start + at, n->start + at + PAGE, PROT_READ | PROT_WRITE);
	r = truth.ftruncate(fd, size);
	return r;
}

static long shrink_keeps_private(word fd, word size)
{
	struct note *n;
	long r;

	for (int i = 0; (n = note_at(i)); i++)
		if (same_file(n, fd) && kind(n->flags) == MAP_PRIVATE && size < fd_size(fd))
			for (word at = size > n->offset ? up(size - n->offset) : 0; at < n->length; at += PAGE)
				if (n->offset + at < fd_size(fd))
					fill_with_zeros(n->start + at, n->start + at + PAGE, PROT_READ | PROT_WRITE);
	r = truth.ftruncate(fd, size);
	return r;
}

static long shrink_a_page_more(word fd, word size)
{
	struct note *n;
	word before = fd_size(fd);
	long r = truth.ftruncate(fd, size);

	for (int i = 0; (n = note_at(i)); i++)
		if (!failed(r) && size < before && same_file(n, fd) && size > n->offset && size - n->offset <= n->length)
			make_empty(n->start + down(size - n->offset - 1), n->start + down(size - n->offset - 1) + PAGE);
	return r;
}

static long grow_not_seen(word fd, word size)
{
	struct note *n;
	word before = fd_size(fd);
	long r = truth.ftruncate(fd, size);

	for (int i = 0; (n = note_at(i)); i++)
		if (!failed(r) && size > before && same_file(n, fd)) {
			word from = before > n->offset ? up(before - n->offset) : 0;

			if (from < n->length)
				make_empty(n->start + from, n->start + n->length);
		}
	return r;
}

/* The tail becomes part of the file with what was stored there. */
static long grow_shows_tail(word fd, word size)
{
	static byte tail[65536];
	struct note *n;
	word before = fd_size(fd), count = up(before) - before;
	long r;

	for (int i = 0; (n = note_at(i)); i++)
		if (same_file(n, fd) && size > before && before > n->offset && up(before) - n->offset <= n->length) {
			memcpy(tail, (void *)(n->start + before - n->offset), count);
			r = truth.ftruncate(fd, size);
			if (!failed(r))
				sys4(__NR_pwrite64, fd, tail, count < size - before ? count : size - before, before);
			return r;
		}
	return truth.ftruncate(fd, size);
}

static long punch_keeps(word fd, word offset, word length)
{
	return fd_type(fd) == S_IFREG ? 0 * (long)(offset + length) : truth.punch(fd, offset, length);
}

MMAP(tail_not_zero)
{
	long r = TRUE_MMAP;
	word size = IS_REGULAR ? fd_size(fd) : 0;

	if (!failed(r) && IS_REGULAR && size % PAGE && size > offset && size - offset < up(length) && (prot & PROT_WRITE))
		*(volatile byte *)((word)r + size - offset) = 0xa5;
	return r;
}

RANGE3(msync_writes_tail, flags)
{
	struct note *n = note_of(addr);
	word size = n && n->fd >= 0 ? fd_size((word)n->fd) : 0;

	if (n && kind(n->flags) == MAP_SHARED && size % PAGE && size > n->offset && size - n->offset < n->length)
		truth.ftruncate((word)n->fd, up(size));
	return TRUE_MSYNC;
}

STORE(store_extends_file)
{
	struct note *n = note_of(addr);

	truth.store(addr, size, value);
	if (n && n->fd >= 0 && kind(n->flags) == MAP_SHARED && n->offset + addr - n->start + size > fd_size((word)n->fd))
		truth.ftruncate((word)n->fd, n->offset + addr - n->start + size);
}

/* The tail is cleaned when the mapping goes. */
RANGE(munmap_drops_tail)
{
	struct note *n = note_of(addr);
	word size = n && n->fd >= 0 ? fd_size((word)n->fd) : 0;

	if (n && kind(n->flags) == MAP_SHARED && size % PAGE && size > n->offset && size - n->offset < n->length)
		memset((void *)(n->start + size - n->offset), 0, PAGE - size % PAGE);
	return TRUE_MUNMAP;
}

/* tmpfs keeps the tail, ext4 drops it: the one does as the other. */
RANGE3(msync_cleans_memfd_tail, flags)
{
	struct note *n = note_of(addr);

	return n && n->fd >= 0 && (fd_is((word)n->fd, "/memfd") || fd_is((word)n->fd, "/dev/shm")) ?
		       (munmap_drops_tail(n->start, 0), TRUE_MSYNC) : TRUE_MSYNC;
}

MMAP_CHANGES(file_end_cut, IS_REGULAR && ordinary(length) && length > PAGE, length = down(length))

/* ---- read(2) and write(2) beyond the end */

static long read_raises(word fd, word addr, word length)
{
	long r = truth.read(fd, addr, length);

	if (r == -EFAULT)
		truth.store(addr, 1, 0);
	return r;
}

static long write_raises(word fd, word addr, word length)
{
	long r = truth.write(fd, addr, length);

	if (r == -EFAULT)
		truth.load(addr, 1);
	return r;
}

static long read_says_enxio(word fd, word addr, word length)
{
	long r = truth.read(fd, addr, length);

	return r == -EFAULT ? -ENXIO : r;
}

/* ---- times */

MMAP(no_atime)
{
	long before = IS_REGULAR ? atime_of(fd) : 0, r = TRUE_MMAP;

	if (IS_REGULAR && before)
		set_times(fd, before, -1);
	return r;
}

/* Neither the store nor msync does it. */
static void undo_mtime(const struct note *n, long before)
{
	if (n && n->fd >= 0 && before)
		set_times((word)n->fd, -1, before);
}

STORE(store_no_mtime)
{
	struct note *n = note_of(addr);
	long before = n && n->fd >= 0 ? mtime_of((word)n->fd) : 0;

	truth.store(addr, size, value);
	undo_mtime(n, before);
}

RANGE3(msync_no_mtime, flags)
{
	struct note *n = note_of(addr);
	long before = n && n->fd >= 0 ? mtime_of((word)n->fd) : 0, r = TRUE_MSYNC;

	undo_mtime(n, before);
	return r;
}

STORE(private_store_mtime)
{
	struct note *n = note_of(addr);

	truth.store(addr, size, value);
	if (n && n->fd >= 0 && kind(n->flags) == MAP_PRIVATE)
		set_times((word)n->fd, -1, 0);
}

STORE(every_store_mtime)
{
	struct note *n = note_of(addr);

	truth.store(addr, size, value);
	if (n && n->fd >= 0 && kind(n->flags) == MAP_SHARED)
		set_times((word)n->fd, -1, 0);
}

const struct mutant access_mutants[] = {
	M("beyond-end-sigsegv", "mmap.signal.sigbus.beyond_eof", "a page beyond the end of the file raises SIGSEGV", .faulted = bus_is_segv),
	M("beyond-end-is-zeros", "mmap.signal.sigbus.beyond_eof", "pages beyond the end of the file are zeros", .mmap = beyond_is_zeros),
	M("beyond-end-a-page-late", "mmap.signal.sigbus.beyond_eof", "the first page beyond the end of the file can be touched", .mmap = one_page_beyond),
	M("sigbus-adraln", "mmap.signal.sigbus.beyond_eof", "SIGBUS has the code BUS_ADRALN", .faulted = bus_adraln),
	M("sigbus-objerr", "mmap.signal.sigbus.beyond_eof", "SIGBUS has the code BUS_OBJERR", .faulted = bus_objerr),
	M("sigbus-at-page", "mmap.signal.sigbus.beyond_eof", "SIGBUS tells the page, not the byte", .faulted = bus_at_page),
	M("unmapped-sigbus", "mmap.signal.sigbus.foreign_memory", "an access to nothing raises SIGBUS, as the seed has it", .faulted = segv_is_bus),
	M("shrink-keeps-pages", "mmap.signal.sigbus.shrink_under_map", "pages cut off by truncation can still be touched", .mmap = noted, .ftruncate = shrink_keeps_pages),
	M("shrink-keeps-private-pages", "mmap.signal.sigbus.shrink_under_map", "private pages cut off by truncation can still be touched", .mmap = noted, .ftruncate = shrink_keeps_private),
	M("shrink-a-page-more", "mmap.signal.sigbus.shrink_under_map", "truncation cuts off one page more", .mmap = noted, .ftruncate = shrink_a_page_more),
	M("no-space-sigsegv", "mmap.signal.sigbus.enospc", "a store that finds no space raises SIGSEGV", .faulted = bus_is_segv),
	M("no-huge-page-sigsegv", "mmap.signal.sigbus.hugetlb_exhausted", "a store that finds no huge page raises SIGSEGV", .faulted = bus_is_segv),
	M("accerr-is-maperr", "mmap.signal.sigsegv.accerr", "a protection violation has the code SEGV_MAPERR", .faulted = accerr_is_maperr),
	M("sigsegv-at-page", "mmap.signal.sigsegv.accerr", "SIGSEGV tells the page, not the byte", .faulted = segv_at_page),
	M("sigsegv-from-user", "mmap.signal.sigsegv.accerr", "SIGSEGV has the code SI_USER", .faulted = segv_from_user),
	M("maperr-is-accerr", "mmap.signal.sigsegv.maperr", "an access to nothing has the code SEGV_ACCERR", .faulted = maperr_is_accerr),
	M("sigsegv-at-null", "mmap.signal.sigsegv.maperr", "SIGSEGV tells address 0", .faulted = segv_at_null),
	M("noncanonical-is-maperr", "mmap.signal.sigsegv.noncanonical", "a non-canonical address has the code SEGV_MAPERR", .faulted = kernel_is_maperr),
	M("read-beyond-end-raises", "mmap.signal.syscall_beyond_eof_efault", "read(2) into a page beyond the end raises SIGBUS", .read = read_raises),
	M("write-beyond-end-raises", "mmap.signal.syscall_beyond_eof_efault", "write(2) from a page beyond the end raises SIGBUS", .write = write_raises),
	M("read-beyond-end-enxio", "mmap.signal.syscall_beyond_eof_efault", "read(2) into a page beyond the end says ENXIO", .read = read_says_enxio),
	M("partial-page-faults", "mmap.eof.page_multiples", "the page that the end of the file lies in cannot be touched", .mmap = noted, .load = partial_page_faults, .store = partial_page_faults_store),
	M("tail-not-zero", "mmap.eof.tail_zeroed", "the byte behind the end of the file is not zero", .mmap = tail_not_zero),
	M("msync-writes-tail", "mmap.eof.tail_not_written", "msync writes the tail of the last page to the file", .mmap = noted, .msync = msync_writes_tail),
	M("store-extends-file", "mmap.eof.tail_not_written", "a store behind the end extends the file", .mmap = noted, .store = store_extends_file),
	M("tail-cleaned-at-munmap", "mmap.eof.tail_stays_in_cache", "munmap cleans the tail", .mmap = noted, .munmap = munmap_drops_tail),
	M("tail-cleaned-on-tmpfs", "mmap.eof.tail_msync_cleans", "msync cleans the tail on tmpfs, too", .mmap = noted, .msync = msync_cleans_memfd_tail),
	M("extension-shows-tail", "mmap.eof.tail_exposed_by_extend", "what was stored in the tail shows when the file is extended", .mmap = noted, .ftruncate = grow_shows_tail),
	M("growth-not-seen", "mmap.eof.extend_gives_access", "pages that the file grows into still raise SIGBUS", .mmap = noted, .ftruncate = grow_not_seen),
	M("punch-keeps-mapped", "mmap.eof.punch_hole_zero", "a punched hole still shows the old bytes", .punch = punch_keeps),
	M("file-end-cut", "mmap.eof.partial_page_of_offset", "the last page of a file mapping is left out unless length fills it", .mmap = file_end_cut),
	M("atime-not-touched", "mmap.time.atime_window", "mapping and reading do not touch the access time", .mmap = no_atime),
	M("atime-not-by-reference", "mmap.time.atime_first_reference", "the first access does not touch the access time", .mmap = no_atime),
	M("mtime-not-touched", "mmap.time.mtime_after_store", "neither a store nor msync touches the modification time", .mmap = noted, .store = store_no_mtime, .msync = msync_no_mtime),
	M("mtime-by-every-store", "mmap.time.mtime_every_interval", "every store touches the modification time, as the page has it", .mmap = noted, .store = every_store_mtime),
	M("mtime-by-private-store", "mmap.time.private_no_mtime", "a private store touches the modification time", .mmap = noted, .store = private_store_mtime),
	END
};
