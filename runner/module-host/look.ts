/** What a step has left of the address space, for pictures, as native/executor/look.c tells it. */
import { ARENA_PAGES, type Case } from './case.ts';
import { type MappingLine, mappingLines } from './mapping-lines.ts';

/** Pages around a slot outside of the arena. */
const BEFORE = 2n;
const BEHIND = 16n;
/** Characters of a record that another executor could not write either. */
const LONGEST = 490;

interface Window {
  /** `arena`, or a slot's letter. */
  name: string;
  origin: bigint;
  start: bigint;
  end: bigint;
}

/** The areas of a `look` record (docs/protocol.md); null where the module cannot tell what is mapped, or it would be too much. */
export function look(c: Case): string | null {
  if (!c.has('maps')) return null;
  const lines = mappingLines(c);
  const text = windows(c)
    .flatMap((window) => areasOf(window, lines, c.page))
    .join(' ');
  return text.length > LONGEST ? null : text;
}

/** The arena, and what is around each slot that no window shows yet. */
function windows(c: Case): Window[] {
  const all: Window[] = [];
  const arena = c.reserved;
  if (arena !== undefined)
    all.push({ name: 'arena', origin: arena, start: arena, end: arena + ARENA_PAGES * c.page });
  for (const name of 'abcde') {
    const value = (c.slots.get(name) ?? 0n) & -c.page;
    if (value < c.page || all.some(({ start, end }) => start <= value && value < end)) continue;
    const start = value > BEFORE * c.page ? value - BEFORE * c.page : 0n;
    all.push({ name, origin: value, start, end: value + BEHIND * c.page });
  }
  return all;
}

/** What of the window is mapped, and what is not. */
function areasOf(window: Window, lines: readonly MappingLine[], page: bigint): string[] {
  const area = (start: bigint, end: bigint, line?: MappingLine): string => {
    const place = [window.name, (start - window.origin) / page, (end - start) / page];
    if (line === undefined) return place.join();
    const { perms, backing } = line;
    const offset = backing === 'anonymous' ? 0n : (line.offset + (start - line.start)) / page;
    return [...place, perms, backing, offset].join();
  };
  const areas: string[] = [];
  let at = window.start;
  for (const line of lines) {
    if (line.end <= at || line.start >= window.end) continue;
    if (line.start > at) {
      areas.push(area(at, line.start));
      at = line.start;
    }
    const start = at;
    at = line.end;
    if (at > window.end) at = window.end;
    // The reservation itself is no news.
    const isUntouched = window.name === 'arena' && line.perms === '---p' && line.backing === 'anonymous';
    if (!isUntouched) areas.push(area(start, at, line));
  }
  if (at < window.end) areas.push(area(at, window.end));
  return areas;
}
