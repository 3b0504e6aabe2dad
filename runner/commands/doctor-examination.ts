/** What `doctor` finds out about one implementation, and how it says it. */
import picocolors from 'picocolors';
import type { Case } from '../../suites/case.ts';
import type { NeedName } from '../../suites/needs.ts';
import { UserError } from '../errors.ts';
import { withoutNeeds } from '../execution.ts';
import type { Hello, Implementation, Introduction } from '../implementation.ts';
import type { ParsedImplementation } from '../implementations/spec.ts';
import { describeLevel, type Level, levelOf, outsideLevel, parseRelease } from '../level.ts';
import { prepareImplementation } from '../prepare-implementation.ts';
import { type NeedState, needsToProbe, probeNeeds } from '../probe.ts';
import { isRecording, type Recording } from '../recording/recording.ts';
import type { Scratch } from '../scratch.ts';

export type Examination =
  | {
      started: true;
      hello: Hello;
      startMs: number;
      /** What the implementation itself has to say, a line each. */
      remarks: readonly string[];
      /** Every need that a case names, with how many cases do. */
      needs: readonly { name: NeedName; state: NeedState; cases: number }[];
      cases: number;
      /** How many cases would be skipped (or broken) for want of a need, or for their level. */
      withoutNeed: number;
      outsideLevel: number;
      /** The release whose promises count; null: all do. */
      level: Level | null;
    }
  /** Recorded results: how many of the cases they hold. */
  | { started: true; recorded: Introduction; found: number; cases: number }
  | { started: false; error: UserError };

/** What a target that was started, or recorded, says of its release. */
export function releaseOf(found: Extract<Examination, { started: true }>): string {
  return ('recorded' in found ? found.recorded : found.hello).release;
}

const PROBE_TIMEOUT_MS = 10_000;

interface ExaminationContext {
  cases: readonly Case[];
  scratch: Scratch;
  signal: AbortSignal;
  isReference: boolean;
  /** What `--level` says. */
  level: string | null;
  /** What the reference says of itself; empty if it did not, or if this is the reference. */
  referenceRelease: string;
}

/** Starts an implementation, looks for all needs of the cases, and stops it. */
export async function examine(
  parsed: ParsedImplementation,
  context: ExaminationContext,
): Promise<Examination> {
  let implementation: Implementation | undefined;
  try {
    const target = await prepareImplementation(parsed, context.scratch, {
      isReference: context.isReference,
    });
    if (isRecording(target)) return lookUp(target, context.cases);
    implementation = target;
    return await look(implementation, parsed, context);
  } catch (error) {
    if (error instanceof UserError) return { started: false, error };
    throw error;
  } finally {
    await implementation?.stop();
  }
}

function lookUp({ said, recall }: Recording, cases: readonly Case[]): Examination {
  const found = cases.filter((one) => !('status' in recall(one))).length;
  return { started: true, recorded: said, found, cases: cases.length };
}

async function look(
  implementation: Implementation,
  { level: source, timeoutMs = PROBE_TIMEOUT_MS }: ParsedImplementation,
  { cases, signal, level: user, referenceRelease: reference }: ExaminationContext,
): Promise<Examination> {
  const before = performance.now();
  const crashes: string[] = [];
  const hello = await implementation.start(({ message }) => crashes.push(`before: ${message}`));
  const startMs = Math.round(performance.now() - before);
  const names = needsToProbe(cases);
  const probe = { implementation, hello, firstSeq: 0, timeoutMs, signal };
  const states = await probeNeeds(names, probe);
  const level = levelOf({ user, target: hello.release, reference, source });
  const promised = cases.filter((one) => outsideLevel(one, level) === null);
  const needs = names.flatMap((name) => {
    const state = states.get(name);
    const count = promised.filter((one) => one.needs?.includes(name)).length;
    return state === undefined ? [] : [{ name, state, cases: count }];
  });
  return {
    ...{ started: true, hello, startMs, needs, cases: cases.length, level },
    remarks: [...crashes, ...(implementation.remarks ?? [])],
    withoutNeed: promised.filter((one) => withoutNeeds(one, states) !== null).length,
    outsideLevel: cases.length - promised.length,
  };
}

function bytes(count: number): string {
  if (count >= 1 << 20 && count % (1 << 20) === 0) return `${count / (1 << 20)} MiB`;
  return count % 1024 === 0 ? `${count / 1024} KiB` : `${count} bytes`;
}

/** The paragraph about one implementation, with a line end. */
export function renderExamination(
  { name, spec }: ParsedImplementation,
  found: Examination,
  color: boolean,
): string {
  const paint = picocolors.createColors(color);
  const title = paint.bold(name === spec ? name : `${name} (${spec})`);
  if (!found.started) {
    const { message, hint } = found.error;
    const lines = [
      title,
      paint.red(`  cannot be started: ${message}`),
      ...(hint === undefined ? [] : [`  ${hint}`]),
    ];
    return `${lines.join('\n')}\n`;
  }
  if ('recorded' in found) {
    const { arch, release } = found.recorded;
    return `${title}\n  recorded on ${arch}, Linux ${release}: ${found.found} of ${found.cases} cases were run\n`;
  }
  const { hello, needs } = found;
  const held = describeLevel(found.level, hello.release);
  const lines = [
    title,
    `  ${hello.arch}, ${releaseShown(hello.release)}, pages of ${bytes(hello.pageSize)}, huge pages of ${bytes(hello.hugePageSize)}, uid ${hello.uid}, started in ${found.startMs} ms`,
    ...(held === null ? [] : [`  ${held}`]),
    ...found.remarks.map((remark) => `  ${remark}`),
    `  ${found.cases - found.withoutNeed - found.outsideLevel} of ${found.cases} cases would run${skips(found)}`,
  ];
  const width = Math.max(0, ...needs.map((need) => need.name.length));
  for (const need of needs) {
    const { state } = need;
    const mark = state.met ? paint.green('met') : paint.yellow(state.met === false ? 'no ' : '?  ');
    const why = state.met ? '' : `  ${state.reason}`;
    lines.push(`  ${mark}  ${need.name.padEnd(width)}  ${String(need.cases).padStart(4)} cases${why}`);
  }
  return `${lines.join('\n')}\n`;
}

function skips({ withoutNeed, outsideLevel: spared }: Extract<Examination, { withoutNeed: number }>): string {
  const parts = [
    ...(withoutNeed > 0 ? [`${withoutNeed} lack what they need`] : []),
    ...(spared > 0 ? [`${spared} are documented for other releases (--level)`] : []),
  ];
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}

/** Not all that runs cases calls itself a Linux. */
function releaseShown(release: string): string {
  return parseRelease(release) === null ? release : `Linux ${release}`;
}
