import { describe, expect, it } from 'vitest';
import { loadCases } from '../cases.ts';
import { KINDS } from '../steps/rule.ts';
import { HELPERS, type HelperName } from './helpers.ts';
import { joinParts, renderCParts } from './render-c.ts';
import { sampleOf } from './sample.ts';

const cases = loadCases();
const names = Object.keys(HELPERS) as HelperName[];

/** Without comments and the text of strings. */
const bare = (text: string): string =>
  text.replace(/\/\*.*?\*\//gs, '').replace(/"(?:[^"\\\n]|\\.)*"/g, '""');

/** The names that a helper's text gives to something at file level. */
function definitions(text: string): string[] {
  const code = bare(text);
  const functions = [...code.matchAll(/^static [^;={]*?(\w+)\(/gm)].map(([, name = '']) => name);
  const macros = [...code.matchAll(/^#define (\w+)/gm)].map(([, name = '']) => name);
  const variables = [
    ...code.matchAll(
      /^static (?:const |volatile )*(?:struct \w+|unsigned \w+(?: \w+)?|long long|\w+) ([^(){};=]+)(?: =|;)/gm,
    ),
  ].flatMap(([, list = '']) => list.split(',').map((one) => one.replace(/[*\s]|\[.*/g, '')));
  return [...functions, ...macros, ...variables];
}

const definer = new Map(
  names.flatMap((name) => definitions(HELPERS[name].text).map((one) => [one, name] as const)),
);

/** What each definition of the helpers says, by its name. */
const bodies = new Map<string, string>();
for (const name of names) {
  for (const chunk of bare(HELPERS[name].text).split(/^(?=static |#define )/m)) {
    for (const one of definitions(chunk)) bodies.set(one, (bodies.get(one) ?? '') + chunk);
  }
}

/** The definitions that a text makes use of, and what these make use of in turn. */
function reached(text: string): Set<string> {
  const found = new Set<string>();
  const queue = [text];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const [word] of bare(next).matchAll(/(?<![.>\w])[A-Za-z_]\w*/g)) {
      const body = bodies.get(word);
      if (body === undefined || found.has(word)) continue;
      found.add(word);
      queue.push(body);
    }
  }
  return found;
}

/** The helpers that a helper calls, or whose variables it names. */
const callees = new Map(
  names.map((name) => {
    const own = new Set(definitions(HELPERS[name].text));
    const words = [...bare(HELPERS[name].text).matchAll(/(?<![.>\w])[A-Za-z_]\w*/g)].map(([word]) => word);
    const isCall = (word: string): boolean => new RegExp(`\\b${word}\\(`).test(bare(HELPERS[name].text));
    const called = words
      .filter((word) => !own.has(word) && isCall(word))
      .flatMap((word) => definer.get(word) ?? []);
    return [name, [...new Set(called)]] as const;
  }),
);

describe('the helpers of a program', () => {
  it('give a name to one thing only', () => {
    const all = names.flatMap((name) => definitions(HELPERS[name].text));
    expect(all.filter((one, index) => all.indexOf(one) !== index)).toEqual([]);
    expect(definer.size).toBeGreaterThan(80);
    expect([...callees.values()].flat().length).toBeGreaterThan(60);
  });

  it('are all there, and none too many, in every program', { timeout: 120_000 }, () => {
    const wrong: string[] = [];
    for (const one of cases) {
      const parts = renderCParts(one);
      const listed = new Set<string>(parts.helpers);
      const text = bare(joinParts(parts));
      const counts = new Map<string, number>();
      for (const [word] of text.matchAll(/\b[A-Za-z_]\w*/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
      const own = new Set(parts.names);
      for (const [word] of bare(parts.own).matchAll(/(?<![.>\w])[A-Za-z_]\w*(?=\()/g)) {
        const helper = definer.get(word);
        if (helper !== undefined && !own.has(word) && !listed.has(helper))
          wrong.push(`${one.id}: ${word} without ${helper}`);
      }
      for (const helper of parts.helpers.flatMap((name) => callees.get(name) ?? [])) {
        if (!listed.has(helper)) wrong.push(`${one.id}: a helper without ${helper}`);
      }
      for (const helper of parts.helpers) {
        const defined = definitions(HELPERS[helper].text).filter((word) => !/^(E|KEEP|PATTERN)$/.test(word));
        if (!defined.some((word) => (counts.get(word) ?? 0) > 1))
          wrong.push(`${one.id}: ${helper} for nothing`);
      }
    }
    expect(wrong.slice(0, 10)).toEqual([]);
  });

  it('have no function that a program does not call: the compiler would warn', { timeout: 120_000 }, () => {
    const wrong = new Set<string>();
    for (const one of cases) {
      const { helpers, own } = renderCParts(one);
      const used = reached(own);
      for (const helper of helpers) {
        const functions = [...bare(HELPERS[helper].text).matchAll(/^static [^;={]*?(\w+)\([^;]*\)\n\{/gm)];
        for (const [, name = ''] of functions)
          if (!used.has(name)) wrong.add(`${helper}: ${name} (${one.id})`);
      }
    }
    expect([...wrong].slice(0, 10)).toEqual([]);
  });

  it('take the larger part of most programs: what a page embeds of each case is small', () => {
    const sizes = cases.map((one) => {
      const { comment, declarations, own } = renderCParts(one);
      return comment.length + declarations.length + own.length;
    });
    sizes.sort((a, b) => a - b);
    expect(sizes[sizes.length >> 1]).toBeLessThan(4096);
  });
});

describe('sampleOf', () => {
  it('has every kind of step that any case has, and stays small', () => {
    const sample = sampleOf(cases);
    const text = JSON.stringify(sample.map(({ steps }) => steps));
    const all = JSON.stringify(cases.map(({ steps }) => steps));
    for (const kind of KINDS) expect(text.includes(`"${kind}":`)).toBe(all.includes(`"${kind}":`));
    expect(sample.length).toBeLessThan(250);
    expect(sampleOf(cases)).toEqual(sample);
  });
});
