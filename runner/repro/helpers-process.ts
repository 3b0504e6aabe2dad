/** C helpers for limits, rights, children and threads. */

export const PROCESS_HELPERS = {
  limit: {
    text: `#define KEEP 1ULL
/* Sets the soft limit, and the hard one unless it is to stay. */
static int limit(int resource, unsigned long long soft, unsigned long long hard)
{
	struct rlimit r;

	if (getrlimit(resource, &r) == -1)
		return -1;
	r.rlim_cur = (rlim_t)soft;
	if (hard != KEEP)
		r.rlim_max = (rlim_t)hard;
	return setrlimit(resource, &r);
}`,
  },
  capabilities: {
    text: `static struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
static struct __user_cap_data_struct sets[2];`,
  },
  drop: {
    uses: ['capabilities'],
    text: `static int drop(int capability)
{
	unsigned keep = ~(1u << (capability & 31));

	if (syscall(SYS_capget, &header, sets) == -1)
		return -1;
	sets[capability / 32].effective &= keep;
	sets[capability / 32].permitted &= keep;
	sets[capability / 32].inheritable &= keep;
	return syscall(SYS_capset, &header, sets);
}`,
  },
  dropAll: {
    uses: ['capabilities'],
    text: `static int become_nobody(void)
{
	if (!geteuid() && (setresgid(65534, 65534, 65534) == -1 || setresuid(65534, 65534, 65534) == -1))
		return -1;
	memset(sets, 0, sizeof sets);
	if (syscall(SYS_capset, &header, sets) == -1)
		return -1;
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}`,
  },
  capability: {
    uses: ['capabilities'],
    text: `static int has(int capability)
{
	return syscall(SYS_capget, &header, sets) == 0 && sets[capability / 32].effective >> (capability & 31) & 1;
}`,
  },
  ownMount: {
    text: `static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	int ok = fd != -1 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	return ok ? 0 : -1;
}

/* A tmpfs at /mnt that only this process and its children see. */
static int own_mount(unsigned long flags, const char *options)
{
	char map[64];
	int uid = getuid(), gid = getgid();

	if (unshare(CLONE_NEWNS) == -1) {
		if (errno != EPERM || unshare(CLONE_NEWNS | CLONE_NEWUSER) == -1)
			return -1;
		sprintf(map, "0 %d 1", uid);
		if (write_text("/proc/self/uid_map", map) == -1)
			return -1;
		write_text("/proc/self/setgroups", "deny");
		sprintf(map, "0 %d 1", gid);
		if (write_text("/proc/self/gid_map", map) == -1)
			return -1;
	}
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1)
		return -1;
	return mount("none", "/mnt", "tmpfs", flags, options);
}`,
  },
  freeBlocks: {
    uses: ['cannotTell', 'name'],
    text: `static unsigned long free_blocks(const char *path)
{
	struct statfs s;

	if (statfs(path, &s) == -1)
		cannot_tell(path, name(errno));
	return s.f_bfree;
}`,
  },
  exhaust: {
    uses: ['report', 'name', 'page', 'number'],
    text: `/* Maps single pages, no two neighbours alike, until mmap refuses; returns where they begin. */
static char *exhaust(void)
{
	size_t most = number("/proc/sys/vm/max_map_count", ""), n = 0;
	char seen[64], *p = mmap(NULL, (most + 64) * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED || munmap(p, (most + 64) * page) == -1)
		cannot_tell("room for all mappings", name(errno));
	while (n < most + 64 && mmap(p + n * page, page, n & 1 ? PROT_READ : PROT_NONE,
				     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) != MAP_FAILED)
		n++;
	int error = n < most + 64 ? errno : 0;

	snprintf(seen, sizeof seen, "%s after %zu mappings of %zu", name(error), n, most);
	report(error == ENOMEM && n <= most + 1 && n + 4000 > most, "one mapping after the other", seen, "ENOMEM near vm.max_map_count");
	return p;
}`,
  },
  child: {
    uses: ['report', 'cannotTell', 'name'],
    text: `static pid_t child;

static pid_t start_child(void)
{
	child = fork();
	if (child == -1)
		cannot_tell("fork", name(errno));
	if (!child)
		failures = 0;
	return child;
}

/* Waits for the child, which exits with 0 where all went well, or is to be killed by a signal. */
static void child_ends(int signal)
{
	char seen[64], promised[64];
	int status = 0;

	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		exit(77);
	snprintf(seen, sizeof seen, WIFSIGNALED(status) ? "the child is killed by signal %d" : "the child exits with %d",
		 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	snprintf(promised, sizeof promised, signal ? "the child is killed by signal %d" : "the child exits with %d", signal);
	report(!strcmp(seen, promised), "waitpid(child)", seen, promised);
}`,
  },
  turns: {
    uses: ['child'],
    text: `static int to_child[2], to_parent[2];

static void take_turns(void)
{
	if (pipe2(to_child, O_CLOEXEC) == -1 || pipe2(to_parent, O_CLOEXEC) == -1)
		cannot_tell("pipe", name(errno));
}

/* In the child: its first part is done; the second comes when the parent is done with its own. */
static void parents_turn(void)
{
	char c = 0;

	close(to_child[1]);
	if (write(to_parent[1], &c, 1) != 1 || read(to_child[0], &c, 1) != 1)
		exit(failures != 0);
}

static void await_turn(void)
{
	char c;

	close(to_child[0]);
	close(to_parent[1]);
	if (read(to_parent[0], &c, 1) != 1)
		printf("      the child is gone already\\n");
}

static void childs_turn(void)
{
	signal(SIGPIPE, SIG_IGN);
	if (write(to_child[1], "", 1) != 1)
		printf("      the child is gone already\\n");
	close(to_child[1]);
	close(to_parent[0]);
}`,
  },
  processor: {
    text: `/* Which processor this is: an emulator that hands an exec to the machine below is found out by it. */
static unsigned processor(void)
{
	unsigned a = 1;
#if defined(__x86_64__) || defined(__i386__)
	unsigned b, c, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
#endif
	return a;
}`,
  },
  race: {
    uses: ['report', 'page', 'cannotTell'],
    text: `static pthread_barrier_t start, end;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char *contested;
static int rounds, won, other;

static void *racer(void *unused)
{
	for (int i = 0; i < rounds; i++) {
		pthread_barrier_wait(&start);
		char *p = mmap(contested, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
		int error = errno;

		pthread_mutex_lock(&mutex);
		won += p == contested;
		other += p != contested && (p != MAP_FAILED || error != EEXIST);
		pthread_mutex_unlock(&mutex);
		pthread_barrier_wait(&end);
	}
	return unused;
}

/* In each round the page is free, and all threads ask for it. */
static void race(char *p, int threads, int times)
{
	pthread_t thread[16];
	int least = threads, most = 0;
	char seen[80];

	contested = p;
	rounds = times;
	pthread_barrier_init(&start, NULL, threads + 1);
	pthread_barrier_init(&end, NULL, threads + 1);
	for (int i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, racer, NULL))
			cannot_tell("pthread_create", "no thread");
	for (int i = 0; i < rounds; i++) {
		munmap(p, page);
		won = 0;
		pthread_barrier_wait(&start);
		pthread_barrier_wait(&end);
		least = won < least ? won : least;
		most = won > most ? won : most;
	}
	for (int i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	snprintf(seen, sizeof seen, "%d to %d successes a round, %d other answers", least, most, other);
	report(least == 1 && most == 1 && !other, "threads race for a page", seen, "one success a round, EEXIST for the others");
}`,
  },
  mapInThreads: {
    uses: ['report', 'page', 'cannotTell'],
    text: `static pthread_mutex_t lock_of_all = PTHREAD_MUTEX_INITIALIZER;
static int laps, wrong;

static void *mapper(void *id)
{
	for (int i = 1; i <= laps; i++) {
		volatile uint64_t *p = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		uint64_t mark = (uint64_t)(size_t)id << 32 | i;
		int bad = p == MAP_FAILED || *p;

		if (!bad) {
			*p = mark;
			sched_yield();
			bad = *p != mark;
			bad |= munmap((void *)p, page) == -1;
		}
		pthread_mutex_lock(&lock_of_all);
		wrong += bad;
		pthread_mutex_unlock(&lock_of_all);
	}
	return NULL;
}

/* Each thread maps a page, finds it zero, marks it, finds its mark, unmaps it, over and over. */
static void map_in_threads(int threads, int times)
{
	pthread_t thread[16];

	laps = times;
	for (int i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, mapper, (void *)(size_t)i))
			cannot_tell("pthread_create", "no thread");
	for (int i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	report(!wrong, "threads map, store, load, unmap", wrong ? "pages are shared, or not zero" : "nothing is wrong", "nothing is wrong");
}`,
  },
} as const;
