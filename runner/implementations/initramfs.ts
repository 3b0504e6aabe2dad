/** The archive that a kernel unpacks into its first file system: cpio, "new ASCII" format, uncompressed, so that every kernel reads it. */

/** One file. */
export interface ArchiveEntry {
  /** Without a leading slash; folders come before what is in them. */
  path: string;
  /** Permission bits. */
  mode: number;
  /** Contents of a regular file; none for a folder. */
  data?: Uint8Array;
  /** Of a character device: major and minor number. */
  device?: readonly [number, number];
}

const TYPES = { file: 0o100000, folder: 0o040000, device: 0o020000 } as const;
const TRAILER: ArchiveEntry = { path: 'TRAILER!!!', mode: 0, data: new Uint8Array() };
/** Headers and contents begin at multiples of this many bytes. */
const ALIGNMENT = 4;

/**
 * Writes an archive. All files belong to root and have no time, so that the same entries give the same bytes.
 *
 * @throws RangeError when a file is 4 GiB or larger
 */
export function writeArchive(entries: readonly ArchiveEntry[]): Buffer {
  return Buffer.concat([...entries, TRAILER].flatMap((entry, index) => encode(entry, index + 1)));
}

function encode(entry: ArchiveEntry, inode: number): Uint8Array[] {
  const { path, mode, data = new Uint8Array(), device } = entry;
  const type = entry.data !== undefined ? TYPES.file : device !== undefined ? TYPES.device : TYPES.folder;
  const name = Buffer.from(`${path}\0`);
  const [major, minor] = device ?? [0, 0];
  const isTrailer = entry === TRAILER;
  const fields = [
    ...[isTrailer ? 0 : inode, isTrailer ? 0 : type | mode],
    ...[0, 0, type === TYPES.folder ? 2 : 1, 0], // uid, gid, links, time
    data.length,
    ...[0, 0, major, minor], // of the file system that it was on, of the device that it is
    ...[name.length, 0], // no checksum
  ];
  const header = Buffer.concat([Buffer.from(`070701${fields.map(hex8).join('')}`), name]);
  return [header, padding(header.length), data, padding(data.length)];
}

function hex8(value: number): string {
  if (value > 0xffff_ffff) throw new RangeError(`${value} bytes do not fit into a cpio archive`);
  return value.toString(16).padStart(8, '0');
}

function padding(length: number): Uint8Array {
  return new Uint8Array((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);
}
