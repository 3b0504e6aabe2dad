/** The words of the protocol as numbers of Linux on x86-64, and errnos back to names. */
import * as constants from '../module/constants.ts';

/** Words of one kind of flag, without the prefix that C has for them. */
export type Names = ReadonlyMap<string, number>;

const ALL: readonly [string, number][] = Object.entries(constants);

function named(prefix: string): Names {
  const own = ALL.filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, value]) => [name.slice(prefix.length), value]));
}

export const MAP = named('MAP_');
export const PROT = named('PROT_');
export const MREMAP = named('MREMAP_');
export const MSYNC = named('MS_');
export const MLOCK2 = named('MLOCK_');
export const MLOCKALL = named('MCL_');
export const ADVICE = named('MADV_');
export const MEMFD = named('MFD_');
export const SEALS = named('F_SEAL_');
export const OPEN: Names = new Map([
  ...named('O_'),
  ['rdonly', constants.O_RDONLY],
  ['wronly', constants.O_WRONLY],
  ['rdwr', constants.O_RDWR],
]);

/** By their numbers, which begin at 1. */
const FIRST_ERRNOS =
  `EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST
  EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK
  ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP`.split(/\s+/);
const FURTHER_ERRNOS: Readonly<Record<number, string>> = {
  75: 'EOVERFLOW',
  84: 'EILSEQ',
  88: 'ENOTSOCK',
  95: 'EOPNOTSUPP',
  133: 'EHWPOISON',
  524: 'ENOTSUPP',
};

/** The name of an errno's number. */
export function errnoName(number: number): string {
  return FIRST_ERRNOS[number - 1] ?? FURTHER_ERRNOS[number] ?? `errno:${number}`;
}

/** Two names of one number: the one that the protocol has. */
const ALIASES: Readonly<Record<string, string>> = { ENOTSUP: 'EOPNOTSUPP', EWOULDBLOCK: 'EAGAIN' };

/** An errno's name as the protocol has it; undefined for what is no errno's name, such as Node's `ERR_OUT_OF_RANGE`. */
export function errnoWord(code: string): string | undefined {
  return /^E[A-Z0-9]{2,}$/.test(code) ? (ALIASES[code] ?? code) : undefined;
}
