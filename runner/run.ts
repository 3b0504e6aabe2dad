/** A run: implementations are started, execute the cases side by side, are stopped; what they did is settled into one result. */
import { availableParallelism } from 'node:os';
import type { Case } from '../suites/case.ts';
import { ImplementationError } from './errors.ts';
import { executeCases } from './execution.ts';
import { annotate, type Expectations } from './expectations/annotate.ts';
import type { Hello, Implementation, Introduction } from './implementation.ts';
import type { ParsedImplementation } from './implementations/spec.ts';
import { Ledger } from './ledger.ts';
import { type Level, levelOf } from './level.ts';
import { takePictures } from './pictures.ts';
import { prepareImplementation } from './prepare-implementation.ts';
import { recallCases } from './recording/recall-cases.ts';
import { isRecording, type Recording } from './recording/recording.ts';
import type { CaseResult, RunResult, RunSettings, ShardInfo, Status } from './result.ts';
import { createScratch, type Scratch } from './scratch.ts';
import { toolVersion } from './tool-version.ts';
import { counts } from './verdict-counts.ts';

export interface RunOptions {
  /** In the order of the suites. */
  cases: readonly Case[];
  /** In the order of reports; the reference is one of them. */
  implementations: readonly ParsedImplementation[];
  /** Name of the reference. */
  reference: string;
  /** Milliseconds for each case; default: each implementation has its own. */
  timeoutMs?: number | undefined;
  /** The release whose promises count, whatever the targets say. */
  level?: string | undefined;
  /** Cases may change settings of the whole machine for a moment. */
  allowSystemChanges?: boolean | undefined;
  /** What is known of the implementations. */
  expectations?: Expectations | undefined;
  /**
   * The address space is looked at, for pictures: on the reference in every case, on the others where they do not pass. Those cases
   * are executed once more.
   */
  pictures?: boolean | undefined;
  /** Deviations count, for `bail`. */
  strict?: boolean | undefined;
  /** Stop after the first case that counts. */
  bail?: boolean | undefined;
  /** Which part of a run this is, for the result. */
  shard?: ShardInfo | undefined;
  /** What the user asked for, for the result. */
  settings?: RunSettings | undefined;
  /** Ends the run early, with what was done so far. */
  signal?: AbortSignal | undefined;
}

export interface RunEvents {
  /** A case is done on an implementation. */
  done?(name: string, result: CaseResult): void;
  /** A start of an implementation came to nothing, and the next did not. */
  crashedAtStart?(name: string, error: ImplementationError): void;
  /** An implementation could not be kept running: what is left of its cases is broken. */
  lost?(name: string, error: ImplementationError): void;
}

/** Milliseconds that a case may take where nobody says otherwise. */
export const CASE_MS = 10_000;

/** An implementation of this run and what is known of it. */
interface Participant {
  implementation: Implementation | Recording;
  parsed: ParsedImplementation;
  level: Level | null;
  hello: Introduction | null;
  /** What executes; null until it was started, and where nothing is executed. */
  started: { implementation: Implementation; hello: Hello } | null;
  startMs: number;
  wallMs: number;
}

/**
 * Runs the cases on all implementations.
 *
 * @throws UserError (exit 3) when an implementation cannot be started; nothing is left running then, nor behind
 */
export async function runConformance(options: RunOptions, events: RunEvents = {}): Promise<RunResult> {
  const over = new AbortController();
  const bail = new AbortController();
  const ended = AbortSignal.any([over.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  // No case is begun any more; of those that were run, pictures are wanted all the same.
  const signal = AbortSignal.any([ended, bail.signal]);
  const ledger = createLedger(options, events, () => bail.abort());
  const participants: Participant[] = [];
  const scratch = await createScratch();
  try {
    for (const parsed of options.implementations) {
      participants.push(await createParticipant(parsed, scratch, options));
    }
    await unlessAborted(startAll(participants, options.reference, events), signal);
    if (!signal.aborted) await executeAll(participants, { ...options, signal }, ledger, events);
    if (options.pictures && !ended.aborted)
      await lookAll(participants, { ...options, signal: ended }, ledger);
  } catch (error) {
    // The others must not go on alone.
    over.abort();
    throw error;
  } finally {
    await Promise.allSettled(participants.map(stop));
    await scratch.remove();
  }
  const cases = ledger.entries();
  const isWhole = cases.every(({ results }) =>
    participants.every(({ implementation: { name } }) => results[name]),
  );
  const interrupted = signal.aborted && !isWhole;
  return {
    schema: 1,
    tool: { name: 'mmap-conformance', version: toolVersion() },
    reference: options.reference,
    interrupted,
    ...(interrupted && options.signal?.aborted !== true ? { bailed: true } : {}),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    implementations: Object.fromEntries(participants.map(describe)),
    summary: ledger.summary(),
    cases,
  };
}

function createLedger(options: RunOptions, events: RunEvents, stop: () => void): Ledger {
  const { cases, implementations, reference, expectations, strict = false, bail = false } = options;
  return new Ledger({
    cases,
    names: implementations.map(({ name }) => name),
    reference,
    expect: (name, id, result) => annotate(result, expectations?.get(name)?.get(id)),
    onSettled(name, result) {
      events.done?.(name, result);
      const { status, known, fixed } = result;
      if (bail && counts(status, { isReference: name === reference, strict, known, fixed })) stop();
    },
  });
}

async function createParticipant(
  parsed: ParsedImplementation,
  scratch: Scratch,
  { allowSystemChanges = false, reference }: RunOptions,
): Promise<Participant> {
  const isReference = parsed.name === reference;
  const implementation = await prepareImplementation(parsed, scratch, { allowSystemChanges, isReference });
  return { implementation, parsed, level: null, hello: null, started: null, startMs: 0, wallMs: 0 };
}

/** The reference first: without it there is nothing to wait for. */
async function startAll(
  participants: readonly Participant[],
  reference: string,
  events: RunEvents,
): Promise<void> {
  const isReference = ({ implementation }: Participant): boolean => implementation.name === reference;
  const start = (one: Participant): Promise<void> => startOne(one, events);
  await Promise.all(participants.filter(isReference).map(start));
  await Promise.all(participants.filter((one) => !isReference(one)).map(start));
}

async function startOne(participant: Participant, events: RunEvents): Promise<void> {
  const { implementation } = participant;
  const before = performance.now();
  if (isRecording(implementation)) {
    participant.hello = implementation.said;
  } else {
    const crashes: ImplementationError[] = [];
    const hello = await implementation.start((error) => crashes.push(error));
    for (const error of crashes) events.crashedAtStart?.(implementation.name, error);
    participant.hello = hello;
    participant.started = { implementation, hello };
  }
  participant.startMs = Math.round(performance.now() - before);
}

async function stop({ implementation }: Participant): Promise<void> {
  if (!isRecording(implementation)) await implementation.stop();
}

async function executeAll(
  participants: readonly Participant[],
  options: RunOptions & { signal: AbortSignal },
  ledger: Ledger,
  events: RunEvents,
): Promise<void> {
  const { cases, reference, level: user = null, signal } = options;
  const ofReference = participants.find(({ implementation }) => implementation.name === reference);
  const others = participants.filter((one) => one !== ofReference);
  const first = ofReference === undefined ? [] : [ofReference];
  const run = async (participant: Participant): Promise<void> => {
    const { implementation, parsed, hello, started } = participant;
    if (hello === null || signal.aborted) return;
    const before = performance.now();
    const target = isRecording(implementation) ? implementation.level : hello.release;
    const timeoutMs = caseLimit(options, parsed);
    const reference = ofReference?.hello?.release ?? '';
    const level = levelOf({ user, target, reference, source: parsed.level });
    participant.level = level;
    const common = { cases, level, signal };
    if (isRecording(implementation)) recallCases({ ...common, recording: implementation }, ledger);
    const error = started === null ? null : await executeCases({ ...common, ...started, timeoutMs }, ledger);
    participant.wallMs = Math.round(performance.now() - before);
    if (error !== null) events.lost?.(implementation.name, error);
  };
  await sideBySide([...first, ...others], howManyAtOnce(options), run);
}

/** What pictures cost in a case that runs into its time limit anyway is not worth it. */
const WITHOUT_PICTURE: readonly Status[] = ['skip', 'timeout', 'broken'];

async function lookAll(
  participants: readonly Participant[],
  options: RunOptions & { signal: AbortSignal },
  ledger: Ledger,
): Promise<void> {
  const { cases, reference, signal } = options;
  const entries = ledger.entries();
  const look = async ({ started, parsed }: Participant): Promise<void> => {
    if (started === null || signal.aborted) return;
    const { name } = started.implementation;
    const taken = cases.flatMap((one, index) => {
      const result = entries[index]?.results[name];
      if (result === undefined || WITHOUT_PICTURE.includes(result.status)) return [];
      return name === reference || result.status !== 'pass' ? [{ one, result }] : [];
    });
    try {
      const timeoutMs = caseLimit(options, parsed);
      await takePictures({ ...started, taken, timeoutMs, signal });
    } catch (error) {
      // The verdicts stand; what is missing is some pictures.
      if (!(error instanceof ImplementationError)) throw error;
    }
  };
  await sideBySide(participants, howManyAtOnce(options), look);
}

/** What the user says, else what the implementation needs, else what all get. */
function caseLimit({ timeoutMs }: RunOptions, { timeoutMs: own }: ParsedImplementation): number {
  return timeoutMs ?? own ?? CASE_MS;
}

/**
 * One after the other where cases may change settings of the machine: of two that change the same one, the second would put back what the
 * first has written.
 */
function howManyAtOnce({ allowSystemChanges = false }: RunOptions): number {
  return allowSystemChanges ? 1 : availableParallelism();
}

/** Does a job for each item, in their order, so many at a time. */
async function sideBySide<T>(
  items: readonly T[],
  limit: number,
  job: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const work = async (): Promise<void> => {
    // One iterator for all workers: each takes the next that nobody has taken.
    for (const item of queue) await job(item);
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, work));
}

/** Waits for a start, but no longer than until an abort: what is being started is then stopped under it. */
async function unlessAborted(starting: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([starting, aborted]);
  starting.catch(() => {});
}

function describe({ implementation, hello, level, startMs, wallMs }: Participant) {
  const { name, spec } = implementation;
  const said = {
    arch: hello?.arch ?? null,
    release: hello?.release ?? null,
    pageSize: hello?.pageSize ?? null,
  };
  return [name, { spec, ...said, startMs, wallMs, ...(level && { level }) }] as const;
}
