import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../native/build.ts';
import { jsonSchemaOf, PUBLISHED_SCHEMAS } from '../../reports/published-schemas.ts';
import { loadCases } from '../cases.ts';
import { UserError } from '../errors.ts';
import { resolveExpectations } from './resolve.ts';
import { EXPECTABLE, parseExpectations, renderExpectations } from './schema.ts';

const finding = (more: object = {}) => ({
  reason: 'No huge pages',
  status: 'fail',
  cases: ['a/b/c'],
  ...more,
});
const file = (...findings: object[]) => ({ schema: 1, findings });

const GOOD: object[] = [
  file(),
  {
    ...file(finding()),
    implementation: 'gvisor',
    version: 'runsc 2022',
    $schema: './expectations.schema.json',
  },
  file(finding({ issue: 'https://example.org/1', status: ['fail', 'timeout', 'pass'], unreviewed: true })),
  ...EXPECTABLE.filter((status) => status !== 'pass').map((status) => file(finding({ status }))),
];

const BAD: [object, string][] = [
  [[], 'the file: Invalid type: Expected Object but received Array'],
  [{ findings: [] }, 'schema: is missing'],
  [{ schema: 2, findings: [] }, 'schema: this version reads schema 1 only'],
  [{ ...file(), findngs: [] }, 'findngs: unknown key'],
  [file(finding({ isue: 'https://example.org' })), 'findings[0].isue: unknown key'],
  [file(finding({ reason: '' })), 'findings[0].reason: must not be empty'],
  [file(finding({ reason: '  ' })), 'findings[0].reason: must not be empty'],
  [file(finding({ reason: undefined })), 'findings[0].reason: is missing'],
  [file(finding({ issue: 'see the mail' })), 'findings[0].issue: must be a URL'],
  [file(finding({ status: 'failed' })), 'findings[0].status: must be one of fail, crash, timeout'],
  [file(finding({ status: 'skip' })), 'findings[0].status: must be one of fail'],
  [file(finding({ status: [] })), 'findings[0].status: must name a status'],
  [file(finding({ status: ['fail', 'failed'] })), 'findings[0].status: must '],
  [file(finding({ cases: [] })), 'findings[0].cases: must name a case'],
  [file(finding({ cases: 'a/b/c' })), 'findings[0].cases: Invalid type: Expected Array but received "a/b/c"'],
  [file(finding({ unreviewed: false })), 'findings[0].unreviewed: '],
];
/** What a JSON Schema cannot say. */
const BAD_TO_US: [object, string][] = [
  [file(finding({ status: 'pass' })), 'findings[0].status: pass is what every case is expected to be'],
  [file(finding({ status: ['pass'] })), 'findings[0].status: pass is what every case is expected to be'],
  [file(finding({ status: ['fail', 'fail'] })), 'findings[0].status: names a status twice'],
];

describe('parseExpectations', () => {
  it.each(GOOD)('%j', (json) => {
    const parsed = parseExpectations(JSON.stringify(json), 'e.json');
    expect(parsed).toEqual(json);
    expect(parseExpectations(renderExpectations(parsed), 'e.json')).toEqual(json);
  });

  it.each([...BAD, ...BAD_TO_US])('%j: %s', (json, message) => {
    const parse = () => parseExpectations(JSON.stringify(json), 'e.json');
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(`e.json: ${message}`);
  });

  it('refuses what is not JSON', () => {
    expect(() => parseExpectations('{', 'e.json')).toThrow(/^e\.json: not JSON \(/);
  });
});

it('is described by an example that holds', () => {
  const path = join(packageRoot(), 'docs', 'expectations.md');
  const [, example = ''] = /```json\n(.*?)```/s.exec(readFileSync(path, 'utf8')) ?? [];
  const ids = loadCases().map(({ id }) => id);
  expect(resolveExpectations(parseExpectations(example, path), ids, path).stale).toEqual([]);
});

describe('the JSON Schema', () => {
  const schema = jsonSchemaOf(PUBLISHED_SCHEMAS.expectations as never);
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

  it.each(GOOD)('takes %j', (json) => {
    expect(validate(json)).toBe(true);
  });

  it.each(BAD)('refuses %j', (json) => {
    expect(validate(JSON.parse(JSON.stringify(json)))).toBe(false);
  });
});
