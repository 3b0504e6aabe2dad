/*
 * Names and numbers of this architecture: the program says PRIVATE, EEXIST or SIGBUS, the kernel wants numbers.
 */
#ifndef NAMES_H
#define NAMES_H

#include "abi.h"

struct name {
	const char *name;
	word value;
};

/* Tables end with a NULL name. */
extern const struct name map_flags[], prot_bits[], mremap_flags[], msync_flags[], mlock2_flags[], mlockall_flags[],
	advice[], open_flags[], seals[], memfd_flags[], resources[], capabilities[], errnos[], signals[];

/*
 * Reads FLAGS (names and raw numbers joined by `|`) by a table. Returns 0 and sets *unknown to the word that the table does not
 * have, if there is one.
 */
int read_flags(const char *s, const struct name *table, word *value, const char **unknown);
/* The name of a value, or NULL. */
const char *name_of(const struct name *table, word value);
/* The name of an si_code of SIGSEGV, SIGBUS and friends, or NULL. */
const char *code_name(int signal, int code);

#endif
