/** The steps of a case that a picture of the address space is drawn of. */
import type { Area, CaseResult, StepResult } from '../../runner/result.ts';

/** An address space before and after a step, on one implementation. */
export interface Change {
  /** `unknown`: it was not observed. */
  readonly before: readonly Area[] | 'unknown';
  readonly after: readonly Area[];
  readonly faultAt: StepResult['faultAt'];
  /** Nothing of it changed, but the call returned a mapping: it lies outside of what was looked at, as no slot holds it. */
  readonly outside?: true;
}

export interface Moment {
  /** From 0. */
  readonly index: number;
  readonly call: string;
  /** It is why the case needs a look. */
  readonly isWrong: boolean;
  /** Null where nothing was observed. */
  readonly reference: Change | null;
  readonly own: Change | null;
}

const ACTORS = ['child: ', 'after exec: '];

/** Who carries out a step: '' is the case's own process. */
export function actorOf(call: string): string {
  return ACTORS.find((actor) => call.startsWith(actor)) ?? '';
}

const isSame = (a: readonly Area[], b: readonly Area[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Calls that return a new mapping: of mremap those that leave the old one where it is. */
const MAPS = /^(?:[a-e] = )?(?:mmap\(|syscall\(SYS_mmap, |mremap\([^,]+, 0, |mremap\(.*\bDONTUNMAP\b)/;
/** A place in the arena, or one that is counted from a slot, is one that is drawn. */
const NOT_DRAWN = /^success(?! at (?:arena|[a-e])\b)/;

/** Whether a step says that it mapped something where no picture shows it. */
function mapsOutside({ call, observed }: StepResult): boolean {
  return MAPS.test(call.slice(actorOf(call).length)) && NOT_DRAWN.test(observed ?? '');
}

/**
 * What each step changed. An address space belongs to a process: a child begins with its parent's, and one that was executed anew
 * with nothing that was seen.
 */
export function changesOf(steps: readonly StepResult[]): (Change | null)[] {
  let own: readonly Area[] | 'unknown' = [];
  let child: readonly Area[] | 'unknown' | null = null;
  let anew: readonly Area[] | 'unknown' = 'unknown';
  return steps.map((step) => {
    const { call, areas, faultAt } = step;
    const actor = actorOf(call);
    // The end of a child: the next one begins anew.
    if (actor === '' && /\bwait for the child\b/.test(call)) child = null;
    const before = actor === '' ? own : actor === 'child: ' ? (child ?? own) : anew;
    const after = areas ?? 'unknown';
    if (actor === '') own = after;
    else if (actor === 'child: ') child = after;
    else anew = after;
    if (areas === undefined) return null;
    const outside = before !== 'unknown' && isSame(before, areas) && mapsOutside(step);
    return { before, after: areas, faultAt, ...(outside && { outside }) };
  });
}

const isChange = (change: Change | null | undefined): boolean =>
  change != null &&
  (change.faultAt !== undefined || (change.before !== 'unknown' && !isSame(change.before, change.after)));

/** Whether the step left everything as it was, as far as it is drawn. */
export function isUnchanged({ before, after }: Change): boolean {
  return before !== 'unknown' && isSame(before, after);
}

/**
 * The steps that matter and of which something was observed: those that changed the address space, those in which a fault hit, and
 * those that are wrong.
 * @param own null: only the reference is shown
 */
export function momentsOf(
  reference: CaseResult | undefined,
  own: CaseResult | null,
  isWrong: (index: number) => boolean,
): Moment[] {
  const ofReference = changesOf(reference?.steps ?? []);
  const ofOwn = changesOf(own?.steps ?? []);
  const length = Math.max(ofReference.length, ofOwn.length);
  return Array.from({ length }, (_, index) => index).flatMap((index): Moment[] => {
    const both = { reference: ofReference[index] ?? null, own: ofOwn[index] ?? null };
    if (both.reference === null && both.own === null) return [];
    const wrong = isWrong(index);
    if (!wrong && !isChange(both.reference) && !isChange(both.own)) return [];
    const call = own?.steps[index]?.call ?? reference?.steps[index]?.call ?? '';
    return [{ index, call, isWrong: wrong, ...both }];
  });
}

/** Whether any step of a case shows its address space. */
export function hasPictures(result: CaseResult | null | undefined): boolean {
  return result?.steps.some(({ areas }) => areas !== undefined) ?? false;
}
