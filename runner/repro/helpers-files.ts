/** C helpers for files. */

export const FILE_HELPERS = {
  newFile: {
    text: `static char *made[8];
static pid_t maker;

static void remove_files(void)
{
	for (int i = 0; i < 8 && made[i] && getpid() == maker; i++)
		unlink(made[i]);
}

/* An empty file in that directory (NULL: where temporary files go), open for reading and writing; removed at exit. */
static int new_file(char *path, const char *directory)
{
	static int n;

	if (!directory)
		directory = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
	if (maker != getpid()) {
		memset(made, 0, sizeof made);
		n = 0;
		maker = getpid();
		atexit(remove_files);
	}
	sprintf(path, "%.90s/repro-%d-%d", directory, getpid(), n);
	made[n++] = path;
	return open(path, O_RDWR | O_CREAT | O_TRUNC, 0700);
}`,
  },
  daxDirectory: {
    uses: ['cannotTell'],
    text: `static const char *dax_directory(void)
{
	if (!getenv("DAX_DIR"))
		cannot_tell("DAX_DIR", "set it to a directory on a file system mounted with -o dax");
	return getenv("DAX_DIR");
}`,
  },
  onTmpfs: {
    uses: ['setup'],
    text: `static int on_tmpfs(int fd)
{
	struct statfs s;

	errno = ENODEV;
	return fstatfs(fd, &s) == 0 && s.f_type == 0x01021994 ? 0 : -1;
}`,
  },
  put: {
    uses: ['content'],
    text: `static int put(int fd, off_t offset, size_t length, int value, unsigned long long from)
{
	unsigned char block[4096];

	for (size_t done = 0, n; done < length; done += n) {
		n = length - done < sizeof block ? length - done : sizeof block;
		for (size_t i = 0; i < n; i++)
			block[i] = content(value, from + done + i);
		if (pwrite(fd, block, n, offset + done) != (ssize_t)n)
			return -1;
	}
	return 0;
}`,
  },
  putCode: {
    uses: ['code', 'page'],
    text: `static int put_code(int fd, size_t length)
{
	for (size_t i = 0; i + sizeof code <= length; i += page)
		if (pwrite(fd, code, sizeof code, i) == -1)
			return -1;
	return 0;
}`,
  },
  reopenPath: {
    text: `static int reopen(int fd, const char *path, int flags)
{
	close(fd);
	return open(path, flags);
}`,
  },
  again: {
    text: `/* Opens the file of a descriptor once more. */
static int again(int fd, int flags)
{
	char path[40];

	sprintf(path, "/proc/self/fd/%d", fd);
	return open(path, flags);
}`,
  },
  fileHolds: {
    uses: ['report', 'name', 'content'],
    text: `/* The file's bytes are this value, or (PATTERN) the pattern from an offset on. */
#define FILE_HOLDS(fd, offset, length, value, from) \\
	file_holds(#length " bytes of " #fd " at " #offset, fd, offset, length, value, from, #value ", " #from)
static void file_holds(const char *step, int fd, off_t offset, size_t length, int value, unsigned long long from, const char *promised)
{
	unsigned char block[4096];
	char seen[64] = "";

	for (size_t done = 0; done < length && !*seen;) {
		ssize_t n = pread(fd, block, length - done < sizeof block ? length - done : sizeof block, offset + done);

		if (n <= 0)
			snprintf(seen, sizeof seen, n ? "%s" : "the file ends", n ? name(errno) : "");
		for (ssize_t i = 0; i < n && !*seen; i++)
			if (block[i] != content(value, from + done + i))
				snprintf(seen, sizeof seen, "%#x at byte %#zx", block[i], done + i);
		done += n;
	}
	report(!*seen, step, *seen ? seen : promised, promised);
}`,
  },
  evict: {
    text: `/* Drops the file's pages from the page cache. */
static int evict(int fd)
{
	if (fsync(fd) == -1)
		return -1;
	errno = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return errno ? -1 : 0;
}`,
  },
  lock: {
    text: `static int lock(int fd, int mandatory)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (mandatory && fchmod(fd, S_ISGID | 0660) == -1)
		return -1;
	return fcntl(fd, F_SETLK, &whole);
}`,
  },
  appendOnly: {
    text: `static int append_only(int fd, int on)
{
	int flags = 0;

	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) == -1)
		return -1;
	flags = on ? flags | FS_APPEND_FL : flags & ~FS_APPEND_FL;
	return ioctl(fd, FS_IOC_SETFLAGS, &flags);
}`,
  },
  age: {
    text: `static int age(int fd)
{
	struct timespec long_ago[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

	return futimens(fd, long_ago);
}`,
  },
  times: {
    uses: ['report', 'name'],
    text: `/* Whether the times are still those of age(); NULL: does not matter. */
#define TIMES(fd, atime, mtime) times(#fd, fd, atime, mtime)
static void times(const char *step, int fd, const char *atime, const char *mtime)
{
	struct stat s;
	char seen[64], promised[64];

	if (fstat(fd, &s) == -1) {
		report(0, step, name(errno), "success");
		return;
	}
	const char *a = s.st_atime == 1000000000 ? "old" : "new", *m = s.st_mtime == 1000000000 ? "old" : "new";

	snprintf(seen, sizeof seen, "atime %s, mtime %s", a, m);
	snprintf(promised, sizeof promised, "atime %s, mtime %s", atime ? atime : a, mtime ? mtime : m);
	report(!strcmp(seen, promised), step, seen, promised);
}`,
  },
  newPipe: {
    text: `static int new_pipe(int *from, int *to)
{
	int ends[2], r = pipe(ends);

	*from = ends[0];
	*to = ends[1];
	return r;
}`,
  },
  fifo: {
    uses: ['newFile'],
    text: `static int fifo(char *path)
{
	close(new_file(path, NULL));
	unlink(path);
	return mkfifo(path, 0600) == -1 ? -1 : open(path, O_RDWR);
}`,
  },
} as const;
