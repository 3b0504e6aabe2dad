import type { Ending, Outcome, Program } from '../implementation.ts';
import type { CaseRecord, EndRecord } from '../records.ts';

/** Collects the records of one case and says what they amount to. The first thing wrong with them is kept as the reason. */
export class OutcomeCollector {
  readonly program: Program;
  readonly #observations = new Map<number, string>();
  readonly #looks = new Map<number, string>();
  #begun = false;
  #end: EndRecord | undefined;
  #crash: string | undefined;
  #answered = false;
  #damage: string | undefined;

  constructor(program: Program) {
    this.program = program;
  }

  /** A record of this case was seen. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Nothing more is to be expected. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Something was wrong: whatever else comes, the case is not whole. */
  damage(reason: string): void {
    this.#damage ??= reason;
  }

  /** Takes a record that carries this case's number. */
  take(record: CaseRecord): void {
    if (this.#answered) {
      this.damage('it was answered twice');
    } else if (record.kind === 'begin') {
      if (this.#begun) this.damage('it was begun twice');
    } else if (!this.#begun && record.kind !== 'bad') {
      this.damage(`its ${record.kind} record came without a begin record`);
    }
    this.#begun = true;
    if (record.kind === 'step') this.#observe(record.index, record.observation);
    if (record.kind === 'look') this.#looks.set(record.index, record.areas);
    if (record.kind === 'end') this.#finish(record);
    if (record.kind === 'crash') {
      this.#crash = record.reason;
      this.#answered = true;
    }
    if (record.kind === 'bad') {
      this.damage(`the program could not be read: ${record.reason}`);
      this.#answered = true;
    }
  }

  /** What came back, once it is answered. */
  outcome(): Outcome {
    if (this.#damage === undefined && this.#crash !== undefined)
      return this.#outcome({ how: 'crashed', reason: this.#crash });
    const reason = this.#damage ?? (this.#end === undefined ? 'no end record came' : undefined);
    return this.#outcome(
      reason === undefined && this.#end ? ending(this.#end) : damagedBecause(reason ?? ''),
    );
  }

  /** What came back of a case that was not answered because of this. */
  giveUp(because: Ending): Outcome {
    const lost = because.how === 'timeout' && this.#damage !== undefined;
    return this.#outcome(lost ? damagedBecause(this.#damage ?? '') : because);
  }

  #observe(index: number, observation: string): void {
    if (index >= this.program.lines.length) {
      this.damage(`step ${index} was reported, but it has only ${this.program.lines.length}`);
    } else if (this.#observations.has(index)) {
      this.damage(`step ${index} was reported twice`);
    } else {
      this.#observations.set(index, observation);
    }
  }

  #finish(end: EndRecord): void {
    this.#end = end;
    this.#answered = true;
    const seen = this.#observations.size;
    if (end.steps !== seen) this.damage(`${end.steps} step records were announced and ${seen} came`);
  }

  #outcome(how: Ending): Outcome {
    return {
      seq: this.program.seq,
      observations: this.#observations,
      ...(this.program.look && { looks: this.#looks }),
      ending: how,
      durationUs: this.#end?.durationUs ?? 0,
    };
  }
}

function damagedBecause(reason: string): Ending {
  return { how: 'damaged', reason };
}

function ending(end: EndRecord): Ending {
  if (end.how === 'killed') return { how: 'killed', signal: end.signal ?? 'unknown' };
  return end.how === 'timeout' ? { how: 'timeout', hung: 'case' } : { how: 'exited' };
}
