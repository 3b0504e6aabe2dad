/** A few cases that stand for all: each kind of step, each need and each helper of the C programs is in one of them. */
import type { Case } from '../../suites/case.ts';
import { linesOf } from '../compile.ts';
import { kindOf } from '../steps/rule.ts';
import { renderCParts } from './render-c.ts';

const EXPECTATIONS = ['fails', 'faults', 'faultAt', 'observed', 'historical', 'as'] as const;

/** What of the generator a case makes use of. */
function featuresOf(c: Case): string[] {
  const steps = linesOf(c).flatMap((line) => {
    if (line.is !== 'step') return [];
    const kind = kindOf(line.step);
    const expected = EXPECTATIONS.filter((key) => key in line.step);
    return [`${line.actor} ${kind}`, ...expected.map((key) => `${kind} ${key}`)];
  });
  return [...steps, ...(c.needs ?? []).map((need) => `need ${need}`), ...renderCParts(c).helpers];
}

/** The sample, in the order of the cases; always the same for the same cases. */
export function sampleOf(cases: readonly Case[]): Case[] {
  const features = new Map(cases.map((c) => [c, new Set(featuresOf(c))]));
  const left = new Set([...features.values()].flatMap((one) => [...one]));
  const chosen = new Set<Case>();
  // The richest first: fewer are needed then.
  const byWealth = [...cases].sort((a, b) => (features.get(b)?.size ?? 0) - (features.get(a)?.size ?? 0));
  for (const one of byWealth) {
    const news = [...(features.get(one) ?? [])].filter((feature) => left.has(feature));
    if (news.length === 0) continue;
    chosen.add(one);
    for (const feature of news) left.delete(feature);
  }
  return cases.filter((one) => chosen.has(one));
}
