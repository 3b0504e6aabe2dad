#include "calls.h"

#include <asm/statfs.h>

#if __SIZEOF_LONG__ == 8

long memory_map(word addr, word length, word prot, word flags, word fd, word offset)
{
	return sys6(__NR_mmap, (long)addr, (long)length, (long)prot, (long)flags, (long)fd, (long)offset);
}

long file_truncate(long fd, word size)
{
	return sys2(__NR_ftruncate, fd, size);
}

long file_read(long fd, void *to, word n, word offset)
{
	return sys4(__NR_pread64, fd, to, n, offset);
}

long file_write(long fd, const void *from, word n, word offset)
{
	return sys4(__NR_pwrite64, fd, from, n, offset);
}

long file_allocate(long fd, int mode, word offset, word length)
{
	return sys4(__NR_fallocate, fd, mode, offset, length);
}

long file_advise(long fd, int advice)
{
	return sys4(__NR_fadvise64, fd, 0, 0, advice);
}

long file_end(long fd, word *position)
{
	long r = sys3(__NR_lseek, fd, 0, 2 /* SEEK_END */);

	*position = (word)r;
	return failed(r) ? r : 0;
}

#define file_system_call(call, of, buffer) sys2(__NR_##call, of, &(buffer))
typedef struct statfs file_system_record;

#else

/* A number of 64 bits takes two registers, on i386 the low half first. */
#define LOW(x) (reg)(x)
#define HIGH(x) (reg)((x) >> 32)

long memory_map(word addr, word length, word prot, word flags, word fd, word offset)
{
	if (offset % MAP_OFFSET_UNIT || offset > MAP_OFFSET_MAX)
		return -22 /* EINVAL */;
	return sys6(__NR_mmap2, (long)addr, (long)length, (long)prot, (long)flags, (long)fd, (long)(offset / MAP_OFFSET_UNIT));
}

long file_truncate(long fd, word size)
{
	return sys3(__NR_ftruncate64, fd, LOW(size), HIGH(size));
}

long file_read(long fd, void *to, word n, word offset)
{
	return sys5(__NR_pread64, fd, to, n, LOW(offset), HIGH(offset));
}

long file_write(long fd, const void *from, word n, word offset)
{
	return sys5(__NR_pwrite64, fd, from, n, LOW(offset), HIGH(offset));
}

long file_allocate(long fd, int mode, word offset, word length)
{
	return sys6(__NR_fallocate, fd, mode, (long)LOW(offset), (long)HIGH(offset), (long)LOW(length), (long)HIGH(length));
}

long file_advise(long fd, int advice)
{
	return sys6(__NR_fadvise64_64, fd, 0, 0, 0, 0, advice);
}

long file_end(long fd, word *position)
{
	return sys5(__NR__llseek, fd, 0, 0, position, 2 /* SEEK_END */);
}

#define file_system_call(call, of, buffer) sys3(__NR_##call##64, of, sizeof(buffer), &(buffer))
typedef struct statfs64 file_system_record;

#endif

static long file_system_answer(long r, const file_system_record *record, struct file_system *fs)
{
	fs->type = (word)record->f_type;
	fs->free = (word)record->f_bfree;
	fs->flags = (word)record->f_flags;
	return r;
}

long file_system_of(long fd, struct file_system *fs)
{
	file_system_record record = { 0 };

	return file_system_answer(file_system_call(fstatfs, fd, record), &record, fs);
}

long file_system_at(const char *path, struct file_system *fs)
{
	file_system_record record = { 0 };

	return file_system_answer(file_system_call(statfs, path, record), &record, fs);
}
