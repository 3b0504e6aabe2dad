/** Which headers a program must include, by the names that it uses. */

const HEADERS: readonly (readonly [string, RegExp])[] = [
  ['errno.h', /\berrno\b/],
  ['fcntl.h', /\b(O_[A-Z]+|open|fcntl|fallocate|posix_fadvise|F_[A-Z_]+|AT_FDCWD)\b/],
  ['linux/capability.h', /\b(CAP_[A-Z_]+|__user_cap_data_struct)\b/],
  ['linux/fs.h', /\bFS_IOC_/],
  ['pthread.h', /\bpthread_/],
  ['sched.h', /\b(sched_yield|unshare|CLONE_NEWNS)\b/],
  ['setjmp.h', /\bsigsetjmp\b/],
  ['signal.h', /\b(SIG[A-Z]+|kill|sigaction)\b/],
  ['stdarg.h', /\bva_list\b/],
  ['stdint.h', /\buint(8|16|32|64)_t\b/],
  ['stdio.h', /\b(printf|puts|sprintf|snprintf|sscanf|popen)\b/],
  ['stdlib.h', /\b(exit|getenv|atexit|strtoul|strtoull|system)\b/],
  ['string.h', /\b(str[a-z]+|mem[a-z]+)\b/],
  ['sys/epoll.h', /\bepoll_create1\b/],
  ['sys/eventfd.h', /\beventfd\b/],
  ['sys/inotify.h', /\binotify_init1\b/],
  ['sys/ioctl.h', /\bioctl\b/],
  [
    'sys/mman.h',
    /\b(MAP_|PROT_|M[A-Z]+_[A-Z_]+|m(map|unmap|lock|advise|sync|protect|remap|incore)\b|memfd_create)/,
  ],
  ['sys/mount.h', /\b(MS_PRIVATE|mount)\b/],
  ['sys/personality.h', /\bpersonality\b/],
  ['sys/prctl.h', /\bprctl\b/],
  ['sys/resource.h', /\b(getrlimit|getrusage|RLIMIT_[A-Z]+)\b/],
  ['sys/signalfd.h', /\bsignalfd\b/],
  ['sys/socket.h', /\bsocket\b/],
  ['sys/stat.h', /\b(stat|fstat|mkfifo|fchmod|futimens)\b/],
  ['sys/swap.h', /\bswapon\b/],
  ['sys/syscall.h', /\bSYS_[a-z]/],
  ['sys/timerfd.h', /\btimerfd_create\b/],
  ['sys/utsname.h', /\butsname\b/],
  ['sys/vfs.h', /\bstatfs\b/],
  ['sys/wait.h', /\bwaitpid\b/],
  ['time.h', /\b(timespec|CLOCK_MONOTONIC)\b/],
  ['unistd.h', /./],
];

/** The headers that C text needs, in alphabetical order. */
export function headersFor(text: string): string[] {
  const code = text.replace(/\/\*.*?\*\//gs, '').replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return HEADERS.filter(([, names]) => names.test(code)).map(([header]) => header);
}
