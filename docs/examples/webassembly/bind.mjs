// From the functions of mman.c to the interface that the harness wants.
import { Fault } from 'mmap-conformance';

/** What a page is to WebAssembly, and what both libraries say that it is. */
const PAGE = 65536;

/**
 * @param {WebAssembly.Exports} c the exports of mman.c
 * @returns {import('mmap-conformance').Implementation}
 */
export function bind(c) {
  let memory = new Uint8Array(c.memory.buffer);
  /** The memory; beyond its end WebAssembly traps, which is its SIGSEGV. */
  const bytesAt = (addr, size) => {
    // It has a new buffer when it has grown.
    if (memory.length === 0 || addr + BigInt(size) > memory.length) memory = new Uint8Array(c.memory.buffer);
    if (addr + BigInt(size) > memory.length) throw new Fault('SIGSEGV', 'SEGV_MAPERR', addr);
    return memory;
  };
  const shared = (size) => new Uint8Array(c.memory.buffer, c.shared_buffer() >>> 0, size);
  const setPath = (path) => shared(4096).set(new TextEncoder().encode(`${path}\0`));
  const low = (bigint) => Number(BigInt.asUintN(32, bigint));
  const functions = {
    pageSize: PAGE,
    architecture: 'wasm32',

    mmap: (addr, length, prot, flags, fd, offset) =>
      c.do_mmap(low(addr), low(length), prot, flags, fd, BigInt.asIntN(64, offset)),
    munmap: (addr, length) => c.do_munmap(low(addr), low(length)),
    mprotect: (addr, length, prot) => c.do_mprotect(low(addr), low(length), prot),
    mremap: (addr, old, length, flags, to) => c.do_mremap(low(addr), low(old), low(length), flags, low(to)),
    msync: (addr, length, flags) => c.do_msync(low(addr), low(length), flags),
    madvise: (addr, length, advice) => c.do_madvise(low(addr), low(length), advice),
    mlock: (addr, length) => c.do_mlock(low(addr), low(length)),
    munlock: (addr, length) => c.do_munlock(low(addr), low(length)),
    mlockall: (flags) => c.do_mlockall(flags),
    munlockall: () => c.do_munlockall(),

    load(addr, size) {
      const [bytes, at] = [bytesAt(addr, size), Number(addr)];
      if (size === 1) return bytes[at];
      return bytes.subarray(at, at + size).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
    },
    store(addr, size, value) {
      const [bytes, at] = [bytesAt(addr, size), Number(addr)];
      if (size === 1) bytes[at] = Number(value);
      else for (let i = 0; i < size; i++) bytes[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
    },

    open(path, flags, mode) {
      setPath(path);
      return c.do_open(flags, mode);
    },
    close: (fd) => c.do_close(fd),
    unlink(path) {
      setPath(path);
      return c.do_unlink();
    },
    ftruncate: (fd, length) => c.do_ftruncate(fd, BigInt.asIntN(64, length)),
    pread(fd, bytes, offset) {
      const count = c.do_pread(fd, bytes.length, BigInt.asIntN(64, offset));
      if (count > 0) bytes.set(shared(count));
      return count;
    },
    pwrite(fd, bytes, offset) {
      shared(bytes.length).set(bytes);
      return c.do_pwrite(fd, bytes.length, BigInt.asIntN(64, offset));
    },
    read: (fd, addr, length) => c.do_read(fd, low(addr), low(length)),
    write: (fd, addr, length) => c.do_write(fd, low(addr), low(length)),
    fstat(fd) {
      const size = c.size_of(fd);
      if (size < 0) throw Object.assign(new Error('fstat'), { code: 'EBADF' });
      return { size };
    },
    fsync: (fd) => c.do_fsync(fd),
    reserve: (length) => c.do_reserve(low(length)),
  };
  // What the library does not have the module does not have.
  const optional = [
    'reserve',
    'mprotect',
    'mremap',
    'msync',
    'madvise',
    'mlock',
    'munlock',
    'mlockall',
    'munlockall',
  ];
  for (const name of optional) if (c[`do_${name}`] === undefined) delete functions[name];
  return functions;
}
