/** An agent with programs inside: the segment that the linker set aside for them (native/executor/agent.c) is made to hold them. */

const MARK = '%mc packed programs 01\0';
/** Bytes of the mark and its padding, in front of the length. */
const MARK_ROOM = 24;
const HEAD = MARK_ROOM + 8;
const PT_LOAD = 1;

/** The places of the fields of an ELF file of one class, in bytes: `elf(5)`. */
interface Layout {
  headers: number;
  headerSize: number;
  headerCount: number;
  offset: number;
  fileSize: number;
  memorySize: number;
  alignment: number;
  read(view: DataView, at: number, isLittle: boolean): number;
  write(view: DataView, at: number, value: number, isLittle: boolean): void;
}

const CLASSES: Readonly<Record<number, Layout>> = {
  1: {
    ...{
      headers: 28,
      headerSize: 42,
      headerCount: 44,
      offset: 4,
      fileSize: 16,
      memorySize: 20,
      alignment: 28,
    },
    read: (view, at, isLittle) => view.getUint32(at, isLittle),
    write: (view, at, value, isLittle) => view.setUint32(at, value, isLittle),
  },
  2: {
    ...{
      headers: 32,
      headerSize: 54,
      headerCount: 56,
      offset: 8,
      fileSize: 32,
      memorySize: 40,
      alignment: 48,
    },
    read: (view, at, isLittle) => Number(view.getBigUint64(at, isLittle)),
    write: (view, at, value, isLittle) => view.setBigUint64(at, BigInt(value), isLittle),
  },
};

/**
 * The file of an agent that reads these programs instead of its input.
 *
 * @param agent the file of a plain agent
 * @param text what it reads: lines as in docs/protocol.md
 * @throws TypeError when the file is no agent
 */
export function packAgent(agent: Uint8Array, text: string): Buffer {
  const file = Buffer.from(agent);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const layout = CLASSES[file[4] ?? 0];
  const mark = file.indexOf(MARK, 0, 'latin1');
  if (file.toString('latin1', 0, 4) !== '\x7fELF' || layout === undefined || mark < 0) {
    throw new TypeError('not an agent of this version');
  }
  const isLittle = file[5] === 1;
  const header = findSegment(view, layout, mark, isLittle);
  const programs = Buffer.from(text, 'latin1');
  const head = Buffer.alloc(HEAD);
  head.write(MARK, 'latin1');
  new DataView(head.buffer, head.byteOffset).setBigUint64(MARK_ROOM, BigInt(programs.length), isLittle);

  // Where the segment lies in memory stays; where it lies in the file must be the same distance from a page's start.
  const alignment = layout.read(view, header + layout.alignment, isLittle);
  const start = Math.ceil(file.length / alignment) * alignment;
  const size = HEAD + programs.length;
  layout.write(view, header + layout.offset, start, isLittle);
  layout.write(view, header + layout.fileSize, size, isLittle);
  layout.write(view, header + layout.memorySize, size, isLittle);
  return Buffer.concat([file, Buffer.alloc(start - file.length), head, programs]);
}

/** Where the program header of the segment is that starts at this place of the file. */
function findSegment(view: DataView, layout: Layout, place: number, isLittle: boolean): number {
  const first = layout.read(view, layout.headers, isLittle);
  const size = view.getUint16(layout.headerSize, isLittle);
  const count = view.getUint16(layout.headerCount, isLittle);
  for (let index = 0; index < count; index++) {
    const at = first + index * size;
    const isOurs =
      view.getUint32(at, isLittle) === PT_LOAD && layout.read(view, at + layout.offset, isLittle) === place;
    if (isOurs) return at;
  }
  throw new TypeError('this agent has no segment for programs');
}
