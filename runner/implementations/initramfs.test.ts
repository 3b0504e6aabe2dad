import { describe, expect, it } from 'vitest';
import { type ArchiveEntry, writeArchive } from './initramfs.ts';

const HEADER = 110;
const up = (length: number): number => Math.ceil(length / 4) * 4;

/** A reader of the format, written from its description (Documentation/driver-api/early-userspace/buffer-format.rst). */
function readArchive(archive: Buffer) {
  const found = [];
  for (let at = 0; at < archive.length; ) {
    const text = archive.toString('latin1', at, at + HEADER);
    expect(text.slice(0, 6)).toBe('070701');
    const fields = Array.from({ length: 13 }, (_, i) =>
      Number.parseInt(text.slice(6 + i * 8, 14 + i * 8), 16),
    );
    const [inode, mode = 0, uid, gid, links, time, size = 0, , , major, minor, nameSize = 0, check] = fields;
    const path = archive.toString('utf8', at + HEADER, at + HEADER + nameSize - 1);
    const start = up(at + HEADER + nameSize);
    const data = archive.toString('utf8', start, start + size);
    found.push({ inode, mode, uid, gid, links, time, device: [major, minor], check, path, data });
    at = up(start + size);
  }
  return found;
}

const entries: ArchiveEntry[] = [
  { path: 'dev', mode: 0o755 },
  { path: 'dev/ttyS1', mode: 0o600, device: [4, 65] },
  { path: 'empty', mode: 0o644, data: new Uint8Array() },
  ...[1, 2, 3, 4, 5].map((size) => ({
    path: 'x'.repeat(size),
    mode: 0o755,
    data: Buffer.from('abcde').subarray(0, size),
  })),
];

describe('writeArchive', () => {
  it('writes what can be read back, whatever the sizes', () => {
    const found = readArchive(writeArchive(entries));
    expect(found.map(({ path, data }) => [path, data])).toEqual([
      ['dev', ''],
      ['dev/ttyS1', ''],
      ['empty', ''],
      ['x', 'a'],
      ['xx', 'ab'],
      ['xxx', 'abc'],
      ['xxxx', 'abcd'],
      ['xxxxx', 'abcde'],
      ['TRAILER!!!', ''],
    ]);
  });

  it('gives each its type, and all to root, without a time', () => {
    const [folder, device, file] = readArchive(writeArchive(entries));
    expect(folder).toMatchObject({ mode: 0o040755, links: 2, uid: 0, gid: 0, time: 0, check: 0 });
    expect(device).toMatchObject({ mode: 0o020600, links: 1, device: [4, 65] });
    expect(file).toMatchObject({ mode: 0o100644, links: 1 });
  });

  it('gives each another number, so that none is a hard link', () => {
    const numbers = readArchive(writeArchive(entries)).map(({ inode }) => inode);
    expect(new Set(numbers).size).toBe(entries.length + 1);
  });

  it('gives the same bytes for the same entries', () => {
    expect(writeArchive(entries).equals(writeArchive(entries))).toBe(true);
  });
});
