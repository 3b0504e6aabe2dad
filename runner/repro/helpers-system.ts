/** C helpers that reach beyond the program's own process, and the checks of what a case needs. */

export const SYSTEM_HELPERS = {
  allowed: {
    uses: ['cannotTell'],
    text: `static void allowed(const char *variable, const char *why)
{
	if (!getenv(variable))
		cannot_tell(why, variable);
}`,
  },
  guard: {
    text: `/*
 * The rest of the program goes on in a child, where this returns 0. In the parent it returns when the child is gone, in whatever way:
 * with the exit status and one.
 */
static int guard(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid <= 0)
		return pid;
	for (int i = 1; i < 32; i++)
		if (i != SIGCHLD)
			signal(i, SIG_IGN);
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) + 1 : 2;
}`,
  },
  setting: {
    uses: ['guard', 'allowed'],
    text: `/* Writes a setting of the machine, until this program has ended. */
static int setting(const char *path, const char *value)
{
	static char before[256];
	int fd = open(path, O_RDWR | O_CLOEXEC), r;
	ssize_t n = fd == -1 ? -1 : read(fd, before, sizeof before);

	if (n == -1 || (r = guard()) == -1)
		return -1;
	if (r) {
		if (pwrite(fd, before, n, 0) != n)
			printf("%s could not be put back\\n", path);
		exit(r - 1);
	}
	n = pwrite(fd, value, strlen(value), 0);
	close(fd);
	return n == -1 ? -1 : 0;
}`,
  },
  swapOn: {
    uses: ['guard', 'allowed', 'page'],
    text: `static char swap_path[128];

/* Swaps to a file of this size until the program has ended; returns a descriptor of it. */
static int swap_on(size_t size)
{
	unsigned header[2] = { 1, (unsigned)(size / page - 1) };
	static char zero[4096];
	int r;

	sprintf(swap_path, "%.90s/repro-%d-swap", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", getpid());
	int fd = open(swap_path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd == -1)
		return -1;
	for (size_t i = 0; i < size; i += sizeof zero)
		if (pwrite(fd, zero, sizeof zero, i) == -1)
			return -1;
	if (pwrite(fd, header, sizeof header, 1024) == -1 || pwrite(fd, "SWAPSPACE2", 10, page - 10) == -1 || (r = guard()) == -1)
		return -1;
	if (r) {
		swapoff(swap_path);
		unlink(swap_path);
		exit(r - 1);
	}
	return swapon(swap_path, 0) == -1 ? -1 : fd;
}`,
  },
  openMany: {
    text: `static int open_many(int count)
{
	while (count-- > 0)
		if (open("/dev/null", O_RDONLY) == -1)
			return -1;
	return 0;
}`,
  },
  compile: {
    uses: ['cannotTell'],
    text: `/* Whether the C compiler accepts the unit without a warning; with \`build\` options: and the program exits with 0. */
static int accepted(const char *options, const char *unit, int build)
{
	char path[128], command[600];
	int r;

	sprintf(path, "%.90s/repro-%d", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", getpid());
	snprintf(command, sizeof command, "cc %s -Wall -Wextra -Werror %s %s -x c - 2>/dev/null%s%s", options, build ? "-o" : "-fsyntax-only",
		 build ? path : "", build ? " && " : "", build ? path : "");
	FILE *cc = popen(command, "w");

	if (!cc || system("command -v cc >/dev/null 2>&1"))
		cannot_tell("cc", "there is no C compiler");
	fputs(unit, cc);
	r = pclose(cc);
	unlink(path);
	return r == 0;
}`,
  },
  release: {
    text: `/* A promise that a later kernel made; with ANY_RELEASE in the environment it is looked at all the same. */
static void documented_since(const char *release)
{
	struct utsname u;
	int n[6] = { 0 };

	uname(&u);
	if (sscanf(u.release, "%d.%d.%d", n, n + 1, n + 2) < 2 || getenv("ANY_RELEASE"))
		return;
	sscanf(release, "%d.%d.%d", n + 3, n + 4, n + 5);
	if (n[0] * 1000000 + n[1] * 1000 + n[2] < n[3] * 1000000 + n[4] * 1000 + n[5]) {
		printf("cannot tell: documented since Linux %s, this is %s\\n", release, u.release);
		exit(77);
	}
}`,
  },
  need: {
    uses: ['report'],
    text: `/* Does the steps of a need in a child, silently: they may leave things behind. */
static void need(void (*steps)(void), const char *why)
{
	int status = 1;
	pid_t pid = fork();

	if (!pid) {
		dup2(open("/dev/null", O_WRONLY), 1);
		steps();
		exit(failures != 0);
	}
	if (waitpid(pid, &status, 0) != pid || status) {
		printf("cannot tell: %s\\n", why);
		exit(77);
	}
}`,
  },
  cpu: {
    uses: ['text'],
    text: `static int cpu_has(const char *feature)
{
	char word[16], *line = strstr(text_of("/proc/cpuinfo"), "\\nflags");

	snprintf(word, sizeof word, " %s ", feature);
	if (!line)
		return 0;
	line += 1;
	line[strcspn(line, "\\n")] = ' ';
	return strstr(line, word) && strstr(line, word) < line + strlen(line);
}`,
  },
  machine: {
    uses: ['text'],
    text: `/* What /proc/cpuinfo tells of a kernel for x86; elsewhere, and where it tells nothing, all is there. */
static int machine_has(const char *what)
{
	char *text = access("/proc/cpuinfo", R_OK) == 0 ? text_of("/proc/cpuinfo") : "", *flags = strstr(text, "\\nflags");
	int sizes = strstr(text, "\\naddress sizes") != NULL, here, nx = 0;

	if (!strcmp(what, "wide-addresses"))
		return sizes || (unsigned long long)(size_t)&here >> 45;
	if (flags) {
		flags[1 + strcspn(flags + 1, "\\n")] = 0;
		nx = strstr(flags, " nx ") || (strlen(flags) > 3 && !strcmp(flags + strlen(flags) - 3, " nx"));
	}
	return !flags || (sizes && (nx || strcmp(what, "no-execute")));
}`,
  },
  hugePage: {
    text: `/* The size of the default huge page. */
static size_t huge_page(void)
{
	char text[4096] = "", *line;
	int fd = open("/proc/meminfo", O_RDONLY);
	ssize_t n = read(fd, text, sizeof text - 1);

	close(fd);
	line = n > 0 ? strstr(text, "Hugepagesize:") : NULL;
	return line ? strtoul(line + 13, NULL, 10) << 10 : 2 << 20;
}`,
  },
  executable: {
    text: `static int executable(const char *path)
{
	struct statfs s;

	return statfs(path, &s) == 0 && !(s.f_flags & 8 /* ST_NOEXEC */);
}`,
  },
} as const;
