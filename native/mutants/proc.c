/* Wrong kernels: what /proc says. */
#include "mutants.h"

/* The first place where text begins in a line, or NULL. */
static char *found(char *line, const char *text)
{
	for (; *line; line++)
		if (text_starts(line, text))
			return line;
	return 0;
}

/* Permissions of a line of maps or smaps: four letters behind the first space; NULL for another line. */
static char *perms_of(char *line)
{
	char *s = line;

	while ((*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'f') || *s == '-')
		s++;
	return s > line && *s == ' ' && (s[1] == 'r' || s[1] == '-') && (s[4] == 'p' || s[4] == 's') ? s + 1 : 0;
}

static void always_private(char *line)
{
	char *p = perms_of(line);

	if (p && p[3] == 's')
		p[3] = 'p';
}

static void readonly_is_private(char *line)
{
	char *p = perms_of(line);

	if (p && p[3] == 's' && p[1] == '-')
		p[3] = 'p';
}

static void exec_not_shown(char *line)
{
	char *p = perms_of(line);

	if (p && p[2] == 'x')
		p[2] = '-';
}

static void zero_offset(char *line)
{
	char *p = perms_of(line);

	if (p && found(line, "/"))
		for (p += 5; *p && *p != ' '; p++)
			*p = '0';
}

static void no_path(char *line)
{
	char *path = perms_of(line) ? found(line, " /") : 0;

	if (path)
		*path = 0;
}

static void not_deleted(char *line)
{
	char *end = found(line, " (deleted)");

	if (end && !found(line, "/memfd") && !found(line, "/dev/zero") && !found(line, "/SYSV"))
		*end = 0;
}

static void always_deleted(char *line)
{
	char *path = perms_of(line) ? found(line, "/") : 0;
	static const char deleted[] = " (deleted)";
	word n = text_length(line);

	if (path && !found(line, deleted) && n + sizeof deleted < 400)
		memcpy(line + n, deleted, sizeof deleted);
}

/* Takes a code out of VmFlags. */
static void without_code(char *line, const char *code)
{
	char *s = text_starts(line, "VmFlags:") ? found(line, code) : 0;

	for (; s && *s; s++)
		*s = s[3] && s[1] ? s[3] : 0;
}

static void no_lo(char *line)
{
	without_code(line, "lo ");
}

static void no_sh(char *line)
{
	without_code(line, "sh ");
}

static void no_mw(char *line)
{
	without_code(line, "mw ");
}

static void no_wf(char *line)
{
	without_code(line, "wf ");
}

static void no_dd(char *line)
{
	without_code(line, "dd ");
}

static void gd_as_gu(char *line)
{
	char *s = text_starts(line, "VmFlags:") ? found(line, "gd ") : 0;

	if (s)
		s[1] = 'u';
}

static void nr_as_ac(char *line)
{
	char *s = text_starts(line, "VmFlags:") ? found(line, "nr ") : 0;

	if (s)
		memcpy(s, "ac", 2);
}

static void shows_dw(char *line)
{
	char *s = text_starts(line, "VmFlags:") ? found(line, "mr ") : 0;

	if (s)
		memcpy(s, "dw", 2);
}

static void no_locked(char *line)
{
	if (!text_starts(line, "Locked:"))
		return;
	for (char *s = line; *s; s++)
		if (*s >= '0' && *s <= '9')
			*s = '0';
}

static void no_locked_number(const char *path, const char *field, word *value)
{
	(void)path;
	if (text_starts(field, "VmLck"))
		*value = 0;
}

static void count_reads_zero(const char *path, const char *field, word *value)
{
	(void)field;
	if (text_equal(path, "/proc/sys/vm/max_map_count"))
		*value = 0;
}

/* Neighbours of different rights on one line. */
static void no_split(char *line)
{
	char *p = perms_of(line);

	if (p && p[0] == 'r' && p[1] == '-' && p[2] == '-' && p[3] == 'p' && !found(line, "/"))
		p[1] = 'w';
}

const struct mutant proc_mutants[] = {
	P("maps-no-offset", "proc.maps.fields", "maps shows every file from its start", .line = zero_offset),
	P("maps-no-path", "proc.maps.fields", "maps does not show paths", .line = no_path),
	P("maps-no-exec", "proc.maps.fields", "maps does not show the right to execute", .line = exec_not_shown),
	P("maps-always-private", "proc.maps.perm_letters", "maps shows p for shared mappings", .line = always_private),
	P("maps-readonly-is-private", "proc.maps.perm_letters", "maps shows p for shared mappings that cannot be written", .line = readonly_is_private),
	P("maps-not-deleted", "proc.maps.deleted", "maps does not show that a file is deleted", .line = not_deleted),
	P("maps-always-deleted", "proc.maps.deleted", "maps shows every file as deleted", .line = always_deleted),
	P("maps-rights-of-neighbour", "proc.maps.merge", "read-only memory is shown as its writable neighbour", .line = no_split),
	P("smaps-no-lo", "proc.smaps.vmflags", "VmFlags has no lo", .line = no_lo),
	P("smaps-no-sh", "proc.smaps.vmflags", "VmFlags has no sh", .line = no_sh),
	P("smaps-no-mw", "proc.smaps.vmflags", "VmFlags has no mw", .line = no_mw),
	P("smaps-no-wf", "proc.smaps.vmflags", "VmFlags has no wf", .line = no_wf),
	P("smaps-no-dd", "proc.smaps.vmflags", "VmFlags has no dd", .line = no_dd),
	P("smaps-gd-as-gu", "proc.smaps.vmflags", "VmFlags has gu for gd", .line = gd_as_gu),
	P("smaps-nr-as-ac", "proc.smaps.vmflags", "VmFlags has ac for nr", .line = nr_as_ac),
	P("smaps-shows-dw", "proc.smaps.dw_gone", "VmFlags has dw", .line = shows_dw),
	P("smaps-no-locked", "proc.smaps.locked_field", "Locked is 0", .line = no_locked),
	P("status-no-locked", "proc.smaps.locked_field", "VmLck is 0", .number = no_locked_number),
	P("max-map-count-unknown", "sysctl.max_map_count.default", "vm.max_map_count reads 0", .number = count_reads_zero),
	END
};
