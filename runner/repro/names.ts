/** Names of the system in C, with the values of those that the headers of a stable distribution may not have yet. */
import type { MmapArguments } from '../../suites/case.ts';
import type { Prot } from '../../suites/vocabulary.ts';
import type { CProgram } from './c-program.ts';

const HUGE_SHIFTS: Readonly<Record<string, number>> = {
  '16KB': 14,
  '64KB': 16,
  '512KB': 19,
  '1MB': 20,
  '2MB': 21,
  '8MB': 23,
  '16MB': 24,
  '32MB': 25,
  '256MB': 28,
  '512MB': 29,
  '1GB': 30,
  '2GB': 31,
  '16GB': 34,
};

/** Linux's generic values; an architecture with others has had the name for long, or has no agent. */
export const DEFINITIONS: Readonly<Record<string, string>> = {
  MAP_SHARED_VALIDATE: '0x03',
  MAP_DROPPABLE: '0x08',
  MAP_ABOVE4G: '0x80',
  MAP_SYNC: '0x80000',
  MAP_FIXED_NOREPLACE: '0x100000',
  MAP_UNINITIALIZED: '0x4000000',
  PROT_SEM: '0x8',
  PROT_GROWSDOWN: '0x01000000',
  PROT_GROWSUP: '0x02000000',
  MREMAP_DONTUNMAP: '4',
  MLOCK_ONFAULT: '1',
  MCL_ONFAULT: '4',
  MADV_WIPEONFORK: '18',
  MADV_KEEPONFORK: '19',
  MADV_COLD: '20',
  MADV_PAGEOUT: '21',
  MADV_POPULATE_READ: '22',
  MADV_POPULATE_WRITE: '23',
  MADV_DONTNEED_LOCKED: '24',
  MADV_COLLAPSE: '25',
  MADV_GUARD_INSTALL: '102',
  MADV_GUARD_REMOVE: '103',
  F_SEAL_FUTURE_WRITE: '0x0010',
  F_SEAL_EXEC: '0x0020',
  MFD_HUGETLB: '0x0004U',
  MFD_NOEXEC_SEAL: '0x0008U',
  MFD_EXEC: '0x0010U',
  SEGV_PKUERR: '4',
  PR_SET_MDWE: '65',
  PR_MDWE_REFUSE_EXEC_GAIN: '1',
  SYS_mseal: '462',
  SYS_memfd_secret: '447',
  ...Object.fromEntries(
    Object.entries(HUGE_SHIFTS).map(([size, shift]) => [
      `MAP_HUGE_${size}`,
      `(${shift}${shift > 31 ? 'U' : ''} << 26)`,
    ]),
  ),
};

/** Bits given as a number: `0x200000`, or `21<<26`. */
function rawBits(text: string): string {
  const [, number, shift] = /^(\d+)<<(\d+)$/.exec(text) ?? [];
  if (number === undefined) return BigInt(text) < 1n << 31n ? text : `${text}UL`;
  const value = BigInt(number) << BigInt(shift ?? 0);
  const suffix = value < 1n << 31n ? '' : value < 1n << 32n ? 'U' : 'ULL';
  return `(${number}${suffix} << ${shift})`;
}

/** Whether a flag is bits without a name. */
export const isRaw = (name: string): boolean => /^0x|<</.test(name);

/** Names joined as in C; bits without a name stand as they are. */
export function flagsInC(prefix: string, names: readonly string[] | undefined, program: CProgram): string {
  const parts = (names ?? []).map((name) => (isRaw(name) ? rawBits(name) : program.name(prefix + name)));
  return parts.length === 0 ? '0' : parts.join(' | ');
}

const ACCESS = { r: 'PROT_READ', w: 'PROT_WRITE', x: 'PROT_EXEC' } as const;

export function protInC(prot: Prot, program: CProgram): string {
  const [access, ...more] = typeof prot === 'string' ? [prot] : prot;
  const letters = access === 'none' ? [] : [...access].map((letter) => ACCESS[letter as keyof typeof ACCESS]);
  const extras = more.map((name) => (isRaw(name) ? rawBits(name) : program.name(`PROT_${name}`)));
  const parts = [...letters, ...extras];
  return parts.length === 0 ? 'PROT_NONE' : parts.join(' | ');
}

/** Whether libc's `int` parameters cannot carry the bits: the system call itself must be called then. */
export function exceedsInt({ prot, flags }: Pick<MmapArguments, 'prot' | 'flags'>): boolean {
  const names: readonly string[] = [...flags, ...(typeof prot === 'string' ? [] : prot)];
  return names.some((name) => name === 'HUGE_16GB' || (isRaw(name) && bitsOf(name) >= 1n << 31n));
}

/** The value of bits without a name. */
export function bitsOf(text: string): bigint {
  const [number = '0', shift = '0'] = text.split('<<');
  return BigInt(number) << BigInt(shift);
}
