/**
 * JUnit, one file for each implementation and one of all: the TAP of an implementation goes through tap-junit, and what comes back is
 * joined with our records, test point by test point, because tap-junit knows no class, time, file, skip reason or known
 * failure. docs/reports.md says who reads which part.
 */
import { create } from 'xmlbuilder2';
import type { ImplementationInfo, RunResult } from '../runner/result.ts';
import { columns, differences, headline } from './difference.ts';
import { junitFileName, MERGED_JUNIT } from './junit-files.ts';
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
      return skipped('skip', visible(own.reason ?? '').trim() || 'skipped', '');
    case 'known':
      return skipped(`known-${own.status}`, `known failure: ${headline(own)}`, body(result, name, point));
    case 'failure':
    case 'error':
      return {
        [outcome]: {
          '@type': own.fixed ? `fixed-${own.status}` : own.status,
          '@message': headline(own),
          '#': body(result, name, point),
        },
      };
  }
}

/** GitLab shows the body here, too, and of an element without one its attributes as a Ruby hash. */
function skipped(type: string, message: string, more: string): Tree {
  return { skipped: { '@type': type, '@message': message, '#': `${message}${more}` } };
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

/** One implementation's share of a document. */
interface Part {
  name: string;
  info: ImplementationInfo;
  points: readonly TestPoint[];
}

/** @param prefix of the names of suites, where several implementations stand in one document */
function suites(result: RunResult, { name, info, points }: Part, prefix: string): Tree[] {
  const bySuite = new Map<string, TestPoint[]>();
  for (const point of points) {
    const { suite } = placeOf(point.entry.id);
    bySuite.set(suite, [...(bySuite.get(suite) ?? []), point]);
  }
  return [...bySuite].map(([suite, members]) => ({
    '@name': `${prefix}${suite}`,
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
}

function document(name: string, points: readonly TestPoint[], testsuite: readonly Tree[]): string {
  // The schema that Jenkins' xUnit plugin holds files to knows no `skipped` here, and `file` on suites only.
  const { '@skipped': _, ...all } = totals(points);
  const xml = create(
    { encoding: 'UTF-8' },
    { testsuites: { '@name': name, ...all, testsuite: [...testsuite] } },
  );
  return `${xml.end({ prettyPrint: true })}\n`;
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
  const parts = Object.entries(result.implementations).map(([name, info]): Part => {
    // tap-junit takes a bail-out for the end of a good run; it says nothing about the cases that did run.
    const tap = renderTap({ ...result, interrupted: false, implementations: { [name]: info } }, { strict });
    return { name, info, points: joinConverted(tap, testPoints(result, name, strict), name) };
  });
  for (const part of parts) {
    const text = document(`mmap ${visible(part.name)}`, part.points, suites(result, part, ''));
    files.set(junitFileName(part.name, files), text);
  }
  const all = parts.flatMap((part) => suites(result, part, `${visible(part.name)}: `));
  files.set(
    MERGED_JUNIT,
    document(
      'mmap',
      parts.flatMap(({ points }) => points),
      all,
    ),
  );
  return files;
}
