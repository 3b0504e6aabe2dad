#include "calls.h"
#include "executor.h"
#include "names.h"

#include <asm/siginfo.h>
#include <linux/signal.h>

/*
 * The handler stays on this stack for the rest of the case: each further fault puts one more frame on it (1 to 11 KB,
 * as wide as the machine's registers). Untouched pages cost nothing.
 */
static byte handler_stack[2 << 20] __attribute__((aligned(16)));

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
		signal_by_default(signal);
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

void fault_catch(void)
{
	static const int caught[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS };
	stack_t stack = { .ss_sp = handler_stack, .ss_flags = 0, .ss_size = sizeof handler_stack };

	sys2(__NR_sigaltstack, &stack, 0);
	for (word i = 0; i < sizeof caught / sizeof caught[0]; i++)
		signal_catch(caught[i], on_fault);
	if (self.direct)
		signal_catch(SIGALRM, on_fault);
	/* A forked child that was killed must not take its parent along, which has something to tell it (join). */
	signal_ignore(SIGPIPE);
	/* Whoever started us may have blocked something. */
	signals_unblock();
}
