import type { Ending, Outcome, Program } from '../implementation.ts';
import type { CaseRecord, OutputRecord } from '../records.ts';
import { OutcomeCollector } from './outcome-collector.ts';

/**
 * Assigns one implementation's records to the programs it was given, and reports each program once, in their order.
 *
 * An answered case is held back until the next case begins, or nothing more can come: only then is it sure that it was not
 * answered twice.
 */
export class Transcript {
  readonly #report: (outcome: Outcome) => void;
  /** Given and not answered yet. */
  readonly #open: OutcomeCollector[] = [];
  #held: OutcomeCollector | undefined;
  /** Damage that was seen between two cases. */
  #between: string | undefined;

  constructor(report: (outcome: Outcome) => void) {
    this.#report = report;
  }

  /** A program was handed to the implementation. */
  expect(program: Program): void {
    this.#open.push(new OutcomeCollector(program));
  }

  /** The case that is being executed, or will be next. */
  get awaited(): OutcomeCollector | undefined {
    return this.#open[0];
  }

  /** How many programs are not answered yet. */
  get openCount(): number {
    return this.#open.length;
  }

  take(record: OutputRecord): void {
    if (record.kind === 'bye') this.settle();
    else if (record.kind === 'hello') this.#damage('the implementation started anew by itself');
    else if (record.kind === 'unusable') this.#damage(`the implementation cannot be used: ${record.message}`);
    else if (record.kind === 'damaged') this.#damage(record.reason);
    else if (record.kind !== 'plan') this.#takeCaseRecord(record);
  }

  /** Nothing more can come for the cases that are answered: reports the one that was held back. */
  settle(): void {
    if (this.#between !== undefined) this.#held?.damage(this.#between);
    this.#between = undefined;
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#report(held.outcome());
  }

  /** The case that is awaited will not be answered: reports it so. */
  giveUp(ending: Ending): void {
    this.settle();
    const lost = this.#open.shift();
    if (lost !== undefined) this.#report(lost.giveUp(ending));
  }

  #damage(reason: string): void {
    const current = this.awaited;
    if (current?.begun) current.damage(reason);
    else this.#between ??= reason;
  }

  #takeCaseRecord(record: CaseRecord): void {
    const current = this.awaited;
    const later = this.#open.find(({ program }) => program.seq === record.seq);
    if (current !== undefined && later === current) this.#advance(current, record);
    else if (record.seq === this.#held?.program.seq) this.#held.take(record);
    else if (later !== undefined && record.kind === 'begin') this.#skipTo(later, record);
    else {
      const victim = current?.begun ? current : (this.#held ?? current);
      victim?.damage(`a record of another case (number ${record.seq}) came in the middle`);
    }
  }

  #advance(current: OutcomeCollector, record: CaseRecord): void {
    if (!current.begun) {
      // The damaged line was this case's begin record, unless that one comes now.
      if (record.kind !== 'begin') this.#between = undefined;
      this.settle();
    }
    current.take(record);
    if (!current.answered) return;
    this.#open.shift();
    this.#held = current;
  }

  #skipTo(later: OutcomeCollector, record: CaseRecord): void {
    this.settle();
    while (this.awaited !== undefined && this.awaited !== later) {
      this.awaited.damage('the next case was begun before this one ended');
      this.#report(this.awaited.outcome());
      this.#open.shift();
    }
    this.#advance(later, record);
  }
}
