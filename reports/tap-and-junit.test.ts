import fc from 'fast-check';
import { Parser } from 'tap-parser';
import { expect, it } from 'vitest';
import type { RunResult } from '../runner/result.ts';
import { renderJunit } from './junit.ts';
import { MERGED_JUNIT } from './junit-files.ts';
import { anyResult, entry, everyStatus, own, run } from './made-up.test-data.ts';
import { type ReadCase, readJunit } from './read-junit.test-data.ts';
import { renderTap } from './tap.ts';

type Verdict = 'ok' | 'failed' | 'known' | 'skipped';

/** Verdicts by `implementation: case`, in order of these, as tap-parser finds them. */
function ofTap(result: RunResult, strict: boolean): [string, Verdict][] {
  const verdicts: [string, Verdict][] = [];
  const parser = new Parser({ strict: true });
  parser.on('assert', ({ ok, name, skip, todo }) => {
    verdicts.push([name, skip ? 'skipped' : todo ? 'known' : ok ? 'ok' : 'failed']);
  });
  parser.end(renderTap(result, { strict }));
  return verdicts.toSorted();
}

function verdictOf({ verdict }: ReadCase): Verdict {
  switch (verdict?.element) {
    case undefined:
    case 'system-out':
      return 'ok';
    case 'failure':
    case 'error':
      return 'failed';
    case 'skipped':
      return verdict.type?.startsWith('known-') ? 'known' : 'skipped';
    default:
      throw new Error(`what is ${verdict?.element}?`);
  }
}

/** The same of the file of all implementations. */
function ofJunit(result: RunResult, strict: boolean): [string, Verdict][] {
  const { cases } = readJunit(renderJunit(result, { strict }).get(MERGED_JUNIT) ?? '');
  return cases.map((one): [string, Verdict] => [`${one.suite}/${one.name}`, verdictOf(one)]).toSorted();
}

it('TAP and JUnit have the same verdict for every case', () => {
  const known = run([entry('a/b/c', { kernel: own('fail', { known: true }), gvisor: own('skip') })]);
  for (const result of [everyStatus(), known, run([])]) {
    expect(ofJunit(result, false)).toEqual(ofTap(result, false));
  }
  expect(ofJunit(known, false)).toEqual([
    ['gvisor: a/b/c', 'skipped'],
    ['kernel: a/b/c', 'known'],
  ]);
});

it('TAP and JUnit have the same verdict for every case of any result', () => {
  fc.assert(
    fc.property(anyResult, fc.boolean(), (result, strict) => {
      expect(ofJunit(result, strict)).toEqual(ofTap(result, strict));
    }),
  );
});
