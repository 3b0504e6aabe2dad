import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../native/build.ts';
import { compareResults } from '../runner/compare.ts';
import { mergeResults } from '../runner/merge.ts';
import { takeShard } from '../runner/sharding/shard.ts';
import { renderComparisonJson } from './comparison.ts';
import { renderJson } from './json.ts';
import { anyResult, entry, everyStatus, own, run, step } from './made-up.test-data.ts';
import { jsonSchemaOf, PUBLISHED_SCHEMAS } from './published-schemas.ts';

/** Validators of the schemas as others use them: ajv, in its strict mode, from the JSON. */
const validators = Object.fromEntries(
  Object.entries(PUBLISHED_SCHEMAS).map(([name, schema]) => {
    const validate = new Ajv2020({ allErrors: true }).compile(
      JSON.parse(JSON.stringify(jsonSchemaOf(schema))),
    );
    return [name, (text: string) => (validate(JSON.parse(text)) ? [] : (validate.errors ?? []))];
  }),
);
const complaints = (name: string, text: string) => validators[name]?.(text) ?? ['no such schema'];

describe('result', () => {
  it('holds every result that is written', () => {
    const areas = [
      { from: 'arena' as const, page: 1, pages: 2, perms: 'rw-p', backing: 'anonymous' as const, offset: 0 },
    ];
    const pictured = own('crash', { steps: [step({ areas, faultAt: { from: 'arena', page: -1 } })] });
    const cases = [{ id: 'a/b/c' }];
    const shard = takeShard(cases, { index: 1, count: 1 }).info;
    const results = [
      everyStatus(),
      run([]),
      run([], {}, []),
      run([entry('a/b/c', { kernel: pictured })], { interrupted: true, bailed: true, shard }),
    ];
    for (const result of results) expect(complaints('result', renderJson(result))).toEqual([]);
    fc.assert(
      fc.property(anyResult, (result) => {
        expect(complaints('result', renderJson(result))).toEqual([]);
      }),
    );
    const merged = mergeResults([{ from: 'x', result: everyStatus() }], []).result;
    expect(complaints('result', renderJson(merged))).toEqual([]);
  });

  it.each<[string, (json: ReturnType<typeof everyStatus>) => unknown]>([
    ['another schema', (json) => Object.assign(json, { schema: 2 })],
    ['an unknown status', (json) => Object.assign(json.cases[0]?.results.kernel ?? {}, { status: 'passed' })],
    ['a missing reason', (json) => Object.assign(json.cases[0]?.results.kernel ?? {}, { reason: undefined })],
    ['a count that is none', (json) => Object.assign(json.summary.kernel ?? {}, { pass: -1 })],
    ['a missing count', (json) => Object.assign(json.summary.kernel ?? {}, { pass: undefined })],
    ['a shard without a number', (json) => Object.assign(json, { shard: { index: 1 } })],
    ['steps that are none', (json) => Object.assign(json.cases[0]?.results.kernel ?? {}, { steps: [{}] })],
  ])('refuses %s', (_, spoil) => {
    const json = everyStatus();
    spoil(json);
    expect(complaints('result', JSON.stringify(json))).not.toEqual([]);
  });

  it('lets more keys stand beside those that are pinned', () => {
    expect(complaints('result', JSON.stringify({ ...everyStatus(), host: 'x' }))).toEqual([]);
  });
});

it('comparison holds what compare writes, and refuses what it does not', () => {
  const one = run([entry('a/b/c', { kernel: own('pass') })]);
  const other = run([
    entry('a/b/c', { kernel: own('drift', { steps: [] }) }),
    entry('a/b/d', { kernel: own('skip') }),
  ]);
  const { tool, interrupted, implementations } = one;
  const file = { file: 'x.json', tool, interrupted, implementations };
  const compared = compareResults(one, other, { strict: false });
  const report = { schema: 1 as const, tool, strict: false, before: file, after: file, ...compared };
  expect(complaints('comparison', renderComparisonJson(report))).toEqual([]);
  expect(complaints('comparison', JSON.stringify({ ...report, regression: 1 }))).not.toEqual([]);
  expect(complaints('comparison', JSON.stringify({ ...report, pairs: [{}] }))).not.toEqual([]);
});

it.each(Object.keys(PUBLISHED_SCHEMAS))('%s is built into the package, as it is here', (name) => {
  const built = JSON.parse(readFileSync(join(packageRoot(), `dist/schema/${name}.json`), 'utf8'));
  expect(built).toEqual(JSON.parse(JSON.stringify(jsonSchemaOf(PUBLISHED_SCHEMAS[name] as never))));
  expect(built).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
  const { exports } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  expect(exports['./schema/*.json']).toBe('./dist/schema/*.json');
});
