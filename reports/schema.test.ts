import { describe, expect, it } from 'vitest';
import { UserError } from '../runner/errors.ts';
import { renderJson } from './json.ts';
import { entry, everyStatus, own, run } from './made-up.test-data.ts';
import { parseResult } from './schema.ts';

type Json = Record<string, unknown> & { summary?: Record<string, object>; implementations?: object };

/** The JSON of a small result, after something was done to it. */
function spoiled(spoil: (json: Json) => unknown): string {
  const json: Json = JSON.parse(renderJson(run([entry('a/b/c', { kernel: own('pass') })])));
  spoil(json);
  return JSON.stringify(json);
}

/** What `parseResult` says of a text. */
function complaint(text: string): string {
  try {
    parseResult(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  return 'no complaint';
}

const cases = (json: Json) => json.cases as { id: string; results: Record<string, Json> }[];

describe('parseResult', () => {
  it.each<[string, string]>([
    ['', 'not JSON'],
    ['{"schema": 1', 'not JSON'],
    ['[]', 'the file: Invalid type: Expected Object but received Array'],
    [spoiled((json) => Object.assign(json, { schema: 2 })), 'schema: this version reads schema 1 only'],
    [spoiled((json) => delete json.reference), 'reference: is missing'],
    [spoiled((json) => Object.assign(json, { implementations: [] })), 'implementations: Invalid type'],
    [
      spoiled((json) => Object.assign(json.summary?.kernel ?? {}, { great: 1 })),
      'summary.kernel.great: unknown key',
    ],
    [
      spoiled((json) => Object.assign(json.summary?.kernel ?? {}, { pass: 0.5 })),
      'pass: must be a whole number',
    ],
    [
      spoiled((json) => Object.assign(json.implementations ?? {}, { constructor: {} })),
      'implementations: may not use the names',
    ],
    [
      spoiled((json) => Object.assign(json.implementations ?? {}, { 'a b': {} })),
      'implementations["a b"].spec: is missing',
    ],
    [spoiled((json) => Object.assign(json, { tool: { name: 'other', version: '1' } })), 'tool.name: '],
    [
      spoiled((json) => Object.assign(cases(json)[0]?.results.kernel ?? {}, { status: 'passed' })),
      'cases[0].results.kernel.status: ',
    ],
    [spoiled((json) => cases(json).push(...cases(json))), "cases[1].id: a second case 'a/b/c'"],
    [spoiled((json) => Object.assign(json, { cases: [] })), 'summary.kernel.pass: says 1, the cases say 0'],
    [
      spoiled((json) => Object.assign(cases(json)[0] ?? {}, { results: { other: own('pass') } })),
      'cases[0].results.other: not among the implementations; summary.kernel.pass: says 1',
    ],
    [spoiled((json) => Object.assign(json, { summary: {} })), 'says nothing, the cases say 1'],
  ])('%.40s', (text, message) => {
    expect(complaint(text)).toContain(message);
  });

  it('shows what is wrong on one line, however long it is', () => {
    const said = complaint(
      spoiled((json) => Object.assign(json, { interrupted: '\n\u001b[2J'.repeat(999) })),
    );
    expect(said).toContain('interrupted: Invalid type: Expected boolean but received "\\n\\x1b[2J');
    expect(said.length).toBeLessThan(400);
  });

  it('names the first few complaints only', () => {
    expect(complaint(spoiled((json) => Object.assign(json, { summary: {} })))).toMatch(
      /(; summary.*){2}; and 5 more$/,
    );
  });

  it('keeps what stands beside the pinned keys, and goes without ours', () => {
    const text = spoiled((json) => {
      Object.assign(json, { host: 'x' });
      delete json.interrupted;
      delete (cases(json)[0] as Partial<{ title: string }>).title;
    });
    expect(parseResult(text)).toMatchObject({ host: 'x', interrupted: false, cases: [{ title: '' }] });
  });

  it('reads every status', () => {
    expect(complaint(renderJson(everyStatus()))).toBe('no complaint');
  });
});
