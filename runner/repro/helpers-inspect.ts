/** C helpers that ask the system about mappings, by /proc. */

export const INSPECT_HELPERS = {
  text: {
    uses: ['cannotTell', 'name'],
    text: `/* A file of /proc, whole. */
static char *text_of(const char *path)
{
	static char text[1 << 18];
	size_t n = 0;
	ssize_t more;
	int fd = open(path, O_RDONLY);

	if (fd == -1)
		cannot_tell(path, name(errno));
	while (n < sizeof text - 1 && (more = read(fd, text + n, sizeof text - 1 - n)) > 0)
		n += more;
	text[n] = 0;
	close(fd);
	return text;
}`,
  },
  shown: {
    uses: ['report', 'text'],
    text: `static const char *backing_of(const char *path)
{
	size_t n = strlen(path);

	if (!*path || !strncmp(path, "[anon:", 6))
		return "anonymous";
	if (!strncmp(path, "/dev/zero", 9))
		return "dev-zero";
	if (!strncmp(path, "/memfd:", 7))
		return "memfd";
	if (!strncmp(path, "/anon_hugepage", 14))
		return "hugepages";
	if (*path != '/')
		return "special";
	return n > 10 && !strcmp(path + n - 10, " (deleted)") ? "deleted" : "file";
}

/* What /proc/self/maps says of all pages of the range; NULL, and -1 as an offset: does not matter. */
#define SHOWN(p, length, perms, offset, backing) shown("maps of " #length " at " #p, p, length, perms, offset, backing)
#define NOT_SHOWN(p, length) shown("maps of " #length " at " #p, p, length, "none", -1, NULL)
static void shown(const char *step, const char *p, size_t length, const char *perms, long long offset, const char *backing)
{
	unsigned long start, end, from = (unsigned long)p, to = 0, later = 0;
	long long at, first = 0;
	char mode[5], found[5] = "", seen[100] = "none", promised[100];
	const char *object = "", *one;

	for (char *next, *line = text_of("/proc/self/maps"); (next = strchr(line, '\\n')); line = next + 1) {
		int path = 0;

		*next = 0;
		if (sscanf(line, "%lx-%lx %4s %llx %*s %*s %n", &start, &end, mode, (unsigned long long *)&at, &path) < 4 ||
		    end <= from || (start > from && start - from >= length))
			continue;
		one = backing_of(line + path);
		if (!to && start <= from) {
			strcpy(found, mode);
			object = one;
			first = strcmp(object, "anonymous") ? at + (long long)(from - start) : 0;
			to = end;
		} else if (to && !later && start == to && !strcmp(mode, found) && object == one &&
			   (!strcmp(one, "anonymous") || at == first + (long long)(start - from)))
			to = end;
		else if (!later)
			later = start;
	}
	if (to)
		snprintf(seen, sizeof seen, "%s, offset %#llx, %s%s", found, first, object, to - from < length ? ", not all of it" : "");
	else if (later)
		snprintf(seen, sizeof seen, "not mapped before %#lx", later);
	snprintf(promised, sizeof promised, "%s, offset %#llx, %s", perms ? perms : found, offset < 0 ? first : offset, backing ? backing : object);
	report(to ? to - from >= length && !strcmp(perms ? perms : found, found) && (offset < 0 || offset == first) &&
		    (!backing || strstr(backing, object)) : !later && perms && !strcmp(perms, "none"), step, seen, promised);
}`,
  },
  smaps: {
    uses: ['report', 'text'],
    text: `/* Of the mapping that holds p, in /proc/self/smaps: VmFlags that it has and lacks, then fields with their sizes in bytes, NULL. */
#define SMAPS(p, has, lacks, ...) smaps("smaps of " #p, p, has, lacks, __VA_ARGS__)
static void smaps(const char *step, const char *p, const char *has, const char *lacks, ...)
{
	char seen[400] = "", promised[400] = "", flags[200] = " ";
	char *line = text_of("/proc/self/smaps"), *first = NULL, *next, *flag;
	unsigned long start, end;
	size_t n = 0, m = 0;
	va_list fields;

	for (; *line; line = next) {
		next = line + strcspn(line, "\\n");
		if (*next)
			*next++ = 0;
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2) {
			if (first)
				break;
			if (start <= (unsigned long)p && (unsigned long)p < end)
				first = line;
		} else if (first && !strncmp(line, "VmFlags:", 8))
			snprintf(flags, sizeof flags, "%s ", line + 8);
	}
	for (int i = 0; i < 2; i++)
		for (const char *s = i ? lacks : has; *s; s += strspn(s, " ") + 2) {
			char word[5] = { ' ', s[0], s[1], ' ', 0 };

			s += *s == ' ';
			snprintf(word, sizeof word, " %.2s ", s);
			n += snprintf(seen + n, sizeof seen - n, "%s%s, ", strstr(flags, word) ? "with" : "without", word);
			m += snprintf(promised + m, sizeof promised - m, "%s%s, ", i ? "without" : "with", word);
		}
	va_start(fields, lacks);
	for (const char *field; (field = va_arg(fields, const char *));) {
		size_t size = va_arg(fields, size_t), length = strlen(field);
		unsigned long long kb = ~0ull;

		for (flag = first; flag && flag < line; flag += strlen(flag) + 1)
			if (!strncmp(flag, field, length) && flag[length] == ':')
				sscanf(flag + length + 1, "%llu", &kb);
		n += snprintf(seen + n, sizeof seen - n, "%s %#llx, ", field, kb << 10);
		m += snprintf(promised + m, sizeof promised - m, "%s %#llx, ", field, (unsigned long long)size);
	}
	va_end(fields);
	if (first && flags[1] == 0)
		cannot_tell("/proc/self/smaps", "it tells no VmFlags");
	report(first && !strcmp(seen, promised), step, first ? seen : "not mapped", promised);
}`,
  },
  resident: {
    uses: ['page', 'cannotTell', 'name'],
    text: `/* How many pages of the range are present, by /proc/self/pagemap. */
static long resident(const char *p, size_t length)
{
	uint64_t entry = 0;
	long present = 0, own;
	int fd = open("/proc/self/pagemap", O_RDONLY);

	if (fd == -1 || pread(fd, &entry, 8, (off_t)((size_t)&entry / page * 8)) != 8)
		cannot_tell("/proc/self/pagemap", name(errno));
	own = entry >> 63;
	for (size_t i = 0; i < length; i += page) {
		if (pread(fd, &entry, 8, (off_t)(((size_t)p + i) / page * 8)) != 8)
			return close(fd), -1;
		present += entry >> 63;
	}
	close(fd);
	if (!own)
		cannot_tell("/proc/self/pagemap", "it does not show this process's own stack");
	return present;
}`,
  },
  number: {
    uses: ['text'],
    text: `/* The first number of the line that begins with the field ("": of the first line). */
static unsigned long long number(const char *path, const char *field)
{
	char *line = text_of(path);

	while (*line && strncmp(line, field, strlen(field))) {
		line += strcspn(line, "\\n");
		line += *line != 0;
	}
	if (!*line)
		cannot_tell(path, "no such number");
	line += strlen(field);
	line += strcspn(line, "0123456789\\n");
	if (*line < '0' || *line > '9')
		cannot_tell(path, "no such number");
	return strtoull(line, NULL, 10);
}`,
  },
  status: {
    uses: ['number'],
    text: `#define STATUS(field) (number("/proc/self/status", field) << 10)`,
  },
  mapFiles: {
    text: `/* Whether /proc/self/map_files/<range> leads to the file of the descriptor. */
static int leads_to(const char *p, size_t length, int fd)
{
	char path[80];
	struct stat link, file;

	sprintf(path, "/proc/self/map_files/%lx-%lx", (unsigned long)p, (unsigned long)p + length);
	if (stat(path, &link) == -1 || fstat(fd, &file) == -1)
		return -1;
	return link.st_ino == file.st_ino && link.st_dev == file.st_dev;
}`,
  },
  vector: { text: 'static unsigned char vector[4096];' },
  mincore: {
    uses: ['report', 'name', 'page', 'vector'],
    text: `#define MINCORE(p, length, wanted) core("mincore(" #p ", " #length ")", mincore(p, length, vector), (length) + page - 1, wanted)
static void core(const char *step, int r, size_t length, const char *wanted)
{
	char seen[4097] = "";

	for (size_t i = 0; !r && i < length / page && i < 4096; i++)
		seen[i] = '0' + (vector[i] & 1);
	report(!r && !strcmp(seen, wanted), step, r ? name(errno) : seen, wanted);
}`,
  },
} as const;
