import { readFileSync } from 'node:fs';
import koffi from 'koffi';

/** Where cases expect room: from below the window of MAP_32BIT to its end, in bytes. */
const WANTED = { from: 768 * 2 ** 20, to: 2 * 2 ** 30 };
/** Each start has a heap elsewhere; a third of them, at most, have it where it must not be. */
const MAX_STARTS = 20;
const F_SETFD = 2;
const COUNTER = 'MMAP_CONFORMANCE_STARTS';

/**
 * Starts this program anew until its heap lies outside of what cases map in low memory. The kernel places it at random, up to 1 GiB behind
 * an executable at a fixed address, which Node's is in some packages. The new image has the same arguments and environment.
 *
 * @param kept descriptors that it has, too, beside the standard streams
 */
export function keepLowMemoryFree(kept: readonly number[]): void {
  const starts = Number(process.env[COUNTER] ?? 0);
  delete process.env[COUNTER];
  if (starts < MAX_STARTS && hasHeapIn(readFileSync('/proc/self/maps', 'latin1'), WANTED))
    startAgain(starts + 1, kept);
}

/** @param maps text of /proc/self/maps */
export function hasHeapIn(maps: string, range: { from: number; to: number }): boolean {
  const [, start = '0', end = '0'] = /^([0-9a-f]+)-([0-9a-f]+) .*\[heap\]$/m.exec(maps) ?? [];
  return Number.parseInt(start, 16) < range.to && Number.parseInt(end, 16) > range.from;
}

/** Starts this program anew. Returns only if the system does not allow it. */
export function startAgain(starts: number, kept: readonly number[]): void {
  // As it was at the start.
  const before = listOf('/proc/self/environ').filter((variable) => !variable.startsWith(`${COUNTER}=`));
  const libc = koffi.load(null);
  const fcntl = libc.func('int fcntl(int fd, int command, ...)');
  // Node keeps all of them from its children, the standard streams, too.
  for (const fd of [0, 1, 2, ...kept]) fcntl(fd, F_SETFD, 'int', 0);
  libc.func('int execve(const char *path, const char **argv, const char **envp)')(
    '/proc/self/exe',
    [...listOf('/proc/self/cmdline'), null],
    [...before, `${COUNTER}=${starts}`, null],
  );
}

/** The strings of a /proc file that ends each with a NUL. */
function listOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\0').slice(0, -1);
}
