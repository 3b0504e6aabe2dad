/** The life of a preset, for the tests of each: it is started for real, killed, stopped, and leaves nothing behind. */
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadCases } from '../../cases.ts';
import { chooseImplementations } from '../../commands/choose-implementations.ts';
import type { Hello, Implementation, Outcome, Program } from '../../implementation.ts';
import type { RunResult } from '../../result.ts';
import { runConformance } from '../../run.ts';
import { selectCases } from '../../select.ts';
import { createImplementation } from '../create.ts';
import { findProgram } from '../find-program.ts';
import { type FoundProcess, processesWith, untilGone } from '../processes.test-data.ts';
import { parseImplementation } from '../spec.ts';

/** Milliseconds: a busy computer takes long to start some of them. */
export const LIFE_MS = 120_000;

/** Whether the tests of a preset can be run; under CI they must. */
export function isThere(program: string): boolean {
  return (
    process.env.CI !== undefined || findProgram(program, process.env, ['/usr/bin', '/usr/sbin']) !== undefined
  );
}

/** A place for each test of a group, which is looked over when the test ends: no process of it, and no file in it, may be left. */
export function usePlaces(): () => TestPlace {
  let place: TestPlace;
  beforeEach(() => {
    place = createPlace();
  });
  afterEach(() => place.leave());
  return () => place;
}

function createPlace() {
  const mark = randomUUID();
  const root = mkdtempSync(join(tmpdir(), 'mc-preset-'));
  // A sandbox may be nobody, and must get there.
  chmodSync(root, 0o755);
  vi.stubEnv('MC_TEST', mark);
  vi.stubEnv('TMPDIR', root);
  const processes = (): FoundProcess[] => processesWith(root, mark);
  return {
    root,
    processes,
    async leave(): Promise<void> {
      await untilGone(processes);
      expect(readdirSync(root)).toEqual([]);
      rmSync(root, { recursive: true });
      vi.unstubAllEnvs();
    },
  };
}
export type TestPlace = ReturnType<typeof createPlace>;

/** Runs what these filters choose on the kernel and on this preset. */
export function runOn(spec: string, filters: readonly string[]): Promise<RunResult> {
  const cases = selectCases(loadCases(), { filters: [...filters] });
  return runConformance({ ...chooseImplementations([spec]), cases });
}

/** What became of a case: its status, or that of each of them. */
export function statusOf(result: RunResult, name: string, id: string): string | undefined {
  return result.cases.find((one) => one.id === id)?.results[name]?.status;
}

const LINES = ['mmap a 0 1p rw PRIVATE|ANONYMOUS -1 0 0', 'load a 8', 'munmap a 0'];
const COUNT = 200;

/**
 * Starts a preset, and sends a signal to those of its processes whose command matches, once it has answered some programs.
 *
 * @returns what it said of itself, and how often each ending came
 */
async function interfere(
  place: TestPlace,
  spec: string,
  { signal, victims, graceMs = 2000 }: { signal: NodeJS.Signals; victims: RegExp; graceMs?: number },
): Promise<{ hello: Hello; endings: Record<string, number> }> {
  const implementation = await create(place, spec, graceMs);
  try {
    const hello = await implementation.start();
    const outcomes: Outcome[] = [];
    const programs = Array.from(
      { length: COUNT },
      (_, seq): Program => ({ seq, timeoutMs: 3000, lines: LINES }),
    );
    let met = 0;
    const report = (outcome: Outcome): void => {
      outcomes.push(outcome);
      if (outcomes.length !== 20) return;
      const found = place.processes().filter(({ command }) => victims.test(command));
      met = found.filter(({ pid }) => sendSignal(pid, signal)).length;
    };
    await implementation.execute(programs, report, new AbortController().signal);
    expect(met).toBeGreaterThan(0);
    expect(outcomes.map(({ seq }) => seq)).toEqual(programs.map(({ seq }) => seq));
    const endings: Record<string, number> = {};
    for (const { ending } of outcomes) {
      const word = ending.how === 'timeout' ? `hung: ${ending.hung}` : ending.how;
      endings[word] = (endings[word] ?? 0) + 1;
    }
    return { hello, endings };
  } finally {
    await implementation.stop();
  }
}

/** @returns whether the process was still there: User-mode Linux has some that come and go with each case. */
function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function create({ root }: TestPlace, spec: string, graceMs: number): Promise<Implementation> {
  return createImplementation(parseImplementation(spec), { scratchRoot: root, graceMs });
}

/** The tests of a preset whose processes are killed, and stopped, in the middle. */
export function itGoesOn(
  place: () => TestPlace,
  spec: string,
  { victims, hello = {} }: { victims: RegExp; hello?: Partial<Hello> },
): void {
  it('goes on when it is killed', async () => {
    const seen = await interfere(place(), spec, { signal: 'SIGKILL', victims });
    expect(seen.hello).toMatchObject(hello);
    expect(seen.endings).toEqual({ crashed: 1, exited: COUNT - 1 });
  });

  it('goes on when it stands still', async () => {
    const { endings } = await interfere(place(), spec, { signal: 'SIGSTOP', victims });
    expect(endings).toEqual({ 'hung: system': 1, exited: COUNT - 1 });
  });
}
