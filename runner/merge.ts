/** Parts of a run, recorded apart, as one result. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { UserError } from './errors.ts';
import {
  type CaseEntry,
  type ImplementationInfo,
  type RunResult,
  type RunSettings,
  type ShardInfo,
  STATUSES,
  type Status,
} from './result.ts';

/** A recorded result, and what to call it. */
export interface Part {
  /** The file's path. */
  from: string;
  result: RunResult;
}

/** One result out of all parts. */
export interface Merged {
  result: RunResult;
  /** Shards that are in none of the files. */
  missing: { indexes: number[]; count: number; cases: number } | null;
}

/**
 * Brings the parts together. What is missing makes the result an interrupted one: its cases were not run.
 *
 * @param order ids of all cases, as the suites have them
 * @throws UserError (exit 2) when the parts are not of one run
 */
export function mergeResults(parts: readonly Part[], order: readonly string[]): Merged {
  const [first, ...others] = parts;
  if (first === undefined) throw new UserError('there is nothing to merge');
  for (const other of others) demandSameRun(first, other);
  const missing = missingShards(parts);
  const cases = mergeCases(parts, order);
  const interrupted = missing !== null || parts.some(({ result }) => result.interrupted);
  // Only --bail ended what was ended early: then what was found decides.
  const bailed =
    interrupted && missing === null && parts.every(({ result }) => !result.interrupted || result.bailed);
  const { schema, tool, reference, implementations, settings } = first.result;
  return {
    result: {
      schema,
      tool,
      reference,
      interrupted,
      ...(bailed ? { bailed: true } : {}),
      ...(settings === undefined ? {} : { settings }),
      implementations: mergeImplementations(Object.keys(implementations), parts),
      summary: summarize(Object.keys(implementations), cases),
      cases,
    },
    missing,
  };
}

function refuse(message: string, hint?: string): never {
  throw new UserError(message, hint === undefined ? {} : { hint });
}

const SAME_COMMAND = 'Shards of one run are made by the same command line but for --shard.';

/** By what flag each is asked for. */
const SETTINGS: Readonly<Record<keyof RunSettings, string>> = {
  level: '--level',
  timeout: '--timeout',
  strict: '--strict',
  allowSystemChanges: '--allow-system-changes',
  expectations: '--expectations',
};

/** What must not differ between two parts. */
function demandSameRun(one: Part, other: Part): void {
  const both = `\`${one.from}\` and \`${other.from}\``;
  const differ = (what: string, a: unknown, b: unknown): void => {
    if (a === b) return;
    refuse(
      `${both} are not of one run: ${what} is ${shown(a)} in the one, ${shown(b)} in the other`,
      SAME_COMMAND,
    );
  };
  differ('the version of the tool', one.result.tool.version, other.result.tool.version);
  differ('the reference', one.result.reference, other.result.reference);
  const names = ({ result }: Part): string[] => Object.keys(result.implementations).toSorted();
  differ('the list of implementations', names(one).join(', '), names(other).join(', '));
  for (const [name, info] of Object.entries(one.result.implementations)) {
    const its = other.result.implementations[name];
    if (its === undefined) continue;
    differ(`the SPEC of ${name}`, info.spec, its.spec);
    for (const fact of ['arch', 'release', 'pageSize'] as const) {
      // Null: it never answered, so that nothing speaks against it.
      if (info[fact] !== null && its[fact] !== null) differ(`${fact} of ${name}`, info[fact], its[fact]);
    }
  }
  for (const [setting, flag] of Object.entries(SETTINGS) as [keyof RunSettings, string][]) {
    const asked = ({ result }: Part): string => String(result.settings?.[setting] ?? 'not given');
    differ(flag, asked(one), asked(other));
  }
  demandSameShards(one, other, differ);
}

function demandSameShards(
  one: Part,
  other: Part,
  differ: (what: string, a: unknown, b: unknown) => void,
): void {
  const a = one.result.shard;
  const b = other.result.shard;
  if (a === undefined || b === undefined) {
    const whole = a === undefined ? one : other;
    if (a !== b) refuse(`\`${whole.from}\` is no shard, and cannot be merged with one`, SAME_COMMAND);
    return;
  }
  differ('the number of shards', a.count, b.count);
  if (a.selection !== b.selection || a.total !== b.total) {
    refuse(`\`${one.from}\` and \`${other.from}\` are shards of different selections of cases`, SAME_COMMAND);
  }
  if (a.index === b.index)
    refuse(`\`${one.from}\` and \`${other.from}\` are both shard ${a.index}/${a.count}`);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `\`${value}\`` : String(value);
}

function missingShards(parts: readonly Part[]): Merged['missing'] {
  const shards = parts.flatMap(({ result }) => result.shard ?? []);
  const [first]: ShardInfo[] = shards;
  if (first === undefined) return null;
  const indexes = Array.from({ length: first.count }, (_, index) => index + 1).filter((index) =>
    shards.every((shard) => shard.index !== index),
  );
  if (indexes.length === 0) return null;
  const present = parts.reduce((sum, { result }) => sum + result.cases.length, 0);
  return { indexes, count: first.count, cases: first.total - present };
}

/** Cases in the order of the suites; those that this version does not know stay where they were, behind them. */
function mergeCases(parts: readonly Part[], order: readonly string[]): CaseEntry[] {
  const found = new Map<string, { entry: CaseEntry; from: string }>();
  for (const { from, result } of parts) {
    for (const entry of result.cases) {
      const twin = found.get(entry.id);
      if (twin !== undefined) refuseTwins(twin, { entry, from });
      found.set(entry.id, { entry, from });
    }
  }
  const position = new Map(order.map((id, index) => [id, index]));
  const place = ({ id }: CaseEntry): number => position.get(id) ?? order.length;
  return [...found.values()].map(({ entry }) => entry).toSorted((a, b) => place(a) - place(b));
}

interface Found {
  entry: CaseEntry;
  from: string;
}

function refuseTwins(one: Found, other: Found): never {
  const names = Object.keys({ ...one.entry.results, ...other.entry.results });
  const name = names.find((n) => {
    const [a, b] = [one.entry.results[n], other.entry.results[n]];
    return a?.status !== b?.status || !isDeepStrictEqual(a?.steps, b?.steps);
  });
  const where = `case \`${one.entry.id}\` is both in \`${one.from}\` and in \`${other.from}\``;
  if (name === undefined) refuse(where, 'Each case may be in one of the files only.');
  const status = ({ entry }: Found): string => entry.results[name]?.status ?? 'not run';
  const results =
    status(one) === status(other) ? `${status(one)}, but not alike` : `${status(one)} and ${status(other)}`;
  refuse(
    `${where}, with different results on ${name}: ${results}`,
    'Each case may be in one of the files only.',
  );
}

/** Parts run side by side: the slowest is what there was to wait for. */
function mergeImplementations(
  names: readonly string[],
  parts: readonly Part[],
): Record<string, ImplementationInfo> {
  return Object.fromEntries(
    names.map((name) => {
      const [first, ...rest] = parts.flatMap(({ result }) => result.implementations[name] ?? []);
      if (first === undefined) throw new Error(`no part knows ${name}`);
      return [name, rest.reduce(mergeInfo, first)];
    }),
  );
}

function mergeInfo(one: ImplementationInfo, other: ImplementationInfo): ImplementationInfo {
  return {
    ...one,
    arch: one.arch ?? other.arch,
    release: one.release ?? other.release,
    pageSize: one.pageSize ?? other.pageSize,
    startMs: Math.max(one.startMs, other.startMs),
    wallMs: Math.max(one.wallMs, other.wallMs),
  };
}

/** How many cases of each status, by implementation. */
function summarize(names: readonly string[], cases: readonly CaseEntry[]): RunResult['summary'] {
  const count = (name: string, status: Status): number =>
    cases.filter(({ results }) => results[name]?.status === status).length;
  return Object.fromEntries(
    names.map((name) => [
      name,
      Object.fromEntries(STATUSES.map((status) => [status, count(name, status)])) as Record<Status, number>,
    ]),
  );
}
