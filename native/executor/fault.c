#include "executor.h"
#include "names.h"

#include <asm/siginfo.h>
#include <linux/signal.h>

/*
 * The handler stays on this stack for the rest of the case: each further fault puts one more frame on it (1 to 11 KB,
 * as wide as the machine's registers). Untouched pages cost nothing.
 */
static byte handler_stack[2 << 20] __attribute__((aligned(16)));

/* An architecture that names the flag has the field, whether it is used there or not. */
struct kernel_sigaction {
	void (*handler)(int, siginfo_t *, void *);
	reg flags;
#ifdef SA_RESTORER
	void (*restorer)(void);
#endif
	word mask;
};

/* An emulator may enter a handler with the stack aligned otherwise than the ABI says: the compiler must not count on it. */
#if defined(__x86_64__) || defined(__i386__)
__attribute__((force_align_arg_pointer))
#endif
static void on_fault(int signal, siginfo_t *info, void *context)
{
	char buffer[160];
	struct out o;
	int number = info->si_code;
	word addr = AS_WORD(info->si_addr);

	(void)context;
	/* The executor itself, in which no case runs: it ends of it as if nobody had caught it. */
	if (!self.program) {
		struct kernel_sigaction usual = { .handler = 0 };

		sys4(__NR_rt_sigaction, signal, &usual, 0, 8);
		sys2(__NR_kill, sys0(__NR_getpid), signal);
		sys1(__NR_exit_group, 128 + signal);
	}
	if (self.direct && signal == SIGALRM)
		leave_case(1);
	functions.faulted(&signal, &number, &addr);
	const char *code = code_name(signal, number);
	const char *name = name_of(signals, (word)signal);

	answer_start(&o, buffer, sizeof buffer);
	put(&o, "fault ");
	put(&o, name ? name : "SIG?");
	put(&o, " ");
	if (code)
		put(&o, code);
	else {
		put(&o, "code:");
		put_hex(&o, (word)(unsigned)number);
	}
	put(&o, " ");
	put_hex(&o, addr);
	answer_send(&o);
	go_on();
}

/* sigaction needs one on x86; as the handler never returns it is never called. */
#if defined(__x86_64__) || defined(__i386__)
static void restorer(void)
{
}
#endif

void fault_catch(void)
{
	static const int caught[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS };
	stack_t stack = { .ss_sp = handler_stack, .ss_flags = 0, .ss_size = sizeof handler_stack };
	struct kernel_sigaction action = { .handler = on_fault, .flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK };
	word nothing = 0;

#if defined(__x86_64__) || defined(__i386__)
	action.flags |= SA_RESTORER;
	action.restorer = restorer;
#endif
	sys2(__NR_sigaltstack, &stack, 0);
	for (word i = 0; i < sizeof caught / sizeof caught[0]; i++)
		sys4(__NR_rt_sigaction, caught[i], &action, 0, 8);
	if (self.direct)
		sys4(__NR_rt_sigaction, SIGALRM, &action, 0, 8);
	/* A forked child that was killed must not take its parent along, which has something to tell it (join). */
	action = (struct kernel_sigaction){ .handler = (void (*)(int, siginfo_t *, void *))1UL /* SIG_IGN */ };
	sys4(__NR_rt_sigaction, SIGPIPE, &action, 0, 8);
	/* Whoever started us may have blocked something. */
	sys4(__NR_rt_sigprocmask, 2 /* SIG_SETMASK */, &nothing, 0, 8);
}
