#include "text.h"

void *memcpy(void *to, const void *from, reg n)
{
	char *t = to;
	const char *f = from;

	while (n--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int value, reg n)
{
	char *t = to;

	while (n--)
		*t++ = (char)value;
	return to;
}

word text_length(const char *s)
{
	word n = 0;

	while (s[n])
		n++;
	return n;
}

int text_equal(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

int text_starts(const char *s, const char *prefix)
{
	while (*prefix)
		if (*s++ != *prefix++)
			return 0;
	return 1;
}

static unsigned crc_table[256];

unsigned crc32(const char *s, word n)
{
	unsigned crc = 0xffffffffu;

	if (!crc_table[1])
		for (unsigned i = 0; i < 256; i++) {
			unsigned c = i;

			for (int bit = 0; bit < 8; bit++)
				c = (c >> 1) ^ ((c & 1) ? 0xedb88320u : 0);
			crc_table[i] = c;
		}
	while (n--)
		crc = (crc >> 8) ^ crc_table[(crc ^ (byte)*s++) & 0xff];
	return ~crc;
}

int split_words(char *line, char **words, int max)
{
	int n = 0;

	while (*line && n < max) {
		words[n++] = line;
		while (*line && *line != ' ')
			line++;
		if (*line)
			*line++ = 0;
	}
	return n;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return 99;
}

int read_number(const char **s, word *value)
{
	const char *p = *s;
	int base = 10;
	word v = 0;

	if (p[0] == '0' && p[1] == 'x') {
		base = 16;
		p += 2;
	}
	if (digit(*p) >= base)
		return 0;
	while (digit(*p) < base)
		v = v * (word)base + (word)digit(*p++);
	*s = p;
	*value = v;
	return 1;
}

int read_hex(const char **s, word *value)
{
	const char *p = *s;
	word v = 0;

	while ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'f'))
		v = v * 16 + (word)(*p <= '9' ? *p - '0' : *p - 'a' + 10), p++;
	if (p == *s)
		return 0;
	*s = p;
	*value = v;
	return 1;
}

int read_range(const char **s, word *start, word *end)
{
	return read_hex(s, start) && *(*s)++ == '-' && read_hex(s, end);
}

void put_bytes(struct out *o, const char *s, word n)
{
	if (n > o->size - o->n) {
		n = o->size - o->n;
		o->full = 1;
	}
	memcpy(o->at + o->n, s, n);
	o->n += n;
}

void put(struct out *o, const char *s)
{
	put_bytes(o, s, text_length(s));
}

static void put_base(struct out *o, word v, word base, int width)
{
	char digits[24];
	int i = sizeof digits;

	do {
		digits[--i] = "0123456789abcdef"[v % base];
		v /= base;
		width--;
	} while (v || width > 0);
	put_bytes(o, digits + i, sizeof digits - (word)i);
}

void put_dec(struct out *o, word v)
{
	put_base(o, v, 10, 1);
}

void put_hex(struct out *o, word v)
{
	put(o, "0x");
	put_base(o, v, 16, 1);
}

void put_hex8(struct out *o, unsigned v)
{
	put_base(o, v, 16, 8);
}
