import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderJson } from './json.ts';
import { anyResult, entry, everyStatus, own, run } from './made-up.test-data.ts';
import { parseResult } from './schema.ts';

it('has the pinned shape', () => {
  expect(
    JSON.parse(renderJson(run([entry('a/b/c', { kernel: own('pass') }, { clauses: ['x.y'] })]))),
  ).toEqual({
    schema: 1,
    tool: { name: 'mmap-conformance', version: '0.1.0' },
    reference: 'kernel',
    interrupted: false,
    implementations: {
      kernel: { spec: 'kernel', arch: 'x86_64', release: '6.18.44', pageSize: 4096, startMs: 1, wallMs: 900 },
    },
    summary: {
      kernel: { pass: 1, deviate: 0, fail: 0, drift: 0, crash: 0, timeout: 0, broken: 0, skip: 0 },
    },
    cases: [
      {
        id: 'a/b/c',
        title: 'Title of a/b/c',
        clauses: ['x.y'],
        results: {
          kernel: {
            status: 'pass',
            known: false,
            reason: null,
            durationUs: 180,
            steps: [
              {
                call: 'mmap(null, 1p, rw, PRIVATE|ANONYMOUS, -1, 0)',
                expected: 'page aligned, not 0',
                observed: 'a',
                ok: true,
              },
            ],
          },
        },
      },
    ],
  });
});

it('comes back as it was', () => {
  expect(parseResult(renderJson(everyStatus()))).toEqual(everyStatus());
  fc.assert(
    fc.property(anyResult, (result) => {
      expect(parseResult(renderJson(result))).toEqual(result);
    }),
  );
});
