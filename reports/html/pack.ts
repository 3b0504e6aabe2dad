/** From a result to what its HTML report carries. */
import {
  type Area,
  type CaseEntry,
  type CaseResult,
  type RunResult,
  STATUSES,
  type StepResult,
} from '../../runner/result.ts';
import { againFlags } from '../again.ts';
import type { ClauseText } from '../block.ts';
import { visible } from '../visible.ts';
import { facetsOf } from './facets.ts';
import { Interned } from './interned.ts';
import {
  FROMS,
  type Packed,
  type PackedArea,
  type PackedCase,
  type PackedClause,
  type PackedOutcome,
  type PackedSeen,
  type PackedStep,
} from './packed.ts';

/** What is shown of a clause. */
export interface ReportClause extends ClauseText {
  /** What Linux does, where that is not the promise. */
  readonly now?: string;
}

export interface PackOptions {
  strict: boolean;
  /** Clauses by id. */
  clauses: Readonly<Record<string, ReportClause>>;
  /** The section of the documentation that a clause stands in. */
  sectionOf: (clause: string) => string;
}

class Packer {
  readonly strings = new Interned<string>();
  readonly clauses = new Interned<string>();
  readonly steps = new Interned<PackedStep>();
  readonly scripts = new Interned<number[]>();
  readonly outcomes = new Interned<PackedOutcome>();
  readonly areas = new Interned<PackedArea>();
  readonly spaces = new Interned<number[]>();
  readonly #names: readonly string[];

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  #text(text: string | null | undefined): number {
    return text === null || text === undefined ? -1 : this.strings.place(visible(text));
  }

  #space(areas: readonly Area[]): number {
    return this.spaces.place(
      areas.map(({ from, page, pages, perms, backing, offset }) =>
        this.areas.place([FROMS.indexOf(from), page, pages, this.#text(perms), this.#text(backing), offset]),
      ),
    );
  }

  #seen({ observed, ok, differs, areas, faultAt }: StepResult): PackedSeen {
    const seen = [this.#text(observed), ok === null ? -1 : Number(ok), differs === true ? 1 : 0];
    if (areas === undefined && faultAt === undefined) return seen;
    seen.push(areas === undefined ? -1 : this.#space(areas));
    if (faultAt !== undefined) seen.push(FROMS.indexOf(faultAt.from), faultAt.page);
    return seen;
  }

  #outcome({ status, known, fixed, reason, steps, expectation }: CaseResult): number {
    const script = steps.map(({ call, expected, documented }) =>
      this.steps.place([this.#text(call), this.#text(expected), this.#text(documented)]),
    );
    return this.outcomes.place({
      status: STATUSES.indexOf(status),
      ...(known ? { known: 1 } : {}),
      ...(fixed ? { fixed: 1 } : {}),
      reason: this.#text(reason),
      script: this.scripts.place(script),
      seen: steps.map((step) => this.#seen(step)),
      ...(expectation === undefined
        ? {}
        : {
            expectation: [
              STATUSES.indexOf(expectation.status),
              this.#text(expectation.reason),
              this.#text(expectation.issue),
              ...(expectation.or ?? []).map((status) => STATUSES.indexOf(status)),
            ] as const,
          }),
    });
  }

  case(entry: CaseEntry): PackedCase {
    const { flags, errors } = facetsOf(entry);
    return {
      id: this.#text(entry.id),
      title: this.#text(entry.title),
      clauses: entry.clauses.map((clause) => this.clauses.place(clause)),
      flags: flags.map((flag) => this.#text(flag)),
      errors: errors.map((error) => this.#text(error)),
      outcomes: this.#names.map((name) => {
        const own = entry.results[name];
        return own === undefined ? -1 : this.#outcome(own);
      }),
      durations: this.#names.map((name) => Math.round(entry.results[name]?.durationUs ?? 0)),
    };
  }
}

function packClause(id: string, { clauses, sectionOf }: PackOptions): PackedClause {
  const clause = Object.hasOwn(clauses, id) ? clauses[id] : undefined;
  return {
    id: visible(id),
    section: visible(clause === undefined ? 'unknown clauses' : sectionOf(id)),
    promise: visible(clause?.promise ?? ''),
    sources: (clause?.sources ?? []).map(visible),
    now: clause?.now === undefined ? null : visible(clause.now),
  };
}

/** The whole result, with the clauses that its cases name. */
export function pack(result: RunResult, options: PackOptions): Packed {
  const names = Object.keys(result.implementations);
  const packer = new Packer(names);
  const cases = result.cases.map((entry) => packer.case(entry));
  return {
    version: visible(result.tool.version),
    reference: visible(result.reference),
    interrupted: result.interrupted,
    strict: options.strict,
    implementations: Object.entries(result.implementations).map(([name, info]) => ({
      name: visible(name),
      spec: visible(info.spec),
      arch: info.arch === null ? null : visible(info.arch),
      release: info.release === null ? null : visible(info.release),
      pageSize: info.pageSize,
      startMs: info.startMs,
      wallMs: info.wallMs,
      again: againFlags(result, [name]),
    })),
    clauses: packer.clauses.values.map((id) => packClause(id, options)),
    strings: packer.strings.values,
    steps: packer.steps.values,
    scripts: packer.scripts.values,
    outcomes: packer.outcomes.values,
    areas: packer.areas.values,
    spaces: packer.spaces.values,
    cases,
  };
}
