/** One case that was run, step by step: what is documented, what the reference did, what the implementations did. */
import type { CaseEntry, CaseResult, RunResult } from '../runner/result.ts';
import { drawAddressSpace } from './address-space.ts';
import { columns, differences, headline } from './difference.ts';
import { type Paint, paintStatus } from './paint.ts';
import { visible } from './visible.ts';

/** Lines for the terminal: the verdicts, then every step, with pictures of the address space where the result has them. */
export function renderCaseRun(result: RunResult, entry: CaseEntry, paint: Paint): string[] {
  const names = Object.keys(result.implementations).filter((name) => entry.results[name] !== undefined);
  const width = Math.max(0, ...names.map((name) => visible(name).length));
  const verdicts = names.flatMap((name) => {
    const own = entry.results[name];
    if (own === undefined) return [];
    return [`  ${visible(name).padEnd(width)}  ${paintStatus(paint, own.status, headline(own))}`];
  });
  const others = names.filter((name) => name !== result.reference);
  const shown = others.length > 0 ? others : names;
  const pictures = createPictures(result, entry, paint);
  const wrong = new Set(differences(result, entry, shown).map(({ index }) => index));
  const steps = differences(result, entry, shown, true).flatMap((step) => {
    const head = `${wrong.has(step.index) ? paint.red('*') : ' '} ${String(step.index + 1).padStart(2)}  ${step.call}`;
    const lines = columns(step, result.reference).map((line) => `       ${line}`);
    return [head, ...lines, ...pictures(step.index)];
  });
  return [
    paint.bold('verdict'),
    ...verdicts,
    ...(steps.length > 0 ? ['', paint.bold('steps'), ...steps] : []),
  ];
}

/** The pictures of a step, of those whose address space it changed, or in which it met a fault; alike ones once. */
function createPictures(result: RunResult, entry: CaseEntry, paint: Paint): (index: number) => string[] {
  const last = new Map<string, string>();
  return (index) => {
    const byPicture = new Map<string, string[]>();
    for (const name of Object.keys(result.implementations)) {
      const lines = linesOf(entry.results[name], index);
      const picture = lines.join('\n');
      if (picture === '' || picture === last.get(name)) continue;
      last.set(name, picture);
      byPicture.set(picture, [...(byPicture.get(picture) ?? []), visible(name)]);
    }
    return [...byPicture].flatMap(([picture, names]) => [
      paint.dim(`       then on ${names.join(', ')}:`),
      ...picture.split('\n').map((line) => paint.dim(`         ${line}`)),
    ]);
  };
}

function linesOf(own: CaseResult | undefined, index: number): string[] {
  const step = own?.steps[index];
  return step === undefined ? [] : drawAddressSpace(step);
}
