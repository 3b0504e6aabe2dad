/*
 * The yardstick of `npm run bench`: what a case costs at the very least. A child that maps a page, touches it and exits, and a
 * parent that waits for it; as a static program, and as a library to be called from Node.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Microseconds a round, over n rounds. */
double bench_loop(int n)
{
	struct timespec start, end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (int i = 0; i < n; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

			*page = 1;
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	return ((double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec)) / 1e3 / n;
}

/* A round a call, as the runner calls the executor. */
int bench_round(void)
{
	return bench_loop(1) > 0;
}

#ifdef PROGRAM
int main(int argc, char **argv)
{
	printf("%f\n", bench_loop(argc > 1 ? atoi(argv[1]) : 1000));
	return 0;
}
#endif
