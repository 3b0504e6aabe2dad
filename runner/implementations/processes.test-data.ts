/** The processes of this machine, for tests of what must leave none behind. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

export interface FoundProcess {
  pid: number;
  /** Its words, with blanks between them. */
  command: string;
}

/** Milliseconds that something may take to come about: killed processes take a moment to vanish, on a busy computer a long one. */
const PATIENCE_MS = 20_000;

/** Processes, but for this one, that have any of these texts in their command line or environment. */
export function processesWith(...texts: readonly string[]): FoundProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== `${process.pid}`)
    .filter((pid) => {
      const own = read(pid, 'cmdline') + read(pid, 'environ');
      return texts.some((text) => own.includes(text));
    })
    .map((pid) => ({ pid: Number(pid), command: read(pid, 'cmdline').replaceAll('\0', ' ') }));
}

function read(pid: string, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'latin1');
  } catch {
    return '';
  }
}

/** Waits for what must come to be so. */
export async function until(isSo: () => boolean): Promise<void> {
  expect(await comesTo(isSo), `it does not come to this: ${isSo}`).toBe(true);
}

/** Waits for all of these to be gone; fails with those that are not. */
export async function untilGone(find: () => readonly FoundProcess[]): Promise<void> {
  await comesTo(() => find().length === 0);
  expect(find()).toEqual([]);
}

async function comesTo(isSo: () => boolean): Promise<boolean> {
  for (const limit = Date.now() + PATIENCE_MS; !isSo(); ) {
    if (Date.now() > limit) return false;
    await sleep(25);
  }
  return true;
}
