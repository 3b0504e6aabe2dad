/*
 * Text: the words of a program coming in, the words of a record going out. Everything works on buffers that exist already.
 */
#ifndef TEXT_H
#define TEXT_H

#include "abi.h"

/* The compiler may call these; they are the whole of our libc. */
void *memcpy(void *to, const void *from, reg n);
void *memset(void *to, int value, reg n);

word text_length(const char *s);
int text_equal(const char *a, const char *b);
int text_starts(const char *s, const char *prefix);
/* CRC-32 with the polynomial of zlib. */
unsigned crc32(const char *s, word n);

/* Splits a line in place at single spaces; returns the number of words, at most max. */
int split_words(char *line, char **words, int max);
/* Reads a decimal or 0x number and moves *s behind it; returns 0 if there is none. */
int read_number(const char **s, word *value);

/* Reads a hexadecimal number without 0x, as /proc writes them, and moves *s behind it; returns 0 if there is none. */
int read_hex(const char **s, word *value);
/* `start-end`, as lines of /proc/PID/maps begin. */
int read_range(const char **s, word *start, word *end);

/* A buffer that text is appended to; what does not fit is cut off and `full` is set. */
struct out {
	char *at;
	word n, size;
	int full;
};
void put(struct out *o, const char *s);
void put_bytes(struct out *o, const char *s, word n);
void put_dec(struct out *o, word v);
void put_hex(struct out *o, word v);
void put_hex8(struct out *o, unsigned v);

#endif
