/**
 * JUnit, one file for each implementation: its TAP goes through tap-junit, and what comes back is joined with
 * our records, test point by test point, because tap-junit knows no class, time, file, skip reason or known
 * failure. docs/reports.md says who reads which part.
 */
import { create } from 'xmlbuilder2';
import type { ImplementationInfo, RunResult } from '../runner/result.ts';
import { columns, differences, headline } from './difference.ts';
import { joinConverted } from './junit-join.ts';
import { type TestOutcome, type TestPoint, testPoints } from './outcome.ts';
import { renderTap } from './tap.ts';
import { visible } from './visible.ts';

type Tree = { [key: string]: string | number | Tree | Tree[] };

const seconds = (us: number): string => (us / 1e6).toFixed(6);

/** `group/suite/name`: where a case stands, in the words of each consumer. */
function placeOf(id: string): { suite: string; name: string } {
  const [group = '', suite = '', ...rest] = visible(id).split('/');
  return rest.length > 0
    ? { suite: `${group}/${suite}`, name: rest.join('/') }
    : { suite: group, name: suite || group };
}

/** Jenkins splits a class at its last dot: within a part a dot would tear it apart. */
function classOf(implementation: string, suite: string): string {
  const parts = ['mmap', visible(implementation), ...suite.split('/')];
  return parts.map((part) => part.replaceAll('.', '_')).join('.');
}

/** Everything that a reader must know, because GitLab shows nothing else. */
function body(result: RunResult, name: string, { entry, own }: TestPoint): string {
  const lines = [headline(own), `${visible(entry.id)} on ${visible(name)}`];
  if (entry.title !== '') lines.push(visible(entry.title));
  if (entry.clauses.length > 0) lines.push(`clauses: ${entry.clauses.map(visible).join(', ')}`);
  for (const difference of differences(result, entry, [name])) {
    lines.push('', difference.call, ...columns(difference, result.reference).map((line) => `  ${line}`));
  }
  return `\n${lines.join('\n')}\n`;
}

function verdict(result: RunResult, name: string, point: TestPoint): Tree {
  const { own, outcome } = point;
  switch (outcome) {
    case 'ok':
      // What differs without counting is worth a word; consumers have no other place for it than the output.
      return own.status === 'pass' ? {} : { 'system-out': body(result, name, point) };
    case 'skipped':
      return { skipped: { '@message': visible(own.reason ?? 'skipped') } };
    case 'known':
      return { skipped: { '@message': `known failure: ${headline(own)}` } };
    case 'failure':
    case 'error':
      return {
        [outcome]: {
          '@type': own.fixed ? 'fixed' : own.status,
          '@message': headline(own),
          '#': body(result, name, point),
        },
      };
  }
}

function totals(points: readonly TestPoint[]) {
  const count = (...outcomes: TestOutcome[]) =>
    points.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    '@tests': points.length,
    '@failures': count('failure'),
    '@errors': count('error'),
    '@skipped': count('skipped', 'known'),
    '@time': seconds(points.reduce((sum, { own }) => sum + own.durationUs, 0)),
  };
}

function properties(result: RunResult, { spec, arch, release }: ImplementationInfo): Tree {
  const facts: Record<string, string> = {
    spec,
    arch: arch ?? '',
    release: release ?? '',
    tool: result.tool.version,
  };
  if (result.interrupted) facts.interrupted = 'true';
  const property = Object.entries(facts).map(([name, value]) => ({
    '@name': name,
    '@value': visible(value),
  }));
  return { property };
}

function document(
  result: RunResult,
  name: string,
  info: ImplementationInfo,
  points: readonly TestPoint[],
): string {
  const bySuite = new Map<string, TestPoint[]>();
  for (const point of points) {
    const { suite } = placeOf(point.entry.id);
    bySuite.set(suite, [...(bySuite.get(suite) ?? []), point]);
  }
  const testsuite = [...bySuite].map(([suite, members]) => ({
    '@name': suite,
    ...totals(members),
    '@file': `suites/${suite}.ts`,
    properties: properties(result, info),
    testcase: members.map((point) => ({
      '@classname': classOf(name, suite),
      '@name': placeOf(point.entry.id).name,
      '@time': seconds(point.own.durationUs),
      ...verdict(result, name, point),
    })),
  }));
  // The schema that Jenkins' xUnit plugin holds files to knows no `skipped` here, and `file` on suites only.
  const { '@skipped': _, ...all } = totals(points);
  return create(
    { encoding: 'UTF-8' },
    { testsuites: { '@name': `mmap ${visible(name)}`, ...all, testsuite } },
  ).end({
    prettyPrint: true,
  });
}

/** A file name that no file system objects to. */
function fileName(name: string, taken: ReadonlyMap<string, string>): string {
  const safe = name.replace(/[^\w.-]/g, '_').replace(/^[.-]/, '_') || '_';
  const names = new Set([...taken.keys()].map((one) => one.toLowerCase()));
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? `${safe}.xml` : `${safe}-${n}.xml`;
    if (!names.has(candidate.toLowerCase())) return candidate;
  }
}

/**
 * The result as JUnit files: name of the file, and its text.
 * @throws Error when tap-junit, reading the TAP of the same result, comes to other totals
 */
export function renderJunit(
  result: RunResult,
  { strict = false }: { strict?: boolean } = {},
): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, info] of Object.entries(result.implementations)) {
    // tap-junit takes a bail-out for the end of a good run; it says nothing about the cases that did run.
    const tap = renderTap({ ...result, interrupted: false, implementations: { [name]: info } }, { strict });
    const points = joinConverted(tap, testPoints(result, name, strict), name);
    files.set(fileName(name, files), `${document(result, name, info, points)}\n`);
  }
  return files;
}
