/*
 * The agent as the first process of a machine that is nobody else's: `/init --init [line=DEVICE] [disk=DEVICE] [dax=DEVICE]`. It mounts
 * what a Linux system has, loads the modules that came with it, takes the serial line for standard input and output, and leaves
 * the rest to a child, which is the agent. When that ends, the machine is switched off. docs/kernel-image.md tells the whole story.
 */
#include "calls.h"
#include "executor.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <linux/fcntl.h>
#include <linux/mount.h>
#include <linux/reboot.h>
#include <linux/signal.h>

/* Modules, in the order in which they are loaded: a path a line. */
#define MODULE_LIST "/modules/load"
/* The file system that is put on the DAX device. */
#define DAX_IMAGE "/dax.img"
/* A device may appear some time after its driver; after this long it never will. */
#define WAIT_MS 3000

/* To the console, which is descriptor 2 of the first process. */
static void complain(const char *what, const char *about, long error)
{
	char buffer[300];
	struct out o = { buffer, 0, sizeof buffer, 0 };

	put(&o, "init: ");
	put(&o, what);
	put(&o, " ");
	put(&o, about);
	put(&o, ": errno ");
	put_dec(&o, (word)-error);
	put(&o, "\n");
	sys3(__NR_write, 2, buffer, o.n);
}

static long open_at(const char *path, int flags)
{
	return sys4(__NR_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0);
}

/* Opens a device as soon as it is there. */
static long await(const char *path, int flags)
{
	static const reg pause[2] = { 0, 20 * 1000 * 1000 };

	for (int waited = 0;; waited += 20) {
		long fd = open_at(path, flags);

		if (!failed(fd) || waited >= WAIT_MS)
			return fd;
		sys2(__NR_nanosleep, pause, 0);
	}
}

/* Cases become nobody, and must reach their files; a sticky directory would refuse root what nobody has made. */
static void make_directory(const char *path)
{
	sys3(__NR_mkdirat, AT_FDCWD, path, 0777);
	sys3(__NR_fchmodat, AT_FDCWD, path, 0777);
}

static int mount_at(const char *path, const char *type, const char *device, const char *options)
{
	make_directory(path);
	long r = sys5(__NR_mount, device, path, type, 0, options);

	if (failed(r))
		complain("cannot mount", path, r);
	else if (device[0] == '/' || text_equal(type, "tmpfs"))
		sys3(__NR_fchmodat, AT_FDCWD, path, 0777);
	return !failed(r);
}

static void load_module(const char *path)
{
	long fd = open_at(path, O_RDONLY);
	long r = failed(fd) ? fd : sys3(__NR_finit_module, fd, "", 0);

	if (failed(r) && r != -17 /* EEXIST: it is built in */)
		complain("cannot load", path, r);
	if (!failed(fd))
		sys1(__NR_close, fd);
}

static void load_modules(void)
{
	static struct reader r;
	char line[PATH_ROOM];

	if (!reader_open(&r, MODULE_LIST))
		return;
	while (reader_line(&r, line, sizeof line))
		load_module(line);
}

/* Every byte as it is, at the highest speed that all lines have. */
static void take_line(const char *path)
{
	struct termios t;
	long fd = await(path, O_RDWR | O_NOCTTY);

	if (failed(fd)) {
		complain("cannot open", path, fd);
		return;
	}
	if (!failed(sys3(__NR_ioctl, fd, TCGETS, &t))) {
		t.c_iflag = IGNBRK;
		t.c_oflag = 0;
		t.c_lflag = 0;
		t.c_cflag = CS8 | CREAD | CLOCAL | B115200;
		t.c_cc[VMIN] = 1;
		t.c_cc[VTIME] = 0;
		sys3(__NR_ioctl, fd, TCSETS, &t);
	}
	sys3(__NR_dup3, fd, 0, 0);
	sys3(__NR_dup3, fd, 1, 0);
	sys1(__NR_close, fd);
}

static int copy_image(const char *from, const char *to)
{
	static char block[64 << 10];
	long in = open_at(from, O_RDONLY), out = failed(in) ? in : await(to, O_WRONLY), r = out;

	while (!failed(r)) {
		r = sys3(__NR_read, in, block, sizeof block);
		if (failed(r) || !r)
			break;
		r = sys3(__NR_write, out, block, r);
	}
	if (!failed(in))
		sys1(__NR_close, in);
	if (!failed(out))
		sys1(__NR_close, out);
	if (failed(r))
		complain("cannot fill", to, r);
	return !failed(r);
}

static int mount_disk(const char *device)
{
	long fd = await(device, O_RDONLY);

	if (failed(fd)) {
		complain("no disk", device, fd);
		return 0;
	}
	sys1(__NR_close, fd);
	return mount_at("/scratch", "ext4", device, "");
}

/* The first process from now on: it waits for whoever has nobody else, and switches off when the agent has ended. */
__attribute__((noreturn)) static void be_init(long agent)
{
	long pid;

	do
		pid = sys4(__NR_wait4, -1, 0, 0, 0);
	while (pid != agent && (!failed(pid) || pid == -4));
	sys0(__NR_sync);
	sys4(__NR_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_POWER_OFF, 0);
	/* It cannot: the machine's watchers see that it panics. */
	for (;;)
		sys1(__NR_exit_group, 0);
}

/* What a kernel does not know of its command line comes first. */
int init_wanted(int argc, char **argv)
{
	int asked = 0;

	for (int i = 1; i < argc; i++)
		asked |= text_equal(argv[i], "--init");
	return asked && sys0(__NR_getpid) == 1;
}

void init_machine(int argc, char **argv)
{
	const char *line = 0, *disk = 0, *dax = 0;
	char config[] = "config scratch=/tmp/scratch tmpfs=/dev/shm agent=/init changes=yes machine=own";
	char on_disk[] = "config scratch=/scratch", on_dax[] = "config dax=/dax";

	for (int i = 1; i < argc; i++) {
		if (text_starts(argv[i], "line="))
			line = argv[i] + 5;
		else if (text_starts(argv[i], "disk="))
			disk = argv[i] + 5;
		else if (text_starts(argv[i], "dax="))
			dax = argv[i] + 4;
	}
	mount_at("/dev", "devtmpfs", "none", "");
	mount_at("/proc", "proc", "none", "");
	mount_at("/sys", "sysfs", "none", "");
	mount_at("/tmp", "tmpfs", "none", "");
	mount_at("/dev/shm", "tmpfs", "none", "");
	make_directory("/tmp/scratch");
	load_modules();
	target_configure(config);
	if (disk && mount_disk(disk))
		target_configure(on_disk);
	if (dax && copy_image(DAX_IMAGE, dax) && mount_at("/dax", "ext4", dax, "dax"))
		target_configure(on_dax);
	if (line)
		take_line(line);
	long agent = process_fork();

	if (failed(agent))
		complain("cannot", "fork", agent);
	if (agent)
		be_init(agent);
}
