/**
 * The result of a run, in memory and (the pinned part) in JSON. Reports are pure functions of this.
 */
import type { Slot } from '../suites/case.ts';
import type { Backing } from '../suites/vocabulary.ts';
import type { Ending } from './implementation.ts';
import type { Level } from './level.ts';

export const STATUSES = ['pass', 'deviate', 'fail', 'drift', 'crash', 'timeout', 'broken', 'skip'] as const;
/** The pinned verdicts of a case on one implementation; docs/results.md says what each means. */
export type Status = (typeof STATUSES)[number];

/** A stretch of pages of the process that carried out a step, as the target itself shows it (`/proc/self/maps`). */
export interface Area {
  /** What it is counted from: the case's arena, or the slot of a mapping outside of it. */
  from: 'arena' | Slot;
  /** Pages from there to its start; may be negative. */
  page: number;
  /** Its length in pages. */
  pages: number;
  /** As in `/proc/self/maps`: `rw-p`, `r--s`; null: nothing is mapped there. */
  perms: string | null;
  /** What it maps; null where nothing is mapped. */
  backing: Backing | null;
  /** Pages into the file where its first page begins; 0 for anonymous memory. */
  offset: number;
}

export interface StepResult {
  /** The step as a C-like call with symbolic operands. Steps of a child process begin with `child: `. */
  call: string;
  /** What the documentation promises, in words of the field; null where it is silent. */
  expected: string | null;
  /** What was seen, with symbolic addresses; null when the step was not reached. */
  observed: string | null;
  /** Whether the promise holds; null where nothing is promised or the step was not reached. */
  ok: boolean | null;
  /** What the documentation says that Linux does not do (any more), for historical promises. */
  documented?: string;
  /** What was seen is what that says, unlike Linux: neither kept nor broken, and the steps after it tell nothing. */
  asDocumented?: true;
  /** Set where the observation differs from the reference's. */
  differs?: true;
  /**
   * The address space after the step, where pictures were asked for and the target could show it: what is in the arena besides its
   * own untouched reservation, and around the mappings outside of it; in order of addresses, without overlaps.
   */
  areas?: Area[];
  /** Where a fault hit, in pages from what it is counted from. */
  faultAt?: { from: 'arena' | Slot; page: number };
}

export interface CaseResult {
  status: Status;
  /** Expected to be so by an expectations file: does not count. */
  known: boolean;
  /** Why, in one sentence, for every status but `pass`; null for `pass`. */
  reason: string | null;
  durationUs: number;
  steps: StepResult[];
  /** How its execution ended, if not in good order: with it, recorded results can be settled anew. */
  ending?: Exclude<Ending, { how: 'exited' }>;
  /** What the expectations file says of this case, where it says something; `known` tells whether it is so. */
  expectation?: {
    status: Status;
    /** What it may be just as well. */
    or?: Status[];
    reason: string;
    issue?: string;
    /** Nobody has looked for the cause yet. */
    unreviewed?: true;
  };
  /** It is not as the expectations file says (any more): counts. */
  fixed?: true;
}

export interface ImplementationInfo {
  /** The SPEC as given. */
  spec: string;
  /** As `uname -m` names it; null if it never answered. */
  arch: string | null;
  release: string | null;
  /** Bytes. */
  pageSize: number | null;
  startMs: number;
  wallMs: number;
  /** The release whose promises counted, and who said so; absent where all did. */
  level?: Level;
}

export interface CaseEntry {
  id: string;
  title: string;
  clauses: string[];
  /** By implementation name. An implementation that was interrupted has no entry for what it did not run. */
  results: Record<string, CaseResult>;
}

/** Which part of a selection of cases was run (`--shard`). */
export interface ShardInfo {
  /** From 1 to `count`. */
  index: number;
  count: number;
  /** Cases in all shards together. */
  total: number;
  /** Eight hexadecimal digits that two selections of cases do not share: shards of one run have the same. */
  selection: string;
}

/** What the user asked for that decides over verdicts: absent where nothing was asked. */
export interface RunSettings {
  level?: string;
  /** Milliseconds. */
  timeout?: number;
  strict?: true;
  allowSystemChanges?: true;
  /** As given: files, or `shipped`. */
  expectations?: string[];
}

export interface RunResult {
  schema: 1;
  tool: { name: 'mmap-conformance'; version: string };
  /** Name of the reference implementation. */
  reference: string;
  /** True when Ctrl-C, or --bail, ended the run early. */
  interrupted: boolean;
  /** It was `--bail` alone that ended it early: what it found decides how it counts. */
  bailed?: true;
  /** It is one part of a run. */
  shard?: ShardInfo;
  settings?: RunSettings;
  implementations: Record<string, ImplementationInfo>;
  summary: Record<string, Record<Status, number>>;
  cases: CaseEntry[];
}
