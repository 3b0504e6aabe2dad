/* Programs from standard input, records to standard output. */
#ifndef SERVE_H
#define SERVE_H

#include "executor.h"

/* What was read and not used yet: text[at .. n]. */
struct input {
	char text[192 << 10];
	word n, at;
	word fd;
	/* Where it comes from; null: from that descriptor. Returns how much it has put there, 0 at the end. */
	long (*more)(char *to, word room);
};
extern struct input input;

/* Makes the text from `from` on hold at least one whole line; returns its length with the LF, 0 at the end of input. */
word line_ahead(word from);
/* Says hello, runs the programs that come, and ends this process when no more can. */
__attribute__((noreturn)) void serve(void);

#endif
