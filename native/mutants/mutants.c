/* The catalogue of mutants, and how the agent becomes one. */
#include "mutants.h"

struct functions truth;

static const struct mutant *const tables[] = {
	call_mutants, addr_mutants, length_mutants, prot_mutants, type_mutants, fixed_mutants, placement_mutants, memory_mutants,
	errors_mutants, limits_mutants, order_mutants, object_mutants, access_mutants, munmap_mutants, mprotect_mutants, mremap_mutants,
	msync_mutants, madvise_mutants, mlock_mutants, process_mutants, proc_mutants,
};

static const struct mutant *chosen;

static void say(const char *text)
{
	sys3(__NR_write, 1, text, text_length(text));
}

static void print_list(void)
{
	for (word t = 0; t < sizeof tables / sizeof tables[0]; t++)
		for (const struct mutant *m = tables[t]; m->name; m++) {
			say(m->name);
			say("\t");
			say(m->clause);
			say("\t");
			say(m->bug);
			say("\n");
		}
}

static const struct mutant *find(const char *name)
{
	for (word t = 0; t < sizeof tables / sizeof tables[0]; t++)
		for (const struct mutant *m = tables[t]; m->name; m++)
			if (text_equal(m->name, name))
				return m;
	return 0;
}

/* The step `exec` starts this program anew: it must be the same mutant there. */
static long execve_as_mutant(const char *path, char **argv, char **envp)
{
	char *more[16];
	int n = 0;

	for (; argv[n] && n < 13; n++)
		more[n] = argv[n];
	more[n++] = "--mutant";
	more[n++] = (char *)chosen->name;
	more[n] = 0;
	return (chosen->wrong.execve ? chosen->wrong.execve : truth.execve)(path, more, envp);
}

/* The true table with the mutant's functions in it: both are nothing but pointers. */
static void become(const struct mutant *m)
{
	void **to = (void **)&functions;
	void *const *wrong = (void *const *)&m->wrong;

	chosen = m;
	truth = functions;
	for (word i = 0; i < sizeof functions / sizeof *to; i++)
		if (wrong[i])
			to[i] = wrong[i];
	functions.execve = execve_as_mutant;
}

void stand_in(int argc, char **argv)
{
	const struct mutant *m;

	for (int i = 1; i < argc; i++) {
		if (text_equal(argv[i], "--list")) {
			print_list();
			sys1(__NR_exit_group, 0);
		}
		if (!text_equal(argv[i], "--mutant"))
			continue;
		m = i + 1 < argc ? find(argv[i + 1]) : 0;
		if (!m) {
			say("there is no such mutant; --list prints all\n");
			sys1(__NR_exit_group, 2);
		}
		become(m);
		return;
	}
}

/* The linker leads every reading of /proc here (--wrap). */
int __real_reader_line(struct reader *r, char *line, word size);
int __wrap_reader_line(struct reader *r, char *line, word size);
int __real_read_field(const char *path, const char *field, word *value);
int __wrap_read_field(const char *path, const char *field, word *value);

int __wrap_reader_line(struct reader *r, char *line, word size)
{
	int there = __real_reader_line(r, line, size);

	if (there && chosen && chosen->line)
		chosen->line(line);
	return there;
}

int __wrap_read_field(const char *path, const char *field, word *value)
{
	int there = __real_read_field(path, field, value);

	if (there && chosen && chosen->number)
		chosen->number(path, field ? field : "", value);
	return there;
}
