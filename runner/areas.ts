/** The address space after a step, from the words of a `look` record (docs/protocol.md). */
import type { Slot } from '../suites/case.ts';
import { BACKINGS } from '../suites/vocabulary.ts';
import type { Area } from './result.ts';

const FROMS: readonly string[] = ['arena', 'a', 'b', 'c', 'd', 'e'];
const PERMS = /^[r-][w-][x-][ps]$/;
const NUMBER = /^-?\d{1,15}$/;

/** The areas that a `look` record shows; null when it makes no sense: then there is no picture. */
export function parseAreas(text: string): Area[] | null {
  const areas = text.split(' ').filter(Boolean).map(parseArea);
  return areas.every((area) => area !== null) ? areas : null;
}

function parseArea(text: string): Area | null {
  const words = text.split(',');
  const [from = '', page = '', pages = '', perms, backing, offset = ''] = words;
  if (!FROMS.includes(from) || !NUMBER.test(page) || !NUMBER.test(pages) || Number(pages) <= 0) return null;
  const place = { from: from as 'arena' | Slot, page: Number(page), pages: Number(pages) };
  if (words.length === 3) return { ...place, perms: null, backing: null, offset: 0 };
  const kind = BACKINGS.find((one) => one === backing);
  if (words.length !== 6 || perms === undefined || !PERMS.test(perms) || kind === undefined) return null;
  if (!NUMBER.test(offset) || Number(offset) < 0) return null;
  return { ...place, perms, backing: kind, offset: Number(offset) };
}
