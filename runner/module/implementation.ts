/** What a JavaScript or TypeScript module implements to be tested: docs/module.md explains it. */

/** Where the pages of one mapping lie and what they are, as a line of `/proc/self/maps` says it. */
export interface Mapping {
  /** The first byte. */
  start: bigint;
  /** The first byte behind it. */
  end: bigint;
  /** `rwxp`, with `-` for what is not allowed; `s` in the place of `p` for MAP_SHARED. */
  perms: string;
  /** Bytes into the object; default 0. */
  offset?: bigint;
  /** Default `anonymous`. `deleted`: a file that has no name any more. */
  backing?: 'anonymous' | 'file' | 'deleted' | 'memfd' | 'dev-zero' | 'hugepages' | 'special';
}

/** What is given to `create`. */
export interface Place {
  /**
   * Path of an empty directory of this machine that is the case's own: files that the harness asks for are opened by paths in it.
   * Those who keep files elsewhere need not care where it is.
   */
  scratch: string;
}

/** What a call that has nothing to tell may return; a negative number is `-errno`. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is what most people write
export type Done = void | number;

/**
 * An implementation of `mmap` and its neighbours, and of the memory that they map.
 *
 * Arguments are what Linux on x86-64 would get: addresses, lengths and offsets are unsigned numbers of 64 bits (bigint), flags and
 * protections numbers with its values (`MAP_ANONYMOUS`, `PROT_READ` and the like are exported beside this type).
 *
 * A call that fails throws an object whose `code` is the name of an errno (`new Errno('EINVAL')`, or any error of `node:fs`), or
 * returns `-errno`. An access that faults throws an object with `signal`, `code` and `address` (`new Fault(...)`). Whatever else is
 * thrown is a crash of the implementation. All functions but `mmap` may be missing: cases that need them are skipped and say so.
 */
export interface Implementation {
  /** Bytes; default 4096. */
  readonly pageSize?: number;
  /** Bytes; default 2 MiB, or one page if that is more. */
  readonly hugePageSize?: number;
  /** As `uname -m` names it; default `x86_64`. On `wasm32` addresses and lengths have 32 bits. */
  readonly architecture?: string;
  /** The Linux release whose promises it is held to; default: all that the reference is held to. */
  readonly release?: string;

  /** Returns the address. */
  mmap(
    addr: bigint,
    length: bigint,
    prot: number,
    flags: number,
    fd: number,
    offset: bigint,
  ): bigint | number;
  munmap?(addr: bigint, length: bigint): Done;
  mprotect?(addr: bigint, length: bigint, prot: number): Done;
  /** Returns the address. */
  mremap?(
    addr: bigint,
    oldLength: bigint,
    newLength: bigint,
    flags: number,
    newAddr: bigint,
  ): bigint | number;
  msync?(addr: bigint, length: bigint, flags: number): Done;
  madvise?(addr: bigint, length: bigint, advice: number): Done;
  /** Returns one byte a page, whose lowest bit says whether it is resident. */
  mincore?(addr: bigint, length: bigint): ArrayLike<number> | number;
  mlock?(addr: bigint, length: bigint): Done;
  mlock2?(addr: bigint, length: bigint, flags: number): Done;
  munlock?(addr: bigint, length: bigint): Done;
  mlockall?(flags: number): Done;
  munlockall?(): Done;
  mseal?(addr: bigint, length: bigint): Done;
  /** `pageOffset` in pages. */
  remapFilePages?(addr: bigint, length: bigint, pageOffset: bigint): Done;
  pkeyMprotect?(addr: bigint, length: bigint, prot: number, key: number): Done;

  /** The unsigned number, little-endian, of `size` bytes: 1, 2, 4 or 8. */
  load?(addr: bigint, size: number): bigint | number;
  store?(addr: bigint, size: number, value: bigint): void;
  /**
   * Calls the function at `addr` and returns what it returns. The harness has stored `b8 2a 00 00 00 c3` there, which is
   * `mov $42, %eax; ret`: a model without a processor may look for these bytes where it would fetch them.
   */
  execute?(addr: bigint): bigint | number;

  /** `open(2)`, with the flags of Linux (`O_RDWR | O_CREAT` ...); returns a descriptor. */
  open?(path: string, flags: number, mode: number): number;
  close?(fd: number): Done;
  dup?(fd: number): number;
  unlink?(path: string): Done;
  ftruncate?(fd: number, length: bigint): Done;
  /** Reads into `bytes`; returns how many bytes there were. */
  pread?(fd: number, bytes: Uint8Array, offset: bigint): number;
  /** Returns how many bytes were written. */
  pwrite?(fd: number, bytes: Uint8Array, offset: bigint): number;
  /** `read(2)` and `write(2)`, at the descriptor's position, into and from mapped memory. */
  read?(fd: number, addr: bigint, length: bigint): bigint | number;
  write?(fd: number, addr: bigint, length: bigint): bigint | number;
  fstat?(fd: number): { size: bigint | number };
  fsync?(fd: number): Done;
  /** `memfd_create(2)`. */
  memfdCreate?(name: string, flags: number): number;
  /** `fcntl(2)` with F_ADD_SEALS and F_GET_SEALS. */
  addSeals?(fd: number, seals: number): Done;
  getSeals?(fd: number): number;
  /** `fallocate(2)` with FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE. */
  punchHole?(fd: number, offset: bigint, length: bigint): Done;
  /** Read end, write end. */
  pipe?(): readonly [number, number];

  /** All that is mapped, in the order of addresses. */
  maps?(): Iterable<Mapping>;
  /**
   * Room of this many bytes in which a case may map at fixed addresses and meets nobody; returns its address. Default: `mmap` with
   * PROT_NONE and MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE.
   */
  reserve?(length: bigint): bigint | number;
  /** The case is over. */
  end?(): void;
}

/** What a module exports by the name `create`: it makes an implementation with nothing mapped, for one case. */
export type Create = (place: Place) => Implementation | Promise<Implementation>;
