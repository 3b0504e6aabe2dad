/**
 * What a case may need of the machine or of one's rights: never of the function under test. Each need is itself a few steps, which
 * the executor carries out on the target: the need is met when all that they expect holds.
 */
import type { Architecture, Step } from './case.ts';

export interface Need {
  /** Completes "skipped: ...": what the target lacks, and what to do about it. */
  lacking: string;
  steps: readonly Step[];
}

/** What differs between architectures and is none of mmap's promises: who has it, by name. */
const butMips: readonly Architecture[] = ['x86_64', 'i386', 'aarch64', 'arm', 'riscv64', 'ppc64le', 's390x'];
const butPower: readonly Architecture[] = [
  'x86_64',
  'i386',
  'aarch64',
  'arm',
  'riscv64',
  's390x',
  'mips64el',
];

const table = {
  'proc-maps': {
    lacking: 'no /proc/self/maps to look into; mount proc',
    steps: [{ maps: 'arena', mapped: true }],
  },
  'proc-smaps': {
    lacking: 'no /proc/self/smaps with VmFlags to look into; needs CONFIG_PROC_PAGE_MONITOR',
    steps: [{ smaps: 'arena', vmFlags: { has: ['mr'] } }],
  },
  pagemap: {
    lacking: 'no /proc/self/pagemap to look into; needs CONFIG_PROC_PAGE_MONITOR',
    steps: [{ resident: { addr: 'arena', length: '1p' }, is: 0 }],
  },
  'proc-status': {
    lacking: '/proc/self/status does not tell VmLck',
    steps: [{ status: 'VmLck' }],
  },
  'vm-size': { lacking: '/proc/self/status does not tell VmSize', steps: [{ status: 'VmSize' }] },
  'vm-data': { lacking: '/proc/self/status does not tell VmData', steps: [{ status: 'VmData' }] },
  'proc-fd': {
    lacking: 'no /proc/self/fd by which a memfd can be opened once more; mount proc',
    steps: [
      { memfd: 'f', size: '1p' },
      { open: 'g', of: 'f', mode: 'rdonly' },
    ],
  },
  memfd: { lacking: 'no memfd_create (Linux 3.17)', steps: [{ memfd: 'f', size: '1p', content: 'pattern' }] },
  'memfd-seals': {
    lacking: 'no memfd with seals (Linux 3.17)',
    steps: [
      { memfd: 'f', flags: ['ALLOW_SEALING'] },
      { seal: 'f', add: ['SHRINK'] },
      { seals: 'f', is: ['SHRINK'] },
    ],
  },
  'seal-future-write': {
    lacking: 'no F_SEAL_FUTURE_WRITE (Linux 5.1)',
    steps: [
      { memfd: 'f', flags: ['ALLOW_SEALING'] },
      { seal: 'f', add: ['FUTURE_WRITE'] },
    ],
  },
  tmpfs: {
    lacking:
      'no tmpfs that may be written to; mount one at /dev/shm, or name one: ?tmpfs=DIR, pack --tmpfs DIR',
    steps: [{ file: 'f', size: '1p', on: 'tmpfs' }],
  },
  scratch: {
    lacking:
      'no directory that may be written to; set TMPDIR, or, of another machine, name one: ?scratch=DIR, pack --scratch DIR',
    steps: [{ file: 'f', size: '1p', content: 'pattern' }],
  },
  'scratch-exec': {
    lacking:
      'the directory for files is mounted noexec; set TMPDIR to another, or, of another machine, name another: ?scratch=DIR, pack --scratch DIR',
    steps: [{ executable: 'scratch' }],
  },
  'tmpfs-exec': {
    lacking: 'the tmpfs for files is mounted noexec',
    steps: [{ executable: 'tmpfs' }],
  },
  'punch-hole': {
    lacking: 'no hole can be punched into a file (fallocate PUNCH_HOLE)',
    steps: [
      { memfd: 'f', size: '2p', content: 'pattern' },
      { punch: 'f', offset: 0, length: '1p' },
      { file: 'g', size: '2p', content: 'pattern' },
      { punch: 'g', offset: 0, length: '1p' },
    ],
  },
  'memfd-exec': {
    lacking: 'no memfd_create with MFD_EXEC and MFD_NOEXEC_SEAL (Linux 6.3)',
    steps: [
      { memfd: 'f', flags: ['EXEC'] },
      { memfd: 'g', flags: ['NOEXEC_SEAL'] },
    ],
  },
  'proc-limits': {
    lacking: 'no /proc/self/limits to open',
    steps: [{ open: 'f', of: '/proc/self/limits', mode: 'rdonly' }],
  },
  'dev-full': { lacking: 'no /dev/full to open', steps: [{ open: 'f', of: '/dev/full', mode: 'rdonly' }] },
  'dev-urandom': {
    lacking: 'no /dev/urandom to open',
    steps: [{ open: 'f', of: '/dev/urandom', mode: 'rdonly' }],
  },
  'dev-zero': { lacking: 'no /dev/zero to open', steps: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }] },
  'dev-null': { lacking: 'no /dev/null to open', steps: [{ open: 'f', of: '/dev/null', mode: 'rdwr' }] },
  mount: {
    lacking: 'a mount of its own is refused; run as root, or where unprivileged user namespaces are allowed',
    steps: [{ mount: 'tmpfs' }, { file: 'f', size: '1p', on: 'mount' }],
  },
  'append-only': {
    lacking: 'no file can be made append-only (chattr +a); run as root on ext4, xfs or btrfs',
    steps: [
      { file: 'f', size: '1p' },
      { appendOnly: 'f', on: true },
      { appendOnly: 'f', on: false },
    ],
  },
  'cap-sys-rawio': {
    lacking: 'CAP_SYS_RAWIO is not there; run as root',
    steps: [{ capability: 'SYS_RAWIO', is: true }],
  },
  'ordinary-user': {
    lacking: 'the user cannot be changed to an ordinary one (a user namespace without uid 65534)',
    steps: [{ drop: 'all' }],
  },
  memlock: {
    lacking: 'the hard limit RLIMIT_MEMLOCK is below 16 pages; raise it (ulimit -l)',
    steps: [{ rlimit: 'MEMLOCK', soft: '16p' }],
  },
  'unlimited-address-space': {
    lacking: 'the hard limit RLIMIT_AS is not unlimited; raise it (ulimit -v)',
    steps: [{ rlimit: 'AS', soft: 'unlimited' }],
  },
  'huge-1gb': {
    lacking: 'no huge pages of 1 GiB on this machine',
    steps: [{ number: '/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages', atLeast: 0 }],
  },
  thp: {
    lacking: 'no transparent huge pages in this kernel',
    steps: [{ number: '/sys/kernel/mm/transparent_hugepage/hpage_pmd_size', atLeast: 1 }],
  },
  'cap-ipc-lock': {
    lacking: 'CAP_IPC_LOCK is not there; run as root',
    // A user namespace hands out the capability, but not what it allows.
    steps: [{ capability: 'IPC_LOCK', is: true }, { rlimit: 'MEMLOCK', soft: 0 }, { mlockall: ['FUTURE'] }],
  },
  root: {
    lacking: 'CAP_SYS_ADMIN is not there; run as root',
    steps: [{ capability: 'SYS_ADMIN', is: true }],
  },
  'min-addr': {
    lacking: 'vm.mmap_min_addr is below one page, so that no address is forbidden',
    steps: [{ number: '/proc/sys/vm/mmap_min_addr', atLeast: 4096 }],
  },
  'map-count': {
    lacking: 'vm.max_map_count is above 300000: reaching it takes too long; lower it for the run',
    steps: [{ number: '/proc/sys/vm/max_map_count', atMost: 300000 }],
  },
  'overcommit-heuristic': {
    lacking: 'vm.overcommit_memory is not 0',
    steps: [{ number: '/proc/sys/vm/overcommit_memory', is: 0 }],
  },
  'huge-pages-listed': {
    lacking: 'the kernel knows no huge pages (no Hugepagesize in /proc/meminfo)',
    steps: [{ number: '/proc/meminfo', field: 'Hugepagesize:', atLeast: 1 }],
  },
  'huge-pool-empty': {
    lacking: 'the pool of huge pages is not empty, so that it cannot be seen to run out',
    steps: [
      { number: '/proc/meminfo', field: 'HugePages_Free:', is: 0 },
      { number: '/proc/sys/vm/nr_overcommit_hugepages', is: 0 },
    ],
  },
  'huge-pages-free': {
    lacking: 'no huge page is free; as root: sysctl vm.nr_hugepages=8',
    steps: [{ number: '/proc/meminfo', field: 'HugePages_Free:', atLeast: 4 }],
  },
  'system-changes': {
    lacking: 'it changes a setting of the whole machine for a moment; --allow-system-changes runs it',
    steps: [{ allowed: 'system-changes' }],
  },
  'own-machine': {
    lacking:
      'it takes a machine that nothing else runs on, and that is thrown away afterwards: a virtual one (-i kernel-image:PATH)',
    steps: [{ allowed: 'own-machine' }],
  },
  'small-memory': {
    lacking: 'the machine has more than 1200 MB of memory: to use it up would take long',
    steps: [{ number: '/proc/meminfo', field: 'MemTotal:', atMost: 1_200_000 }],
  },
  'memory-failure': {
    lacking: 'the kernel cannot handle broken memory (CONFIG_MEMORY_FAILURE)',
    steps: [{ number: '/proc/meminfo', field: 'HardwareCorrupted:', atLeast: 0 }],
  },
  'ext4-device': {
    lacking: 'no block device /dev/pmem0 with an ext4 file system',
    steps: [
      { open: 'f', of: '/dev/pmem0', mode: 'rdonly' },
      { pread: 'f', offset: 1080, length: 1, content: { value: 0x53 } },
    ],
  },
  la57: { lacking: 'no processor, or no kernel, with 57-bit addresses', steps: [{ cpu: 'la57' }] },
  'map-files': {
    lacking: 'no /proc/self/map_files that may be read; run as root',
    steps: [
      { file: 'f', size: '1p' },
      { capability: 'SYS_ADMIN', is: true },
      { open: 'g', of: '/proc/self/map_files', mode: 'rdonly' },
    ],
  },
  personality: {
    lacking: 'the personality of a process cannot be changed',
    steps: [{ personality: ['READ_IMPLIES_EXEC', 'ADDR_COMPAT_LAYOUT', 'MMAP_PAGE_ZERO'] }],
  },
  'two-layouts': {
    lacking: 'the architecture has one layout of the address space only (no /proc/sys/vm/legacy_va_layout)',
    steps: [{ number: '/proc/sys/vm/legacy_va_layout', atLeast: 0 }],
  },
  'own-pages': {
    lacking:
      "the kernel leaves page tables to another one, so that what the processor's own would do is not promised",
    steps: [{ cpu: 'own-pages' }],
  },
  'c-compiler': {
    lacking:
      'no C compiler with libc headers, or its programs would run outside of what is tested; install one',
    steps: [
      { exec: [{ maps: 'arena', mapped: false }] },
      { compile: '#include <stddef.h>\nextern size_t n;\n', std: 'c11', is: 'accepted' },
    ],
  },
  'c-compiler-32': {
    lacking:
      'no C compiler that makes programs of 32 bits for this processor (on Debian: gcc-multilib), or no kernel that runs them',
    steps: [
      { exec: [{ maps: 'arena', mapped: false }] },
      { compile: 'int main(void) { return sizeof(void *) != 4; }\n', std: 'c11', run: 32, is: 'accepted' },
    ],
  },
  internet: {
    lacking: 'no sockets of AF_INET in this kernel',
    steps: [{ special: 'f', type: 'socket-udp' }],
  },
  mdwe: { lacking: 'no PR_SET_MDWE (Linux 6.3)', steps: [{ mdwe: true }] },
  secretmem: {
    lacking: 'no memfd_secret (Linux 5.14, and secretmem.enable=1 before 6.5)',
    steps: [{ special: 'f', type: 'secretmem' }],
  },
  dax: {
    lacking: 'no file system mounted with -o dax was named',
    steps: [{ file: 'f', size: '1p', on: 'dax' }],
  },
  exec: {
    lacking: 'the agent cannot be executed anew on this target',
    steps: [{ exec: [{ maps: 'arena', mapped: false }] }],
  },
  x86_64: { lacking: 'about x86-64 only', steps: [{ architecture: 'x86_64' }] },
  i386: { lacking: 'about programs of 32 bits on x86 only', steps: [{ architecture: 'i386' }] },
  '64-bit': {
    lacking: 'about programs of 64 bits only',
    steps: [{ architecture: ['x86_64', 'aarch64', 'riscv64', 'ppc64le', 's390x', 'mips64el'] }],
  },
  'map-sync': { lacking: 'no MAP_SYNC on this architecture', steps: [{ architecture: butMips }] },
  'map-uninitialized': {
    lacking: 'no MAP_UNINITIALIZED on this architecture',
    steps: [{ architecture: butMips }],
  },
  'free-flag-bit-10': {
    lacking: 'bit 10 of the flags has a meaning on this architecture',
    // There it is MAP_NORESERVE.
    steps: [{ architecture: butMips }],
  },
  'unchecked-prot': {
    lacking: 'mmap of this architecture refuses unknown bits of prot, as mprotect does',
    // arch/powerpc/kernel/syscalls.c
    steps: [{ architecture: butPower }],
  },
  'lower-half': {
    lacking: 'nearly all 64-bit numbers may be addresses of a process on this architecture',
    steps: [{ architecture: ['x86_64', 'i386', 'aarch64', 'arm', 'riscv64', 'ppc64le', 'mips64el'] }],
  },
  'wide-addresses': {
    lacking: 'the kernel may have been built for an address space of less than 64 TiB on this architecture',
    // aarch64 and riscv64 may have 39 bits, mips64el 40.
    steps: [{ architecture: ['x86_64', 'ppc64le', 's390x'] }, { cpu: 'wide-addresses' }],
  },
  'first-pages': {
    lacking: 'no program can have the first two pages of the address space on this architecture',
    // FIRST_USER_ADDRESS: EINVAL
    steps: [{ architecture: ['x86_64', 'i386', 'aarch64', 'riscv64', 'ppc64le', 's390x', 'mips64el'] }],
  },
  'execute-protection': {
    lacking:
      'not every processor, or not every kernel, of this architecture can forbid execution of memory that may be read',
    // XI is an option of MIPS.
    steps: [{ architecture: butMips }, { cpu: 'no-execute' }],
  },
  'whole-addresses': {
    lacking: 'the highest byte of an address may be a tag that does not count on this architecture',
    steps: [{ architecture: ['x86_64', 'i386', 'arm', 'riscv64', 'ppc64le', 's390x', 'mips64el'] }],
  },
  'pkey-calls': {
    lacking:
      'no pkey_mprotect in kernels for this architecture, not in all of them, or not in this one as it was built',
    // aarch64 has it since Linux 6.12.
    steps: [
      { architecture: ['x86_64', 'i386', 'ppc64le'] },
      // Anything but ENOSYS.
      { pkeyMprotect: { addr: 'arena+1', length: '1p', prot: 'r', pkey: -1 }, fails: ['EINVAL', 'ENOMEM'] },
    ],
  },
  'unaligned-access': {
    lacking:
      'the processor need not carry out unaligned accesses itself, and nobody says what a kernel does about them',
    steps: [{ architecture: ['x86_64', 'i386', 'aarch64', 'ppc64le', 's390x'] }],
  },
  'kernel-addresses': {
    lacking: "what an access to the kernel's own addresses raises is another exception on this architecture",
    // MIPS: an address error; Power: a segment interrupt.
    steps: [{ architecture: ['x86_64', 'i386', 'aarch64', 'arm', 'riscv64', 's390x'] }],
  },
  '32-bit-kernel': {
    lacking: 'the kernel itself is not one of 32 bits',
    // All that such a kernel can address is below 4 GiB.
    steps: [{ number: '/proc/meminfo', field: 'VmallocTotal:', atMost: (4 << 20) - 1 }],
  },
} as const satisfies Record<string, Need>;

export type NeedName = keyof typeof table;
export const NEEDS: Readonly<Record<NeedName, Need>> = table;
