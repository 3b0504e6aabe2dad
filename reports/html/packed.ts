/**
 * What an HTML report carries: a run's result in a form in which whatever occurs often stands once. Thousands of cases on ten
 * implementations mostly see the same, so that this is a small part of the JSON. `pack.ts` writes it, `unpack.ts` reads it.
 *
 * All texts are safe to show (`visible`). Numbers that stand for a text are places in `strings`; -1 stands for null.
 */
import type { Area } from '../../runner/result.ts';
import type { ClauseText } from '../block.ts';

/** call, expected, documented (-1: none). */
export type PackedStep = readonly [number, number, number];

/** from, page, pages, perms, backing, offset. */
export type PackedArea = readonly [number, number, number, number, number, number];

/**
 * observed, ok (0, 1; -1: null), differs (0, 1); where there is more: the place in `spaces` (-1: none), and where a fault hit (from,
 * page).
 */
export type PackedSeen = readonly number[];

/** What an implementation did in a case. Cases and implementations share it. */
export interface PackedOutcome {
  /** Place in `STATUSES`. */
  readonly status: number;
  readonly known?: 1;
  readonly fixed?: 1;
  readonly reason: number;
  /** Place in `scripts`. */
  readonly script: number;
  readonly seen: readonly PackedSeen[];
  /** status, reason, issue (-1: none), and what it may be just as well. */
  readonly expectation?: readonly [number, number, number, ...number[]];
}

export interface PackedCase {
  readonly id: number;
  readonly title: number;
  /** Places in `clauses`. */
  readonly clauses: readonly number[];
  readonly flags: readonly number[];
  /** Errnos and signals. */
  readonly errors: readonly number[];
  /** For each implementation the place in `outcomes`; -1 where it did not run the case. */
  readonly outcomes: readonly number[];
  /** Microseconds, for each implementation; 0 where it did not run the case. */
  readonly durations: readonly number[];
}

export interface PackedImplementation {
  readonly name: string;
  readonly spec: string;
  readonly arch: string | null;
  readonly release: string | null;
  /** Bytes. */
  readonly pageSize: number | null;
  readonly startMs: number;
  readonly wallMs: number;
  /** What stands behind the case's id in the command that runs it again. */
  readonly again: string;
}

export interface PackedClause extends ClauseText {
  readonly id: string;
  /** The section of the documentation. */
  readonly section: string;
  /** What Linux does, where that is not the promise. */
  readonly now: string | null;
}

export interface Packed {
  readonly version: string;
  readonly reference: string;
  readonly interrupted: boolean;
  /** Deviations count. */
  readonly strict: boolean;
  readonly implementations: readonly PackedImplementation[];
  readonly clauses: readonly PackedClause[];
  readonly strings: readonly string[];
  readonly steps: readonly PackedStep[];
  /** The steps of a case: places in `steps`. */
  readonly scripts: readonly (readonly number[])[];
  readonly outcomes: readonly PackedOutcome[];
  readonly areas: readonly PackedArea[];
  /** Address spaces: places in `areas`. */
  readonly spaces: readonly (readonly number[])[];
  readonly cases: readonly PackedCase[];
}

/** The places from which areas are counted, as they are packed. */
export const FROMS = ['arena', 'a', 'b', 'c', 'd', 'e'] as const satisfies readonly Area['from'][];
