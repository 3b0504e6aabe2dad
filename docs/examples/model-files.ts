// The files of the model: names, descriptors and pages in memory.
import { Errno, O_ACCMODE, O_CREAT, O_PATH, O_RDONLY, O_TRUNC, O_WRONLY } from 'mmap-conformance';

const PAGE = 4096n;

export class File {
  kind: 'file' | 'deleted' | 'memfd' | 'special' = 'file';
  size = 0n;
  readonly #pages = new Map<bigint, Uint8Array>();

  page(number: bigint): Uint8Array {
    const page = this.#pages.get(number) ?? new Uint8Array(4096);
    this.#pages.set(number, page);
    return page;
  }

  /** What is cut off is zero when the file grows again. */
  resize(size: bigint): void {
    for (const [number, page] of this.#pages) {
      const kept = size - number * PAGE;
      if (kept <= 0n) this.#pages.delete(number);
      else if (kept < PAGE) page.fill(0, Number(kept));
    }
    this.size = size;
  }
}

/** What a descriptor stands for. */
export interface Open {
  readonly file: File;
  readonly readable: boolean;
  readonly writable: boolean;
  /** Only the name is open: O_PATH. */
  readonly isPath?: boolean;
}

export class Files {
  readonly #names = new Map<string, File>();
  /** By descriptor. */
  readonly #open: (Open | undefined)[] = [];

  /** @param directory the only one that there is */
  constructor(directory: string) {
    const file = new File();
    file.kind = 'special';
    this.#names.set(directory, file);
  }

  /** What is open there. */
  get(fd: number): Open {
    const open = this.#open[fd];
    if (open === undefined || open.isPath) throw new Errno('EBADF');
    return open;
  }

  open(path: string, flags: number): number {
    const mode = flags & O_ACCMODE;
    let file = this.#names.get(path);
    if (file === undefined && !(flags & O_CREAT)) throw new Errno('ENOENT');
    file ??= new File();
    this.#names.set(path, file);
    if (flags & O_TRUNC) file.resize(0n);
    return this.#add({
      file,
      readable: mode !== O_WRONLY,
      writable: mode !== O_RDONLY,
      isPath: (flags & O_PATH) !== 0,
    });
  }

  memfd(): number {
    const file = new File();
    file.kind = 'memfd';
    return this.#add({ file, readable: true, writable: true });
  }

  close(fd: number): void {
    if (this.#open[fd] === undefined) throw new Errno('EBADF');
    this.#open[fd] = undefined;
  }

  dup(fd: number): number {
    return this.#add(this.get(fd));
  }

  unlink(path: string): void {
    const file = this.#names.get(path);
    if (file === undefined) throw new Errno('ENOENT');
    file.kind = 'deleted';
    this.#names.delete(path);
  }

  truncate(fd: number, length: bigint): void {
    const { file, writable } = this.get(fd);
    if (!writable || length >> 63n !== 0n) throw new Errno('EINVAL');
    file.resize(length);
  }

  pread(fd: number, bytes: Uint8Array, offset: bigint): number {
    const { file, readable } = this.get(fd);
    if (!readable) throw new Errno('EBADF');
    const rest = file.size > offset ? file.size - offset : 0n;
    const count = Math.min(bytes.length, Number(rest));
    for (let i = 0; i < count; i++)
      bytes[i] = at(file, offset + BigInt(i)).page[at(file, offset + BigInt(i)).index] ?? 0;
    return count;
  }

  pwrite(fd: number, bytes: Uint8Array, offset: bigint): number {
    const { file, writable } = this.get(fd);
    if (!writable) throw new Errno('EBADF');
    const end = offset + BigInt(bytes.length);
    if (end > file.size) file.size = end;
    for (const [i, byte] of bytes.entries()) {
      const { page, index } = at(file, offset + BigInt(i));
      page[index] = byte;
    }
    return bytes.length;
  }

  /** The lowest free descriptor. */
  #add(open: Open): number {
    let fd = this.#open.indexOf(undefined);
    if (fd < 0) fd = this.#open.length;
    this.#open[fd] = open;
    return fd;
  }
}

function at(file: File, offset: bigint): { page: Uint8Array; index: number } {
  return { page: file.page(offset / PAGE), index: Number(offset % PAGE) };
}
