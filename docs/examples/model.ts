// A small address space in memory: what mmap, munmap, mprotect and their neighbours do to it, and what an access then meets. It has no
// limits, no huge pages and no processes. `npx mmap-conformance run -i module:docs/examples/model.ts`
import {
  Errno,
  Fault,
  type Implementation,
  MADV_DONTNEED,
  MAP_32BIT,
  MAP_ANONYMOUS,
  MAP_DROPPABLE,
  MAP_FIXED,
  MAP_FIXED_NOREPLACE,
  MAP_GROWSDOWN,
  MAP_HUGE_MASK,
  MAP_HUGE_SHIFT,
  MAP_HUGETLB,
  MAP_LOCKED,
  MAP_PRIVATE,
  MAP_SHARED,
  MAP_SHARED_VALIDATE,
  MAP_TYPE,
  type Mapping,
  MCL_CURRENT,
  MCL_FUTURE,
  MREMAP_FIXED,
  MREMAP_MAYMOVE,
  MS_ASYNC,
  MS_INVALIDATE,
  MS_SYNC,
  type Place,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
} from 'mmap-conformance';
import { Files, type Open } from './model-files.ts';

const PAGE = 4096n;
/** Where the upper half begins, less the page that nobody may have; the lowest address for those without rights. */
const [TOP, BOTTOM] = [0x7ffffffff000n, 0x10000n];
const up = (n: bigint): bigint => (n + PAGE - 1n) & -PAGE;
const LARGEST_FILE = (1n << 63n) - 1n;
/** What MAP_SHARED_VALIDATE lets pass: the flags that were there before it. */
const LEGACY_FLAGS = 0x7c07f9f3;

/** Pages side by side that were mapped alike. */
interface Area {
  start: bigint;
  end: bigint;
  prot: number;
  shared: boolean;
  /** The file; null for anonymous memory. */
  open: Open | null;
  /** Bytes into the object. */
  offset: bigint;
  /** Pages that are not the file's, by their number in the object. */
  own: Map<bigint, Uint8Array>;
  locked: boolean;
}

export function create({ scratch }: Place): Implementation {
  return new Model(scratch);
}

class Model implements Implementation {
  /** In the order of addresses. */
  #areas: Area[] = [];
  #lockFuture = false;
  readonly #files: Files;

  constructor(directory: string) {
    this.#files = new Files(directory);
  }

  mmap(addr: bigint, length: bigint, prot: number, flags: number, fd: number, offset: bigint): bigint {
    if (offset % PAGE !== 0n) throw new Errno('EINVAL');
    const open = flags & MAP_ANONYMOUS ? null : this.#files.get(fd);
    if (length === 0n) throw new Errno('EINVAL');
    if (flags & MAP_HUGETLB) this.#refuseHuge(flags, open);
    const size = up(length);
    if (BigInt.asUintN(64, size) === 0n) throw new Errno('ENOMEM');
    const start = this.#place(addr, size, flags);
    if (open !== null && offset + size > LARGEST_FILE) throw new Errno('EOVERFLOW');
    const shared = this.#checkKind(prot, flags, open);
    if (start < BOTTOM) throw new Errno('EPERM');
    this.#remove(start, start + size);
    this.#areas.push({
      ...{ start, end: start + size, prot: prot & 7, shared, own: new Map() },
      open: open === null ? null : { ...open },
      offset: open === null ? 0n : offset,
      locked: (flags & MAP_LOCKED) !== 0 || this.#lockFuture,
    });
    this.#sort();
    return start;
  }

  munmap(addr: bigint, length: bigint): void {
    if (addr % PAGE !== 0n || length === 0n || addr + up(length) > TOP) throw new Errno('EINVAL');
    this.#remove(addr, addr + up(length));
  }

  mprotect(addr: bigint, length: bigint, prot: number): void {
    if (addr % PAGE !== 0n || (prot & ~0xf) !== 0) throw new Errno('EINVAL');
    if (length === 0n) return;
    if (addr + up(length) > 1n << 64n) throw new Errno('ENOMEM');
    for (const area of this.#each(addr, up(length))) {
      if (area.shared && prot & PROT_WRITE && area.open !== null && !area.open.writable)
        throw new Errno('EACCES');
      area.prot = prot & 7;
    }
  }

  mremap(addr: bigint, oldLength: bigint, newLength: bigint, flags: number, newAddr: bigint): bigint {
    const [oldSize, size] = [up(oldLength), up(newLength)];
    const fixed = (flags & MREMAP_FIXED) !== 0;
    if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED) || (fixed && !(flags & MREMAP_MAYMOVE)))
      throw new Errno('EINVAL');
    if (addr % PAGE !== 0n || size === 0n) throw new Errno('EINVAL');
    if (fixed) {
      const overlaps = newAddr < addr + oldSize && addr < newAddr + size;
      if (newAddr % PAGE !== 0n || size > TOP || newAddr > TOP - size || overlaps) throw new Errno('EINVAL');
    }
    const area = this.#at(addr);
    if (area === undefined) throw new Errno('EFAULT');
    if (oldSize === 0n && !area.shared) throw new Errno('EINVAL');
    if (addr + oldSize > area.end && size > oldSize) throw new Errno('EFAULT');
    if (!fixed && oldSize >= size && oldSize > 0n) {
      this.#remove(addr + size, addr + oldSize);
      return addr;
    }
    const isLast = addr + oldSize === area.end && oldSize > 0n;
    if (!fixed && isLast && addr + size <= TOP && this.#isFree(area.end, size - oldSize)) {
      area.end = addr + size;
      return addr;
    }
    if (!(flags & MREMAP_MAYMOVE)) throw new Errno('ENOMEM');
    const start = fixed ? newAddr : this.#find(size, BOTTOM, TOP);
    const moved = { ...area, start, end: start + size, offset: area.offset + (addr - area.start) };
    this.#remove(start, start + size);
    if (oldSize > 0n) this.#remove(addr, addr + oldSize);
    this.#areas.push(moved);
    this.#sort();
    return start;
  }

  msync(addr: bigint, length: bigint, flags: number): void {
    const isBoth = (flags & MS_ASYNC) !== 0 && (flags & MS_SYNC) !== 0;
    if (addr % PAGE !== 0n || flags & ~(MS_ASYNC | MS_SYNC | MS_INVALIDATE) || isBoth)
      throw new Errno('EINVAL');
    const end = addr + up(length);
    if (end > 1n << 64n) throw new Errno('ENOMEM');
    for (const area of this.#areas) {
      if (area.end > addr && area.start < end && area.locked && flags & MS_INVALIDATE)
        throw new Errno('EBUSY');
    }
    if (!this.#isMapped(addr, up(length))) throw new Errno('ENOMEM');
  }

  madvise(addr: bigint, length: bigint, advice: number): void {
    // Beside those of POSIX: MADV_DONTFORK, MADV_DOFORK, MADV_DONTDUMP and MADV_DODUMP, which are about things that it has not.
    const isKnown = advice <= 4 || [10, 11, 16, 17].includes(advice);
    if (addr % PAGE !== 0n || !isKnown) throw new Errno('EINVAL');
    if (addr + up(length) > 1n << 64n || (length > 0n && up(length) === 0n)) throw new Errno('EINVAL');
    const isMapped = this.#isMapped(addr, up(length));
    if (advice === MADV_DONTNEED) {
      for (const area of this.#cut(addr, addr + up(length))) {
        if (area.locked) throw new Errno('EINVAL');
        if (area.shared) continue;
        for (let at = area.start; at < area.end; at += PAGE) {
          if (area.own.size === 0) break;
          area.own.delete((area.offset + at - area.start) / PAGE);
        }
      }
    }
    if (!isMapped) throw new Errno('ENOMEM');
  }

  mlock(addr: bigint, length: bigint): void {
    this.#lock(addr, length, true);
  }

  munlock(addr: bigint, length: bigint): void {
    this.#lock(addr, length, false);
  }

  mlockall(flags: number): void {
    // MCL_ONFAULT, 4, goes with one of the others.
    if (flags === 0 || flags & ~7 || flags === 4) throw new Errno('EINVAL');
    this.#lockFuture = (flags & MCL_FUTURE) !== 0;
    if (flags & MCL_CURRENT) for (const area of this.#areas) area.locked = true;
  }

  munlockall(): void {
    this.#lockFuture = false;
    for (const area of this.#areas) area.locked = false;
  }

  load(addr: bigint, size: number): bigint {
    let value = 0n;
    for (let i = 0n; i < size; i++) value |= BigInt(this.#byte(addr + i, PROT_READ)) << (8n * i);
    return value;
  }

  store(addr: bigint, size: number, value: bigint): void {
    for (let i = 0; i < size; i++) {
      const at = addr + BigInt(i);
      this.#page(at, PROT_WRITE)[Number(at % PAGE)] = Number((value >> BigInt(8 * i)) & 0xffn);
    }
  }

  /** `mov` of a number to `eax`, and `ret`, is all that this processor can do. */
  execute(addr: bigint): bigint {
    const code = Array.from({ length: 6 }, (_, i) => this.#byte(addr + BigInt(i), PROT_EXEC));
    if (code[0] !== 0xb8 || code[5] !== 0xc3) throw new Fault('SIGSEGV', 'SEGV_MAPERR', 0n);
    return BigInt(code[1] ?? 0);
  }

  maps(): Mapping[] {
    return this.#areas.map(({ start, end, prot, shared, open, offset }) => ({
      ...{ start, end, offset },
      perms: `${prot & PROT_READ ? 'r' : '-'}${prot & PROT_WRITE ? 'w' : '-'}${prot & PROT_EXEC ? 'x' : '-'}${shared ? 's' : 'p'}`,
      backing: open !== null ? open.file.kind : shared ? 'dev-zero' : 'anonymous',
    }));
  }

  open = (path: string, flags: number): number => this.#files.open(path, flags);
  memfdCreate = (): number => this.#files.memfd();
  close = (fd: number): void => this.#files.close(fd);
  dup = (fd: number): number => this.#files.dup(fd);
  unlink = (path: string): void => this.#files.unlink(path);
  ftruncate = (fd: number, length: bigint): void => this.#files.truncate(fd, length);
  pread = (fd: number, bytes: Uint8Array, offset: bigint): number => this.#files.pread(fd, bytes, offset);
  pwrite = (fd: number, bytes: Uint8Array, offset: bigint): number => this.#files.pwrite(fd, bytes, offset);
  fstat = (fd: number): { size: bigint } => ({ size: this.#files.get(fd).file.size });
  fsync = (fd: number): void => void this.#files.get(fd);

  /** Where a mapping goes. */
  #place(addr: bigint, size: bigint, flags: number): bigint {
    if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
      if (size > TOP || addr > TOP - size) throw new Errno('ENOMEM');
      if (addr % PAGE !== 0n) throw new Errno('EINVAL');
      if (flags & MAP_FIXED_NOREPLACE && !this.#isFree(addr, size)) throw new Errno('EEXIST');
      return addr;
    }
    const [lowest, highest] = flags & MAP_32BIT ? [1n << 30n, 1n << 31n] : [BOTTOM, TOP];
    const hint = addr & -PAGE;
    if (hint >= BOTTOM && hint + size <= highest && this.#isFree(hint, size)) return hint;
    return this.#find(size, lowest, highest);
  }

  /** The highest free place between two addresses. */
  #find(size: bigint, lowest: bigint, highest: bigint): bigint {
    let end = highest;
    for (const area of this.#areas.toReversed()) {
      if (area.start >= end) continue;
      if (end - size >= area.end) break;
      end = area.start;
    }
    if (end - size < lowest) throw new Errno('ENOMEM');
    return end - size;
  }

  /** Whether what is mapped may be mapped so; returns whether it is shared. */
  #checkKind(prot: number, flags: number, open: Open | null): boolean {
    const type = flags & MAP_TYPE;
    if (open === null) {
      if (type !== MAP_SHARED && type !== MAP_PRIVATE && type !== MAP_DROPPABLE) throw new Errno('EINVAL');
      if (type !== MAP_PRIVATE && flags & MAP_GROWSDOWN) throw new Errno('EINVAL');
      if (type === MAP_DROPPABLE && flags & MAP_LOCKED) throw new Errno('EINVAL');
      return type === MAP_SHARED;
    }
    if (type !== MAP_SHARED && type !== MAP_PRIVATE && type !== MAP_SHARED_VALIDATE)
      throw new Errno('EINVAL');
    if (type === MAP_SHARED_VALIDATE && flags & ~LEGACY_FLAGS) throw new Errno('EOPNOTSUPP');
    const isShared = type !== MAP_PRIVATE;
    if (isShared && prot & PROT_WRITE && !open.writable) throw new Errno('EACCES');
    if (!open.readable) throw new Errno('EACCES');
    if (open.file.kind === 'special') throw new Errno('ENODEV');
    if (flags & MAP_GROWSDOWN) throw new Errno('EINVAL');
    return isShared;
  }

  /** There are no huge pages, but it is known which sizes they would have. */
  #refuseHuge(flags: number, open: Open | null): never {
    const code = (flags >>> MAP_HUGE_SHIFT) & MAP_HUGE_MASK;
    throw new Errno(open === null && [0, 21, 30].includes(code) ? 'ENOMEM' : 'EINVAL');
  }

  #lock(addr: bigint, length: bigint, locked: boolean): void {
    const start = addr & -PAGE;
    const size = up(length + (addr - start));
    if (start + size > 1n << 64n) throw new Errno('EINVAL');
    if (size > 0n) for (const area of this.#each(start, size)) area.locked = locked;
  }

  #at(addr: bigint): Area | undefined {
    return this.#areas.find(({ start, end }) => start <= addr && addr < end);
  }

  #isFree(start: bigint, size: bigint): boolean {
    return !this.#areas.some((area) => area.start < start + size && start < area.end);
  }

  #isMapped(start: bigint, size: bigint): boolean {
    let at = start;
    for (const area of this.#areas) if (area.start <= at && at < area.end) at = area.end;
    return at >= start + size;
  }

  /** The areas of a range one after the other, up to the first hole, which is ENOMEM. */
  *#each(start: bigint, size: bigint): Iterable<Area> {
    let at = start;
    for (const area of this.#cut(start, start + size)) {
      if (area.start !== at) break;
      yield area;
      at = area.end;
    }
    if (at < start + size) throw new Errno('ENOMEM');
  }

  /** Splits areas so that the range begins and ends between two, and returns those in it. */
  #cut(start: bigint, end: bigint): Area[] {
    for (const at of [start, end]) {
      const area = this.#at(at);
      if (area === undefined || area.start === at) continue;
      this.#areas.push({ ...area, start: at, offset: area.offset + (at - area.start) });
      area.end = at;
      this.#sort();
    }
    return this.#areas.filter((area) => area.start >= start && area.end <= end);
  }

  #remove(start: bigint, end: bigint): void {
    const gone = new Set(this.#cut(start, end));
    this.#areas = this.#areas.filter((area) => !gone.has(area));
  }

  #sort(): void {
    this.#areas.sort((one, other) => (one.start < other.start ? -1 : 1));
  }

  #byte(addr: bigint, access: number): number {
    return this.#page(addr, access)[Number(addr % PAGE)] ?? 0;
  }

  /** The bytes of a page, for this access; a write to a private one gets a copy of its own. */
  #page(addr: bigint, access: number): Uint8Array {
    // Between the halves of the address space there are no addresses.
    const isNone = addr >= 1n << 47n && addr < (1n << 64n) - (1n << 47n);
    if (isNone) throw new Fault('SIGSEGV', 'SI_KERNEL', 0n);
    const area = this.#at(addr);
    if (area === undefined) throw new Fault('SIGSEGV', 'SEGV_MAPERR', addr);
    // On x86-64 what may be written or executed may be read, and what may be read may not be executed.
    const allowed = area.prot === 0 ? 0 : area.prot | PROT_READ;
    if ((allowed & access) === 0) throw new Fault('SIGSEGV', 'SEGV_ACCERR', addr);
    const { open, own, shared } = area;
    const number = (area.offset + (addr & -PAGE) - area.start) / PAGE;
    if (open !== null && number * PAGE >= up(open.file.size)) throw new Fault('SIGBUS', 'BUS_ADRERR', addr);
    const mine = own.get(number);
    if (mine !== undefined) return mine;
    if (open !== null && (shared || access !== PROT_WRITE)) return open.file.page(number);
    const copy = open === null ? new Uint8Array(4096) : open.file.page(number).slice();
    own.set(number, copy);
    return copy;
  }
}
