/** What is known so far of every case on every implementation; settles a case when its reference is known. */
import type { Case } from '../suites/case.ts';
import type { Judgement } from './judgement.ts';
import { type CaseEntry, type CaseResult, type RunResult, STATUSES } from './result.ts';
import { settle } from './settle.ts';

/** A result that no execution of the case came to. */
export function unexecuted(status: 'skip' | 'broken' | 'crash' | 'timeout', reason: string): CaseResult {
  return { status, known: false, reason, durationUs: 0, steps: [] };
}

/** Takes judgements in any order, from implementations that run side by side; the results do not depend on it. */
export class Ledger {
  readonly #cases: readonly Case[];
  readonly #names: readonly string[];
  readonly #reference: string;
  readonly #expect: (name: string, id: string, result: CaseResult) => CaseResult;
  readonly #onSettled: (name: string, result: CaseResult) => void;
  /** By case: the reference's judgement, null when it does not run the case. */
  readonly #references = new Map<number, Judgement | null>();
  /** By case: what waits for the reference. */
  readonly #waiting = new Map<number, Map<string, Judgement>>();
  readonly #results: Map<string, CaseResult>[];

  constructor(options: {
    cases: readonly Case[];
    /** Implementations, in the order of reports. */
    names: readonly string[];
    /** One of the names. */
    reference: string;
    /** Adds to a result what is expected of it. */
    expect?: (name: string, id: string, result: CaseResult) => CaseResult;
    /** Is told every result once. */
    onSettled: (name: string, result: CaseResult) => void;
  }) {
    this.#cases = options.cases;
    this.#names = options.names;
    this.#reference = options.reference;
    this.#expect = options.expect ?? ((_name, _id, result) => result);
    this.#onSettled = options.onSettled;
    this.#results = options.cases.map(() => new Map());
  }

  /** A case was executed and judged. */
  judged(name: string, index: number, judgement: Judgement): void {
    if (name === this.#reference) {
      this.#keep(name, index, settle(judgement, 'self'));
      this.#compare(index, judgement);
      return;
    }
    const reference = this.#references.get(index);
    if (reference !== undefined) this.#keep(name, index, settle(judgement, reference));
    else this.#waiting.set(index, (this.#waiting.get(index) ?? new Map()).set(name, judgement));
  }

  /** A case will not be executed. */
  decided(name: string, index: number, result: CaseResult): void {
    this.#keep(name, index, result);
    if (name === this.#reference) this.#compare(index, null);
  }

  /** Whether this case is judged or decided on this implementation. */
  has(name: string, index: number): boolean {
    return this.#results[index]?.has(name) === true || this.#waiting.get(index)?.has(name) === true;
  }

  /**
   * Results by case. A case that waits for its reference has none: whether a broken promise is a failure, or what Linux does
   * too, is not known.
   */
  entries(): CaseEntry[] {
    return this.#cases.map(({ id, title, clauses }, index) => {
      const found = this.#results[index];
      const results = this.#names.flatMap((name) => {
        const result = found?.get(name);
        return result === undefined ? [] : [[name, result] as const];
      });
      return { id, title, clauses: [...clauses], results: Object.fromEntries(results) };
    });
  }

  /** How many cases of each status, by implementation. */
  summary(): RunResult['summary'] {
    const count = (name: string) =>
      Object.fromEntries(
        STATUSES.map((status) => [
          status,
          this.#results.filter((results) => results.get(name)?.status === status).length,
        ]),
      ) as RunResult['summary'][string];
    return Object.fromEntries(this.#names.map((name) => [name, count(name)]));
  }

  #compare(index: number, reference: Judgement | null): void {
    this.#references.set(index, reference);
    const waiting = this.#waiting.get(index);
    this.#waiting.delete(index);
    for (const [name, judgement] of waiting ?? []) this.#keep(name, index, settle(judgement, reference));
  }

  #keep(name: string, index: number, result: CaseResult): void {
    const annotated = this.#expect(name, this.#cases[index]?.id ?? '', result);
    this.#results[index]?.set(name, annotated);
    this.#onSettled(name, annotated);
  }
}
