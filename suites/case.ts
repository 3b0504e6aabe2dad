/**
 * The shape of a case. A case is data: a list of steps, each of which is one call or one access and says what the
 * documentation promises of it. Nothing here runs anything; `runner/` compiles, executes and judges.
 */
import type { ClauseId } from './clauses/index.ts';
import type { NeedName } from './needs.ts';
import type {
  Advice,
  Backing,
  Capability,
  Errno,
  Fault,
  MapFlag,
  MemfdFlag,
  Mlock2Flag,
  MlockallFlag,
  MremapFlag,
  MsyncFlag,
  OpenFlag,
  OpenMode,
  Personality,
  Prot,
  RawBits,
  Resource,
  Seal,
  Special,
  StatusField,
  VmFlag,
} from './vocabulary.ts';

/** A name for an address: the result of `mmap`, set by `as`. */
export type Slot = 'a' | 'b' | 'c' | 'd' | 'e';
/** A name for a file descriptor, set by a fixture. */
export type Fd = 'f' | 'g' | 'h' | 'i' | 'j' | 'k';

type Unit = 'p' | 'h' | 'k' | 'M' | 'G' | 'T' | 'P' | 'E';
type Term = `${number}` | `${number}${Unit}`;
/**
 * A number of bytes: `100`, `'1p'` (pages of the target), `'1h'` (its default huge page), `'4k'`, `'64T'`, `'8E'` (2^63), and
 * one sum or difference: `'2p-1'`. Arithmetic is modulo 2^64, so `'0-1p'` is the last page of the 64-bit space.
 */
export type Size = number | Term | `${Term}+${Term}` | `${Term}-${Term}`;
type Base = Slot | 'arena';
/**
 * An address: `'null'`, a slot, or `'arena'` (the start of the room that the executor reserved with PROT_NONE for this case,
 * 4096 pages of it), plus or minus a size; or a plain number for cases about absolute addresses.
 */
export type Address =
  | 'null'
  | Base
  | `${Base}+${Term}`
  | `${Base}-${Term}`
  | `${Base}+${Term}+${Term}`
  | `${Base}+${Term}-${Term}`
  | Size;

/** `i386`: any x86 of 32 bits. */
export type Architecture =
  | 'x86_64'
  | 'i386'
  | 'aarch64'
  | 'arm'
  | 'riscv64'
  | 'ppc64le'
  | 's390x'
  | 'mips64el';

export type OneOrMore<T> = T | readonly T[];

/**
 * What may be said of a step about the documentation. With none of these keys a call is promised to succeed.
 */
export interface Expectation {
  /** The call fails, with this errno or one of these. */
  fails?: OneOrMore<Errno>;
  /** The access raises this signal (at the address that the step names, unless `faultAt` names another). */
  faults?: OneOrMore<Fault>;
  /** Where the fault's address must lie, if not at the step's own address. `'any'`: the documentation does not fix it. */
  faultAt?: Address | 'any';
  /** The documentation is silent: nothing is expected, the step is only compared with the reference. */
  observed?: true;
  /**
   * The documentation says something that Linux does not do (any more). The step's own keys say what Linux does; `documented`
   * is what the text says, in a few words, and `since` the first Linux release that does otherwise, if known. `instead`
   * is what the step comes to where the text is followed (`{}`: it succeeds), if that can be said so and the text is still in force:
   * who does that does what is documented, unlike Linux, and the steps after it, which are about what Linux does, tell nothing.
   * With `before`, it is what the text says of releases before that one only.
   */
  historical?:
    | { documented: string; since?: string; instead?: { fails?: Errno; faults?: Fault } }
    | { documented: string; before: string };
}

export interface MmapArguments {
  /** Default `'null'`. */
  addr?: Address;
  length: Size;
  prot: Prot;
  flags: readonly (MapFlag | RawBits)[];
  /** A fixture's descriptor, or a number. Default -1. */
  fd?: Fd | number;
  /** Bytes. Default 0. */
  offset?: Size;
}

export interface Range {
  addr: Address;
  length: Size;
}

/** Where a new mapping is promised to be. Without any of these: page aligned and not 0. */
export interface Placement {
  /** Exactly here. */
  at?: Address;
  /** Anywhere but here. */
  notAt?: Address;
  /** Its end is not above this address. */
  below?: Address;
  /** Its start is not below this address. */
  above?: Address;
  /** Its start is a multiple of this many bytes. */
  aligned?: Size;
}

/** The bytes that a range of memory, or of a file, is compared with. */
export type Content =
  /** Every byte is this one. */
  | { value: number }
  /** The fixture's pattern as it stands in the file from this offset (bytes) on: no byte of it is 0, no two pages are alike. */
  | { pattern: Size };

type StepKinds =
  /* the functions under test */
  | ({ mmap: MmapArguments; as?: Slot; mayChange?: true } & Placement)
  /** The system call that i386 had before mmap2, with its arguments by pointer; `unreadable`: by one that leads nowhere. */
  | { oldMmap: MmapArguments; pointer?: 'unreadable'; as?: Slot }
  | { munmap: Range }
  | { mprotect: Range & { prot: Prot } }
  | ({
      mremap: {
        addr: Address;
        oldLength: Size;
        newLength: Size;
        flags?: readonly (MremapFlag | RawBits)[];
        newAddr?: Address;
      };
      as?: Slot;
    } & Placement)
  | { msync: Range & { flags: readonly (MsyncFlag | RawBits)[] } }
  | { madvise: Range & { advice: Advice | RawBits } }
  /** `is`: one digit a page, `1` for resident. */
  | { mincore: Range; vector?: 'unmapped'; is?: string }
  | { mlock: Range }
  | { mlock2: Range & { flags: readonly (Mlock2Flag | RawBits)[] } }
  | { munlock: Range }
  | { mlockall: readonly (MlockallFlag | RawBits)[] }
  | { munlockall: true }
  | { mseal: Range }
  /** `pgoff` in pages. */
  | { remapFilePages: Range & { pgoff: number } }
  | { pkeyMprotect: Range & { prot: Prot; pkey: number } }
  /* accesses to memory */
  /** `size` in bytes, 1 to 8, default 1; `is` is the value loaded. */
  | { load: Address; size?: 1 | 2 | 4 | 8; is?: number }
  | { store: Address; size?: 1 | 2 | 4 | 8; value: number }
  | { fill: Range & { value: number } }
  /** Every byte of the range is as given. */
  | { contents: Range & Content }
  /** Writes a small function, in the target's machine code, that returns 42. */
  | { plant: Address }
  /** Calls the planted function: it comes back with 42, or faults. */
  | { execute: Address }
  /** Touches one byte a page and counts the minor faults that this took. */
  | { touch: Range & { access: 'load' | 'store' }; minorFaults?: 'none' | 'some' | number }
  /* fixtures: not under test; one that fails unasked makes the case `broken` */
  /** Makes a regular file in the scratch directory (or the case's own mount), fills it, and opens it in `mode` (default rdwr). */
  | {
      file: Fd;
      size?: Size;
      content?: 'zero' | 'pattern' | 'code';
      mode?: OpenMode;
      with?: readonly OpenFlag[];
      on?: 'scratch' | 'mount' | 'tmpfs' | 'dax';
    }
  | { memfd: Fd; size?: Size; content?: 'zero' | 'pattern' | 'code'; flags?: readonly MemfdFlag[] }
  /** Opens a file fixture once more (`of`), or a path. `'scratch'`/`'mount'`: the directory itself. */
  | { open: Fd; of: Fd | `/${string}` | 'scratch' | 'mount'; mode: OpenMode; with?: readonly OpenFlag[] }
  /** The two ends of a pipe: read end, write end. */
  | { pipe: readonly [Fd, Fd] }
  | { special: Fd; type: Special }
  | { close: Fd }
  | { dup: Fd; as: Fd }
  | { unlink: Fd }
  | { ftruncate: Fd; to: Size }
  | { pwrite: Fd; offset: Size; length: Size; content: Content }
  /** Reads and compares. */
  | { pread: Fd; offset: Size; length: Size; content: Content }
  /** `read(2)` / `write(2)` at the descriptor's position, into / from the memory at `addr`; `is` is the count returned. */
  | { read: Fd; into: Address; length: Size; is?: Size }
  | { write: Fd; from: Address; length: Size; is?: Size }
  | { fileSize: Fd; is?: Size }
  | { seal: Fd; add: readonly Seal[] }
  | { seals: Fd; is?: readonly Seal[] }
  /** `fallocate(2)` with PUNCH_HOLE|KEEP_SIZE. */
  | { punch: Fd; offset: Size; length: Size }
  /** Sets or clears the inode's append-only flag (`chattr +a`). */
  | { appendOnly: Fd; on: boolean }
  | { fsync: Fd }
  /** Drops the file's pages from the page cache: fsync, then POSIX_FADV_DONTNEED. */
  | { evict: Fd }
  /** `mandatory` sets the mode bits that mandatory locking wants (g+s, g-x), then takes a write lock by fcntl. */
  | { lock: Fd; mandatory?: true }
  /* what the system says about a mapping */
  /**
   * The line(s) of `/proc/self/maps` that hold the range. `mapped: false`: no page of it is mapped. Otherwise all pages of the
   * range (default: one page) are mapped with these permissions, from this file offset, by this kind of object.
   */
  | {
      maps: Address;
      length?: Size;
      mapped?: boolean;
      perms?: string;
      offset?: Size;
      backing?: OneOrMore<Backing>;
    }
  /** Fields of the mapping that holds the address, `/proc/self/smaps`. Sizes are compared in bytes. */
  | {
      smaps: Address;
      vmFlags?: { has?: readonly VmFlag[]; lacks?: readonly VmFlag[] };
      size?: Size;
      rss?: Size;
      locked?: Size;
      anonymous?: Size;
      kernelPageSize?: Size;
      sharedDirty?: Size;
      privateDirty?: Size;
    }
  /** How many pages of the range have a page table entry, `/proc/self/pagemap`. */
  | { resident: Range; is?: number }
  /** `/proc/self/map_files/<range>` leads to the file of this descriptor. */
  | { mapFiles: Range; leadsTo: Fd }
  /** Sets atime and mtime of the file to a day long ago. */
  | { age: Fd }
  /** Whether the times are still those of `age`. */
  | { times: Fd; atime?: 'old' | 'new'; mtime?: 'old' | 'new' }
  /** Free blocks of the case's own mount; `is` compares with a number kept before. */
  | { freeBlocks: 'mount'; as?: Slot; is?: Slot; lessThan?: Slot }
  /** A field of `/proc/self/status`, in bytes. */
  | { status: StatusField; is?: Size }
  /* the process and its rights; they end with the case */
  | { rlimit: Resource; soft: Size | 'unlimited'; hard?: Size | 'unlimited' }
  /** Sets the soft limit to what is used now (VmSize for AS, VmData for DATA) plus `room`. */
  | { rlimit: 'AS' | 'DATA'; room: Size }
  /** Drops one capability from the effective, permitted and inheritable set, or all and root with them. */
  | { drop: Capability | 'all' }
  | { capability: Capability; is?: boolean }
  /** The architecture that the target's agent was built for, as `uname -m` names it, is this one or one of these. */
  | { architecture: OneOrMore<Architecture> }
  | { personality: readonly Personality[] }
  /** `prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN)`: no executable memory can be gained from now on. */
  | { mdwe: true }
  /** This process ends by the signal; only in a forked child, whose `ends` says so. */
  | { kill: 'SIGKILL' }
  /**
   * The machine's C compiler accepts, or refuses, this unit (libc headers, no warning allowed). With `run` it is a program of that
   * many bits, which is run: `accepted` if it exits with 0.
   */
  | { compile: string; std?: 'c11' | 'gnu11'; is: 'accepted' | 'refused'; run?: 64 | 32 }
  /* the whole machine: only with --allow-system-changes; undone when the case ends, in whatever way */
  /** Whether files there may be mapped to be executed: not on a noexec mount. */
  | { executable: 'scratch' | 'tmpfs' }
  /** Whether settings of the whole machine may be changed; whether nothing else runs on it, and it is thrown away afterwards. */
  | { allowed: 'system-changes' | 'own-machine' }
  /**
   * The processor has this feature, and the kernel uses it; or the architecture has it: the kernel manages page tables of the processor's
   * own, they tell what may be executed from what may be read, a process has 2^46 bytes of addresses at least.
   */
  | { cpu: 'la57' | 'pku' | 'own-pages' | 'no-execute' | 'wide-addresses' }
  /** Writes a file below `/proc/sys`, `/sys` or the like. */
  | { setting: `/${string}`; to: number | string }
  /** A swap file of this size comes into use; the slot is a descriptor of it, open for reading and writing. */
  | { swapOn: Fd; size: Size }
  | { swapOff: true }
  /** Opens that many further files. */
  | { openMany: number }
  /* several threads at once */
  /** In each round all threads ask for the free page at `addr` by MAP_FIXED_NOREPLACE: exactly one gets it, the others get EEXIST. */
  | { race: Address; threads: number; rounds: number }
  /** Each thread maps a page, finds it zero, marks it, finds its mark, unmaps it, over and over. */
  | { mapInThreads: number; rounds: number }
  /** A private mount namespace with a tmpfs of these options at the case's mount point. */
  | { mount: 'tmpfs'; options?: readonly ('noexec' | 'ro' | `size=${string}`)[] }
  /** A number out of `/proc/sys`, by its sysctl name, kept in a slot so that operands can use it. */
  | { sysctl: `${string}.${string}`; as?: Slot; atMost?: number }
  /** A number (first on the line) out of a `/proc` or `/sys` file: of the line that starts with `field`, or of the first. */
  | { number: `/${string}`; field?: string; is?: number; atLeast?: Address; atMost?: Address; as?: Slot }
  /** Maps single pages, alternately PROT_NONE and PROT_READ, inside a reservation at slot `as`, until mmap fails. */
  | { exhaustMappings: Slot }
  /* other processes */
  /** A child runs `fork`; then, while it waits, the parent runs `meanwhile`; then the child runs `after` and exits. */
  | { fork: readonly Step[]; meanwhile?: readonly Step[]; after?: readonly Step[]; ends?: 'SIGKILL' }
  /** A child executes the agent anew, which runs these steps: slots keep their numbers, memory is what exec left. */
  | { exec: readonly Step[] }
  /** The case's own process does: these steps are its last. */
  | { become: readonly Step[] };

/** One call, access, fixture or look at the system, with what is promised of it. */
export type Step = StepKinds & Expectation;

/** A case: one purpose, said in its title, with the clauses whose breaking would make it fail. */
export interface Case {
  /** `group/suite/name`, lower case and dashes; stable for ever. */
  id: string;
  /** One sentence that says what is promised. */
  title: string;
  /** The promises it checks: it must fail where one of them is broken. */
  clauses: readonly ClauseId[];
  /** What of the machine, or of one's rights, it cannot do without. */
  needs?: readonly NeedName[];
  /** First Linux release whose documentation promises this. */
  since?: string;
  /** First Linux release that does not promise it any more. */
  until?: string;
  steps: readonly Step[];
}

/** A file of cases about one thing. Its name is the first two parts of each case's id. */
export interface Suite {
  /** `group/suite`, as the file's path: `flags/fixed-noreplace`. */
  name: string;
  /** What it is about, in a few words. */
  title: string;
  cases: readonly Case[];
}

/** Gives an object literal the type of a suite, so that a misspelt word does not compile. */
export const suite = (s: Suite): Suite => s;
