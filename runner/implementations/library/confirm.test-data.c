/* The calls in which a real library differs from what is documented, in a program of its own: prints what came of each. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static const char *outcome(int failed)
{
	return !failed ? "success" : errno == EINVAL ? "EINVAL" : errno == ENOMEM ? "ENOMEM" : errno == EPERM ? "EPERM" :
		errno == EBADF ? "EBADF" : "another errno";
}

static long locked(void)
{
	char line[256];
	long kilobytes = -1;
	FILE *f = fopen("/proc/self/status", "r");

	while (f && fgets(line, sizeof line, f))
		sscanf(line, "VmLck: %ld", &kilobytes);
	return kilobytes;
}

int main(void)
{
	long page = sysconf(_SC_PAGESIZE);
	struct rlimit none = { 0, 0 };
	char *p = mmap(0, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	printf("mprotect unaligned: %s\n", outcome(mprotect(p + 1, page, PROT_READ)));
	printf("mprotect overflow: %s\n", outcome(mprotect(p, -1UL, PROT_READ | PROT_WRITE)));
	printf("mmap overflow, bad fd: %s\n", outcome(mmap(0, -1UL, PROT_READ, MAP_SHARED, -1, 0) == MAP_FAILED));
	printf("mlock: %s", outcome(mlock(p, 4 * page)));
	printf(" %ld kB\n", locked());
	munlock(p, 4 * page);
	printf("mmap 64 TiB: %s\n", outcome(mmap(0, 64UL << 40, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED));
#ifdef MAP_32BIT
	void *hint = (void *)((2UL << 30) - 2 * page);

	printf("mmap below 2 GiB: %s\n", mmap(hint, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT,
		-1, 0) == hint ? "there" : "elsewhere");
#endif
	if (setrlimit(RLIMIT_MEMLOCK, &none) || (geteuid() == 0 && setresuid(65534, 65534, 65534)))
		return 1;
	printf("mmap locked, limit 0: %s\n", outcome(mmap(0, page, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) == MAP_FAILED));
	printf("mmap noreplace null: %s\n", outcome(mmap(0, page, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED));
	return 0;
}
