/** From what an HTML report carries back to cases, one at a time: most of them nobody opens. */
import type { Area, CaseEntry, CaseResult, StepResult } from '../../runner/result.ts';
import { STATUSES, type Status } from '../../runner/result.ts';
import type { Backing } from '../../suites/vocabulary.ts';
import { FROMS, type Packed, type PackedCase, type PackedOutcome, type PackedSeen } from './packed.ts';

function at<T>(list: readonly T[], place: number): T {
  const value = list[place];
  if (value === undefined) throw new RangeError(`the report's data is damaged: there is no place ${place}`);
  return value;
}

/** The status at a place in `STATUSES`. */
export function statusAt(place: number): Status {
  return at(STATUSES, place);
}

/** The text at a place; null for -1. */
export function textAt(packed: Packed, place: number): string | null {
  return place === -1 ? null : at(packed.strings, place);
}

/** The text at a place that is one. */
export function knownText(packed: Packed, place: number): string {
  return at(packed.strings, place);
}

function unpackArea(packed: Packed, place: number): Area {
  const [from, page, pages, perms, backing, offset] = at(packed.areas, place);
  return {
    from: at(FROMS, from),
    page,
    pages,
    perms: textAt(packed, perms),
    backing: textAt(packed, backing) as Backing | null,
    offset,
  };
}

function unpackStep(packed: Packed, place: number, seen: PackedSeen): StepResult {
  const [call, expected, documented] = at(packed.steps, place);
  const [observed = -1, ok = -1, differs = 0, space = -1, from = -1, page = 0] = seen;
  const said = textAt(packed, documented);
  return {
    call: knownText(packed, call),
    expected: textAt(packed, expected),
    observed: textAt(packed, observed),
    ok: ok === -1 ? null : ok === 1,
    ...(said === null ? {} : { documented: said }),
    ...(differs === 1 ? { differs: true as const } : {}),
    ...(space === -1 ? {} : { areas: at(packed.spaces, space).map((area) => unpackArea(packed, area)) }),
    ...(from === -1 ? {} : { faultAt: { from: at(FROMS, from), page } }),
  };
}

function unpackExpectation(
  packed: Packed,
  [status, reason, link, ...or]: NonNullable<PackedOutcome['expectation']>,
): NonNullable<CaseResult['expectation']> {
  const issue = textAt(packed, link);
  return {
    status: statusAt(status),
    ...(or.length === 0 ? {} : { or: or.map(statusAt) }),
    reason: knownText(packed, reason),
    ...(issue === null ? {} : { issue }),
  };
}

function unpackOutcome(packed: Packed, place: number, durationUs: number): CaseResult {
  const { status, known, fixed, reason, script, seen, expectation } = at(packed.outcomes, place);
  return {
    status: statusAt(status),
    known: known === 1,
    reason: textAt(packed, reason),
    durationUs,
    steps: at(packed.scripts, script).map((step, index) => unpackStep(packed, step, seen[index] ?? [])),
    ...(expectation === undefined ? {} : { expectation: unpackExpectation(packed, expectation) }),
    ...(fixed === 1 ? { fixed: true as const } : {}),
  };
}

/** A case as it was in the result, its texts made visible. */
export function unpackCase(packed: Packed, one: PackedCase): CaseEntry {
  const results = packed.implementations.flatMap(({ name }, index) => {
    const place = one.outcomes[index] ?? -1;
    return place === -1 ? [] : [[name, unpackOutcome(packed, place, one.durations[index] ?? 0)] as const];
  });
  return {
    id: knownText(packed, one.id),
    title: knownText(packed, one.title),
    clauses: one.clauses.map((place) => at(packed.clauses, place).id),
    results: Object.fromEntries(results),
  };
}
